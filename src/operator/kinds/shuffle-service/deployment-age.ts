import type { World } from '../../engine/kind';
import type { Memo } from '../../engine/memory';
import type { Deployment } from '../../ports';

/** A deployment, and for how long this process has seen it run. */
export interface AgedDeployment extends Deployment {
  readonly seenForMillis: number;
}

/** In elapsed milliseconds, by deployment, of each service. A restart forgets, and so waits longer, never shorter. */
const FIRST_SEEN: Memo<Map<string, ReadonlyMap<string, number>>> = { first: () => new Map() };

/**
 * Marathon says by its own clock when a deployment began, which says nothing on another machine: its age is what has
 * elapsed since it was seen first.
 */
export function withAges(
  { clock, memory }: Pick<World, 'clock' | 'memory'>,
  service: string,
  deployments: readonly Deployment[],
): readonly AgedDeployment[] {
  const now = clock.elapsedMillis();
  const before = memory.of(FIRST_SEEN).get(service);
  const seen = new Map(deployments.map(({ id }) => [id, before?.get(id) ?? now]));
  memory.of(FIRST_SEEN).set(service, seen);
  return deployments.map((one) => ({ ...one, seenForMillis: now - (seen.get(one.id) ?? now) }));
}
