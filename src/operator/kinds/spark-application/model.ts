import type { Problem } from '../../../domain/core/problem';
import type { ConditionState, KnownDriver, SparkApplicationState } from '../../../manifest';
import type { PublishedDefaults } from '../../engine/defaults-reading';
import type { StoredState } from '../../engine/remembered';

export type Outcome = NonNullable<SparkApplicationState['ended']>['outcome'];

/** A remembered state with what is needed to replace exactly it. `value` is missing where it cannot be read. */
export type Stored = StoredState<SparkApplicationState>;

/** What is known of a run. */
export type RunSight =
  /** It was never started, or what was to start it never arrived. */
  | { readonly is: 'absent' }
  | { readonly is: 'waiting'; readonly because: string; readonly runId?: string }
  | { readonly is: 'running'; readonly driver: KnownDriver; readonly runId?: string; readonly lost?: true }
  | {
      readonly is: 'ended';
      readonly outcome: Outcome;
      readonly because: string;
      readonly driver?: KnownDriver;
      readonly runId?: string;
    }
  /** Whether it runs is not known: nothing is done. */
  | { readonly is: 'unknown'; readonly because: string; readonly fix?: string }
  /** Something of this name is there and belongs to somebody else. */
  | { readonly is: 'foreign'; readonly because: string };

/** What is left of a run that has ended. */
export interface Leftovers {
  /** The app or the job is there. */
  readonly place: boolean;
  /** Frameworks of its drivers; undefined while Mesos does not tell. */
  readonly frameworks: readonly string[] | undefined;
}

export interface Observed {
  /** ISO 8601, UTC. */
  readonly now: string;
  readonly generation: string;
  readonly stored?: Stored;
  /** Undefined where the manifest names none; `missing` while they are not published. */
  readonly defaults: PublishedDefaults | 'missing' | undefined;
  /** Why a start with what is published would be refused. */
  readonly contradictions: readonly Problem[];
  /** Of the remembered run, while it has not ended. */
  readonly sight?: RunSight;
  /** Of the remembered run, once it has ended and until it is cleared. */
  readonly left?: Leftovers;
}

interface Because {
  readonly because: string;
}

interface Remembered {
  /** Of what was remembered when it was decided; undefined: nothing. */
  readonly etag: string | undefined;
}

export type ApplicationAction =
  /** Notes the start, asks for it, and notes the answer. */
  | ({ readonly do: 'start-run' | 'note'; readonly next: SparkApplicationState } & Because & Remembered)
  | ({ readonly do: 'stop-run'; readonly state: SparkApplicationState } & Because)
  | ({ readonly do: 'remove-place'; readonly state: SparkApplicationState } & Because)
  | ({ readonly do: 'teardown-framework'; readonly frameworkId: string } & Because);

export const say = (
  type: string,
  status: ConditionState['status'],
  reason: string,
  message: string,
): ConditionState => ({ type, status, reason, message });
