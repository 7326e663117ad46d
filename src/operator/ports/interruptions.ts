/** Why a machine is about to end, as its provider has told it. */
export type Cause =
  /** Its auto scaling group has decided to end it, and waits for an answer first. */
  | {
      readonly kind: 'Terminating';
      readonly group: string;
      readonly hook: string;
      /** In seconds, from the notice on: how long users are waited for. */
      readonly deadlineSeconds: number;
      /** In seconds: after so long without a word the group goes on by itself. */
      readonly heartbeatSeconds: number;
      /** How long nobody may have been seen to use its files. */
      readonly quietSeconds?: number;
      readonly markGone: boolean;
    }
  /** A spot instance: in two minutes. `action`: `terminate`, `stop` or `hibernate`. */
  | { readonly kind: 'Spot'; readonly action: string }
  /** A spot instance that is likelier than others to be interrupted. No end is known. */
  | { readonly kind: 'Rebalance' }
  /** EC2 takes its host out of service. `starts`: ISO 8601, UTC. */
  | { readonly kind: 'Retirement'; readonly code: string; readonly starts: string }
  /** It is ending or has ended already. */
  | { readonly kind: 'Ending'; readonly state: string };

export interface Notice {
  /** Of the event; a copy has the same. */
  readonly id: string;
  /** ISO 8601, UTC: when it was told. */
  readonly at: string;
  /** The machine's id, as {@link Machines} has it. */
  readonly machine: string;
  readonly cause: Cause;
}

/** What one message says. */
export type NoticeContent =
  | { readonly is: 'notices'; readonly notices: readonly Notice[] }
  /** Understood, and no business of ours. */
  | { readonly is: 'nothing'; readonly because: string }
  /** Not understood. */
  | { readonly is: 'unreadable'; readonly because: string };

export interface InterruptionMessage {
  /** Of the message; one that is delivered again has the same. */
  readonly id: string;
  /** By which this delivery is done with. */
  readonly receipt: string;
  readonly content: NoticeContent;
}

/** Where notices wait until they are done with: each at least once, in any order. */
export interface Interruptions {
  /**
   * Waits a little for messages; they are nobody else's for a while, and come again if they are not done with.
   * @throws Error where the queue does not answer
   */
  receive(stop?: AbortSignal): Promise<readonly InterruptionMessage[]>;
  /** It does not come again. */
  done(receipt: string): Promise<void>;
}

/** A machine that its group is about to end, and the hook by which it waits. */
export interface HeldMachine {
  readonly group: string;
  readonly hook: string;
  readonly machine: string;
}

/** `over`: nobody waits for an answer any more, because there was one or the time was over. */
export type HookAnswer = { readonly is: 'done' } | { readonly is: 'over' };

/** Groups that wait for an answer before they end a machine. @throws Error where what became of a call is not known */
export interface MachineHooks {
  /** The time until the group goes on by itself begins anew. */
  heartbeat(held: HeldMachine): Promise<HookAnswer>;
  /** The group may go on and end the machine. */
  complete(held: HeldMachine): Promise<HookAnswer>;
}
