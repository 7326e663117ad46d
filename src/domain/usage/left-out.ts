import { lately, type Remembered } from './remembered';

/** A task that runs, or that did not end well. Those that ended well are not needed. */
export interface UseTask {
  readonly id: string;
  readonly name: string;
  readonly frameworkId: string;
  readonly agentId: string;
  /** `TASK_RUNNING`, … */
  readonly state: string;
}

/** `MAX_SLAVE_FAILURES` of MesosCoarseGrainedSchedulerBackend, later `MAX_AGENT_FAILURES`: in Spark 2.0.2 to 3.5.9. */
const MOST_FAILURES = 2;

/** What Spark takes for failed or lost (MesosSchedulerUtils.mesosToTaskState, TaskState.isFailed). */
const FAILED: ReadonlySet<string> = new Set([
  'TASK_DROPPED',
  'TASK_ERROR',
  'TASK_FAILED',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
  'TASK_LOST',
  'TASK_UNKNOWN',
  'TASK_UNREACHABLE',
]);

export const hasFailed = (state: string) => FAILED.has(state);

/** True where it neither ended nor was lost. */
export const isLive = (state: string) =>
  state === 'TASK_RUNNING' ||
  state === 'TASK_STARTING' ||
  state === 'TASK_STAGING' ||
  state === 'TASK_KILLING';

/** By driver and agent, the failed executors that were seen; two are enough to know. */
export type Failures = ReadonlyMap<string, Remembered<ReadonlyMap<string, readonly string[]>>>;

export interface FailuresProps {
  readonly frameworks: readonly { readonly id: string; readonly name: string }[];
  readonly tasks: readonly UseTask[];
  /** Elapsed milliseconds. */
  readonly now: number;
}

/**
 * Drivers of Spark and the failures of their executors, those included that the master has forgotten since. A driver
 * of Spark is a framework with a task that is called after it and numbered (`MesosCoarseGrainedSchedulerBackend`);
 * Marathon's and Metronome's are called otherwise. Two failures of a task's name on one agent are two executors: each
 * has a number of its own.
 */
export function failuresOf(before: Failures, { frameworks, tasks, now }: FailuresProps): Failures {
  const after = lately(before, now);
  const names = new Map(frameworks.map(({ id, name }) => [id, name]));
  for (const id of names.keys()) {
    const known = after.get(id);
    if (known) after.set(id, { ...known, seen: now });
  }
  for (const { id, name, frameworkId, agentId, state } of tasks) {
    const framework = names.get(frameworkId);
    const known = after.get(frameworkId);
    // Nearly all are executors that run, of a driver that is known.
    if (framework === undefined || (known && !hasFailed(state)) || !isExecutorOf(framework, name)) continue;
    const agents = known?.value ?? new Map<string, readonly string[]>();
    const failed = agents.get(agentId) ?? [];
    const isNew = hasFailed(state) && failed.length < MOST_FAILURES && !failed.includes(id);
    const value = isNew ? new Map([...agents, [agentId, [...failed, id]] as const]) : agents;
    after.set(frameworkId, { value, seen: now });
  }
  return after;
}

/** Ids of the agents that a driver takes no offers of any more; undefined where it is no driver of Spark. */
export function leftOut(failures: Failures, frameworkId: string): readonly string[] | undefined {
  const agents = failures.get(frameworkId)?.value;
  return agents && [...agents].filter(([, ids]) => ids.length >= MOST_FAILURES).map(([agentId]) => agentId);
}

function isExecutorOf(framework: string, task: string): boolean {
  return task.startsWith(`${framework} `) && /^\d+$/.test(task.slice(framework.length + 1));
}
