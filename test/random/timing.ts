import { Duration } from '../../src/domain/core/duration';
import type { Timing } from '../../src/operator/engine/timing';

/** Times of the operators under test. */
export const TIMING: Timing = {
  interval: Duration.seconds(20),
  lease: Duration.seconds(30),
  renewal: Duration.seconds(8),
  request: Duration.seconds(10),
  longestBackoff: Duration.minutes(5),
  kept: Duration.seconds(15),
  settling: Duration.seconds(5),
};

export const LEASE_MILLIS = TIMING.lease.toMillis();
