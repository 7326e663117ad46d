import { Duration } from '../../domain/core/duration';
import type { Timing } from './timing';

/** How long to leave a manifest alone after `failures` failures in a row: the interval, doubled each time. */
export function backoff(failures: number, timing: Pick<Timing, 'interval' | 'longestBackoff'>): Duration {
  if (failures === 0) return timing.interval;
  const millis = timing.interval.toMillis() * 2 ** Math.min(failures, 30);
  return Duration.millis(Math.min(millis, timing.longestBackoff.toMillis()));
}
