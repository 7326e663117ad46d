import type { Json, JsonObject } from '../world/marathon/app';
import { type Agent, isActive } from '../world/mesos/agent';
import { attributeValue } from '../world/mesos/attributes';
import type { Cluster } from '../world/mesos/cluster';
import type { Portion } from '../world/mesos/portions';
import { ofRole, reservedRoles, resourceJson, summaryJson } from './mesos-resources';

export const MESOS_VERSION = '1.12.0';

const CAPABILITIES = [
  'MULTI_ROLE',
  'HIERARCHICAL_ROLE',
  'RESERVATION_REFINEMENT',
  'RESOURCE_PROVIDER',
  'RESIZE_VOLUME',
  'AGENT_OPERATION_FEEDBACK',
  'AGENT_DRAINING',
  'TASK_RESOURCE_LIMITS',
];

/** The agents that the master knows of in some state; none while it has not read its registry. */
export function agentsIn(cluster: Cluster, presence: Agent['presence']): readonly Agent[] {
  return cluster.master.recovering ? [] : cluster.all().filter((agent) => agent.presence === presence);
}

/** `/slaves`. A recovered agent is shown without resources. */
export function slavesJson(cluster: Cluster, slaveId: string | undefined): JsonObject {
  const wanted = (agent: Agent) => slaveId === undefined || agent.id === slaveId;
  return {
    slaves: agentsIn(cluster, 'registered')
      .filter(wanted)
      .map((agent) => ({ ...slaveJson(cluster, agent), ...fullResources(cluster, agent) })),
    recovered_slaves: agentsIn(cluster, 'recovered').filter(wanted).map(headJson),
  };
}

function headJson(agent: Agent): JsonObject {
  return {
    id: agent.id,
    hostname: agent.hostname,
    port: agent.port,
    attributes: Object.fromEntries(agent.attributes.map((one) => [one.name, attributeValue(one)])),
  };
}

/** A row of `/slaves` and `/state-summary`, but for the full resources. */
export function slaveJson(cluster: Cluster, agent: Agent): JsonObject {
  return {
    ...headJson(agent),
    pid: pid(agent),
    registered_time: agent.registeredAt / 1000,
    ...(agent.reregisteredAt === undefined ? {} : { reregistered_time: agent.reregisteredAt / 1000 }),
    resources: summaryJson(agent.resources),
    used_resources: summaryJson(cluster.tasks.used(agent.id)),
    offered_resources: summaryJson([]),
    reserved_resources: Object.fromEntries(
      reservedRoles(agent.resources).map((role) => [role, summaryJson(ofRole(agent.resources, role))]),
    ),
    unreserved_resources: summaryJson(ofRole(agent.resources, '*')),
    active: isActive(agent),
    deactivated: agent.deactivated,
    ...drainJson(agent),
    ...(agent.drain ? { estimated_drain_start_time_seconds: agent.drain.startedAt / 1000 } : {}),
    version: MESOS_VERSION,
    capabilities: CAPABILITIES,
  };
}

function fullResources(cluster: Cluster, agent: Agent): JsonObject {
  const full = (portions: readonly Portion[]): readonly Json[] =>
    portions.map((one) => resourceJson(one, 'both'));
  return {
    reserved_resources_full: Object.fromEntries(
      reservedRoles(agent.resources).map((role) => [role, full(ofRole(agent.resources, role))]),
    ),
    unreserved_resources_full: full(ofRole(agent.resources, '*')),
    used_resources_full: allocated(cluster, agent),
    offered_resources_full: [],
  };
}

function allocated(cluster: Cluster, agent: Agent): readonly JsonObject[] {
  return cluster.tasks
    .of(agent.id)
    .flatMap((task) =>
      task.portions.map((one) => ({ ...resourceJson(one, 'both'), allocation_info: { role: task.role } })),
    );
}

export function drainJson(agent: Agent): JsonObject {
  if (!agent.drain) return {};
  const { state, markGone, maxGraceNanos } = agent.drain;
  const grace = maxGraceNanos === undefined ? {} : { max_grace_period: { nanoseconds: maxGraceNanos } };
  return { drain_info: { state, config: { ...grace, mark_gone: markGone } } };
}

function pid(agent: Agent): string {
  return `slave(1)@127.0.0.1:${agent.port}`;
}

/** The answer to GET_AGENTS. Lists that would be empty are absent, as protobuf writes them. */
export function getAgentsJson(cluster: Cluster): JsonObject {
  return {
    agents: agentsIn(cluster, 'registered').map((agent) => agentJson(cluster, agent)),
    recovered_agents: agentsIn(cluster, 'recovered').map(agentInfoJson),
  };
}

function agentJson(cluster: Cluster, agent: Agent): JsonObject {
  const used = allocated(cluster, agent);
  return {
    agent_info: agentInfoJson(agent),
    active: isActive(agent),
    deactivated: agent.deactivated,
    ...drainJson(agent),
    ...(agent.drain
      ? { estimated_drain_start_time: { nanoseconds: Math.floor(agent.drain.startedAt / 1000) * 1e9 } }
      : {}),
    version: MESOS_VERSION,
    pid: pid(agent),
    registered_time: { nanoseconds: agent.registeredAt * 1e6 },
    ...(agent.reregisteredAt === undefined
      ? {}
      : { reregistered_time: { nanoseconds: agent.reregisteredAt * 1e6 } }),
    total_resources: agent.resources.map((one) => resourceJson(one, 'both')),
    ...(used.length > 0 ? { allocated_resources: used } : {}),
    capabilities: CAPABILITIES.map((type) => ({ type })),
  };
}

export function agentInfoJson(agent: Agent): JsonObject {
  return {
    hostname: agent.hostname,
    port: agent.port,
    resources: agent.resources.map((one) => resourceJson(one, 'reservations')),
    ...(agent.attributes.length > 0 ? { attributes: agent.attributes.map(attributeJson) } : {}),
    id: { value: agent.id },
    checkpoint: true,
  };
}

function attributeJson(attribute: Agent['attributes'][number]): JsonObject {
  const { name, type } = attribute;
  switch (attribute.type) {
    case 'TEXT':
      return { name, type, text: { value: attribute.text } };
    case 'SCALAR':
      return { name, type, scalar: { value: attribute.scalar } };
    case 'RANGES':
      return { name, type, ranges: { range: attribute.ranges.map(([begin, end]) => ({ begin, end })) } };
  }
}
