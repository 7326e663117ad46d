import type { FrameworkFacts } from '../../io/mesos-facts';
import type { RoleResources } from '../../operator/ports';
import { type AgentFacts, agentsOf, type Cluster, servicesOn, tasksOn, usedCpus } from './cluster';
import type { ClusterTable } from './cluster-columns';

const resourcesDocument = ({ cpus, mem, disk, ports }: RoleResources) => ({
  cpus,
  mem,
  disk,
  ports: ports.toString(),
});

/** An agent for machines. */
export function agentDocument(one: AgentFacts, { whole, apps }: Omit<ClusterTable, 'now'>) {
  const { id, hostname, state, view } = one;
  const roles = Object.entries(view?.reserved ?? {});
  return {
    kind: 'Agent',
    id,
    hostname,
    state,
    ...(view
      ? {
          maintenance: view.maintenance,
          attributes: view.attributes,
          region: view.region,
          zone: view.zone,
          gpus: view.gpus,
          reserved: Object.fromEntries(roles.map(([role, found]) => [role, resourcesDocument(found)])),
          used: Object.fromEntries(roles.map(([role]) => [role, resourcesDocument(view.used(role))])),
          hidesResources: view.hidesResources,
        }
      : {}),
    services: apps && servicesOn(whole, one, apps),
    tasks: tasksOn(whole, one).map((task) => task.id),
  };
}

export function frameworkDocument(one: FrameworkFacts, whole: Cluster) {
  return { kind: 'Framework', ...one, usedCpus: usedCpus(whole, one.id), agents: agentsOf(whole, one.id) };
}
