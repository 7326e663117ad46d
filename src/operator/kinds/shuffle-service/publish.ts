import type { Endpoint } from '../../../manifest';
import type { MarathonApp } from '../../ports';
import type { AgentCount, TaskCount } from './count';
import { drift, rewrittenRole } from './drift';
import { blindness } from './eligibility';
import { onlyStarts } from './locked';
import { type AppSight, isRunning, type Observed, type ShuffleAction } from './model';

/** Eligible hosts with a running, healthy task. */
export function coveredHosts(app: MarathonApp, tasks: TaskCount, agents: AgentCount): readonly string[] {
  const checked = ((app.definition['healthChecks'] as unknown[] | undefined) ?? []).length > 0;
  return agents.eligible.filter((host) => {
    const task = tasks.live.get(host);
    return task?.state === 'TASK_RUNNING' && (checked ? task.healthy === true : true);
  });
}

/** Only a service that covers every eligible agent is published: executors on an agent without one fail. */
export function publishEndpoint(sight: AppSight | undefined, o: Observed): readonly ShuffleAction[] {
  const { view } = o;
  if (!isRunning(sight) || !sight.agents || view.is === 'unknown' || view.recovered.length > 0) return [];
  const { app, revision, agents, tasks } = sight;
  if (blindness(view, revision.role) || agents.eligible.length === 0) return [];
  // A deployment that starts tasks may wait for ever for an agent that has left; it takes none away.
  if (!onlyStarts(sight, o.deployments)) return [];
  if (coveredHosts(app, tasks, agents).length < agents.eligible.length) return [];
  if (hostsAway(sight, o).length > 0) return [];
  if (rewrittenRole(sight).length > 0 || drift(sight, true).length > 0) return [];
  const endpoint = endpointOf(revision);
  if (JSON.stringify(o.endpoint?.value) === JSON.stringify(endpoint)) return [];
  return [
    {
      do: 'publish-endpoint',
      because: `all ${agents.eligible.length} eligible agents run a healthy task on port ${revision.port}`,
      endpoint,
      ...(o.endpoint ? { etag: o.endpoint.etag } : {}),
    },
  ];
}

/**
 * Hosts that are about to come back with an older version alone: their agents' sockets are lost, as they are while an
 * agent starts anew, and nobody has taken them out. That ends by itself: they register, or the master takes them for
 * unreachable after 75 s (its pings' time-out) and lists them no more.
 */
export function hostsAway(sight: AppSight, { view, active }: Observed): readonly string[] {
  if (!active || active === sight || view.is === 'unknown') return [];
  return view.agents
    .filter((agent) => !agent.active && !agent.deactivated && !agent.draining && !agent.maintenance)
    .map(({ hostname }) => hostname)
    .filter((host) => active.tasks.live.has(host) && !sight.tasks.live.has(host));
}

/** Its keys stand in the order of the schema, in which they are read back. */
export function endpointOf({
  service,
  port,
  sparkVersion,
  sharedDirectory,
  app,
}: NonNullable<AppSight['revision']>): Endpoint {
  return { service, port, appId: app.id, sparkVersion, sharedDirectory };
}
