import type { Problem } from '../../../domain/core/problem';
import type { ConditionState, ScheduledSparkApplicationState } from '../../../manifest';
import type { PublishedDefaults } from '../../engine/defaults-reading';
import type { MetronomeJob } from '../../ports';

export type Definition = Readonly<Record<string, unknown>>;

/** A remembered state with what is needed to replace exactly it. */
export interface Stored {
  readonly value: ScheduledSparkApplicationState;
  readonly etag: string;
}

export interface Observed {
  readonly stored?: Stored;
  /** Undefined where the manifest names none; `missing` while they are not published. */
  readonly defaults: PublishedDefaults | 'missing' | undefined;
  /** Why no job can be made of what is published. */
  readonly contradictions: readonly Problem[];
  /** What is to stand in Metronome; undefined while the defaults are missing, or contradicted. */
  readonly wanted?: Definition;
  /** Of `wanted`. */
  readonly hash?: string;
  /** Undefined where there is no such job. */
  readonly job?: MetronomeJob;
  readonly isOurs: boolean;
  /** Nobody has changed it since we wrote it. */
  readonly asSent: boolean;
  /** Every field that is wanted is there as it is wanted. */
  readonly asWanted: boolean;
}

interface Because {
  readonly because: string;
  readonly etag: string | undefined;
  readonly state: ScheduledSparkApplicationState;
}

export type ScheduleAction =
  | ({ readonly do: 'create-job' | 'replace-job'; readonly job: Definition } & Because)
  | ({ readonly do: 'note-runs' } & Because);

export const say = (
  type: string,
  status: ConditionState['status'],
  reason: string,
  message: string,
): ConditionState => ({ type, status, reason, message });
