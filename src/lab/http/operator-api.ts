import type { Json, JsonObject } from '../world/marathon/app';
import type { Agent } from '../world/mesos/agent';
import type { Cluster } from '../world/mesos/cluster';
import { getAgentsJson, MESOS_VERSION } from './master-view';
import type { LabRequest, LabResponse } from './route';

export interface MasterAddress {
  readonly hostname: string;
  readonly port: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Thrown where a call is answered with an error: plain text, as the master writes it. */
class CallError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** POST /api/v1 with JSON (src/master/http.cpp, Master::Http::api). */
export function operatorCall(cluster: Cluster, address: MasterAddress, request: LabRequest): LabResponse {
  try {
    checkTypes(request);
    const call = readCall(request.body);
    if (cluster.master.recovering) throw new CallError(503, 'Master has not finished recovery');
    return answer(cluster, address, call);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return plainText(error.status, error.message);
  }
}

export function plainText(status: number, body: string): LabResponse {
  return { status, body, headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
}

function checkTypes({ headers }: LabRequest): void {
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

function readCall(body: string): Fields {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new CallError(400, 'Failed to parse body into JSON: syntax error at line 1 near: ');
  }
  if (!isObject(parsed)) {
    throw new CallError(400, 'Failed to convert JSON into Call protobuf: Expecting a JSON object');
  }
  return parsed;
}

function answer(cluster: Cluster, address: MasterAddress, call: Fields): LabResponse {
  const type = call['type'];
  const reply = (field: string, value: Json): LabResponse => ({
    status: 200,
    body: { type: String(type), [field]: value },
  });
  switch (type) {
    case 'GET_AGENTS':
      return reply('get_agents', getAgentsJson(cluster));
    case 'GET_MASTER':
      return reply('get_master', masterJson(cluster, address));
    case 'GET_FRAMEWORKS':
      return reply('get_frameworks', { frameworks: [], completed_frameworks: [] });
    case 'GET_HEALTH':
      return reply('get_health', { healthy: true });
    case 'GET_VERSION':
      return reply('get_version', {
        version_info: { version: MESOS_VERSION, build_date: '', build_time: 0, build_user: '' },
      });
    case 'DEACTIVATE_AGENT':
      return deactivate(cluster, call);
    case 'REACTIVATE_AGENT':
      return reactivate(cluster, call);
    case 'DRAIN_AGENT':
      return drain(cluster, call);
    case 'MARK_AGENT_GONE':
      return markGone(cluster, call);
    case 'UNKNOWN':
      throw new CallError(501, '501 Not Implemented.');
    default:
      if (typeof type === 'string' && KNOWN_CALLS.includes(type)) {
        throw new CallError(501, `The lab does not answer ${type}.`);
      }
      throw new CallError(400, "Failed to validate master::Call: Expecting 'type' to be present");
  }
}

/** Calls of the real API that are not simulated. */
const KNOWN_CALLS = [
  'GET_FLAGS',
  'GET_METRICS',
  'GET_LOGGING_LEVEL',
  'SET_LOGGING_LEVEL',
  'GET_STATE',
  'GET_EXECUTORS',
  'GET_TASKS',
  'GET_ROLES',
  'GET_WEIGHTS',
  'SUBSCRIBE',
  'RESERVE_RESOURCES',
  'UNRESERVE_RESOURCES',
  'TEARDOWN',
  'GET_MAINTENANCE_STATUS',
  'GET_MAINTENANCE_SCHEDULE',
  'UPDATE_MAINTENANCE_SCHEDULE',
];

const DONE: LabResponse = { status: 200 };

function deactivate(cluster: Cluster, call: Fields): LabResponse {
  const agent = known(cluster, agentId(fieldsOf(call, 'deactivate_agent'), 'deactivate_agent'));
  cluster.setDeactivated(agent.id, true);
  return DONE;
}

function reactivate(cluster: Cluster, call: Fields): LabResponse {
  const agent = cluster.byId(agentId(fieldsOf(call, 'reactivate_agent'), 'reactivate_agent'));
  if (!agent?.deactivated || agent.presence === 'gone') throw new CallError(400, 'Agent is not deactivated');
  if (agent.drain?.state === 'DRAINING') throw new CallError(400, 'Agent is still in the DRAINING state');
  cluster.setDeactivated(agent.id, false);
  return DONE;
}

/** `max_grace_period` is `{"seconds": N}`; anything else in it is dropped, and the period is 0 then. */
function drain(cluster: Cluster, call: Fields): LabResponse {
  const fields = fieldsOf(call, 'drain_agent');
  const id = agentId(fields, 'drain_agent');
  const grace = fields['max_grace_period'];
  if (grace !== undefined && !isObject(grace)) throw notExpected(grace, 'max_grace_period');
  const agent = known(cluster, id);
  cluster.drain(agent.id, {
    markGone: fields['mark_gone'] === true,
    ...(grace === undefined ? {} : { maxGraceNanos: Number(grace['seconds'] ?? 0) * 1e9 }),
  });
  return DONE;
}

function markGone(cluster: Cluster, call: Fields): LabResponse {
  const id = agentId(fieldsOf(call, 'mark_agent_gone'), 'mark_agent_gone');
  if (!cluster.byId(id)) throw new CallError(404, `Agent '${id}' not found`);
  cluster.markGone(id);
  return DONE;
}

function known(cluster: Cluster, id: string): Agent {
  const agent = cluster.byId(id);
  if (!agent || agent.presence === 'gone') throw new CallError(400, 'Unknown agent');
  return agent;
}

function fieldsOf(call: Fields, name: string): Fields {
  const fields = call[name];
  if (fields === undefined)
    throw new CallError(400, `Failed to validate master::Call: Expecting '${name}' to be present`);
  if (!isObject(fields)) throw notExpected(fields, name);
  return fields;
}

function agentId(fields: Fields, call: string): string {
  const id = fields['agent_id'];
  if (id === undefined) {
    throw new CallError(
      400,
      `Failed to convert JSON into Call protobuf: Missing required fields: ${call}.agent_id`,
    );
  }
  if (!isObject(id)) throw notExpected(id, 'agent_id');
  return String(id['value'] ?? '');
}

function notExpected(value: unknown, field: string): CallError {
  const type = Array.isArray(value) ? 'array' : typeof value;
  return new CallError(
    400,
    `Failed to convert JSON into Call protobuf: Not expecting a JSON ${type} for field '${field}'`,
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function masterJson(cluster: Cluster, address: MasterAddress): JsonObject {
  return {
    master_info: masterInfoJson(cluster, address),
    start_time: cluster.master.startedAt / 1000,
    elected_time: cluster.master.electedAt / 1000,
  };
}

/** 127.0.0.1 as the number in network byte order that the protobuf holds. */
const LOOPBACK = 16_777_343;

export function masterInfoJson(cluster: Cluster, { hostname, port }: MasterAddress): JsonObject {
  return {
    id: cluster.master.id,
    ip: LOOPBACK,
    port,
    pid: `master@127.0.0.1:${port}`,
    hostname,
    version: MESOS_VERSION,
    address: { hostname, ip: '127.0.0.1', port },
    capabilities: [{ type: 'AGENT_UPDATE' }, { type: 'AGENT_DRAINING' }, { type: 'QUOTA_V2' }],
  };
}
