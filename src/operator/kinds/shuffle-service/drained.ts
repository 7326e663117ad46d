import type { ServiceState } from '../../../manifest';
import type { TaskCount } from './count';
import { stopStuck } from './locked';
import { type AppSight, isRunning, type Observed, type ShuffleAction, type Stored } from './model';
import { allHeld } from './releases';

/**
 * The numbers fit each other: a request that names one task then takes exactly that one. Whatever is more than
 * `instances` would be ended along with it (core/deployment/ScalingProposition.scala).
 */
export const fits = (tasks: TaskCount) => allHeld(tasks) && tasks.surplus === 0;

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
  const { released } = o.drains ?? {};
  const leaving = [...tasks.live.values()].filter(({ agentId }) => released?.has(agentId));
  const [task] = leaving.sort((a, b) => (a.id < b.id ? -1 : 1));
  if (!app || !task) return [];
  if (app.deployments.length > 0) return isRunning(sight) ? stopStuck(sight, o) : [];
  if (!fits(tasks) || placed.releases.some(({ state }) => state === 'asked')) return [];
  const because = `${released?.get(task.agentId)}: ${task.id} on ${task.host} is removed, and nothing started in its place`;
  return [{ do: 'release-task', task, because, appId: placed.appId, state: o.state, now: o.now }];
}
