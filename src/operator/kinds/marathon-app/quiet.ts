import type { World } from '../../engine/kind';
import type { Memo } from '../../engine/memory';
import type { Deployment, MarathonApp } from '../../ports';
import { aliveTasks } from './alive';

interface Watch {
  /** What the deployment does; of an update also which tasks are alive, for each one that is replaced counts. */
  readonly looks: string;
  /** The most tasks that were alive: one that starts and fails again and again is no progress. */
  readonly most: number;
  /** In elapsed milliseconds. */
  readonly since: number;
}

/** By deployment, of each manifest. A restart forgets, and so waits longer, never shorter. */
const WATCHES: Memo<Map<string, Map<string, Watch>>> = { first: () => new Map() };

/** Seconds since a deployment last got on, counted by a clock that never jumps. */
export function quietSeconds(
  { memory, clock }: Pick<World, 'memory' | 'clock'>,
  manifest: string,
  { deployment, app }: { readonly deployment: Deployment; readonly app: MarathonApp },
): number {
  const now = clock.elapsedMillis();
  const watches = memory.of(WATCHES);
  const known = watches.get(manifest) ?? new Map<string, Watch>();
  watches.set(manifest, known);
  const alive = aliveTasks(app);
  const replaced = addsOnly(deployment) ? [] : alive.map(({ id }) => id).sort();
  const looks = JSON.stringify([deployment.actions, replaced]);
  const before = known.get(deployment.id);
  const quiet = before?.looks === looks && alive.length <= before.most;
  const watch = quiet ? before : { looks, most: Math.max(alive.length, before?.most ?? 0), since: now };
  known.set(deployment.id, watch);
  return Math.floor((now - watch.since) / 1000);
}

/** Forgets the deployments of a manifest that are over. */
export function forgetOthers(
  { memory }: Pick<World, 'memory'>,
  manifest: string,
  running: readonly string[],
): void {
  const watches = memory.of(WATCHES);
  const known = watches.get(manifest);
  for (const id of [...(known?.keys() ?? [])]) if (!running.includes(id)) known?.delete(id);
  if (known?.size === 0) watches.delete(manifest);
}

/** Whether a deployment starts tasks, or stops some, and replaces none. */
export function addsOnly({ actions }: Deployment): boolean {
  return actions.every(({ action }) => action === 'ScaleApplication');
}
