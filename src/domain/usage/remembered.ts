/** What is known of something, and when it was there last, in elapsed milliseconds. */
export interface Remembered<T> {
  readonly value: T;
  readonly seen: number;
}

/**
 * What is away for longer is forgotten: an agent that is lost, or a framework that a new master has not heard of yet,
 * is back before that and goes on where it was.
 */
const FORGOTTEN_MILLIS = 24 * 3_600_000;

/** Of a memory by name, what was there lately enough. */
export function lately<T>(
  memory: ReadonlyMap<string, Remembered<T>>,
  now: number,
): Map<string, Remembered<T>> {
  return new Map([...memory].filter(([, { seen }]) => now - seen <= FORGOTTEN_MILLIS));
}
