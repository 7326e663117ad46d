import type { TaskState } from '../mesos/task';
import type { App } from './app';

export type Condition =
  | 'Scheduled'
  | 'Provisioned'
  | 'Staging'
  | 'Starting'
  | 'Running'
  | 'Killing'
  | 'Killed'
  | 'Finished'
  | 'Failed'
  | 'Error'
  | 'Dropped'
  | 'Gone'
  | 'Unreachable'
  | 'UnreachableInactive';

export interface Health {
  readonly alive: boolean;
  readonly consecutiveFailures: number;
  readonly firstSuccess?: string;
  readonly lastSuccess?: string;
  readonly lastFailure?: string;
  readonly lastFailureCause?: string;
}

/** One try of an instance on an agent. */
export interface LaunchedTask {
  readonly id: string;
  readonly agentId: string;
  readonly host: string;
  readonly ports: readonly number[];
  /** Milliseconds since the epoch. */
  readonly stagedAt: number;
  readonly startedAt?: number;
  readonly state: TaskState;
}

/** A slot of an app: it asks for one task, and keeps its id over the tasks that it gets one after the other. */
export interface Instance {
  readonly id: string;
  readonly appId: string;
  /** The app as it was when the instance was made: its tasks have this version. */
  readonly app: App;
  readonly condition: Condition;
  /** `Decommissioned`: given up; it is forgotten as soon as its task is known to have ended. */
  readonly goal: 'Running' | 'Decommissioned';
  /** When the condition last changed, in milliseconds since the epoch. */
  readonly since: number;
  /** When it became unreachable, while it is. */
  readonly unreachableSince?: number;
  /** In order of making. */
  readonly order: number;
  readonly attempts: number;
  readonly task?: LaunchedTask;
  /** What the check has told, as the API shows it; kept while the agent is lost. */
  readonly health?: Health;
  /** By the last status update; unknown while the agent is lost, so that an upgrade lets it go first. */
  readonly healthy?: boolean;
}

const ENDED: ReadonlySet<Condition> = new Set<Condition>([
  'Killed',
  'Finished',
  'Failed',
  'Error',
  'Dropped',
  'Gone',
]);

export function isEnded(instance: Instance): boolean {
  return ENDED.has(instance.condition);
}

/** Has a task that has not ended as far as Marathon knows; an unreachable one counts. */
export function isLaunched(instance: Instance): boolean {
  return (
    instance.condition !== 'Scheduled' && instance.condition !== 'UnreachableInactive' && !isEnded(instance)
  );
}

export function isLost(instance: Instance): boolean {
  return instance.condition === 'Unreachable' || instance.condition === 'UnreachableInactive';
}

/** Waits for an offer: never started, or its task has ended and it is to run on. */
export function isWaiting(instance: Instance): boolean {
  return instance.goal === 'Running' && (instance.condition === 'Scheduled' || isEnded(instance));
}

/** Without a check whatever is there counts as healthy (core/instance/Instance.scala, consideredHealthy). */
export function countsAsHealthy(instance: Instance): boolean {
  return instance.app.definition.healthChecks.length === 0 || instance.healthy === true;
}

/** Runs, and its check (if it has one) has passed. */
export function isReady(instance: Instance): boolean {
  return instance.condition === 'Running' && countsAsHealthy(instance);
}
