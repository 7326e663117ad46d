import type { Portion } from './portions';

export type TaskState =
  | 'TASK_STAGING'
  | 'TASK_STARTING'
  | 'TASK_RUNNING'
  | 'TASK_KILLING'
  | 'TASK_FINISHED'
  | 'TASK_FAILED'
  | 'TASK_KILLED'
  | 'TASK_ERROR'
  | 'TASK_LOST'
  | 'TASK_GONE'
  | 'TASK_GONE_BY_OPERATOR'
  | 'TASK_DROPPED'
  | 'TASK_UNKNOWN'
  | 'TASK_UNREACHABLE';

export const TASK_STATES: readonly TaskState[] = [
  'TASK_STAGING',
  'TASK_STARTING',
  'TASK_RUNNING',
  'TASK_KILLING',
  'TASK_FINISHED',
  'TASK_FAILED',
  'TASK_KILLED',
  'TASK_ERROR',
  'TASK_LOST',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
  'TASK_DROPPED',
  'TASK_UNKNOWN',
  'TASK_UNREACHABLE',
];

const ENDS: ReadonlySet<TaskState> = new Set<TaskState>([
  'TASK_FINISHED',
  'TASK_FAILED',
  'TASK_KILLED',
  'TASK_ERROR',
  'TASK_LOST',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
  'TASK_DROPPED',
]);

export function hasEnded(state: TaskState): boolean {
  return ENDS.has(state);
}

/** How a simulated task behaves. */
export interface TaskBehaviour {
  /** `passes`: healthy shortly after it runs. `silent`: its check never reports. `none`: it has no check. */
  readonly health: 'passes' | 'silent' | 'none';
  /** `fails`: it ends with status 1 instead of running; `finishes`, `breaks`: it runs first, and ends with status 0 or 1. */
  readonly ends: 'never' | 'fails' | 'finishes' | 'breaks';
  /** Milliseconds for which one that finishes or breaks runs. @default 0 */
  readonly lasts?: number;
}

export interface TaskLaunch {
  readonly id: string;
  readonly name: string;
  readonly agentId: string;
  /** Of the framework that hears of it. */
  readonly frameworkId: string;
  readonly role: string;
  readonly portions: readonly Portion[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly behaviour: TaskBehaviour;
}

/** A task as the agent runs it (`actual`) and as the master knows it (`state`). */
export interface Task extends TaskLaunch {
  readonly state: TaskState;
  readonly actual: TaskState;
  /** Milliseconds since the epoch. */
  readonly stagedAt: number;
  readonly healthy?: boolean;
}

/** What the scheduler hears of a task. */
export interface TaskUpdate {
  readonly taskId: string;
  readonly frameworkId: string;
  readonly agentId: string;
  readonly hostname: string;
  readonly state: TaskState;
  readonly message: string;
  readonly healthy?: boolean;
}
