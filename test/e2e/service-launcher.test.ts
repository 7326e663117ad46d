import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { serviceCommand } from '../../src/domain/spark/service-command';
import { SparkSecret } from '../../src/domain/spark/spark-secret';
import { deadCleaner } from './support/dead-cleaner';
import { ServiceTask, type TaskOptions } from './support/service-task';
import { ShuffleHost } from './support/shuffle-service';

let host: ShuffleHost;
let withDeadCleaner: readonly string[];
beforeAll(async () => {
  host = await ShuffleHost.make();
  withDeadCleaner = deadCleaner(host.folder);
}, 600_000);
afterAll(() => host?.remove());

let task: ServiceTask | undefined;
afterEach(async () => {
  await task?.stop();
  task = undefined;
});

/** As Marathon does: Spark itself loses its race in some starts, and the launcher ends those. */
async function healthy(options: TaskOptions): Promise<ServiceTask> {
  for (let i = 0; i < 8; i++) {
    const one = ServiceTask.start(host, options);
    task = one;
    if ((await one.settled()).healthy) return one;
    expect(one.words).toMatch(/^found its cleaner dead: /);
    expect(await one.end()).toBe(143);
  }
  throw new Error('found the cleaner dead in eight starts, wanted it alive in one');
}

const SHELLS: readonly (readonly [string, TaskOptions])[] = [
  ['dash', { shell: ['dash'] }],
  ['bash', { shell: ['bash', '--posix'] }],
  ['busybox', { shell: ['busybox', 'sh'] }],
  ['a container', { contained: true }],
];

test.each(SHELLS)(
  'under %s: healthy once its cleaner is known to live, and TERM reaches it',
  async (_, options) => {
    const one = await healthy(options);
    expect(one.words).toBe('listens, its cleaner: alive');
    expect(host.listens(ServiceTask.port)).toBe(true);
    expect(await one.stop()).toBe(143);
    expect(one.healthy).toBe(false);
    expect(host.listens(ServiceTask.port)).toBe(false);
  },
  180_000,
);

/** What an old Java, or a kernel with Yama, does not let the launcher see. */
const HIDDEN: readonly (readonly [string, (command: string) => string])[] = [
  ['all is seen', (command) => command],
  ['threads have no names', (command) => command.replaceAll('/comm"', '/none"')],
  ['their calls are hidden', (command) => command.replaceAll('/syscall"', '/none"')],
];

test.each(HIDDEN)(
  'where %s, a dead cleaner ends the task, which nobody saw healthy',
  async (_, change) => {
    task = ServiceTask.start(host, { app: { javaOptions: withDeadCleaner }, change });
    expect(await task.settled()).toEqual({ healthy: false, listened: true });
    expect(task.words).toBe('found its cleaner dead: it waits without a limit; ends it');
    expect(await task.end()).toBe(143);
  },
  180_000,
);

test.each(HIDDEN.slice(1))(
  'where %s, a living one is found all the same',
  async (_, change) => {
    expect((await healthy({ change })).words).toBe('listens, its cleaner: alive');
  },
  180_000,
);

test('a shell of any kind reads the command, and shellcheck has nothing to say of it', () => {
  const archive = SparkDistribution.archive('https://h/spark-3.5.9.tgz', {
    version: '3.5.9',
    sha256: 'ab'.repeat(32),
  });
  const secret = SparkSecret.onAgents('arn:aws:secretsmanager:us-east-1:123456789012:secret:spark-x1Y2z3');
  const file = path.join(host.folder, 'command.sh');
  writeFileSync(file, serviceCommand(archive, { watched: '/var/lib/tmp/spark', secret }));
  const said = (program: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(program, [...args, file], { encoding: 'utf8' });
    return { status, output: `${stdout}${stderr}` };
  };
  const fine = { status: 0, output: '' };
  expect(said('shellcheck', '-s', 'sh', '-S', 'warning')).toEqual(fine);
  for (const shell of [['dash'], ['bash', '--posix'], ['busybox', 'sh']]) {
    expect(said(shell[0] ?? '', ...shell.slice(1), '-n')).toEqual(fine);
  }
});

/** A driver of Mesos, as far as a shuffle service sees one: registers once, then says that it lives. */
describe('a driver that beats every 5 s and is given up after 15 s', () => {
  async function filesAfter35s(connectionTimeout: string): Promise<boolean> {
    const options = `-Dspark.shuffle.cleaner.interval=1s -Dspark.shuffle.io.connectionTimeout=${connectionTimeout}`;
    await healthy({ env: { SPARK_SHUFFLE_OPTS: options } });
    const source = path.join(__dirname, 'shuffle-service/Driver.java');
    const jars = path.join(host.spark, 'jars/*');
    execFileSync('javac', ['-cp', jars, '-d', host.folder, source]);
    const files = path.join(host.folder, 'shared/blockmgr-1');
    mkdirSync(files, { recursive: true });
    const driver = host.ask('java', [
      '-cp',
      `${host.folder}:${jars}`,
      'Driver',
      `${ServiceTask.port}`,
      files,
    ]);
    expect(driver.output).toContain('the driver lived');
    return existsSync(files);
  }

  test('keeps its files while the timeout of connections is above its pauses', async () => {
    expect(await filesAfter35s('60s')).toBe(true);
  }, 180_000);

  test('loses them while it lives, if the service closes its connection between two beats', async () => {
    expect(await filesAfter35s('4s')).toBe(false);
  }, 180_000);
});
