import type { World } from '../../engine/kind';
import type { Memo } from '../../engine/memory';
import type { ClusterView } from '../../ports';
import type { AppSight } from './model';

/** In elapsed milliseconds, by service; absent while something is out of reach. A restart forgets, and waits longer. */
const SINCE: Memo<Map<string, number>> = { first: () => new Map() };

/** Marathon asks again for the end of a task every ten seconds (`kill_retry_timeout`). */
export const ENDED_WITHIN_MILLIS = 60_000;

/**
 * For how long every agent with a task of the service has been there. Marathon lists a task that it is to end as
 * running until its agent has heard of that, so before then what is listed as running says little.
 */
export function withinReachMillis(
  { clock, memory }: Pick<World, 'clock' | 'memory'>,
  service: string,
  { view, sights }: { readonly view: ClusterView; readonly sights: readonly AppSight[] },
): number {
  const now = clock.elapsedMillis();
  const since = memory.of(SINCE);
  if (!allWithinReach(view, sights)) {
    since.delete(service);
    return 0;
  }
  const known = since.get(service) ?? now;
  since.set(service, known);
  return now - known;
}

function allWithinReach(view: ClusterView, sights: readonly AppSight[]): boolean {
  if (view.is === 'unknown' || view.recovered.length > 0) return false;
  // The master shows what is deactivated as not active, and sends it what is to end all the same.
  const there = view.agents.filter(({ active, deactivated }) => active || deactivated);
  const hosts = new Set(there.map(({ hostname }) => hostname));
  return sights.every(({ tasks }) => [...tasks.live.keys()].every((host) => hosts.has(host)));
}
