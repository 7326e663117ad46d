import { deadCleaner } from './support/dead-cleaner';
import { type Service, ShuffleHost } from './support/shuffle-service';

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
async function started(): Promise<Service> {
  for (let i = 0; i < 8; i++) {
    const service = host.run();
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
