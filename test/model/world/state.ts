/**
 * The world as far as the operator meets it: a Mesos, a Marathon, the agents' sockets, the two stores. Small numbers
 * in place of names: a host is an index, a port is the index of a slot, an id or a text is its number in `names.ts`.
 * Every value is immutable; `Draft` makes the next one.
 */
export interface State {
  /** How many slots each reservation has, with room for one task each. */
  readonly slots: number;
  readonly agents: readonly Agent[];
  /** `unread`: the master leads and has not read its registry (mesos 08b). */
  readonly master: 'known' | 'unread';
  /** The operator may not see reservations. */
  readonly hidden: boolean;
  readonly apps: readonly App[];
  /** Instances of every app, also of deleted ones (54). Later ones started later. */
  readonly tasks: readonly Task[];
  readonly deployments: readonly Deployment[];
  /** Slots of which applications have read that are not connected yet: a bit for each. */
  readonly readers: number;
  /** Which of the manifests is declared; `DELETED` if none is. */
  readonly manifest: number;
  /** Hosts of which a person says that they are gone: a bit for each. */
  readonly saidGone: number;
  /** The state store: key and text, sorted by key. */
  readonly store: readonly Stored[];
  readonly operator: Process;
  /** A request whose sender has given up waiting; it may still arrive. */
  readonly flight?: Flight;
}

/** The manifest is gone, and a newer index says so. */
export const DELETED = 9;

export type Presence = 'absent' | 'here' | 'recovered' | 'lost' | 'gone';

/** A host, with the agent that was last seen on it. */
export interface Agent {
  readonly at: Presence;
  readonly deactivated: boolean;
  /** Counts agent ids under this hostname. */
  readonly gen: number;
  /** Agent ids that the registry says are gone: a bit for each. */
  readonly gone: number;
  /** Agent ids of which a person has said that they are gone: a bit for each. */
  readonly said: number;
  /** Slots that a stranger's task uses: a bit for each. */
  readonly foreign: number;
  /** Slots that tasks use of which Marathon knows nothing any more; killed once the agent is here. */
  readonly orphans: number;
  /** Slots with an established connection of an application. */
  readonly users: number;
}

export type Life = 'waiting' | 'staging' | 'running' | 'killing' | 'lost';

/** An instance of Marathon, with the task that it has. */
export interface Task {
  readonly app: number;
  readonly life: Life;
  /** -1 while it waits. */
  readonly host: number;
  readonly gen: number;
  /** Tells tasks of one app on one agent apart. */
  readonly n: number;
  readonly health: Health;
  /** Marathon's goal `Decommissioned`: its slot is given up. */
  readonly up: boolean;
  /** What the running deployment waits for. */
  readonly mark: 'none' | 'kill' | 'start';
}

export type Health = 'unknown' | 'good' | 'bad';

export interface App {
  readonly id: number;
  /** The definition without `instances`. */
  readonly definition: number;
  readonly instances: number;
}

export interface Deployment {
  readonly app: number;
  readonly n: number;
  /** `foreign`: somebody else's, over this app and another one. */
  readonly kind: 'scale' | 'stop' | 'foreign';
  /** It has killed what it had to, and has started this many. */
  readonly starts: number | undefined;
  readonly age: Age;
}

/** 0: of now; 1: of a while ago; 2: of long ago. */
export type Age = 0 | 1 | 2;

export interface Stored {
  readonly key: number;
  readonly text: number;
}

export interface Process {
  /** Where the operator's own code stands: a node of `operator/tree.ts`; 0 between two passes. */
  readonly node: number;
  /** What was true at some moment of this pass, by slot; empty between two passes. */
  readonly window: readonly Window[];
}

export interface Window {
  /**
   * Hosts that had a task or room for one: a bit for each. A look is no single moment, so what it adds up may be
   * of several.
   */
  readonly hosts: number;
  /** The most slots that were held on lost agents. */
  readonly held: number;
  /** Hosts that were without a healthy task all the time: a bit for each. */
  readonly bare: number;
  /** Hosts on which somebody used the slot all the time: a bit for each. */
  readonly used: number;
}

export interface Flight {
  readonly request: number;
  readonly window: readonly Window[];
}

export const IDLE: Process = { node: 0, window: [] };

export const bit = (i: number) => 1 << i;
export const has = (mask: number, i: number) => (mask & (1 << i)) !== 0;

const NOBODY: Agent = {
  at: 'absent',
  deactivated: false,
  gen: 0,
  gone: 0,
  said: 0,
  foreign: 0,
  orphans: 0,
  users: 0,
};

/** `here` hosts with an agent, and more that may join later. */
export function emptyWorld(here: number, more = 0, slots = 3): State {
  const agents = Array.from(
    { length: here + more },
    (_, i): Agent => ({
      ...NOBODY,
      at: i < here ? 'here' : 'absent',
    }),
  );
  return {
    slots,
    agents,
    master: 'known',
    hidden: false,
    apps: [],
    tasks: [],
    deployments: [],
    readers: 0,
    manifest: 0,
    saidGone: 0,
    store: [],
    operator: IDLE,
  };
}
