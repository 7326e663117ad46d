import type { ClusterView } from '../../ports';
import type { AgentCount, TaskCount } from './count';
import { rewrittenRole } from './drift';
import { blindness } from './eligibility';
import { stopStuck } from './locked';
import type { Observed, Running, ShuffleAction } from './model';
import { type AppSight, isRunning } from './model';

/** What one app needs so that every eligible agent has a task of it: the app itself, or more instances. */
export function coverAgents(sight: AppSight, o: Observed): readonly ShuffleAction[] {
  const { revision, app } = sight;
  if (!revision) return [];
  if (!app) return createApp(sight, o);
  const raise = raiseFor(sight, o.view);
  if (!raise || !isRunning(sight)) return [];
  // While a deployment runs the app is locked, and the numbers are on their way to others.
  return app.deployments.length > 0 ? stopStuck(sight, o) : [raise];
}

/** More instances for a running app, where the view allows to say so. */
export function raiseFor(sight: AppSight, view: ClusterView): ReturnType<typeof raiseInstances> {
  if (!isRunning(sight) || !sight.agents || blindness(view, sight.revision.role)) return undefined;
  return rewrittenRole(sight).length > 0 ? undefined : raiseInstances(sight, sight.agents);
}

/**
 * @param first nothing of the service runs: nothing is decided on a partial view, nor for no agent at all
 * @default first false
 */
export function createApp(
  { revision, agents }: Pick<AppSight, 'revision' | 'agents'>,
  { view }: Observed,
  first = false,
): readonly ShuffleAction[] {
  if (!revision || !agents || view.is === 'unknown' || blindness(view, revision.role)) return [];
  if (first && view.recovered.length > 0) return [];
  const { free } = agents;
  if (free.length === 0) return [];
  return [
    {
      do: 'create-app',
      because: `${free.length} eligible agents and no app ${revision.app.id}`,
      app: { ...revision.app, instances: free.length },
    },
  ];
}

/** Upwards only, and not while it is open which slots are held. */
export function raiseInstances(
  { app, tasks, placed, queueSteady }: Running,
  agents: AgentCount,
): Extract<ShuffleAction, { do: 'raise-instances' }> | undefined {
  if (agents.target <= app.instances || slotsUnclear(tasks) !== undefined) return undefined;
  // Either a lost task was given up, or one that runs is to end. Before that is noted, more instances would hide it.
  if (tasks.unaccounted === 0 && tasks.open.length > 0) return undefined;
  // What has just left the queue may run on an agent that the look at the agents did not see yet.
  if (!queueSteady) return undefined;
  // The answer to a release is still awaited; more instances would hide it.
  if (placed.releases.some((release) => release.state === 'asked')) return undefined;
  const because =
    `${tasks.live.size} agents have a task, ${agents.free.length} more are free, ` +
    `${tasks.held} slots are held by lost agents: ${agents.target} instances, not ${app.instances}`;
  return { do: 'raise-instances', because, appId: app.id, from: app.instances, to: agents.target };
}

/**
 * Lost tasks are listed of which only some hold a slot, and nobody wrote down which were given up. Why nothing
 * is raised or released then.
 */
export function slotsUnclear(tasks: TaskCount): string | undefined {
  if (!tasks.still || tasks.unaccounted === 0 || tasks.unaccounted >= tasks.open.length) return undefined;
  return (
    `${tasks.open.length} lost tasks are listed and ${tasks.unaccounted} slots are held; which of them were ` +
    'given up is not known: take those off the list (DELETE .../tasks/ID?wipe=true)'
  );
}
