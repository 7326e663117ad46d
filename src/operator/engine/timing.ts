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
}

export const defaultTiming: Timing = {
  interval: Duration.seconds(10),
  lease: Duration.seconds(30),
  renewal: Duration.seconds(5),
  request: Duration.seconds(10),
  longestBackoff: Duration.minutes(5),
};
