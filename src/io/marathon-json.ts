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
  readonly healthCheckResults?: readonly { readonly alive?: boolean }[] | null;
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
export function appOf(app: AppJson): MarathonApp {
  if (typeof app.id !== 'string' || typeof app.instances !== 'number' || !Array.isArray(app.tasks)) {
    throw new Error(`Marathon's answer about the app ${app.id} lacks its instances or its tasks`);
  }
  const definition = Object.fromEntries(Object.entries(app).filter(([field]) => !STATUS.includes(field)));
  return {
    id: app.id,
    instances: app.instances,
    definition,
    tasks: app.tasks.map(taskOf),
    deployments: (app.deployments ?? []).map(({ id }) => id),
  };
}

export function taskOf(task: TaskJson): MarathonTask {
  const { id, host, slaveId, state, ports } = task;
  const healthy = health(task);
  return {
    id,
    host,
    agentId: slaveId ?? '',
    state,
    ports: numbers(ports),
    ...(healthy === undefined ? {} : { healthy }),
  };
}

/** Every check that has spoken must be content; none has spoken: nothing is known. */
function health({ healthCheckResults }: TaskJson): boolean | undefined {
  const spoken = (healthCheckResults ?? []).filter((result) => result?.alive !== undefined);
  return spoken.length === 0 ? undefined : spoken.every(({ alive }) => alive === true);
}

export function numbers(values: readonly number[] | undefined): readonly number[] {
  return values ?? [];
}
