import type { MarathonApp, MarathonTask } from '../operator/ports';

/** An app as Marathon gives it back, as far as it is read here. */
export interface AppJson {
  readonly id: string;
  readonly instances: number;
  readonly requirePorts?: boolean;
  readonly portDefinitions?: readonly { readonly port?: number }[];
  readonly tasks?: readonly TaskJson[];
  readonly deployments?: readonly { readonly id: string }[];
  readonly [field: string]: unknown;
}

export interface TaskJson {
  readonly id: string;
  readonly host: string;
  readonly slaveId?: string;
  readonly state: string;
  readonly ports?: readonly number[];
  readonly healthCheckResults?: unknown;
}

/** What is no part of the definition. */
const STATUS = [
  'instances',
  'tasks',
  'deployments',
  'tasksStaged',
  'tasksRunning',
  'tasksHealthy',
  'tasksUnhealthy',
  'version',
  'versionInfo',
  'lastTaskFailure',
];

/** @throws Error where the answer lacks what counts: a count that is wrong would be acted upon */
export function appOf(app: AppJson, tasks: readonly MarathonTask[] | undefined): MarathonApp {
  if (typeof app.id !== 'string' || typeof app.instances !== 'number' || !tasks) {
    throw new Error(`Marathon's answer about the app ${app.id} lacks its instances or its tasks`);
  }
  const definition = Object.fromEntries(Object.entries(app).filter(([field]) => !STATUS.includes(field)));
  const deployments = (app.deployments ?? []).map(({ id }) => id);
  return { id: app.id, instances: app.instances, definition, tasks, deployments };
}

/** Every check that has spoken must be content; none has spoken: nothing is known. */
export function healthOf(spoken: readonly boolean[]): boolean | undefined {
  return spoken.length === 0 ? undefined : spoken.every(Boolean);
}
