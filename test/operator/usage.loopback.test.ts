import { Duration } from '../../src/domain/core/duration';
import { agentContainersOverHttp } from '../../src/io/agent-containers-http';
import { driverExclusionsOverHttp } from '../../src/io/driver-exclusions-http';
import { HttpClient } from '../../src/io/http';
import { useOfMesosOverHttp } from '../../src/io/mesos-use';
import { operatorMetrics } from '../../src/io/metrics/operator-metrics';
import { type RunningLab, startLab } from '../../src/lab';
import { Board } from '../../src/operator/engine/board';
import { UsageCollector } from '../../src/operator/engine/usage-collector';
import { VirtualClock } from './support/virtual-clock';

const timeout = Duration.seconds(5);
const AGENTS = 12;

let lab: RunningLab;
let clock: VirtualClock;
let collector: UsageCollector;
let board: Board;

beforeEach(async () => {
  lab = await startLab({ clock: 'virtual', agents: AGENTS, agentApis: true, marathon: false });
  clock = new VirtualClock((seconds) => lab.advance(seconds));
  collector = new UsageCollector({
    master: useOfMesosOverHttp(new HttpClient({ baseUrl: lab.mesosUrl, timeout })),
    containers: agentContainersOverHttp({ timeout, clock }),
    drivers: driverExclusionsOverHttp({ timeout: Duration.millis(200), clock }),
    states: { states: async () => new Map() },
    clock,
    log: { event: () => {} },
    interval: Duration.seconds(60),
  });
  board = new Board({ clock, mode: 'act', intervalMillis: 10_000 });
  board.soughtLead({ leads: true });
});
afterEach(() => lab.close());

const control = async (method: string, path: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${lab.labUrl}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as {
    readonly id: string;
    readonly tasks: readonly { readonly id: string; readonly host: string }[];
  };
};

/** Lets a minute pass and looks. */
async function minute(): Promise<void> {
  await clock.run(60, 0);
  await collector.round();
}

/** Samples of a metric by the name of the framework, or by all labels where there is none. */
async function samples(metric: string): Promise<Readonly<Record<string, number>>> {
  const text = await operatorMetrics({ usage: () => collector.view }).text(board.view);
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `));
  return Object.fromEntries(
    lines.map((line) => [
      /name="([^"]*)"/.exec(line)?.[1] ?? line.replace(/ \S+$/, ''),
      Number(line.replace(/^.* /, '')),
    ]),
  );
}

const start = (name: string, executors: number, uses: number) =>
  control('POST', '/frameworks', { name, executors, cpus: 2, mem: 1024, uses });
const cpus = async () => ({
  allocated: await samples('mesos_spark_framework_cpus_allocated'),
  used: rounded(await samples('mesos_spark_framework_cpus_used')),
});
const rounded = (found: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(found).map(([name, value]) => [name, Math.round(value * 100) / 100]));

test('what is taken from the cluster and what is used, before dynamic allocation and after', async () => {
  // Before: each service holds its executors whatever it does, and one does nothing.
  await start('etl', 4, 1.5);
  await start('idle', 4, 0);
  await start('reports', 4, 0.25);
  await minute();
  await minute();
  expect(await cpus()).toEqual({
    allocated: { etl: 8, idle: 8, reports: 8 },
    used: { etl: 6, idle: 0, reports: 1 },
  });
  // After: executors follow the work; the busy service takes what the others gave back.
  await control('PATCH', '/frameworks/idle', { executors: 1 });
  await control('PATCH', '/frameworks/reports', { executors: 1, uses: 1 });
  await control('PATCH', '/frameworks/etl', { executors: 8 });
  await minute();
  await minute();
  expect(await cpus()).toEqual({
    allocated: { etl: 16, idle: 2, reports: 2 },
    used: { etl: 12, idle: 0, reports: 1 },
  });
  expect(await samples('mesos_spark_framework_executors')).toEqual({ etl: 8, idle: 1, reports: 1 });
  expect(await samples('mesos_spark_framework_memory_allocated_bytes')).toMatchObject({ idle: 2 ** 30 });
});

test('agents that are lost, and a framework that ends, in counters and series', async () => {
  const etl = await start('etl', 4, 1);
  await minute();
  await minute();
  const before = await samples('mesos_spark_framework_cpu_seconds_total');
  expect(before['etl']).toBeCloseTo(240, 0);
  const tasks = lab.lab.world.cluster.tasks.all();
  const [first] = tasks;
  if (!first) throw new Error('no task');
  lab.lab.world.cluster.setReachable(first.agentId, false);
  await minute();
  expect((await samples('mesos_spark_framework_cpu_seconds_total'))['etl']).toBeCloseTo(420, 0);
  lab.lab.world.cluster.setReachable(first.agentId, true);
  await minute();
  // What was used meanwhile on the agent that was away counts as well: five minutes' worth of four executors so far.
  expect((await samples('mesos_spark_framework_cpu_seconds_total'))['etl']).toBeCloseTo(720, 0);
  await fetch(`${lab.labUrl}/frameworks/${etl.id}`, { method: 'DELETE' });
  await minute();
  expect(await samples('mesos_spark_framework_cpu_seconds_total')).toEqual({});
  expect(await samples('mesos_spark_framework_cpus_allocated')).toEqual({});
});

test('agents that do not answer are counted, and the rest is told', async () => {
  await start('etl', 4, 1);
  await minute();
  lab.lab.faults.add({ server: 'agent', kind: 'status', status: 401, path: 'slave\\(1\\)' });
  lab.lab.faults.add({ server: 'agent', kind: 'cut-before', path: 'slave\\(2\\)' });
  await minute();
  expect(await samples('mesos_spark_usage_agents_unanswered')).toEqual({
    'mesos_spark_usage_agents_unanswered{because="authentication"}': 1,
    'mesos_spark_usage_agents_unanswered{because="late"}': 0,
    'mesos_spark_usage_agents_unanswered{because="silent"}': 1,
    'mesos_spark_usage_agents_unanswered{because="unexpected"}': 0,
  });
  expect((await samples('mesos_spark_usage_agents'))['mesos_spark_usage_agents']).toBe(AGENTS);
  expect((await cpus()).allocated).toEqual({ etl: 8 });
});

test('a driver whose executors fail twice on an agent is taken to leave it out', async () => {
  await start('etl', 4, 1);
  await minute();
  expect(await samples('mesos_spark_framework_blacklisted_agents')).toEqual({ etl: 0 });
  const { cluster } = lab.lab.world;
  const agentId = cluster.tasks.all()[0]?.agentId ?? '';
  for (let failure = 0; failure < 2; failure++) {
    const [task] = cluster.tasks.of(agentId);
    if (!task) throw new Error('no executor there');
    await control('PATCH', `/tasks/${task.id}`, { state: 'TASK_FAILED' });
    await minute();
  }
  expect(await samples('mesos_spark_framework_blacklisted_agents')).toEqual({ etl: 1 });
});

test('nothing is told while another operator leads', async () => {
  await start('etl', 4, 1);
  await minute();
  board.soughtLead({ leads: false });
  expect(await samples('mesos_spark_framework_cpus_allocated')).toEqual({});
  expect(await samples('mesos_spark_usage_last_round_timestamp_seconds')).toEqual({});
});
