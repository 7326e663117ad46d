import type { Duration } from '../../domain/core/duration';

/** Time as an argument, so that a test of minutes runs in milliseconds. */
export interface Clock {
  /** What people read. May jump. */
  now(): Date;
  /** Milliseconds since some moment; never jumps. Every decision about elapsed time uses it. */
  elapsedMillis(): number;
  /** Ends early, without an error, when `stop` is aborted. */
  sleep(time: Duration, stop?: AbortSignal): Promise<void>;
}
