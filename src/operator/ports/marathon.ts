import type { MarathonInfo } from '../../domain/marathon/role-form';

export interface MarathonTask {
  readonly id: string;
  readonly host: string;
  /** The Mesos agent's id; empty if Marathon did not say. */
  readonly agentId: string;
  /** `TASK_RUNNING`, `TASK_UNREACHABLE`, … */
  readonly state: string;
  readonly ports: readonly number[];
  /** True or false once a check has spoken; undefined before. */
  readonly healthy?: boolean;
  /** The version of its app when it was started, ISO 8601; undefined if Marathon did not say. */
  readonly version?: string;
}

export interface MarathonApp {
  readonly id: string;
  readonly instances: number;
  /** What the server returned, without counts, tasks and deployments. */
  readonly definition: Readonly<Record<string, unknown>>;
  readonly tasks: readonly MarathonTask[];
  /** Ids of the deployments that lock the app. */
  readonly deployments: readonly string[];
  /** The version that last changed more than `instances`, ISO 8601; undefined if Marathon did not say. */
  readonly configuredAt?: string;
  /** How a task of it failed last; one that finished or was killed did not fail. */
  readonly lastFailure?: TaskFailure;
}

export interface TaskFailure {
  readonly taskId: string;
  /** `TASK_FAILED`, … */
  readonly state: string;
  readonly message: string;
}

/** An app as a holder of ports. */
export interface PortsOfApp {
  readonly id: string;
  /** Ports that the app asks for by number. */
  readonly wanted: readonly number[];
  /** Ports of its listed tasks, lost ones included. */
  readonly held: readonly number[];
}

/**
 * What became of a request that changes something. Anything else, such as a time-out, is thrown: whether it
 * took effect is then not known.
 */
export type WriteAnswer =
  | { readonly is: 'accepted'; readonly deploymentId: string }
  /** 409 with deployments: the app is locked; wait. */
  | { readonly is: 'locked'; readonly message: string; readonly deployments: readonly string[] }
  /** 409 without deployments: an app of that id is there already. */
  | { readonly is: 'exists'; readonly message: string }
  /** 403 at the limit of running deployments: wait. */
  | { readonly is: 'busy'; readonly message: string }
  /** Any other 4xx. `message` holds Marathon's own words. */
  | { readonly is: 'refused'; readonly status: number; readonly message: string };

/** A running deployment: it locks its apps. */
export interface Deployment {
  readonly id: string;
  /** Ids of every app that it locks. */
  readonly apps: readonly string[];
  /** When it began, by Marathon's clock: ISO 8601; empty if Marathon did not say. */
  readonly since: string;
  /** What its current step does, such as `ScaleApplication`. */
  readonly actions: readonly { readonly action: string; readonly app: string }[];
}

export interface Marathon {
  info(): Promise<MarathonInfo>;
  /** Definition, tasks and deployments from one answer; undefined if there is no such app. */
  app(id: string): Promise<MarathonApp | undefined>;
  /** Every app that may be seen, as `app` would give it, from one answer: for whoever looks at many. */
  apps(): Promise<readonly MarathonApp[]>;
  /** Every app with the ports of its tasks: a large read, needed only to choose a port. */
  ports(): Promise<readonly PortsOfApp[]>;
  /** Instances that wait for an offer, by app id. */
  queue(): Promise<ReadonlyMap<string, QueuedApp>>;
  /** Never changes an app that is there. */
  create(app: Readonly<Record<string, unknown>>): Promise<WriteAnswer>;
  /** Sets `instances` and nothing else. */
  raise(id: string, instances: number): Promise<WriteAnswer>;
  /** Deletes exactly this task and lowers `instances` by one. */
  release(appId: string, taskId: string): Promise<WriteAnswer>;
  /** Takes a lost task whose slot was given up off the list (50c); on a slot still held it starts a new task (50d). */
  wipe(appId: string, taskId: string): Promise<WriteAnswer>;
  /** Every running deployment. */
  deployments(): Promise<readonly Deployment[]>;
  /** The whole app in the place of what is there, which restarts its tasks; creates it where it is absent. */
  replace(app: Readonly<Record<string, unknown>>): Promise<WriteAnswer>;
  /** Deletes the app and ends its tasks; never while it is locked. */
  remove(appId: string): Promise<WriteAnswer>;
  /** Stops a deployment with force: what it was about to start stays queued and nothing is killed (56). */
  stop(deploymentId: string): Promise<WriteAnswer>;
}

export interface QueuedApp {
  readonly count: number;
  /** Why the last offers were declined, the most frequent first, for people. */
  readonly reasons: readonly string[];
}
