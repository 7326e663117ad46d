import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SparkDistribution } from '../../../src/domain/spark/distribution';
import { serviceCommand } from '../../../src/domain/spark/service-command';
import { launchedCheck } from '../../../src/domain/spark/service-launcher';

/** A service is a script that lists its threads on SIGQUIT; what the kernel says of it is a folder. */
const SERVICE = `#!/bin/bash
trap 'cat dump >>shared/.mesos-spark-shuffle-7338.vm' QUIT
echo "$SPARK_SHUFFLE_OPTS" >options.new && mv options.new options
while :; do /bin/sleep 0.02; done
`;
const TIMED = '202 0x7f0f2d485828 0x89 0x0 0x7f0f143854a0 0x0 0xffffffff 0x7f0f14385380 0x7f0f32b0df16';
const ENDLESS = '202 0x7f0f2d485828 0x189 0x0 0x0 0x0 0xffffffff 0x7f0f14385380 0x7f0f32b0df16';
const ENV = { PORT0: '7338', MESOS_TASK_ID: 'shuffle_a.instance-1._app.1', SPARK_USER: 'spark' };

jest.setTimeout(60_000);

let sandbox: string;
let service: ChildProcess | undefined;
beforeEach(() => {
  sandbox = mkdtempSync(path.join(tmpdir(), 'launcher-'));
  file('home/bin/spark-class', SERVICE, 0o755);
  file('bin/sleep', '#!/bin/sh\nexec /bin/sleep 0.3\n', 0o755);
  file('shared/.keep', '');
  file('dump', dump('WAITING (parking)'));
});
afterEach(async () => {
  if (service?.exitCode === null && service.signalCode === null) {
    const gone = ended();
    service.kill('SIGKILL');
    await gone;
  }
  rmSync(sandbox, { recursive: true, force: true });
});

function file(name: string, content: string, mode = 0o644): void {
  const target = path.join(sandbox, name);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(`${target}.new`, content);
  chmodSync(`${target}.new`, mode);
  renameSync(`${target}.new`, target);
}

const dump = (state: string) =>
  `&quot;shuffle-cleaner-watcher&quot; #15 daemon\n   java.lang.Thread.State: ${state}\n&quot;x&quot; #1\n   java.lang.Thread.State: RUNNABLE\n\nJNI global refs: 14, weak refs: 0\n`;

const env = () => ({
  ...ENV,
  SPARK_SHUFFLE_OPTS: '-Da=b',
  PATH: `${path.join(sandbox, 'bin')}:${process.env['PATH']}`,
});

interface Kernel {
  /** By the name of a thread: the call that it waits in. */
  readonly threads: Readonly<Record<string, string>>;
  readonly caught?: string;
  readonly fd?: string;
}

/** Starts a service by its command, of which the kernel then says this. */
async function start(kernel: Kernel): Promise<void> {
  const spark = SparkDistribution.host(path.join(sandbox, 'home'), { version: '3.5.9' });
  const command = serviceCommand(spark, { watched: path.join(sandbox, 'shared') }).replaceAll(
    '/proc/',
    `${sandbox}/proc/`,
  );
  service = spawn('sh', ['-c', command], { cwd: sandbox, env: env(), stdio: ['ignore', 'ignore', 'pipe'] });
  const process = `proc/${service.pid}`;
  file(`${process}/status`, `Name:\tjava\nSigCgt:\t${kernel.caught ?? '2000000181005ccf'}\n`);
  mkdirSync(path.join(sandbox, process, 'fd'));
  symlinkSync(kernel.fd ?? 'socket:[4711]', path.join(sandbox, process, 'fd/9'));
  Object.entries(kernel.threads).forEach(([name, call], i) => {
    file(`${process}/task/${i}/comm`, `${name}\n`);
    if (call !== '') file(`${process}/task/${i}/syscall`, `${call}\n`);
  });
  mkdirSync(path.join(sandbox, process, 'task'), { recursive: true });
  await waitFor(() => existsSync(path.join(sandbox, 'options')));
  const row = (n: number, hex: string, state: string) =>
    `   ${n}: 00000000:${hex} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  0  0 4711 1 0\n`;
  file('proc/net/tcp', `  sl  local_address rem_address   st tx_queue\n${row(0, '0016', '0A')}`);
  file(
    'proc/net/tcp6',
    `  sl  local_address remote_address st tx_queue\n${row(0, '1CAA', '0A')}${row(1, '1CAA', '01')}`,
  );
}

/** What the launcher says until the service ends or it has said that all is well. */
async function said(): Promise<string> {
  let text = '';
  for await (const part of service?.stderr ?? []) {
    text += String(part);
    if (/its cleaner: |ends it|wanted/.test(text)) break;
  }
  return text.trim();
}

function ended(): Promise<number | string | null> {
  const child = service;
  if (child === undefined) throw new Error('found no service');
  if (child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve(child.exitCode ?? child.signalCode);
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
}

const mark = () => readFileSync(path.join(sandbox, 'shared/.mesos-spark-shuffle-7338'), 'utf8');

test.each<[string, Kernel, string]>([
  ['waits with a limit', { threads: { 'VM Thread': ENDLESS, 'shuffle-cleaner': TIMED } }, 'alive'],
  ['does something', { threads: { 'shuffle-cleaner': 'running' } }, 'alive'],
  ['waits in another call', { threads: { 'shuffle-cleaner': '1 0x1 0x0 0x0 0x0 0x0 0x0' } }, 'alive'],
  [
    'cannot be seen, and the JVM says nothing',
    { threads: { 'shuffle-cleaner': '' }, caught: '0000000000000003' },
    'unknown: the JVM does not list its threads',
  ],
])('a cleaner that %s', async (_, kernel, found) => {
  await start(kernel);
  expect(await said()).toBe(`mesos-spark: shuffle service on port 7338: listens, its cleaner: ${found}`);
  await waitFor(() => mark() === `${ENV.MESOS_TASK_ID}\n`);
  expect(service?.exitCode).toBeNull();
});

test.each<[string, Kernel, string]>([
  ['waits without a limit', { threads: { 'shuffle-cleaner': ENDLESS } }, 'it waits without a limit'],
  ['is not there', { threads: { 'VM Thread': TIMED, main: ENDLESS } }, 'it has no such thread'],
  ['cannot be seen', { threads: { 'shuffle-cleaner': '' } }, 'it waits without a limit'],
  ['has no name, under Java 8', { threads: { java: TIMED } }, 'it waits without a limit'],
])('a service whose cleaner %s is ended before anybody takes it for healthy', async (_, kernel, found) => {
  await start(kernel);
  expect(await said()).toBe(
    `mesos-spark: shuffle service on port 7338: found its cleaner dead: ${found}; ends it`,
  );
  expect(await ended()).toBe('SIGTERM');
  expect(mark()).toBe('');
});

test('a JVM that hides its threads is asked for them, and says that the cleaner lives', async () => {
  file('dump', dump('TIMED_WAITING (parking)'));
  await start({ threads: { java: '' } });
  expect(await said()).toMatch(/its cleaner: alive$/);
});

test("nobody is asked before the port is the service's own", async () => {
  file('shared/.mesos-spark-shuffle-7338', 'an earlier task\n');
  await start({ threads: { 'shuffle-cleaner': TIMED }, fd: 'socket:[4712]' });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(mark()).toBe('');
});

test('the JVM writes its list of threads where the launcher reads it, and gets the port last', async () => {
  await start({ threads: { 'shuffle-cleaner': TIMED } });
  await said();
  expect(readFileSync(path.join(sandbox, 'options'), 'utf8')).toBe(
    `-Da=b -XX:+UnlockDiagnosticVMOptions -XX:+LogVMOutput -XX:LogFile=${sandbox}/shared/.mesos-spark-shuffle-7338.vm -Dspark.shuffle.service.port=7338\n`,
  );
});

test('a shared directory that cannot be written ends the task at once, with the reason', async () => {
  rmSync(path.join(sandbox, 'shared'), { recursive: true });
  void start({ threads: {} }).catch(() => undefined);
  expect(await said()).toContain('wanted the shared directory to belong to spark');
  expect(await ended()).toBe(1);
});

describe('the health check', () => {
  const check = () => launchedCheck(path.join(sandbox, 'shared')).command.value;
  /** Mesos runs it directly, or, for the Docker daemon before 1.5, through a shell of the host. */
  const forms: readonly (readonly [string, () => string])[] = [
    ['directly', check],
    ['by docker exec through a shell', () => `env -i PATH=$PATH sh -c " ${check()} "`],
  ];

  test.each(forms)('%s: wants the mark of this very task and somebody who listens', (_, command) => {
    // A stand-in for the connection, which is seen to in test/e2e.
    file(
      'bin/bash',
      `#!/bin/sh\n[ "$2" = ': </dev/tcp/127.0.0.1/7338' ] && [ -e "${sandbox}/listens" ]\n`,
      0o755,
    );
    const run = () => spawnSync('sh', ['-c', command()], { env: env(), stdio: 'ignore' }).status;
    expect(run()).not.toBe(0);
    file('shared/.mesos-spark-shuffle-7338', 'shuffle_a.instance-1._app.0\n');
    file('listens', '');
    expect(run()).not.toBe(0);
    file('shared/.mesos-spark-shuffle-7338', `${ENV.MESOS_TASK_ID}\n`);
    expect(run()).toBe(0);
    rmSync(path.join(sandbox, 'listens'));
    expect(run()).not.toBe(0);
  });

  test('is what the page on the service shows', () => {
    const page = readFileSync(path.join(__dirname, '../../../docs/shuffle-service.md'), 'utf8');
    expect(page).toContain(`\n${launchedCheck('/var/lib/tmp/spark').command.value}\n`);
  });

  test('says nothing that a second shell would read otherwise', () => {
    expect(launchedCheck('/var/lib/tmp/spark').command.value).not.toMatch(/["\\`]/);
  });
});

async function waitFor(true_: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !true_(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(true_()).toBe(true);
}
