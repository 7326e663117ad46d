import type { ServiceState } from '../../../manifest';
import type { MarathonTask } from '../../ports';
import type { TaskCount } from './count';
import { stopStuck } from './locked';
import { type AppSight, isRunning, type Observed, type ShuffleAction, type Stored } from './model';

/**
 * The numbers fit each other: a request that names one task that runs then takes exactly that one. Whatever is more
 * than `instances` would be ended along with it (core/deployment/ScalingProposition.scala), and there is not more, even
 * if every lost task that may have been given up holds a slot. So unlike for a lost task's own slot it does not matter
 * which of them do.
 */
export const fits = ({ steady, unaccounted, open, surplus }: TaskCount) =>
  steady && unaccounted === open.length && surplus === 0;

/**
 * The task that an agent is to be rid of next: the files on it have no users, or its drain's deadline has passed. It is
 * named, and asked for once, like the slot of a lost agent; the agent takes no other one, so nothing is asked for in its
 * place. What waits for an offer meanwhile goes on waiting and nothing else is killed (recording 14).
 */
export function releaseDrained(
  sight: AppSight,
  o: Observed & { readonly state: Stored<ServiceState> },
): readonly ShuffleAction[] {
  const { tasks, placed, app } = sight;
  const task = nextLeaving(tasks, o);
  if (!app || !task) return [];
  if (app.deployments.length > 0) return isRunning(sight) ? stopStuck(sight, o) : [];
  if (!fits(tasks) || placed.releases.some(({ state }) => state === 'asked')) return [];
  const because = `${o.drains?.released.get(task.agentId)}: ${task.id} on ${task.host} is removed, and nothing started in its place`;
  return [{ do: 'release-task', task, because, appId: placed.appId, state: o.state, now: o.now }];
}

function nextLeaving({ live }: TaskCount, { drains }: Pick<Observed, 'drains'>): MarathonTask | undefined {
  const leaving = [...live.values()].filter(({ agentId }) => drains?.released.has(agentId));
  return leaving.sort((a, b) => (a.id < b.id ? -1 : 1))[0];
}

/** Why a task is not removed though nothing moves that could bring it nearer: others wait for offers that nobody makes. */
export function removalUnclear(
  { tasks }: Pick<AppSight, 'tasks'>,
  o: Pick<Observed, 'drains'>,
): string | undefined {
  const { steady, still, open, unaccounted, surplus } = tasks;
  const task = nextLeaving(tasks, o);
  if (!task || !steady || still || surplus > 0 || unaccounted >= open.length) return undefined;
  return (
    `${task.id} on ${task.host} is to be removed, and a slot that a lost task holds could be given up along with it: ` +
    `${open.length} lost tasks are listed and ${unaccounted} slots are held; take those off the list that were given up ` +
    '(DELETE .../tasks/ID?wipe=true)'
  );
}
