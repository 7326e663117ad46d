import type { RoleForm } from '../../../domain/marathon/role-form';
import type { Endpoint, MachineRecords, Placed, Retiring, Revision, ServiceState } from '../../../manifest';
import type { AppReading } from '../../engine/app-reading';
import type { Drains } from '../../engine/drains';
import type { AgentPorts, ClusterView, Frameworks, GoneAgents, MarathonTask } from '../../ports';
import type { AgentCount, TaskCount } from './count';
import type { AgedDeployment } from './deployment-age';
import type { Fate } from './machine-fate';

/** An object of the state store with what is needed to replace exactly it. */
export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
}

/** The port for a new app, or who holds each of the slots. */
export type SlotChoice =
  | { readonly is: 'free'; readonly port: number }
  | { readonly is: 'none'; readonly message: string };

/** One app of the service, as decided and as seen. */
export interface AppSight<P extends Placed = Placed> extends AppReading {
  readonly placed: P;
  /** Undefined where it is missing in the store: then nothing is decided about the app. */
  readonly revision?: Revision;
  /** Of the app's tasks; of none where there is no app. */
  readonly tasks: TaskCount;
  /** Undefined where the agents are not known. */
  readonly agents?: AgentCount;
}

/** What may be deployed next: the first app, or the successor of what runs. */
export interface Candidate extends AppReading {
  readonly form: RoleForm;
  /** Undefined where the form is impossible. */
  readonly slot?: SlotChoice;
  readonly revision?: Revision;
  /** `revision` lies in the store already. */
  readonly stored: boolean;
  /** Where it would run. */
  readonly agents?: AgentCount;
  /** Why the app that the manifest wants adopted cannot be. */
  readonly notAdoptable?: string;
}

/** Whoever says in its status that it uses an endpoint of this service. */
export interface Consumer {
  /** `SparkDefaults/defaults`. */
  readonly name: string;
  /** Undefined where it is not known: any. */
  readonly appId?: string;
}

/** What tells whether an app is in use; asked only while one is to go. */
export interface UseFacts {
  readonly consumers: readonly Consumer[];
  readonly ports: ReadonlyMap<string, AgentPorts>;
  /** Undefined where every agent answers for itself. */
  readonly frameworks?: Frameworks;
}

/** What is known of the machines that a service's agents are on. */
export interface MachineFacts {
  /** What is to be written down, where there is something new. */
  readonly record?: Extract<ShuffleAction, { do: 'record-machines' }>;
  /** Of lost agents whose slots were not given up, by agent id. */
  readonly fates: ReadonlyMap<string, Fate>;
}

/** Everything that a plan rests on, from one look at the world. */
export interface Observed {
  readonly view: ClusterView;
  /** Agents that are to go. @default - none */
  readonly drains?: Drains;
  /** Of what the manifest says about the app. */
  readonly hash: string;
  /** Undefined before the first deployment. */
  readonly state?: Stored<ServiceState>;
  readonly active?: AppSight;
  readonly green?: AppSight<NonNullable<ServiceState['green']>>;
  readonly retiring: readonly AppSight<Retiring>[];
  /** Looked for only where no app is what the spec says. */
  readonly next?: Candidate;
  /** Asked only while a lost slot may be held. */
  readonly gone: GoneAgents;
  /** Undefined where nobody tells of machines. */
  readonly machines?: MachineFacts;
  /** Asked only while an app of ours is locked. */
  readonly deployments: readonly AgedDeployment[];
  readonly use: UseFacts;
  /** `value` is undefined where the object cannot be read as an endpoint. */
  readonly endpoint?: Stored<Endpoint | undefined>;
  /** ISO 8601: the time of the service, which no clock of a machine makes go faster. */
  readonly now: string;
  /** For how long this process has seen every agent with a task of the service; 0 while one is away. */
  readonly withinReachMillis: number;
  /** ISO 8601: since then this process has been the only one to look. */
  readonly watchedSince: string;
}

/** A decision that is written down before anything follows from it. */
export type StateWrite =
  | 'activate'
  | 'note-birth'
  | 'record-releases'
  | 'begin-rollout'
  | 'switch'
  | 'end-app'
  | 'forget-app'
  | 'note-use'
  | 'note-credentials'
  | 'withdraw';

export type ShuffleAction =
  | { readonly do: 'store-revision'; readonly because: string; readonly revision: Revision }
  | {
      readonly do: StateWrite;
      readonly because: string;
      readonly state: ServiceState;
      /** What it replaces; undefined where there is none. */
      readonly etag?: string;
    }
  | {
      readonly do: 'create-app';
      readonly because: string;
      readonly app: Readonly<Record<string, unknown>>;
    }
  | {
      readonly do: 'raise-instances';
      readonly because: string;
      readonly appId: string;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly do: 'release-slot' | 'release-task';
      readonly because: string;
      readonly appId: string;
      readonly task: MarathonTask;
      readonly state: Stored<ServiceState>;
      readonly now: string;
    }
  | {
      readonly do: 'record-machines';
      readonly because: string;
      readonly records: MachineRecords;
      /** What it replaces; undefined where there is none. */
      readonly etag?: string;
    }
  | { readonly do: 'wipe-task'; readonly because: string; readonly appId: string; readonly taskId: string }
  | { readonly do: 'stop-deployment'; readonly because: string; readonly deploymentId: string }
  | { readonly do: 'remove-app'; readonly because: string; readonly appId: string; readonly etag: string }
  | {
      readonly do: 'publish-endpoint';
      readonly because: string;
      readonly endpoint: Endpoint;
      /** What it replaces; undefined where there is none. */
      readonly etag?: string;
    };

/** A sight whose app runs and whose revision is known. */
export type Running<S extends AppSight = AppSight> = S & Required<Pick<AppSight, 'app' | 'revision'>>;

export function isRunning<S extends AppSight>(sight: S | undefined): sight is Running<S> {
  return sight?.app !== undefined && sight.revision !== undefined;
}

/** Every app of the service that is in the state. */
export function sightsOf(o: Observed): readonly AppSight[] {
  return [o.active, ...o.retiring, o.green].filter((sight) => sight !== undefined);
}
