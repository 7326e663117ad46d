import type { RoleForm } from '../../../domain/marathon/role-form';
import type { Endpoint, Revision, ServiceState } from '../../../manifest';
import type { ClusterView, GoneAgents, MarathonApp, MarathonTask } from '../../ports';
import type { AgentCount, TaskCount } from './count';

/** An object of the state store with what is needed to replace exactly it. */
export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
}

/** The port for a first deployment, or who holds each of the slots. */
export type SlotChoice =
  | { readonly is: 'free'; readonly port: number }
  | { readonly is: 'none'; readonly message: string };

/** Everything that a plan rests on, from one look at the world. */
export interface Observed {
  readonly view: ClusterView;
  /** Asked only before the first deployment. */
  readonly form?: RoleForm;
  /** Of what the manifest says about the app. */
  readonly hash: string;
  /** Undefined before the first deployment. */
  readonly state?: Stored<ServiceState>;
  /** The port to take; only looked for while there is no state. */
  readonly slot?: SlotChoice;
  /** What was rendered for the active revision, or for the one that is about to become active. */
  readonly revision?: Revision;
  /** Whether `revision` lies in the store already. */
  readonly revisionStored: boolean;
  readonly app?: MarathonApp;
  /** Instances that wait for an offer; the larger of a read before and one after the app. */
  readonly queued: number;
  /** Both reads agree. */
  readonly queueSteady: boolean;
  /** Why offers were declined, for people. */
  readonly queueReasons: readonly string[];
  /** Asked only while a lost slot may be held. */
  readonly gone: GoneAgents;
  /** `value` is undefined where the object cannot be read as an endpoint. */
  readonly endpoint?: Stored<Endpoint | undefined>;
  /** ISO 8601. */
  readonly now: string;
  /** Of the app's tasks; of none where there is no app. */
  readonly tasks: TaskCount;
  /** Undefined where the agents are not known, or nothing says yet what they have to hold. */
  readonly agents?: AgentCount;
}

export type ShuffleAction =
  | { readonly do: 'store-revision'; readonly because: string; readonly revision: Revision }
  | { readonly do: 'activate'; readonly because: string; readonly state: ServiceState }
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
      readonly do: 'release-slot';
      readonly because: string;
      readonly task: MarathonTask;
      readonly state: Stored<ServiceState>;
      readonly now: string;
    }
  | {
      readonly do: 'record-releases';
      readonly because: string;
      readonly state: ServiceState;
      readonly etag: string;
    }
  | {
      readonly do: 'publish-endpoint';
      readonly because: string;
      readonly endpoint: Endpoint;
      /** What it replaces; undefined where there is none. */
      readonly etag?: string;
    };
