import { readFileSync } from 'node:fs';
import { SECRETS_FILE, SparkSecret } from '../../src/domain/spark/spark-secret';
import { deadCleaner } from './support/dead-cleaner';
import { type Service, ShuffleHost } from './support/shuffle-service';
import { SPARK_VERSIONS } from './support/spark-submit';

let host: ShuffleHost;
let withDeadCleaner: readonly string[];
beforeAll(async () => {
  host = await ShuffleHost.make();
  withDeadCleaner = deadCleaner(host.folder);
}, 600_000);
afterAll(() => host?.remove());

let running: Service | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** As systemd does: Spark itself loses its race in some starts, and a start without a cleaner is none. */
async function started(on = host): Promise<Service> {
  for (let i = 0; i < 8; i++) {
    const service = on.run();
    running = service;
    const { status, output } = service.ready();
    if (status === 0) return service;
    expect(output).toContain('found its cleaner: dead');
    expect(service.cleanerState()).toBe('WAITING');
    await service.stop();
  }
  throw new Error('found the cleaner dead in eight starts, wanted it alive in one');
}

test('a real service is ready when it listens with a cleaner that lives, and TERM leaves nothing of it', async () => {
  const service = await started();
  expect(service.ready().output).toContain('Spark 3.5.9 listens on port 7337; cleaner: alive');
  expect(service.program).toBe('java');
  expect(service.cleanerState()).toBe('TIMED_WAITING');
  expect(host.listens(7337)).toBe(true);
  expect(await service.stop()).toBe(143);
  expect(host.listens(7337)).toBe(false);
}, 120_000);

test.each(SPARK_VERSIONS.filter((version) => version !== '3.5.9'))(
  'Spark %s starts in the same way, and ends by TERM',
  async (version) => {
    const older = await ShuffleHost.make(version);
    try {
      const service = await started(older);
      expect(service.ready().output).toContain(`Spark ${version} listens on port 7337; cleaner: alive`);
      expect(service.cleanerState()).toBe('TIMED_WAITING');
      expect(await service.stop()).toBe(143);
      expect(older.listens(7337)).toBe(false);
    } finally {
      await older.remove();
    }
  },
  600_000,
);

test('a cleaner that died is found, and a start with it fails', async () => {
  running = host.run({ javaOptions: withDeadCleaner });
  expect(running.ready()).toMatchObject({
    status: 1,
    output: expect.stringContaining('found its cleaner: dead'),
  });
  expect(running.cleaner()).toEqual({
    status: 1,
    output: expect.stringContaining('cleaner: dead: it waits without a limit'),
  });
  expect(running.cleanerState()).toBe('WAITING');
}, 120_000);

describe('with a secret', () => {
  const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:spark/shuffle-x1Y2z3';
  const authentication = { secret: SparkSecret.onAgents(ARN), encryption: 'Aes' } as const;

  test('the unit reads it from the list of the agent, and nobody sees it', async () => {
    host.write(SECRETS_FILE, `${ARN}2 other-0123456789ab\n${ARN} right-0123456789ab\n`);
    running = host.run({ authentication });
    // Whether it lost its race is no matter here.
    running.ready();
    expect(host.serviceLog(7337)).toContain('Starting shuffle service on port 7337 (auth enabled = true)');
    const { pid } = running;
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toContain('_SPARK_AUTH_SECRET=right-0123456789ab\0');
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('right-0123456789ab');
    expect(host.serviceLog(7337)).not.toContain('right-0123456789ab');
  }, 120_000);

  test('a reference that the agent does not know is no start', () => {
    host.write(SECRETS_FILE, `${ARN}2 other-0123456789ab\n`);
    running = host.run({ authentication });
    expect(running.ready().status).toBe(1);
    expect(host.serviceLog(7337)).toContain(`mesos-spark: found no secret ${ARN} in `);
  }, 120_000);
});

test('a port that is taken is a start that fails with the last words of the service', async () => {
  await started();
  const second = host.run();
  const { status, output } = second.ready();
  await second.stop();
  expect({ status, output }).toEqual({
    status: 1,
    output: expect.stringContaining('found the service ended, wanted it to listen on port 7337'),
  });
}, 120_000);
