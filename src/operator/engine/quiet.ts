/** A look that is older than this says nothing about the time since. Passes come every few seconds. */
const LONGEST_GAP = 120_000;
/** How often `seen` is written anew while nothing else changes. */
const SEEN_EVERY = 30_000;
/** What a restart costs at most of a time that is counted, beside the time in which nobody looks. */
const COUNTED_EVERY = 60_000;

/** Nobody was seen to use something from `since` on, looked at again and again until `seen`. ISO 8601, UTC. */
export interface Quiet {
  readonly since: string;
  readonly seen: string;
}

/** How the record goes on after a look. @param used whether somebody uses it now, or nobody knows */
export function quietAfter(
  quiet: Quiet | undefined,
  used: boolean,
  { now, watchedSince }: { readonly now: string; readonly watchedSince: string },
): Quiet | undefined {
  if (used) return undefined;
  const gap = quiet ? millisBetween(quiet.seen, now) : Number.POSITIVE_INFINITY;
  // What happened between the last look of another process and the first one of this nobody saw, nor how long it took.
  const isOthers = quiet !== undefined && millisBetween(watchedSince, quiet.seen) < 0;
  if (!quiet || isOthers || gap > LONGEST_GAP) return { since: now, seen: now };
  return gap >= SEEN_EVERY ? { since: quiet.since, seen: now } : quiet;
}

/** Up to where time has been counted, to be noted now and then: undefined where the last note is young enough. */
export function countedAfter(last: string, now: string): string | undefined {
  return millisBetween(last, now) >= COUNTED_EVERY ? now : undefined;
}

export function millisBetween(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}
