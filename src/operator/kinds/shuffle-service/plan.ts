import type { Problem } from '../../../domain/core/problem';
import { appDifferences, type Difference } from '../../../domain/marathon/diff';
import { type RoleFields, roleRewritten } from '../../../domain/marathon/role-form';
import type { Endpoint, ShuffleServiceManifest } from '../../../manifest';
import type { MarathonApp } from '../../ports';
import type { AgentCount, TaskCount } from './count';
import { blindness } from './eligibility';
import type { Observed, ShuffleAction } from './model';
import { nextRelease, settleReleases } from './releases';

/**
 * What is to be written, in order. It adds where a task is missing and never chooses whom to remove; what is
 * not known is left as it is. Nothing here waits: an empty plan with a service that is not ready means that
 * the world has to move first, and `judge` says what is waited for.
 */
export function plan(manifest: ShuffleServiceManifest, o: Observed): readonly ShuffleAction[] {
  if (!o.state) return firstDeployment(manifest, o);
  if (!o.revision) return [];
  if (!o.app) return createApp(o);
  // While a deployment runs the app is locked, and the numbers are on their way to others.
  if (o.app.deployments.length > 0) return [];
  return running(manifest, { ...o, state: o.state, app: o.app, revision: o.revision });
}

/** First the decision, each part of it by a write that happens once, then the app that follows from it. */
function firstDeployment(manifest: ShuffleServiceManifest, o: Observed): readonly ShuffleAction[] {
  const { revision } = o;
  if (!revision) return [];
  const create = o.app ? [] : createApp(o);
  // Nothing is decided on a partial view, nor for no agent at all.
  if (!o.app && create.length === 0) return [];
  const { id, port, app } = revision;
  const service = manifest.metadata.name;
  const store: ShuffleAction = {
    do: 'store-revision',
    because: `nothing runs for ${service} yet; what is rendered now stays as it is`,
    revision,
  };
  const activate: ShuffleAction = {
    do: 'activate',
    because: `port ${port} is free on every agent; ${app.id} becomes the only app of ${service}`,
    state: { service, active: { revision: id, appId: app.id, port }, releases: [] },
  };
  return [...(o.revisionStored ? [] : [store]), activate, ...create];
}

function createApp(o: Observed): readonly ShuffleAction[] {
  const { view, revision, agents } = o;
  if (!revision || !agents || view.is === 'unknown' || blindness(view, revision.role)) return [];
  if (!o.state && view.recovered.length > 0) return [];
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

type Running = Observed & Required<Pick<Observed, 'state' | 'app' | 'revision'>>;

function running(manifest: ShuffleServiceManifest, o: Running): readonly ShuffleAction[] {
  const { app, state, revision, view, tasks, agents } = o;
  const releases = settleReleases(state.value.releases, app, { tasks, now: o.now });
  if (JSON.stringify(releases) !== JSON.stringify(state.value.releases)) {
    const because = `${releases.length} released tasks are still listed`;
    return [
      {
        do: 'record-releases',
        because,
        state: { ...state.value, releases: [...releases] },
        etag: state.etag,
      },
    ];
  }
  if (!agents || blindness(view, revision.role)) return [];
  if (rewrittenRole(o).length > 0) return [];
  const raise = raiseInstances(o, agents);
  if (raise) return [raise];
  const publish = publishEndpoint(o, agents);
  // Only once nothing is to be added: beside a released task a scale-up starts late (recording 51).
  const release = nextRelease(manifest, o);
  return [
    ...(publish ? [publish] : []),
    ...(release ? [{ do: 'release-slot' as const, ...release, state, now: o.now }] : []),
  ];
}

function raiseInstances(o: Running, agents: AgentCount): ShuffleAction | undefined {
  const { app, state, tasks } = o;
  if (agents.target <= app.instances || slotsUnclear(tasks) !== undefined) return undefined;
  // The answer to a release is still awaited; more instances would hide it.
  if (state.value.releases.some((release) => release.state === 'asked')) return undefined;
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

/** Eligible hosts with a running, healthy task. */
export function coveredHosts(app: MarathonApp, tasks: TaskCount, agents: AgentCount): readonly string[] {
  const checked = ((app.definition['healthChecks'] as unknown[] | undefined) ?? []).length > 0;
  return agents.eligible.filter((host) => {
    const task = tasks.live.get(host);
    return task?.state === 'TASK_RUNNING' && (checked ? task.healthy === true : true);
  });
}

/** Only a service that covers every eligible agent is published: executors on an agent without one fail. */
function publishEndpoint(o: Running, agents: AgentCount): ShuffleAction | undefined {
  const { app, revision, view, tasks } = o;
  if (view.is === 'unknown' || view.recovered.length > 0 || agents.eligible.length === 0) return undefined;
  if (coveredHosts(app, tasks, agents).length < agents.eligible.length || drift(o, true).length > 0)
    return undefined;
  const endpoint = endpointOf(o);
  if (JSON.stringify(o.endpoint?.value) === JSON.stringify(endpoint)) return undefined;
  return {
    do: 'publish-endpoint',
    because: `all ${agents.eligible.length} eligible agents run a healthy task on port ${revision.port}`,
    endpoint,
    ...(o.endpoint ? { etag: o.endpoint.etag } : {}),
  };
}

/** Its keys stand in the order of the schema, in which they are read back. */
function endpointOf(o: Running): Endpoint {
  const { service, port, sparkVersion, sharedDirectory, app } = o.revision;
  return { service, port, appId: app.id, sparkVersion, sharedDirectory };
}

/** What Marathon made of the role fields, where that is something else than was sent (1.9). */
export function rewrittenRole(o: Pick<Observed, 'app' | 'revision'>): readonly Problem[] {
  if (!o.app || !o.revision) return [];
  return roleRewritten(rolesOf(o.revision.app), rolesOf(o.app.definition));
}

function rolesOf(app: Readonly<Record<string, unknown>>): RoleFields {
  const { role, acceptedResourceRoles } = app;
  return {
    ...(typeof role === 'string' ? { role } : {}),
    ...(Array.isArray(acceptedResourceRoles)
      ? { acceptedResourceRoles: acceptedResourceRoles.map(String) }
      : {}),
  };
}

/**
 * What somebody else changed in the app; told, never put right, because every change but `instances` restarts.
 * @param partial only fields that we rendered, not what was added to them
 * @default partial false
 */
export function drift(o: Pick<Observed, 'app' | 'revision'>, partial = false): readonly Difference[] {
  if (!o.app || !o.revision) return [];
  return appDifferences(o.revision.app, o.app.definition, { partial });
}
