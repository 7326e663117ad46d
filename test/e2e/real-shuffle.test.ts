import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentBoot } from '../../src/domain/agent/boot';
import { DEFAULT_HEALTH } from '../../src/domain/agent/health';
import { Duration } from '../../src/domain/core/duration';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { shuffleServiceApp } from '../../src/domain/spark/shuffle-service-app';
import { sparkDefaultsProperties } from '../../src/domain/spark/spark-defaults';
import { agentHealthOverHttp } from '../../src/io/agent-health-http';
import { marathonAppTemplate, stateStoreKeys } from '../../src/manifest';
import { Bed } from '../operator/support/bed';
import { declare, defaults, service } from '../operator/support/manifests';
import { bootProps, MESOS, SHUFFLE } from '../support/agent-boot';
import { HealthSocket } from './blue-in-use/health-socket';
import { RealServices } from './blue-in-use/real-services';
import { javaApplication } from './real-shuffle/java-application';
import { type RunnableApp, ServiceTask } from './support/service-task';
import { ShuffleHost } from './support/shuffle-service';
import type { SparkApplication } from './support/spark-application';
import { SPARK_VERSIONS } from './support/spark-submit';
import { ROOT } from './support/tools';

/** The agent, its name and its address. */
const AGENT = '127.0.0.1';
const SUMS = Array.from({ length: 10 }, (_, key) => [key, 4_995_000 + key * 1000]);
/** Of the driver: it says that it lives every 2 s, and is dead after 20 s without a word. */
const HEARTBEATS = [20_000, 2000];

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('did not find it in 2 minutes');
    await sleep(300);
  }
}

/**
 * Everything is as it is published and rendered, but for what Mesos itself would do: the driver's cluster is one of this
 * machine, and the driver registers with the service by the class and the words of Mesos' own scheduler.
 */
describe.each(SPARK_VERSIONS)('Spark %s', (sparkVersion) => {
  let host: ShuffleHost;
  let socket: HealthSocket;
  let bed: Bed;
  let shared: string;
  let spark: SparkApplication | undefined;
  let task: ServiceTask;
  let services: RealServices;
  let published: string;

  beforeAll(async () => {
    host = await ShuffleHost.make(sparkVersion);
    shared = path.join(host.folder, 'shared');
    mkdirSync(shared);
    const janitor = { limit: Duration.hours(24) };
    const { files } = agentBoot(
      bootProps(MESOS, 'private', { health: DEFAULT_HEALTH, janitor, sharedDirectory: '/shared' }),
    );
    for (const { path: file, content } of files) host.write(file, content);
    socket = await HealthSocket.open(host.folder);
    const agentHealth = agentHealthOverHttp({ port: socket.port, timeout: Duration.seconds(30) });
    services = new RealServices(agentHealth, async (app) => {
      task = await startedByMarathon(app as unknown as RunnableApp);
      return task;
    });
    await services.cluster.addAgent(AGENT);
    bed = new Bed(services.cluster);
  }, 600_000);

  afterAll(async () => {
    await spark?.kill();
    await services?.endAll();
    await socket?.close();
    await host?.remove();
  }, 60_000);

  /** The launcher itself ends a start whose cleaner lost its race, and Marathon starts another one. */
  async function startedByMarathon(app: RunnableApp): Promise<ServiceTask> {
    for (let i = 0; ; i++) {
      const one = ServiceTask.of(host, app);
      if ((await one.settled()).healthy) return one;
      await one.stop();
      if (i === 8 || !one.words.startsWith('found its cleaner dead: ')) throw new Error(one.log);
    }
  }

  function say(): void {
    const distribution = SparkDistribution.host(host.spark, { version: sparkVersion });
    const app = shuffleServiceApp({
      name: 'spark-2-4',
      spark: distribution,
      reservation: SHUFFLE,
      sharedDirectory: shared,
      heap: '256m',
      cleanupInterval: '1s',
    });
    const properties = sparkDefaultsProperties({
      shuffle: { sharedDirectory: shared, sparkVersion },
      distribution,
      dynamicAllocation: {
        minExecutors: 0,
        initialExecutors: 2,
        maxExecutors: 2,
        executorIdleTimeout: '4s',
      },
      properties: {
        'spark.ui.enabled': 'false',
        // Else executors on one host read each other's files themselves.
        ...(sparkVersion.startsWith('3') ? { 'spark.shuffle.readHostLocalDisk': 'false' } : {}),
        // On a busy machine the first executor could do it all alone.
        'spark.scheduler.minRegisteredResourcesRatio': '1',
        'spark.scheduler.maxRegisteredResourcesWaitingTime': '240s',
      },
    });
    declare(bed.manifests, [
      service({ sparkVersion, sharedDirectory: shared, app: marathonAppTemplate.parse(app) }),
      defaults({ sparkVersion, properties }),
    ]);
  }

  /** Block managers' directories of executors. The driver's own is nobody's affair but the janitor's. */
  const directories = () => found('-type', 'd', '-path', '*/executor-*/blockmgr-*', '-prune');

  const files = () => found('-type', 'f', '-path', '*/executor-*/blockmgr-*');

  /** Below the shared directory, from which things go meanwhile. */
  function found(...conditions: readonly string[]): readonly string[] {
    const { stdout } = spawnSync('find', [shared, ...conditions, '-print'], { encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean).sort();
  }

  const noExecutors = async () => (await spark?.tell('executors')) === 0;

  /** What somebody left two days ago. */
  function leave(name: string): string {
    const folder = path.join(shared, name);
    const file = path.join(folder, 'shuffle_0_0_0.data');
    mkdirSync(folder);
    writeFileSync(file, 'data');
    const then = Date.now() / 1000 - 2 * 86_400;
    for (const one of [file, folder]) utimesSync(one, then, then);
    return folder;
  }

  /**
   * The janitor, once. Where the machine's first process is hidden even from root, as in a sandbox, it sees itself there:
   * it would refuse to work, and every process that matters here is another one.
   */
  const clean = () => {
    const script = path.join(ROOT, 'constructs/boot/janitor.sh');
    const seen = '[ -r /proc/1/root ] || mount --bind "/proc/$$" /proc/1; exec sh "$1"';
    return host.ask('env', ['MESOS_SPARK_CHANGE=yes', 'unshare', '-m', 'sh', '-c', seen, 'sh', script]);
  };

  test('the operator starts the service and publishes its port', async () => {
    say();
    const operator = bed.passes();
    for (let i = 0; i < 20 && bed.state.text(stateStoreKeys.sparkDefaults('defaults')) === undefined; i++) {
      expect(host.ask('sh', [path.join(ROOT, 'constructs/boot/health.sh')])).toMatchObject({ status: 0 });
      await operator.run();
      await bed.clock.run(30, 0);
    }
    published = bed.state.text(stateStoreKeys.sparkDefaults('defaults')) ?? '';
    expect(published).toContain('spark.shuffle.service.port=7337\n');
    expect(task.port).toBe(7337);
    expect(host.listens(7337)).toBe(true);
  }, 300_000);

  test('executors rise and fall to the minimum, and what they wrote is read again from the service', async () => {
    spark = javaApplication(host, { name: 'application', defaults: published });
    await spark.tell(`register ${HEARTBEATS.join(' ')}`);
    expect(await spark.tell('sums')).toEqual(SUMS);
    const first = new Set(spark.executorLogs().keys());
    expect(first.size).toBe(2);
    await until(noExecutors);

    // Nothing of the application is left but its driver and its files; what is dead goes beside them.
    const before = files();
    expect(
      before.filter((file) => /shuffle_0_\d+_0\.(data|index)$/.test(file)).length,
    ).toBeGreaterThanOrEqual(8);
    const dead = leave('blockmgr-dead');
    expect(clean()).toEqual({ status: 0, output: expect.stringContaining('removed blockmgr-dead: ') });
    expect(existsSync(dead)).toBe(false);
    expect(files()).toEqual(before);

    expect(await spark.tell('sums')).toEqual(SUMS);
    const { log } = spark;
    expect(log.match(/Submitting \d+ missing tasks from ShuffleMapStage/g)).toHaveLength(1);
    expect(log.match(/Missing parents: List\(.*\)/g)).toEqual([
      'Missing parents: List(ShuffleMapStage 0)',
      'Missing parents: List()',
    ]);
    expect(log).not.toMatch(/FetchFailed|Resubmitt|Shuffle files lost/);
    const late = [...spark.executorLogs()].filter(([number]) => !first.has(number));
    expect(late.length).toBeGreaterThan(0);
    const started = late.flatMap(([, said]) => said.match(/Started \d+ remote fetches/g) ?? []);
    expect(started.filter((line) => line !== 'Started 0 remote fetches')).toHaveLength(4);
    expect(task.log).toContain('Received registration request from app');
    // One more may have come and gone before it could.
    expect(task.log.match(/Registered executor /g)?.length).toBeGreaterThan(first.size);
  }, 600_000);

  test('after the application has been killed the service removes what is left of it, and nothing else', async () => {
    await until(noExecutors);
    const left = directories();
    expect(files()).not.toEqual([]);
    const dead = leave('blockmgr-other');
    await spark?.kill();
    expect(clean()).toEqual({ status: 0, output: expect.stringContaining('removed blockmgr-other: ') });
    expect(existsSync(dead)).toBe(false);
    expect(directories()).toEqual(left);
    await until(async () => directories().length === 0);
    expect(task.log).toMatch(/Application \S+ timed out\. Removing shuffle files\./);
    expect(task.log).toMatch(/Application \S+ removed, cleanupLocalDirs = true/);
  }, 180_000);

  test('TERM leaves no process and no port', async () => {
    expect(await task.stop()).toBe(143);
    expect(host.listens(7337)).toBe(false);
    expect(host.processes()).toEqual([]);
  }, 60_000);
});
