import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceAuthentication } from '../../src/domain/spark/service-authentication';
import { SECRETS_FILE, SparkSecret } from '../../src/domain/spark/spark-secret';
import { javaApplication } from './real-shuffle/java-application';
import { firstLine } from './support/children';
import { ServiceTask } from './support/service-task';
import { ShuffleHost } from './support/shuffle-service';
import type { SparkApplication } from './support/spark-application';
import { SPARK_VERSIONS } from './support/spark-submit';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:spark/shuffle-x1Y2z3';
const OTHER = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:next-a4B5c6';
const SECRET = 'right-0123456789+/=._~';
const WRONG = 'wrong-0123456789+/=._~';
const SUMS = Array.from({ length: 10 }, (_, key) => [key, 4_995_000 + key * 1000]);
/** In each value that is shuffled (see Application.java). */
const PLAIN = 'plainly-';
const AUTHENTICATED = { 'spark.authenticate': 'true' };
const AES = { ...AUTHENTICATED, 'spark.network.crypto.enabled': 'true' };
const SASL = { ...AUTHENTICATED, 'spark.authenticate.enableSaslEncryption': 'true' };

interface Way {
  readonly port: number;
  readonly authentication?: ServiceAuthentication;
}

interface Refused {
  readonly who: string;
  readonly way: Way;
  readonly properties: Readonly<Record<string, string>>;
  readonly known?: string;
  readonly says: RegExp;
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('did not find it in a minute');
    await sleep(200);
  }
}

const secret = SparkSecret.onAgents(ARN);
const OPEN: Way = { port: 7337 };
const BY_AES: Way = { port: 7338, authentication: { secret, encryption: 'Aes' } };
const BY_SASL: Way = { port: 7339, authentication: { secret, encryption: 'Sasl' } };

describe.each(SPARK_VERSIONS)('Spark %s', (sparkVersion) => {
  let host: ShuffleHost;
  const tasks = new Map<Way, ServiceTask>();
  let spark: SparkApplication | undefined;
  let names = 0;

  beforeAll(async () => {
    host = await ShuffleHost.make(sparkVersion);
    host.write(SECRETS_FILE, `${OTHER} ${WRONG}\n${ARN} ${SECRET}\n`);
    mkdirSync(path.join(host.folder, 'shared'));
    for (const way of [OPEN, BY_AES, BY_SASL]) tasks.set(way, await healthy(way));
  }, 600_000);

  afterEach(async () => {
    await spark?.kill();
    spark = undefined;
  });

  afterAll(async () => {
    for (const task of tasks.values()) await task.stop();
    await host?.remove();
  }, 60_000);

  /** Where agents have their secrets, below the folder of the test. */
  const moved = (command: string) => command.replaceAll(SECRETS_FILE, path.join(host.folder, SECRETS_FILE));

  /** Spark itself loses its race in some starts, and the launcher ends those. */
  async function healthy(way: Way): Promise<ServiceTask> {
    for (let i = 0; ; i++) {
      const one = ServiceTask.start(host, { ...way, app: appOf(way), change: moved });
      if ((await one.settled()).healthy) return one;
      await one.stop();
      if (i === 8 || !one.words.startsWith('found its cleaner dead: ')) throw new Error(one.log);
    }
  }

  const appOf = ({ authentication }: Way) => (authentication === undefined ? {} : { authentication });

  /** Two executors that read half of their blocks from the service, by whatever port is said. */
  function application(port: number, properties: Readonly<Record<string, string>>, known?: string) {
    names += 1;
    const settings = {
      'spark.ui.enabled': 'false',
      'spark.local.dir': path.join(host.folder, 'shared'),
      'spark.shuffle.service.enabled': 'true',
      'spark.shuffle.service.port': `${port}`,
      'spark.shuffle.readHostLocalDisk': 'false',
      // Compressed, nobody could tell plain text from another.
      'spark.shuffle.compress': 'false',
      'spark.scheduler.minRegisteredResourcesRatio': '1',
      'spark.scheduler.maxRegisteredResourcesWaitingTime': '240s',
      ...properties,
    };
    const defaults = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
    const name = `application-${names}`;
    const secretOf = known === undefined ? {} : { secret: known };
    spark = javaApplication(host, { name, defaults: defaults.join(''), ...secretOf });
    return spark;
  }

  /** What went over the wire while an application used the service, and what it answered. */
  async function seen(way: Way, properties: Readonly<Record<string, string>>, known?: string) {
    const port = way.port + 100;
    const file = path.join(host.folder, `wire-${way.port}`);
    const script = path.join(__dirname, 'real-shuffle/proxy.mjs');
    const proxy = host.start(process.execPath, [script, `${port}`, `${way.port}`, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (proxy.stdout === null) throw new Error('the proxy has no output');
    await firstLine(proxy.stdout);
    const one = application(port, properties, known);
    await one.tell('register 30000 2000');
    const sums = await one.tell('sums');
    await one.end();
    proxy.kill('SIGTERM');
    return { sums, wire: readFileSync(file, 'latin1'), log: one.log };
  }

  test('a service without authentication sends what everybody can read', async () => {
    const { sums, wire } = await seen(OPEN, {});
    expect(sums).toEqual(SUMS);
    expect(wire.split(PLAIN).length).toBeGreaterThan(4000);
    expect(tasks.get(OPEN)?.log).toContain('(auth enabled = false)');
  }, 300_000);

  test.each([
    ['AES', BY_AES, AES],
    ['SASL', BY_SASL, SASL],
  ])(
    'with the right secret a shuffle works by %s, and nobody else can read it',
    async (_, way, properties) => {
      const { sums, wire, log: told } = await seen(way, properties, SECRET);
      expect(sums).toEqual(SUMS);
      expect(told).not.toMatch(/FetchFailed|Lost task/);
      // As many bytes as in clear.
      expect(wire.length).toBeGreaterThan(50_000);
      expect(wire).not.toContain(PLAIN);
      expect(wire).not.toContain(SECRET);
      const log = tasks.get(way)?.log ?? '';
      expect(log).toContain('(auth enabled = true)');
      expect(log).toContain('Received registration request from app');
      expect(log).not.toContain(SECRET);
    },
    300_000,
  );

  /** Who is refused, by what, and what its own log says of it; where AES is asked for, the service's says nothing. */
  const REFUSED: readonly Refused[] = [
    { who: 'another secret', way: BY_AES, properties: AES, known: WRONG, says: /New auth protocol failed/ },
    { who: 'no secret', way: BY_AES, properties: {}, says: /Unknown challenge message\./ },
    {
      ...{ who: 'the right secret, but SASL where AES is asked for', way: BY_AES },
      ...{ properties: SASL, known: SECRET, says: /Unknown challenge message\./ },
    },
    {
      who: 'another secret, by SASL',
      way: BY_SASL,
      properties: SASL,
      known: WRONG,
      says: /Mismatched response/,
    },
    { who: 'no secret, by SASL', way: BY_SASL, properties: {}, says: /Expected SaslMessage/ },
    {
      ...{ who: 'the right secret, but no encryption where it is asked for', way: BY_SASL },
      ...{ properties: AUTHENTICATED, known: SECRET, says: /SaslException/ },
    },
  ];

  test.each(REFUSED)(
    'a driver with $who is refused',
    async ({ way, properties, known, says }) => {
      const before = tasks.get(way)?.log.length ?? 0;
      const one = application(way.port, properties, known);
      // Some versions end for it, some only say so.
      const registered = one.tell('register 30000 2000').catch(() => 'refused');
      await Promise.race([registered, until(() => says.test(one.log))]);
      await until(() => says.test(one.log));
      const said = tasks.get(way)?.log.slice(before) ?? '';
      expect(said).not.toContain('Received registration request from app');
      expect(said).not.toContain('Registered executor');
    },
    120_000,
  );

  test('executors without the secret are refused, too, and do no work', async () => {
    const one = application(BY_AES.port, {});
    const before = tasks.get(BY_AES)?.log.length ?? 0;
    const said = () => [...one.executorLogs().values()].join('\n');
    await until(() => said().includes('Failed to connect to external shuffle server, will retry'));
    expect(said()).toContain('Unknown challenge message.');
    expect(tasks.get(BY_AES)?.log.slice(before)).not.toContain('Registered executor');
  }, 120_000);

  test('nothing that others can see has the secret', () => {
    // Arguments are everybody's to read.
    const lines = host.processes().map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    expect(lines.filter((line) => line.includes('MesosExternalShuffleService'))).toHaveLength(3);
    expect(lines.join('\n')).not.toContain(SECRET);
  });

  test('a reference that the agent does not know is no start, with another secret or none', async () => {
    const unknown = SparkSecret.onAgents(ARN.replace('x1Y2z3', 'zzzzzz'));
    const task = ServiceTask.start(host, { app: { authentication: { secret: unknown } }, change: moved });
    expect(await task.end()).toBe(1);
    // Its last words may still be on their way.
    await until(() => task.log !== '');
    expect(task.log).toMatch(
      /^mesos-spark: found no secret arn:\S+zzzzzz in \S+, wanted it from the agent's boot/m,
    );
  }, 60_000);
});
