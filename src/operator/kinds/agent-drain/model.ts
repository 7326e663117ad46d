import type { AgentDrainState, DrainUser } from '../../../manifest';
import type { Action } from '../../engine/kind';
import type { AgentPorts, AgentView, ClusterView, Frameworks, Tasks } from '../../ports';

/** An object of the state store with what is needed to replace exactly it. */
export interface Stored {
  readonly value: AgentDrainState;
  readonly etag: string;
}

/** Which agent a manifest means. */
export type Resolved =
  | { readonly is: 'found'; readonly agentId: string; readonly hostname: string }
  | { readonly is: 'not'; readonly reason: 'AgentNotFound' | 'AgentAmbiguous'; readonly message: string };

/** Where the agent of a drain is. `away`: lost, or forgotten by the master; it may come back. */
export type Place =
  | { readonly is: 'here'; readonly agent: AgentView }
  | { readonly is: 'recovered' }
  | { readonly is: 'away' }
  | { readonly is: 'gone' }
  | { readonly is: 'unknown'; readonly message: string };

/** Whether an agent can come back. `stays`: as far as anybody knows. `unclear`: that will be told. */
export type Fate =
  | { readonly is: 'gone' }
  | { readonly is: 'stays' }
  | { readonly is: 'unclear'; readonly because: string };

/** A task of a shuffle service on the agent. */
export interface ServiceTask {
  readonly id: string;
  readonly appId: string;
  readonly service: string;
  readonly port: number;
  /** Its agent is away. */
  readonly lost: boolean;
}

export type ServiceTasks =
  | { readonly is: 'known'; readonly tasks: readonly ServiceTask[] }
  | { readonly is: 'unknown'; readonly message: string };

/** What tells who needs something of the agent; asked only while users are waited for. */
export interface UseFacts {
  /** Of whatever framework but Marathon, on the agent; ended ones as far as the master remembers. */
  readonly tasks: Tasks;
  readonly frameworks: Frameworks;
  readonly ports: ReadonlyMap<string, AgentPorts>;
}

/** Everything that a plan rests on, from one look at the world. */
export interface Observed {
  readonly view: ClusterView;
  /** The state document's ETag, whatever it says. */
  readonly etag?: string;
  /** Undefined before the drain has begun, and once another one of its name is over. */
  readonly state?: Stored;
  /** Looked for only before the drain has begun. */
  readonly resolved?: Resolved;
  /** Of the agent, looked for then as well; undefined where nobody tells. */
  readonly machine?: string;
  /** Looked for only once the manifest is gone, of an agent that is kept out by reservations. */
  readonly fate?: Fate;
  /** Drains under other names that are not over, of whatever agent. */
  readonly others: readonly Pick<AgentDrainState, 'agentId' | 'cordon' | 'ended'>[];
  readonly place: Place;
  readonly services: ServiceTasks;
  readonly use?: UseFacts;
  /** ISO 8601: the time of the drain, which no clock of a machine makes go faster. */
  readonly now: string;
  /** ISO 8601: since then this process has been the only one to look. */
  readonly watchedSince: string;
  /** ISO 8601: what people read on their clocks. */
  readonly clock: string;
}

/** A decision that is written down before anything follows from it. */
export type StateWrite = 'begin-drain' | 'note-use' | 'stop-waiting' | 'end-drain' | 'forget-drain';

export type DrainAction = Action &
  (
    | {
        readonly do: StateWrite;
        readonly next: AgentDrainState;
        /** What it replaces; undefined where there is none. */
        readonly etag?: string;
      }
    | {
        /** A request about the agent, and what is written down once it is granted. */
        readonly do: 'cordon' | 'uncordon' | 'mark-gone';
        readonly next: AgentDrainState;
        readonly etag: string;
      }
  );

/** Who needs what is on the agent, or why nobody does any more. */
export interface Use {
  readonly users: readonly DrainUser[];
  /** Why it is not let go yet; undefined once nobody needs it. */
  readonly because?: string;
}

/** The role for which a drained agent's free resources are reserved before Mesos 1.9; nobody has it. */
export const NOBODY = 'mesos-spark-drained';
