import { type Bindings, isPlaceholder } from './bindings';
import { bodyDifferences } from './compare-body';
import type { LabClient } from './lab-client';
import type { RecordedQueueItem, RecordedState, RecordedTask } from './recording';

interface ShownApp {
  readonly id: string;
  readonly deployments: readonly unknown[];
  readonly [field: string]: unknown;
}

interface ShownTask {
  readonly id: string;
  readonly host: string;
  readonly state: string;
  readonly ports: readonly number[];
  readonly version?: string;
  readonly healthCheckResults: readonly { readonly alive: boolean }[];
  /** Of its app. */
  readonly requirePorts: boolean;
}

interface ShownQueueItem {
  readonly count: number;
  readonly role: string;
  readonly app: { readonly id: string };
  readonly delay: { readonly overdue: boolean; readonly timeLeftSeconds: number };
  readonly processedOffersSummary: {
    readonly rejectSummaryLastOffers: readonly { readonly reason: string; readonly declined: number }[];
  };
}

const COUNTS = ['instances', 'tasksRunning', 'tasksStaged', 'tasksHealthy', 'tasksUnhealthy'] as const;

/** What differs between a recorded state and that of the lab, one line each. */
export async function stateDifferences(
  expected: RecordedState,
  client: LabClient,
  bindings: Bindings,
): Promise<readonly string[]> {
  const { apps } = await client.get<{ apps: readonly ShownApp[] }>('/v2/apps');
  const listed = await client.get<{ tasks: readonly (ShownTask & { readonly appId: string })[] }>(
    '/v2/tasks',
  );
  const tasks = listed.tasks.map((task) => ({
    ...task,
    requirePorts: apps.find(({ id }) => id === task.appId)?.['requirePorts'] === true,
  }));
  const { queue } = await client.get<{ queue: readonly ShownQueueItem[] }>('/v2/queue');
  const deployments = await client.get<readonly unknown[]>('/v2/deployments');
  return [
    ...bodyDifferences(expected.apps, Object.fromEntries(apps.map(countsOf)), bindings).map(in_('apps')),
    ...sameKeys(
      Object.keys(expected.apps),
      apps.map(({ id }) => id),
    ),
    ...bodyDifferences(expected.deployments, deployments, bindings).map(in_('deployments')),
    ...queueDifferences(expected.queue, queue),
    ...taskDifferences(expected.tasksByHost, tasks, bindings),
    ...simulatedDifferences(expected.simulatedTasks, await simulated(client)),
  ];
}

const in_ = (what: string) => (line: string) => `${what}${line}`;

function countsOf(app: ShownApp): [string, Readonly<Record<string, unknown>>] {
  return [
    app.id,
    { ...Object.fromEntries(COUNTS.map((name) => [name, app[name]])), deployments: app.deployments.length },
  ];
}

function sameKeys(expected: readonly string[], actual: readonly string[]): readonly string[] {
  return actual.filter((id) => !expected.includes(id)).map((id) => `apps: ${id}, not recorded`);
}

/** The numbers of offers depend on the run; the reason why most of them did not fit does not. */
export function queueItem(item: ShownQueueItem) {
  return {
    app: item.app.id,
    count: item.count,
    role: item.role,
    delay: { overdue: item.delay.overdue, timeLeftSecondsIsPositive: item.delay.timeLeftSeconds > 0 },
    rejectSummaryLastOffers: Object.fromEntries(
      item.processedOffersSummary.rejectSummaryLastOffers
        .filter(({ declined }) => declined > 0)
        .map(({ reason, declined }) => [reason, declined]),
    ),
  };
}

/** The reasons must be among the recorded ones, which also count offers of the time before. */
export function queueDifferences(
  expected: readonly Partial<RecordedQueueItem>[],
  actual: readonly ShownQueueItem[],
): readonly string[] {
  const found = actual.map(queueItem);
  if (found.length !== expected.length)
    return [`queue: ${JSON.stringify(found)}, recorded ${JSON.stringify(expected)}`];
  return expected.flatMap((wanted) => {
    const item = found.find(({ app }) => app === wanted.app);
    const reasons = wanted.rejectSummaryLastOffers ?? {};
    const same =
      item !== undefined &&
      item.count === wanted.count &&
      (wanted.delay === undefined || item.delay.overdue === wanted.delay.overdue) &&
      (wanted.rejectSummaryLastOffers === undefined ||
        Object.keys(item.rejectSummaryLastOffers).every((reason) => reason in reasons));
    return same ? [] : [`queue: ${JSON.stringify(item)}, recorded ${JSON.stringify(wanted)}`];
  });
}

/**
 * Which task is where differs between runs of the real server, so the recorded names are bound to the tasks on the same
 * host where there are such, else to any like them; what each of them is in must be the same.
 */
function taskDifferences(
  expected: Readonly<Record<string, readonly RecordedTask[]>>,
  tasks: readonly ShownTask[],
  bindings: Bindings,
): readonly string[] {
  const found: string[] = [];
  const recorded = Object.entries(expected).flatMap(([host, list]) =>
    list.map((task) => ({ ...task, host })),
  );
  if (recorded.length !== tasks.length) {
    found.push(`tasks: ${JSON.stringify(tasks.map(labelOf))}, recorded ${JSON.stringify(recorded)}`);
  }
  const spread = (hosts: readonly string[]) => Object.values(countBy(hosts)).sort().join();
  if (spread(recorded.map(({ host }) => host)) !== spread(tasks.map(({ host }) => host))) {
    found.push(`tasks per host: ${JSON.stringify(countBy(tasks.map(({ host }) => host)))}`);
  }
  for (const one of recorded) {
    const task = boundTask(one, tasks, bindings);
    if (!task) found.push(`${one.task}: nothing like it; recorded ${JSON.stringify(one)}`);
    else if (!isLike(one, task, bindings))
      found.push(`${one.task}: ${labelOf(task)}, recorded ${JSON.stringify(one)}`);
  }
  return found;
}

function boundTask(
  recorded: RecordedTask & { readonly host: string },
  tasks: readonly ShownTask[],
  bindings: Bindings,
): ShownTask | undefined {
  const id = bindings.valueOf(recorded.task);
  if (id !== undefined) return tasks.find((task) => task.id === id);
  const free = tasks.filter(
    (task) => bindings.nameOf(task.id) === undefined && isLike(recorded, task, bindings),
  );
  const task = free.find(({ host }) => host === recorded.host) ?? free[0];
  if (task) bindings.bind(recorded.task, task.id);
  return task;
}

/** Ports that the app does not require are chance. */
function isLike(recorded: RecordedTask, task: ShownTask, bindings: Bindings): boolean {
  const { state, ports, alive } = readState(recorded.state);
  const samePorts = task.requirePorts || ports === '' ? task.ports.join() === ports : task.ports.length > 0;
  const version = isPlaceholder(recorded.version) ? bindings.valueOf(recorded.version) : recorded.version;
  return (
    task.state === state &&
    samePorts &&
    (version === null ? task.version === undefined : version === undefined || task.version === version) &&
    (alive === undefined || task.healthCheckResults[0]?.alive === alive)
  );
}

/** `TASK_RUNNING:7337 alive=true` */
function readState(text: string) {
  const [, state = '', ports = '', , alive] = /^([A-Z_]+):([\d,]*)( alive=(\w+))?$/.exec(text) ?? [];
  return { state, ports, alive: alive === undefined ? undefined : alive === 'true' };
}

function labelOf(task: ShownTask): string {
  return `${task.host} ${task.state}:${task.ports.join()} ${task.version ?? ''}`;
}

function countBy(values: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

interface LabState {
  readonly agents: readonly { readonly id: string; readonly hostname: string }[];
  readonly tasks: readonly { readonly agentId: string; readonly state: string }[];
}

async function simulated(client: LabClient): Promise<readonly string[]> {
  const { agents, tasks } = await client.get<LabState>('/lab');
  return tasks.map((task) => `${agents.find(({ id }) => id === task.agentId)?.hostname} ${task.state}`);
}

/** States as a set; which host has which is compared for those that are not running. */
function simulatedDifferences(
  expected: Readonly<Record<string, readonly string[]>>,
  actual: readonly string[],
): readonly string[] {
  const shown = (entries: readonly string[]) =>
    entries
      .map((entry) => (entry.endsWith('TASK_RUNNING') ? 'TASK_RUNNING' : entry))
      .sort()
      .join();
  const wanted = shown(
    Object.entries(expected).flatMap(([host, states]) => states.map((state) => `${host} ${state}`)),
  );
  return shown(actual) === wanted ? [] : [`simulated tasks: ${shown(actual)}, recorded ${wanted}`];
}
