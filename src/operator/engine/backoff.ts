import { Duration } from '../../domain/core/duration';

export interface BackoffProps {
  /** After the first failure. */
  readonly first: Duration;
  readonly longest: Duration;
  /** From 0 to 1, as often as it is asked. */
  readonly random: () => number;
}

/** How much a pause may be shortened, so that what failed together does not come back together. */
const JITTER = 0.2;

/** How long to leave a key alone after `failures` failures in a row, one or more: doubled each time, up to a cap. */
export function backoff(failures: number, { first, longest, random }: BackoffProps): Duration {
  const whole = Math.min(first.toMillis() * 2 ** Math.min(failures - 1, 30), longest.toMillis());
  return Duration.millis(Math.round(whole * (1 - JITTER * random())));
}
