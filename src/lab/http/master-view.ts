import type { JsonObject } from '../world/marathon/app';
import { type Agent, isActive } from '../world/mesos/agent';
import { attributeValue } from '../world/mesos/attributes';
import type { Cluster } from '../world/mesos/cluster';
import { deactivates, type FaultDomain } from '../world/mesos/config';
import type { Portion } from '../world/mesos/portions';
import type { Viewer } from './master-access';
import { resourceJson, summaryJson, viewsOf } from './mesos-resources';

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

export function masterCapabilities({ config }: Cluster): readonly string[] {
  return deactivates(config) ? ['AGENT_UPDATE', 'AGENT_DRAINING', 'QUOTA_V2'] : ['AGENT_UPDATE'];
}

/** The agents that the master knows of in some state; none while it has not read its registry. */
export function agentsIn(cluster: Cluster, presence: Agent['presence']): readonly Agent[] {
  return cluster.master.recovering ? [] : cluster.all().filter((agent) => agent.presence === presence);
}

/** `/slaves`. A recovered agent is shown without resources. */
export function slavesJson(cluster: Cluster, slaveId: string | undefined, viewer: Viewer): JsonObject {
  const wanted = (agent: Agent) => slaveId === undefined || agent.id === slaveId;
  return {
    slaves: agentsIn(cluster, 'registered')
      .filter(wanted)
      .map((agent) => ({ ...slaveJson(cluster, agent, viewer), ...fullResources(cluster, agent, viewer) })),
    recovered_slaves: agentsIn(cluster, 'recovered').filter(wanted).map(headJson),
  };
}

function headJson(agent: Agent): JsonObject {
  return {
    id: agent.id,
    hostname: agent.hostname,
    port: agent.port,
    attributes: Object.fromEntries(agent.attributes.map((one) => [one.name, attributeValue(one)])),
    ...domainJson(agent.domain),
  };
}

/** Without a domain there is no such key. */
export function domainJson(domain: FaultDomain | undefined): JsonObject {
  if (domain === undefined) return {};
  const { region, zone } = domain;
  return { domain: { fault_domain: { region: { name: region }, zone: { name: zone } } } };
}

/** A row of `/slaves` and `/state-summary`, but for the full resources. */
export function slaveJson(cluster: Cluster, agent: Agent, viewer: Viewer): JsonObject {
  const { reserved, unreserved } = viewsOf(visible(agent, viewer));
  return {
    ...headJson(agent),
    pid: pid(agent),
    registered_time: agent.registeredAt / 1000,
    ...(agent.reregisteredAt === undefined ? {} : { reregistered_time: agent.reregisteredAt / 1000 }),
    resources: viewsOf(agent.resources).summary,
    used_resources: summaryJson(cluster.tasks.used(agent.id)),
    offered_resources: summaryJson(cluster.offered(agent.id)),
    reserved_resources: reserved,
    unreserved_resources: unreserved,
    active: isActive(agent),
    ...(deactivates(cluster.config) ? { deactivated: agent.deactivated } : {}),
    ...drainJson(agent),
    ...(agent.drain ? { estimated_drain_start_time_seconds: agent.drain.startedAt / 1000 } : {}),
    version: cluster.config.version,
    capabilities: CAPABILITIES,
  };
}

/** The list itself where nothing is hidden, so that it is known again. */
function visible({ resources }: Agent, { sees }: Viewer): readonly Portion[] {
  return resources.every(sees) ? resources : resources.filter(sees);
}

function fullResources(cluster: Cluster, agent: Agent, viewer: Viewer): JsonObject {
  const { reservedFull, unreservedFull } = viewsOf(visible(agent, viewer));
  return {
    reserved_resources_full: reservedFull,
    unreserved_resources_full: unreservedFull,
    used_resources_full: allocated(cluster.tasks.of(agent.id), viewer),
    offered_resources_full: allocated(cluster.offers.on(agent.id), viewer),
  };
}

/** What tasks hold, or offers. */
function allocated(
  holders: readonly { readonly role: string; readonly portions: readonly Portion[] }[],
  viewer: Viewer,
): readonly JsonObject[] {
  return holders
    .filter(({ role }) => viewer.seesRole(role))
    .flatMap(({ role, portions }) =>
      portions
        .filter(viewer.sees)
        .map((one) => ({ ...resourceJson(one, 'both'), allocation_info: { role } })),
    );
}

export function drainJson(agent: Agent): JsonObject {
  if (!agent.drain) return {};
  const { state, markGone, maxGraceNanos } = agent.drain;
  const grace = maxGraceNanos === undefined ? {} : { max_grace_period: { nanoseconds: maxGraceNanos } };
  return { drain_info: { state, config: { ...grace, mark_gone: markGone } } };
}

/** As libprocess numbers the agents of one process. */
export function processName({ process = 1 }: Agent): string {
  return `slave(${process})`;
}

export function pid(agent: Agent): string {
  return `${processName(agent)}@127.0.0.1:${agent.port}`;
}

/** The answer to GET_AGENTS. Lists that would be empty are absent, as protobuf writes them. */
export function getAgentsJson(cluster: Cluster, viewer: Viewer): JsonObject {
  return {
    agents: agentsIn(cluster, 'registered').map((agent) => agentJson(cluster, agent, viewer)),
    recovered_agents: agentsIn(cluster, 'recovered').map((agent) => agentInfoJson(agent, viewer)),
  };
}

export function agentJson(cluster: Cluster, agent: Agent, viewer: Viewer): JsonObject {
  const total = agent.resources.filter(viewer.sees).map((one) => resourceJson(one, 'both'));
  const used = allocated(cluster.tasks.of(agent.id), viewer);
  const offered = allocated(cluster.offers.on(agent.id), viewer);
  return {
    agent_info: agentInfoJson(agent, viewer),
    active: isActive(agent),
    ...(deactivates(cluster.config) ? { deactivated: agent.deactivated } : {}),
    ...drainJson(agent),
    ...(agent.drain
      ? { estimated_drain_start_time: { nanoseconds: Math.floor(agent.drain.startedAt / 1000) * 1e9 } }
      : {}),
    version: cluster.config.version,
    pid: pid(agent),
    registered_time: { nanoseconds: agent.registeredAt * 1e6 },
    ...(agent.reregisteredAt === undefined
      ? {}
      : { reregistered_time: { nanoseconds: agent.reregisteredAt * 1e6 } }),
    ...(total.length > 0 ? { total_resources: total } : {}),
    ...(used.length > 0 ? { allocated_resources: used } : {}),
    ...(offered.length > 0 ? { offered_resources: offered } : {}),
    capabilities: CAPABILITIES.map((type) => ({ type })),
  };
}

/** What the agent says of itself: reservations that were made later are not in it. */
export function agentInfoJson(agent: Agent, { sees }: Pick<Viewer, 'sees'>): JsonObject {
  const flags = agent.flags.filter(sees);
  return {
    hostname: agent.hostname,
    port: agent.port,
    ...(flags.length > 0 ? { resources: flags.map((one) => resourceJson(one, 'reservations')) } : {}),
    ...(agent.attributes.length > 0 ? { attributes: agent.attributes.map(attributeJson) } : {}),
    id: { value: agent.id },
    ...domainJson(agent.domain),
    checkpoint: true,
  };
}

export function attributeJson(attribute: Agent['attributes'][number]): JsonObject {
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
