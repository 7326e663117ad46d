import type { Json, JsonObject } from '../world/marathon/app';
import type { Agent } from '../world/mesos/agent';
import type { Cluster } from '../world/mesos/cluster';
import { deactivates } from '../world/mesos/config';
import type { MasterAddress } from '../world/mesos/masters';
import {
  CallError,
  type Fields,
  fieldsOf,
  forbidden,
  idOf,
  isFields,
  notExpected,
  readCall,
} from './call-fields';
import { getFrameworksJson, getTasksJson } from './frameworks-view';
import type { Viewer } from './master-access';
import { domainJson, getAgentsJson, masterCapabilities } from './master-view';
import { reservationCall } from './reservation-calls';
import { getRolesJson } from './roles-view';
import type { LabRequest, LabResponse } from './route';
import { teardown } from './teardown';

export interface OperatorCall {
  readonly cluster: Cluster;
  readonly address: MasterAddress;
  readonly viewer: Viewer;
  readonly request: LabRequest;
  readonly subscribe: () => Response;
}

/** POST /api/v1 with JSON (src/master/http.cpp, Master::Http::api). @throws CallError */
export function operatorCall(props: OperatorCall): LabResponse | Response {
  checkTypes(props.request);
  const call = readCall(props.request.body);
  if (props.cluster.master.recovering) throw new CallError(503, 'Master has not finished recovery');
  return answer(call, props);
}

export function checkTypes({ headers }: LabRequest): void {
  const type = headers.get('content-type');
  if (type === null) throw new CallError(400, "Expecting 'Content-Type' to be present");
  if (type !== 'application/json') {
    throw new CallError(415, "Expecting 'Content-Type' of application/json or application/x-protobuf");
  }
  const accept = headers.get('accept') ?? '*/*';
  if (!/application\/json|application\/\*|\*\/\*/.test(accept)) {
    throw new CallError(406, "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'");
  }
}

function answer(call: Fields, { cluster, address, viewer, subscribe }: OperatorCall): LabResponse | Response {
  const type = call['type'];
  if (SINCE_1_9.has(String(type)) && !deactivates(cluster.config)) throw noSuchCall();
  const reply = (field: string, value: Json): LabResponse => ({
    status: 200,
    body: { type: String(type), [field]: value },
  });
  switch (type) {
    case 'GET_AGENTS':
      return reply('get_agents', getAgentsJson(cluster, viewer));
    case 'GET_MASTER':
      return reply('get_master', masterJson(cluster, address));
    case 'GET_FRAMEWORKS':
      return reply('get_frameworks', getFrameworksJson(cluster, viewer));
    case 'GET_TASKS':
      return reply('get_tasks', getTasksJson(cluster));
    case 'GET_ROLES':
      return reply('get_roles', getRolesJson(cluster, viewer));
    case 'GET_HEALTH':
      return reply('get_health', { healthy: true });
    case 'GET_VERSION':
      return reply('get_version', {
        version_info: { version: cluster.config.version, build_date: '', build_time: 0, build_user: '' },
      });
    case 'SUBSCRIBE':
      return subscribe();
    case 'RESERVE_RESOURCES':
    case 'UNRESERVE_RESOURCES':
      return reservationCall(cluster, viewer, call);
    case 'TEARDOWN':
      return teardown(cluster, viewer, idOf(fieldsOf(call, 'teardown'), 'framework_id', 'teardown'));
    case 'DEACTIVATE_AGENT':
      return deactivate(cluster, viewer, call);
    case 'REACTIVATE_AGENT':
      return reactivate(cluster, viewer, call);
    case 'DRAIN_AGENT':
      return drain(cluster, viewer, call);
    case 'MARK_AGENT_GONE':
      return markGone(cluster, viewer, call);
    case 'UNKNOWN':
      throw new CallError(501, '501 Not Implemented.');
    default:
      if (typeof type === 'string' && KNOWN_CALLS.includes(type)) {
        throw new CallError(501, `The lab does not answer ${type}.`);
      }
      throw noSuchCall();
  }
}

const SINCE_1_9: ReadonlySet<string> = new Set(['DEACTIVATE_AGENT', 'REACTIVATE_AGENT', 'DRAIN_AGENT']);

/** A type that the master does not know is none (recording 10). */
function noSuchCall(): CallError {
  return new CallError(400, "Failed to validate master::Call: Expecting 'type' to be present");
}

/** Calls of the real API that are not simulated. */
const KNOWN_CALLS = [
  'GET_FLAGS',
  'GET_METRICS',
  'GET_LOGGING_LEVEL',
  'SET_LOGGING_LEVEL',
  'GET_STATE',
  'GET_EXECUTORS',
  'GET_WEIGHTS',
  'GET_MAINTENANCE_STATUS',
  'GET_MAINTENANCE_SCHEDULE',
  'UPDATE_MAINTENANCE_SCHEDULE',
];

const DONE: LabResponse = { status: 200 };

function deactivate(cluster: Cluster, viewer: Viewer, call: Fields): LabResponse {
  const id = allowedId(viewer, 'deactivate_agents', call, 'deactivate_agent');
  cluster.setDeactivated(known(cluster, id).id, true);
  return DONE;
}

function reactivate(cluster: Cluster, viewer: Viewer, call: Fields): LabResponse {
  const agent = cluster.byId(allowedId(viewer, 'reactivate_agents', call, 'reactivate_agent'));
  if (!agent?.deactivated || agent.presence === 'gone') throw new CallError(400, 'Agent is not deactivated');
  if (agent.drain?.state === 'DRAINING') throw new CallError(400, 'Agent is still in the DRAINING state');
  cluster.setDeactivated(agent.id, false);
  return DONE;
}

/** `max_grace_period` is `{"seconds": N}`; anything else in it is dropped, and the period is 0 then. */
function drain(cluster: Cluster, viewer: Viewer, call: Fields): LabResponse {
  const id = allowedId(viewer, 'drain_agents', call, 'drain_agent');
  const fields = fieldsOf(call, 'drain_agent');
  const grace = fields['max_grace_period'];
  if (grace !== undefined && !isFields(grace)) throw notExpected(grace, 'max_grace_period');
  const agent = known(cluster, id);
  cluster.drain(agent.id, {
    markGone: fields['mark_gone'] === true,
    ...(grace === undefined ? {} : { maxGraceNanos: Number(grace['seconds'] ?? 0) * 1e9 }),
  });
  return DONE;
}

function markGone(cluster: Cluster, viewer: Viewer, call: Fields): LabResponse {
  const id = allowedId(viewer, 'mark_agents_gone', call, 'mark_agent_gone');
  if (!cluster.byId(id)) throw new CallError(404, `Agent '${id}' not found`);
  cluster.markGone(id);
  return DONE;
}

function allowedId(viewer: Viewer, action: string, call: Fields, name: string): string {
  const id = idOf(fieldsOf(call, name), 'agent_id', name);
  if (!viewer.may(action)) throw forbidden();
  return id;
}

function known(cluster: Cluster, id: string): Agent {
  const agent = cluster.byId(id);
  if (!agent || agent.presence === 'gone') throw new CallError(400, 'Unknown agent');
  return agent;
}

function masterJson(cluster: Cluster, address: MasterAddress): JsonObject {
  return {
    master_info: masterInfoJson(cluster, address),
    start_time: cluster.master.startedAt / 1000,
    elected_time: cluster.master.electedAt / 1000,
  };
}

/** 127.0.0.1 as the number in network byte order that the protobuf holds. */
const LOOPBACK = 16_777_343;

export function masterInfoJson(cluster: Cluster, { hostname, port }: MasterAddress): JsonObject {
  const { master, config } = cluster;
  return {
    id: master.id,
    ip: LOOPBACK,
    port,
    pid: `master@127.0.0.1:${port}`,
    hostname,
    version: config.version,
    address: { hostname, ip: '127.0.0.1', port },
    ...domainJson(config.domain),
    capabilities: masterCapabilities(cluster).map((type) => ({ type })),
  };
}
