import type { Clock, Deployment, MarathonApp } from '../../ports';
import { aliveTasks } from './alive';

interface Watch {
  /** What the deployment does; of an update also which tasks are alive, for each one that is replaced counts. */
  readonly looks: string;
  /** The most tasks that were alive: one that starts and fails again and again is no progress. */
  readonly most: number;
  /** In elapsed milliseconds. */
  readonly since: number;
}

/** By the clock of the process. A restart forgets, and so waits longer, never shorter. */
const watches = new WeakMap<Clock, Map<string, Watch>>();

/** Seconds since a deployment last got on, counted by a clock that never jumps. */
export function quietSeconds(
  clock: Clock,
  manifest: string,
  { deployment, app }: { readonly deployment: Deployment; readonly app: MarathonApp },
): number {
  const now = clock.elapsedMillis();
  const known = watches.get(clock) ?? new Map<string, Watch>();
  watches.set(clock, known);
  const alive = aliveTasks(app);
  const replaced = addsOnly(deployment) ? [] : alive.map(({ id }) => id).sort();
  const looks = JSON.stringify([deployment.actions, replaced]);
  const key = `${manifest} ${deployment.id}`;
  const before = known.get(key);
  const quiet = before?.looks === looks && alive.length <= before.most;
  const watch = quiet ? before : { looks, most: Math.max(alive.length, before?.most ?? 0), since: now };
  known.set(key, watch);
  return Math.floor((now - watch.since) / 1000);
}

/** Forgets the deployments of a manifest that are over. */
export function forgetOthers(clock: Clock, manifest: string, running: readonly string[]): void {
  const known = watches.get(clock);
  for (const key of [...(known?.keys() ?? [])]) {
    const [of, id = ''] = key.split(' ');
    if (of === manifest && !running.includes(id)) known?.delete(key);
  }
}

/** Whether a deployment starts tasks, or stops some, and replaces none. */
export function addsOnly({ actions }: Deployment): boolean {
  return actions.every(({ action }) => action === 'ScaleApplication');
}
