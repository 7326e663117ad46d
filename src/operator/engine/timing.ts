import { Duration } from '../../domain/core/duration';

/** How long things take and may take. One value for the whole program: the lease rests on the time-out. */
export interface Timing {
  /** From one pass over all manifests to the next. */
  readonly interval: Duration;
  /** How long a lease is good for after it was written. */
  readonly lease: Duration;
  /** How often the holder writes its lease anew, and how often the others look at it. */
  readonly renewal: Duration;
  /** No request takes longer; it is aborted. */
  readonly request: Duration;
  /** The longest pause after failures in a row. */
  readonly longestBackoff: Duration;
  /** For how long people can look at what was removed. */
  readonly kept: Duration;
  /** So long after its start a process forgets nothing: its clock may not be set yet. */
  readonly settling: Duration;
}

export const defaultTiming: Timing = {
  interval: Duration.seconds(10),
  lease: Duration.seconds(30),
  renewal: Duration.seconds(5),
  request: Duration.seconds(10),
  longestBackoff: Duration.minutes(5),
  // Whoever is told on a Monday what went wrong on the Monday before still finds it.
  kept: Duration.days(7),
  settling: Duration.minutes(10),
};
