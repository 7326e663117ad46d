import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentBoot } from '../../src/domain/agent/boot';
import { DEFAULT_HEALTH } from '../../src/domain/agent/health';
import { Duration } from '../../src/domain/core/duration';
import { agentHealthOverHttp } from '../../src/io/agent-health-http';
import { stateStoreKeys } from '../../src/manifest';
import type { Passes } from '../../src/operator/engine/pass';
import type { AgentHealth } from '../../src/operator/ports';
import { Bed } from '../operator/support/bed';
import { APP, declare, defaults, service } from '../operator/support/manifests';
import { bootProps, MESOS } from '../support/agent-boot';
import { HealthSocket } from './blue-in-use/health-socket';
import { RealServices, startedByUnit } from './blue-in-use/real-services';
import { ShuffleHost } from './support/shuffle-service';
import { SparkApplication } from './support/spark-application';
import { ROOT } from './support/tools';

/** The agent, its name and its address. */
const AGENT = '127.0.0.1';
const [BLUE, GREEN] = [7337, 7338];
/** The defaults of `spec.upgrade`, in seconds. */
const OVERLAP = 300;
const QUIET = 600;
/**
 * The operator's time between two passes, in seconds. Its time is virtual, so that how long a pass takes on a busy
 * machine decides nothing; what it sees is real.
 */
const STEP = 30;

const SUMS = Array.from({ length: 10 }, (_, key) => [key, 499_950_000 + key * 10_000]);

/** A JVM that lives for seconds: what it would win by working on its own code it would never get back. */
const SHORT_LIVED = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

const PROPERTIES = {
  'spark.master': 'local-cluster[2,1,1024]',
  'spark.executor.memory': '512m',
  'spark.driver.extraJavaOptions': SHORT_LIVED,
  'spark.executor.extraJavaOptions': SHORT_LIVED,
  'spark.ui.enabled': 'false',
  'spark.shuffle.service.enabled': 'true',
  'spark.dynamicAllocation.enabled': 'true',
  'spark.dynamicAllocation.minExecutors': '0',
  'spark.dynamicAllocation.maxExecutors': '2',
  'spark.dynamicAllocation.executorIdleTimeout': '4s',
  // Else executors on one host read each other's files themselves.
  'spark.shuffle.readHostLocalDisk': 'false',
};

/** What the operator knew at one pass. */
interface Sight {
  /** In the operator's time, seconds. */
  readonly at: number;
  /** Connections to blue, as the agent said. */
  readonly connections: number | undefined;
  /** Why blue may not end yet; undefined once it is gone. */
  readonly because: string | undefined;
}

let host: ShuffleHost;
let socket: HealthSocket;
let agentHealth: AgentHealth;
let services: RealServices;
let bed: Bed;
let operator: Passes;
let spark: SparkApplication;
let blue: string;
/** Executors that are long gone when the second job begins. */
let firstExecutors: ReadonlySet<string>;

beforeAll(async () => {
  host = await ShuffleHost.make();
  const { files } = agentBoot(bootProps(MESOS, 'private', { health: DEFAULT_HEALTH }));
  for (const { path: file, content } of files) host.write(file, content);
  socket = await HealthSocket.open(host.folder);
  agentHealth = agentHealthOverHttp({ port: socket.port, timeout: Duration.seconds(30) });
  services = new RealServices(agentHealth, (app) => startedByUnit(host, app));
  await services.cluster.addAgent(AGENT);
  bed = new Bed(services.cluster);
  operator = bed.passes();
}, 600_000);

afterAll(async () => {
  await spark?.kill();
  await services?.endAll();
  await socket?.close();
  await host?.remove();
}, 60_000);

function say(mem: number): void {
  const spec = { sparkVersion: '3.5.9', sharedDirectory: path.join(host.folder, 'shared') };
  const properties = { ...PROPERTIES, 'spark.local.dir': spec.sharedDirectory };
  declare(bed.manifests, [service({ ...spec, app: { ...APP, mem } }), defaults({ properties })]);
}

const published = () => bed.state.text(stateStoreKeys.sparkDefaults('defaults')) ?? '';

/** The agent looks at itself, then the operator works. */
async function pass(): Promise<Sight> {
  expect(host.ask('sh', [path.join(ROOT, 'constructs/boot/health.sh')])).toEqual({ status: 0, output: '' });
  const at = bed.clock.elapsedMillis() / 1000;
  await operator.run();
  const said = (await agentHealth.ports([AGENT])).get(AGENT);
  const connections = said?.is === 'known' ? said.ports.get(BLUE)?.connections : undefined;
  const because = bed.status().retiring?.find(({ port }) => port === BLUE)?.because;
  await bed.clock.run(STEP, 0);
  return { at, connections, because };
}

/** @returns what was seen before the pass that found it, and at that one */
async function passesUntil(found: (sight: Sight) => boolean): Promise<readonly Sight[]> {
  const sights: Sight[] = [];
  for (let i = 0; i < 60; i++) {
    const sight = await pass();
    sights.push(sight);
    if (found(sight)) return sights;
  }
  throw new Error(`did not find it in 60 passes; at last: ${JSON.stringify(sights.at(-1))}`);
}

async function passesFor(seconds: number): Promise<readonly Sight[]> {
  const end = bed.clock.elapsedMillis() / 1000 + seconds;
  return passesUntil(({ at }) => at >= end);
}

/** Passes while something is under way. */
async function passesDuring<T>(work: Promise<T>): Promise<readonly [T, readonly Sight[]]> {
  const sights: Sight[] = [];
  let over = false;
  const result = work.finally(() => {
    over = true;
  });
  // It is awaited below, whatever a pass throws.
  result.catch(() => {});
  while (!over) {
    sights.push(await pass());
    // A busy loop would take its processor from what it waits for.
    await sleep(700);
  }
  return [await result, sights];
}

async function untilNoExecutorIsLeft(): Promise<void> {
  while ((await spark.tell('executors')) !== 0) await sleep(300);
}

test('an older service is in use as long as the driver lives that is registered with it', async () => {
  say(1024);
  await passesUntil(() => published() !== '');
  blue = bed.status().activeRevision?.appId ?? '';
  spark = SparkApplication.start(host, published());
  await spark.tell('register');

  // Another version comes while the first job computes.
  const first = spark.tell('sums');
  say(1280);
  const [sums, whileBusy] = await passesDuring(first);
  expect(sums).toEqual(SUMS);
  const [, whileLeaving] = await passesDuring(untilNoExecutorIsLeft());
  const untilGone = await passesUntil(({ connections }) => connections === 1);
  expect(published()).toContain(`spark.shuffle.service.port=${GREEN}`);
  expect(bed.condition('Ready')?.status).toBe('True');

  // Nothing is left of the application but its driver and what its executors wrote.
  firstExecutors = new Set(spark.executorLogs().keys());
  const whileAlone = await passesFor(OVERLAP + QUIET);
  expect(new Set(whileAlone.map(({ connections }) => connections))).toEqual(new Set([1]));
  expect(whileAlone.at(-1)?.because).toBe(`1 connections to port ${BLUE} on ${AGENT}`);

  // New executors read it from blue.
  const [again, whileReading] = await passesDuring(spark.tell('sums'));
  expect(again).toEqual(SUMS);
  const all = [whileBusy, whileLeaving, untilGone, whileAlone, whileReading].flat();
  const reasons = all.map(({ because }) => because);
  for (const because of reasons.slice(reasons.findIndex((one) => one !== undefined))) {
    expect(because).toMatch(/^whoever read port 7337 before|^[1-9]\d* connections to port 7337/);
  }
  expect(bed.writes).toEqual(['create 1', 'create 1']);
  expect(services.ended.size).toBe(0);
}, 600_000);

test('it ends once, when nobody has been connected for the quiet time after the driver ended', async () => {
  expect(await spark.end()).toBe(0);
  const sights = await passesUntil(() => bed.writes.length > 2);
  const quiet = sights.slice(sights.findIndex(({ connections }) => connections === 0));
  expect(new Set(quiet.map(({ connections }) => connections))).toEqual(new Set([0]));
  expect((quiet.at(-1)?.at ?? 0) - (quiet[0]?.at ?? 0)).toBe(QUIET);
  await passesFor(QUIET);
  expect(bed.writes).toEqual(['create 1', 'create 1', `remove ${blue}`]);
  expect(services.ended).toEqual(new Map([[blue, 143]]));
  expect([host.listens(BLUE), host.listens(GREEN)]).toEqual([false, true]);
}, 300_000);

test('the application used the older service alone, and nothing of it was lost or computed twice', () => {
  expect(host.serviceLog(BLUE)).toContain('Received registration request from app');
  expect(host.serviceLog(GREEN)).toContain('Starting shuffle service on port');
  expect(host.serviceLog(GREEN)).not.toMatch(/registration request|Registered executor/);
  const { log } = spark;
  expect(log).toContain('MesosExternalBlockStoreClient: Successfully registered app');
  expect(log).toMatch(/Executors .* removed due to idle timeout/);
  expect(log.match(/Submitting \d+ missing tasks from ShuffleMapStage/g)).toHaveLength(1);
  expect(log.match(/Missing parents: List\(.*\)/g)).toEqual([
    'Missing parents: List(ShuffleMapStage 0)',
    'Missing parents: List()',
  ]);
  expect(log).not.toMatch(/FetchFailed|Resubmitt|Shuffle files lost/);
  const late = [...spark.executorLogs()].filter(([number]) => !firstExecutors.has(number));
  const fetches = late.flatMap(([, said]) => said.match(/Getting \d+ \(.*non-empty blocks.*/g) ?? []);
  expect(fetches).toHaveLength(4);
  for (const line of fetches) {
    expect(line).toMatch(
      /including 0 \(0\.0 B\) local and 0 \(0\.0 B\) host-local .* [1-9]\d* \(.*\) remote/,
    );
  }
});
