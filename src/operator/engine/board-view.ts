import type { Condition, KindStatus } from '../../manifest';
import type { Cause } from './cause';
import type { Action } from './kind';
import type { Mode } from './mode';
import type { Picture } from './picture';
import type { Report } from './report';

/** What an operator knows and does, at one moment. Plain JSON that never changes; moments are ISO 8601, UTC. */
export interface BoardView {
  /** Rises with each change of anything below. */
  readonly version: number;
  /** When the process began to look. */
  readonly startedAt: string;
  readonly mode: Mode;
  readonly intervalMillis: number;
  readonly lead: LeadView;
  readonly passes: PassesView;
  /** The key in work; absent between keys. */
  readonly work?: WorkView;
  /** By kind and name. None while another operator leads. */
  readonly subjects: readonly SubjectView[];
  /** Indexes of manifests that cannot be read: what they declare is held. */
  readonly troubles: readonly { readonly key: string; readonly because: string }[];
  /** The last {@link MOST_WRITES}, the latest first. */
  readonly writes: readonly WriteView[];
}

/** How many writes are remembered. */
export const MOST_WRITES = 50;

export interface LeadView {
  readonly leads: boolean;
  /** Since when that and `leader` are so, as far as this process has seen. */
  readonly since: string;
  /** Who leads: `host/pid/id` of an operator, or `host:port` of the Marathon it follows. Absent where nobody is known to. */
  readonly leader?: string;
  /** When the lead was sought or kept last, and what went wrong then. */
  readonly askedAt?: string;
  readonly error?: string;
}

export interface PassesView {
  readonly begun: number;
  readonly ended: number;
  /** Of `ended`, those that failed as a whole. */
  readonly failed: number;
  /** The one under way. */
  readonly current?: PassView;
  /** The last that ended. */
  readonly last?: EndedPass;
}

export interface PassView {
  /** Counted from 1 since the process began. */
  readonly number: number;
  readonly cause: Cause;
  /** What woke it, where something did. */
  readonly because?: string;
  readonly beganAt: string;
}

export interface EndedPass extends PassView {
  readonly endedAt: string;
  readonly millis: number;
  readonly keys: number;
  readonly writes: number;
  /** Why it failed as a whole. */
  readonly error?: string;
}

export interface WorkView {
  readonly kind: string;
  readonly name: string;
  readonly since: string;
  /** The write that is under way, and because of what. */
  readonly write?: Action;
}

export interface SubjectView {
  readonly kind: string;
  readonly name: string;
  readonly stack: string;
  /** Of the manifest. */
  readonly generation: string;
  /** Of the last reconcile, as in its report. */
  readonly outcome: Report['outcome'];
  readonly because: string;
  readonly planned: readonly Action[];
  /** `Ready` first, the others by name. */
  readonly conditions: readonly ConditionView[];
  readonly warnings: NonNullable<KindStatus['warnings']>;
  /** The last failure since the process began, also where it is over. */
  readonly lastError?: { readonly at: string; readonly message: string };
  readonly reconciles: ReconcilesView;
  readonly picture?: Picture;
}

export interface ConditionView extends Condition {
  /** It is as it should be. */
  readonly good: boolean;
}

/** Since the process began. */
export interface ReconcilesView {
  readonly count: number;
  readonly errors: number;
  readonly writes: number;
  readonly lastAt: string;
  readonly lastMillis: number;
  readonly totalMillis: number;
}

export interface WriteView extends Action {
  readonly at: string;
  readonly kind: string;
  readonly name: string;
  /** `unknown`: it ended without an answer. */
  readonly outcome: 'done' | 'wait' | 'refused' | 'unknown';
  /** Why it waits, was refused or is not known. */
  readonly answer?: string;
}
