import { Hono } from 'hono';
import type { Json, JsonObject } from '../world/marathon/app';
import type { Agent } from '../world/mesos/agent';
import type { Cluster } from '../world/mesos/cluster';
import type { TaskState } from '../world/mesos/task';
import { agentInfoJson, agentsIn, drainJson, MESOS_VERSION, slaveJson, slavesJson } from './master-view';
import { resourceJson } from './mesos-resources';
import { type MasterAddress, masterInfoJson, operatorCall, plainText } from './operator-api';
import { decodedPath, type LabRequest, type LabResponse, toResponse } from './route';

/** The HTTP API of the leading Mesos master over a cluster. Every path also stands below /master. */
export function masterApp(cluster: Cluster, address: () => MasterAddress, before: () => void): Hono {
  const app = new Hono();
  app.all('*', async (context) => {
    const body = await context.req.text();
    before();
    const url = new URL(context.req.url);
    const request: LabRequest = {
      method: context.req.method,
      path: decodedPath(url),
      query: url.searchParams,
      headers: context.req.raw.headers,
      body,
      params: [],
    };
    return toResponse(respond(cluster, address(), request));
  });
  return app;
}

/** A trailing or double slash changes nothing, and only /api/v1 looks at the method. */
function respond(cluster: Cluster, address: MasterAddress, request: LabRequest): LabResponse {
  const path = request.path
    .replace(/\/+/g, '/')
    .replace(/(.)\/$/, '$1')
    .replace(/^\/master(?=\/)/, '');
  switch (path) {
    case '/slaves':
      return json(slavesJson(cluster, request.query.get('slave_id') ?? undefined), request);
    case '/state-summary':
      return json(stateSummary(cluster, address), request);
    case '/frameworks':
      return json({ frameworks: [], completed_frameworks: [], unregistered_frameworks: [] }, request);
    case '/version':
      return json({ build_date: '', build_time: 0, build_user: '', version: MESOS_VERSION }, request);
    case '/redirect':
      return { status: 307, headers: { Location: `//${address.hostname}:${address.port}` } };
    case '/health':
      return { status: 200 };
    case '/state':
      return json(state(cluster, address), request);
    case '/maintenance/schedule':
    case '/maintenance/status':
      return json({}, request);
    case '/registrar(1)/registry':
      return request.path.startsWith('/master') ? notFound() : json(registry(cluster, address), request);
    case '/api/v1':
      return request.method === 'POST' ? operatorCall(cluster, address, request) : onlyPost(request.method);
    default:
      return notFound();
  }
}

/** `?jsonp=name` wraps the answer, as every JSON endpoint of libprocess does. */
function json(body: Json, request: LabRequest): LabResponse {
  const wrapper = request.query.get('jsonp');
  return wrapper === null
    ? { status: 200, body }
    : {
        status: 200,
        body: `${wrapper}(${JSON.stringify(body)})`,
        headers: { 'Content-Type': 'text/javascript' },
      };
}

function notFound(): LabResponse {
  return plainText(404, '404 Not Found.');
}

function onlyPost(method: string): LabResponse {
  return plainText(405, `405 Method Not Allowed. Expecting one of { 'POST' }, but received '${method}'.`);
}

function stateSummary(cluster: Cluster, { hostname }: MasterAddress): JsonObject {
  return {
    hostname,
    slaves: agentsIn(cluster, 'registered').map((agent) => ({
      ...slaveJson(cluster, agent),
      ...taskCounts(cluster, agent),
    })),
    frameworks: [],
  };
}

const COUNTED_STATES: readonly TaskState[] = [
  'TASK_STAGING',
  'TASK_STARTING',
  'TASK_RUNNING',
  'TASK_KILLING',
  'TASK_FINISHED',
  'TASK_KILLED',
  'TASK_FAILED',
  'TASK_LOST',
  'TASK_ERROR',
  'TASK_UNREACHABLE',
];

/** Tasks that have ended are not kept here, so their counts stay 0. */
function taskCounts(cluster: Cluster, agent: Agent): JsonObject {
  const tasks = cluster.tasks.of(agent.id);
  return {
    ...Object.fromEntries(
      COUNTED_STATES.map((state) => [state, tasks.filter((task) => task.state === state).length]),
    ),
    framework_ids: [...new Set(tasks.map((task) => task.frameworkId))],
  };
}

function state(cluster: Cluster, { hostname, port }: MasterAddress): JsonObject {
  const slaves = agentsIn(cluster, 'registered');
  const active = slaves.filter((agent) => agent.connected && !agent.deactivated);
  const pid = `master@127.0.0.1:${port}`;
  return {
    version: MESOS_VERSION,
    build_date: '',
    build_time: 0,
    build_user: '',
    start_time: cluster.master.startedAt / 1000,
    elected_time: cluster.master.electedAt / 1000,
    id: cluster.master.id,
    pid,
    hostname,
    capabilities: ['AGENT_UPDATE', 'AGENT_DRAINING', 'QUOTA_V2'],
    activated_slaves: active.length,
    deactivated_slaves: slaves.length - active.length,
    unreachable_slaves: agentsIn(cluster, 'unreachable').length,
    leader: pid,
    leader_info: { id: cluster.master.id, pid, port, hostname },
    slaves: slavesJson(cluster, undefined)['slaves'] ?? [],
    recovered_slaves: slavesJson(cluster, undefined)['recovered_slaves'] ?? [],
    frameworks: [],
    completed_frameworks: [],
    orphan_tasks: [],
    unregistered_frameworks: [],
  };
}

/** The one place that names unreachable and gone agents: by id and time only. */
function registry(cluster: Cluster, address: MasterAddress): JsonObject {
  const left = (agent: Agent): JsonObject => ({
    id: { value: agent.id },
    timestamp: { nanoseconds: (agent.leftAt ?? 0) * 1e6 },
  });
  const gone = agentsIn(cluster, 'gone').map(left);
  const unreachable = agentsIn(cluster, 'unreachable').map((agent) => ({
    deactivated: agent.deactivated,
    ...left(agent),
  }));
  const known = [...agentsIn(cluster, 'registered'), ...agentsIn(cluster, 'recovered')];
  return {
    ...(gone.length > 0 ? { gone: { slaves: gone } } : {}),
    master: { info: masterInfoJson(cluster, address) },
    ...(known.some((agent) => agent.deactivated)
      ? { minimum_capabilities: [{ capability: 'AGENT_DRAINING' }] }
      : {}),
    slaves: {
      slaves: known.map((agent) => ({
        deactivated: agent.deactivated,
        ...drainJson(agent),
        info: {
          ...agentInfoJson(agent),
          resources: agent.resources.map((one) => resourceJson(one, 'role')),
        },
      })),
    },
    ...(unreachable.length > 0 ? { unreachable: { slaves: unreachable } } : {}),
  };
}
