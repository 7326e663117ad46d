import type { ServiceState, UseRecord } from '../../../manifest';
import type { World } from '../../engine/kind';
import type { Memo } from '../../engine/memory';
import type { Stored } from './model';
import { placedOf } from './state';

/** What one process knows of the time of one service. */
interface Count {
  /** The state as it was read or written last. */
  readonly etag: string | undefined;
  /** In milliseconds: what time it was when the process had run for `at`. */
  readonly time: number;
  readonly at: number;
  /** In milliseconds: from then on nobody else has written. */
  readonly watchedSince: number;
}

const COUNTS: Memo<Map<string, Count>> = { first: () => new Map() };

/** The time of a service, ISO 8601. */
export interface ServiceTime {
  readonly now: string;
  /** Whatever happened before this was seen by somebody else, or by nobody. */
  readonly watchedSince: string;
}

/**
 * The time by which waiting is measured. Clocks of machines differ and jump, so none is compared with what another
 * one has written: time goes on from the latest moment that the state names, by what has elapsed in this process since
 * it met that state. So between two moments that were written down at least as much time has passed as they say,
 * whoever wrote them; while no operator looks the time of a service stands still. Where the state names no moment it
 * is what people read on their clocks.
 */
export function serviceTime(
  { clock, memory }: Pick<World, 'clock' | 'memory'>,
  service: string,
  state: Stored<ServiceState> | undefined,
): ServiceTime {
  const at = clock.elapsedMillis();
  const counts = memory.of(COUNTS);
  const known = counts.get(service);
  const latest = state && latestOf(state.value);
  let count: Count;
  if (latest === undefined) {
    const time = clock.now().getTime();
    count = { etag: state?.etag, time, at, watchedSince: time };
  } else if (known?.etag === state?.etag && known) count = known;
  else {
    // One more, so that what is seen from now on differs from what others have seen.
    count = { etag: state?.etag, time: latest + 1, at, watchedSince: latest + 1 };
  }
  counts.set(service, count);
  return { now: iso(count.time + at - count.at), watchedSince: iso(count.watchedSince) };
}

/** The state was written by this very process: it goes on counting. */
export function ownWrite({ memory }: Pick<World, 'memory'>, service: string, etag: string): void {
  const counts = memory.of(COUNTS);
  const known = counts.get(service);
  if (known) counts.set(service, { ...known, etag });
}

/** The latest moment that anything is measured from. */
function latestOf(state: ServiceState): number | undefined {
  const uses = [...state.retiring.map(({ use }) => use), state.green?.use].flatMap(momentsOf);
  const asked = placedOf(state).flatMap(({ releases }) =>
    releases.filter((one) => one.state === 'asked').map(({ at }) => at),
  );
  const moments = [...uses, ...asked].map((text) => Date.parse(text)).filter((one) => !Number.isNaN(one));
  return moments.length === 0 ? undefined : Math.max(...moments);
}

function momentsOf(use: UseRecord | undefined): readonly string[] {
  if (!use) return [];
  return [use.since, use.counted, use.quiet?.since, use.quiet?.seen].filter((one) => one !== undefined);
}

const iso = (millis: number) => new Date(Math.floor(millis)).toISOString();
