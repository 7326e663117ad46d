import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runHere } from '../cli/buffer-io';
import { exitOf } from './support/children';
import { type Service, ShuffleHost } from './support/shuffle-service';
import { writableHome } from './support/spark-home';
import { ROOT, tools } from './support/tools';

const PORT = 7337;

/** A JVM that lives for seconds: what it would win by working on its own code it would never get back. */
const SHORT_LIVED = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

const PROPERTIES: Readonly<Record<string, string>> = {
  'spark.master': 'local-cluster[2,1,1024]',
  'spark.executor.memory': '512m',
  'spark.driver.extraJavaOptions': SHORT_LIVED,
  'spark.executor.extraJavaOptions': SHORT_LIVED,
  'spark.ui.enabled': 'false',
  'spark.shuffle.service.enabled': 'true',
  'spark.shuffle.service.port': `${PORT}`,
  'spark.dynamicAllocation.enabled': 'true',
  // Verify sets its own 0: an executor that stays could serve what it wrote.
  'spark.dynamicAllocation.minExecutors': '1',
  'spark.dynamicAllocation.maxExecutors': '2',
  // The first read waits for both: on a busy machine the first executor could do it alone.
  'spark.dynamicAllocation.initialExecutors': '2',
  'spark.cores.max': '2',
  'spark.scheduler.minRegisteredResourcesRatio': '1',
  'spark.scheduler.maxRegisteredResourcesWaitingTime': '240s',
  // The first executor is idle until the second is there, and would be given back.
  'spark.dynamicAllocation.executorIdleTimeout': '15s',
};

const SIZES = ['--num-mappers', '4', '--num-keys', '1000', '--val-size', '10', '--num-reducers', '4'];

interface Check {
  readonly id: string;
  readonly status: string;
  readonly found: string;
}

interface Verified {
  readonly code: number | null;
  readonly progress: string;
  readonly status: string;
  readonly checks: Readonly<Record<string, Check>>;
  readonly signs: ReadonlyMap<string, { readonly count: number; readonly remedy?: string }>;
}

let host: ShuffleHost;
let service: Service | undefined;

beforeAll(async () => {
  host = await ShuffleHost.make();
}, 600_000);

afterAll(async () => {
  await service?.stop();
  await host?.remove();
}, 60_000);

/** Runs the command line in the host's network, as somebody on that host would. */
async function verify(name: string, options: readonly string[], logs: readonly string[]): Promise<Verified> {
  const folder = path.join(host.folder, name);
  const home = writableHome(host.spark, path.join(folder, 'spark'));
  const work = path.join(home, 'work');
  mkdirSync(work);
  const shared = path.join(folder, 'shared');
  mkdirSync(shared);
  const file = path.join(folder, 'spark-defaults.conf');
  const properties = { ...PROPERTIES, 'spark.local.dir': shared };
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(file, lines.join(''));
  const args = [
    ...['--require', 'tsx/cjs', path.join(ROOT, 'src/cli/main.ts'), 'verify', '--output', 'json'],
    ...['--spark-home', home, '--properties-file', file, '--folder', path.join(folder, 'kept')],
    ...['--single-host', '--fall-timeout', '2m', '--timeout', '8m', '--logs', work, ...logs],
    ...['--conf', 'spark.mesosTest.hostile=a\'b $(touch pwned) `touch pwned` "c" ; \\d'],
    ...[...SIZES, ...options],
  ];
  const child = host.start(process.execPath, args, {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      JAVA_HOME: host.java,
      SPARK_LOCAL_IP: '127.0.0.1',
      PYSPARK_PYTHON: tools().python,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const code = await exitOf(child);
  if (said.out === '') throw new Error(`verify ended with ${code}: ${said.err}`);
  const { status, checks, logs: judged } = JSON.parse(said.out);
  return {
    code,
    progress: said.err,
    status,
    checks: Object.fromEntries(checks.map((check: Check) => [check.id, check])),
    signs: new Map(judged.found.map((one: { sign: string }) => [one.sign, one])),
  };
}

/** Spark loses a race in some starts, and a start without a cleaner is none. */
async function startService(): Promise<Service> {
  for (let i = 0; ; i++) {
    const started = host.run({ port: PORT });
    const { status, output } = started.ready();
    if (status === 0) return started;
    await started.stop();
    if (i === 8 || !output.includes('found its cleaner: dead')) throw new Error(output);
  }
}

const statuses = ({ checks }: Verified) =>
  Object.fromEntries(Object.values(checks).map(({ id, status }) => [id, status]));

test.each([
  ['scala', 'spark-shell', 'group-by-key.scala'],
  ['python', 'spark-submit', 'group_by_key.py'],
])('the bundle, alone on a machine, carries the job: %s', (language, program, job) => {
  const folder = mkdtempSync(path.join(host.folder, 'bundle-'));
  const at = (...parts: readonly string[]) => path.join(folder, ...parts);
  const built = path.join(ROOT, 'dist/bundle/mesos-spark.cjs');
  // `npm test` has built it; a test that is started alone may have to.
  if (!existsSync(built)) execFileSync(process.execPath, [path.join(ROOT, '.dev/build.mjs')]);
  copyFileSync(built, at('alone.cjs'));
  mkdirSync(at('spark/bin'), { recursive: true });
  const copies = `#!/bin/sh\nfor last in "$@"; do :; done\ncp "$last" '${at('job')}'\n`;
  writeFileSync(at('spark/bin', program), copies, { mode: 0o755 });
  const args = ['verify', '--spark-home', at('spark'), '--language', language, '--folder', at('kept')];
  const { status } = spawnSync(process.execPath, [at('alone.cjs'), ...args], { cwd: folder });
  expect(status).toBe(1);
  expect(readFileSync(at('job'), 'utf8')).toBe(
    readFileSync(path.join(ROOT, 'src/io/verify-jobs', job), 'utf8'),
  );
});

test('without a service it says what is missing, because of what, and gives up', async () => {
  const found = await verify('down', ['--language', 'python'], []);
  expect(statuses(found)).toMatchObject({
    settings: 'passed',
    'groups-count': 'undecided',
    'second-read': 'undecided',
    job: 'failed',
    logs: 'failed',
  });
  expect(found.checks['job']?.found).toMatch(
    /^given up: 3 executors in a row did not find a shuffle service/,
  );
  expect([...found.signs.keys()]).toEqual(
    expect.arrayContaining(['service-unreachable', 'service-registration-failed', 'executor-not-created']),
  );
  expect(found.signs.get('service-unreachable')?.remedy).toMatch(/^Bring a shuffle service up on that agent/);
  expect(found.signs.has('application-killed')).toBe(false);
  expect(found.progress).toMatch(/ s {2}bad sign service-registration-failed: /);
  expect({ code: found.code, status: found.status }).toEqual({ code: 1, status: 'failed' });
}, 600_000);

test.each(['python', 'scala'])(
  'with a service everything works: %s',
  async (language) => {
    service ??= await startService();
    const log = path.join(host.folder, `service-${PORT}.log`);
    const found = await verify(language, ['--language', language], [log]);
    expect(statuses(found)).toEqual({
      settings: 'passed',
      'groups-count': 'passed',
      'executors-rise': 'passed',
      'remote-fetches': 'passed',
      'executors-fall': 'passed',
      'second-read': 'passed',
      job: 'passed',
      logs: 'passed',
    });
    expect(found.checks['executors-fall']?.found).toBe('2, then 0');
    expect(found.checks['second-read']?.found).toBe(
      '1000 groups, 16 remote blocks, 2 of 2 writers gone, 0 map tasks',
    );
    // Two that write, and one or two that read what they wrote.
    expect(found.signs.get('service-executor-registered')?.count).toBeGreaterThanOrEqual(3);
    expect(found.signs.get('remote-fetches')?.count).toBeGreaterThan(0);
    expect(found.progress).toMatch(/waiting until executors are given back/);
    expect({ code: found.code, status: found.status }).toEqual({ code: 0, status: 'passed' });
  },
  600_000,
);

test('the logs of all three processes show the good signs, but for those of a driver on Mesos', async () => {
  const of = (...parts: readonly string[]) => path.join(host.folder, ...parts);
  const logs = [of('python/kept'), of('python/spark/work'), of(`service-${PORT}.log`)];
  const { code, stdout } = await runHere(['logs', 'analyze', '--output', 'json', ...logs]);
  const { status, processes, missing, found } = JSON.parse(stdout);
  expect({ code, status, processes }).toEqual({
    code: 3,
    status: 'incomplete',
    processes: ['driver', 'executor', 'service'],
  });
  const signs: readonly string[] = missing.map((one: { sign: string }) => one.sign);
  // A worker of local-cluster says that it removed the application, too, where the driver hears of the end in time.
  expect(signs.filter((sign) => sign !== 'service-app-removed')).toEqual(['service-app-registered']);
  const read = found.find((one: { sign: string }) => one.sign === 'blocks-read');
  // Each of four reducers reads four blocks, twice; those of the second read all come over the network.
  expect(read.count).toBe(8);
  expect(read.sum).toBeGreaterThanOrEqual(16);
});
