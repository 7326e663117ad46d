import type { Problem } from '../../../domain/core/problem';
import type { PropertyChange } from '../../../domain/zeppelin/property-change';
import type { EndpointUse, ZeppelinInterpreterState, ZeppelinTarget } from '../../../manifest';
import type { InterpreterSetting, ZeppelinActivity } from '../../ports';

/** What is remembered, with what is needed to replace exactly it. */
export interface Stored {
  readonly etag: string;
  /** Undefined where it cannot be read, or speaks of another interpreter. */
  readonly value?: ZeppelinInterpreterState;
  /** The interpreter that was looked after before, whose properties stay as they are. */
  readonly former?: string;
}

/** What the interpreter is to be given. */
export interface Wanted {
  readonly properties: Readonly<Record<string, string>>;
  readonly hash: string;
  /** The endpoint that is among them. */
  readonly use?: EndpointUse;
}

/** An interpreter that is there, held against what is wanted. */
export interface Standing {
  readonly setting: InterpreterSetting;
  readonly change: PropertyChange;
  /** Hash of what stands there under the names that are wanted. */
  readonly found: string;
  /** What Zeppelin made of what it was sent: nobody has touched it since. */
  readonly rewritten: boolean;
  /** Somebody else has changed what was written. */
  readonly drifted: boolean;
  /** Names of secrets that are wanted otherwise and left alone. */
  readonly secrets: readonly string[];
  /** Names whose values Zeppelin does not tell: no map can be written without losing them. */
  readonly masked: readonly string[];
}

export interface Observed {
  readonly target: ZeppelinTarget;
  readonly state?: Stored;
  /** Undefined while nothing is published, or what is is contradicted. */
  readonly wanted?: Wanted;
  /** What of the manifest's own properties parts the interpreter from the published shuffle service. */
  readonly contradictions: readonly Problem[];
  /** There is a published file. */
  readonly isPublished: boolean;
  readonly setting?: InterpreterSetting;
  /** Where there is an interpreter, and something is wanted of it. */
  readonly standing?: Standing;
  /** What the interpreter uses by the port that stands there. */
  readonly uses: readonly EndpointUse[];
  /** Asked only where it decides. */
  readonly activity?: ZeppelinActivity;
  /** Since a change waits. */
  readonly waitedSeconds: number;
  /** ISO 8601, UTC: when this look was taken, for the notes of it. */
  readonly now: string;
}

interface Noted {
  readonly because: string;
  readonly state: Stored | undefined;
  /** What is to be remembered. */
  readonly next: ZeppelinInterpreterState;
}

export type InterpreterAction =
  /** `announce-change`: before the first request, so that a process that ends meanwhile is known to have begun. */
  | ({ readonly do: 'announce-change' | 'note-waiting' | 'keep-note' } & Noted)
  | ({
      /** `mend-properties`: what somebody else has changed. */
      readonly do: 'put-properties' | 'mend-properties';
      readonly id: string;
      readonly wanted: Wanted;
      readonly ours: readonly string[];
    } & Noted)
  | ({ readonly do: 'restart-interpreter'; readonly id: string } & Noted);
