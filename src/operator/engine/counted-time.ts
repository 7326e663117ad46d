import type { World } from './kind';
import type { Memo } from './memory';

/** What one process knows of the time of one subject. */
interface Count {
  /** The state as it was read or written last. */
  readonly etag: string | undefined;
  /** In milliseconds: what time it was when the process had run for `at`. */
  readonly time: number;
  readonly at: number;
  /** In milliseconds: from then on nobody else has written. */
  readonly watchedSince: number;
}

/** By kind and name of the subject. */
const COUNTS: Memo<Map<string, Count>> = { first: () => new Map() };

/** The time of a subject, ISO 8601. */
export interface CountedTime {
  readonly now: string;
  /** Whatever happened before this was seen by somebody else, or by nobody. */
  readonly watchedSince: string;
}

/** The state of a subject, as far as time is counted from it. */
export interface Moments {
  readonly etag: string | undefined;
  /** ISO 8601: whatever anything is measured from. */
  readonly moments: readonly (string | undefined)[];
}

/**
 * The time by which waiting is measured. Clocks of machines differ and jump, so none is compared with what another
 * one has written: time goes on from the latest moment that the state names, by what has elapsed in this process since
 * it met that state. So between two moments that were written down at least as much time has passed as they say,
 * whoever wrote them; while no operator looks the time of a subject stands still. Where the state names no moment it
 * is what people read on their clocks.
 * @param subject `Kind/name`
 */
export function countedTime(
  { clock, memory }: Pick<World, 'clock' | 'memory'>,
  subject: string,
  { etag, moments }: Moments,
): CountedTime {
  const at = clock.elapsedMillis();
  const counts = memory.of(COUNTS);
  const known = counts.get(subject);
  const latest = latestOf(moments);
  let count: Count;
  if (latest === undefined) {
    const time = clock.now().getTime();
    count = { etag, time, at, watchedSince: time };
  } else if (known?.etag === etag && known) count = known;
  else {
    // One more, so that what is seen from now on differs from what others have seen.
    count = { etag, time: latest + 1, at, watchedSince: latest + 1 };
  }
  counts.set(subject, count);
  return { now: iso(count.time + at - count.at), watchedSince: iso(count.watchedSince) };
}

/** The state was written by this very process: it goes on counting. */
export function wroteState({ memory }: Pick<World, 'memory'>, subject: string, etag: string): void {
  const counts = memory.of(COUNTS);
  const known = counts.get(subject);
  if (known) counts.set(subject, { ...known, etag });
}

function latestOf(moments: Moments['moments']): number | undefined {
  const times = moments.flatMap((text) => (text === undefined ? [] : [Date.parse(text)]));
  const sound = times.filter((one) => !Number.isNaN(one));
  return sound.length === 0 ? undefined : Math.max(...sound);
}

const iso = (millis: number) => new Date(Math.floor(millis)).toISOString();
