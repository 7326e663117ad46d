import type { FrameworkFacts, TaskFacts } from '../../io/mesos-facts';
import type { AgentView, RoleResources } from '../../operator/ports';
import type { Column } from '../output/columns';
import { ageText } from './age';
import { type AgentFacts, agentsOf, type Cluster, isLive, servicesOn, tasksOn, usedCpus } from './cluster';
import type { ServiceApp } from './service-apps';

/** What a table of the cluster is made from. `whole`: without filters, for what is counted. */
export interface ClusterTable {
  readonly whole: Cluster;
  /** Undefined where no state store was named. */
  readonly apps: readonly ServiceApp[] | undefined;
  readonly now: Date;
}

export function agentColumns({ whole, apps }: ClusterTable): readonly Column<AgentFacts>[] {
  return [
    { head: 'HOSTNAME', cell: ({ hostname }) => hostname },
    { head: 'STATE', cell: agentStateText },
    { head: 'SERVICES', cell: (one) => (apps ? servicesOn(whole, one, apps).join(', ') : '?') },
    { head: 'RESERVED', cell: ({ view }) => view && reservedText(view) },
    { head: 'TASKS', cell: (one) => tasksOn(whole, one).length },
    { head: 'ID', cell: ({ id }) => id, wide: true },
    { head: 'ZONE', cell: ({ view }) => view?.zone, wide: true },
    { head: 'GPUS', cell: ({ view }) => view?.gpus, wide: true },
    { head: 'ATTRIBUTES', cell: ({ view }) => view && attributesText(view), wide: true },
  ];
}

/** `active`, `draining`, …, with what else keeps tasks away. */
export function agentStateText({ state, view }: AgentFacts): string {
  return view?.maintenance ? `${state}, maintenance` : state;
}

/** `shuffle: 7337-7339, 0.5 cpus, 1024 MiB`. */
export function reservedText({ reserved }: AgentView): string {
  const roles = Object.keys(reserved).sort();
  return roles
    .flatMap((role) => (reserved[role] ? `${role}: ${amountsText(reserved[role])}` : []))
    .join('; ');
}

export function amountsText({ ports, cpus, mem }: RoleResources): string {
  const parts = [
    ports.isEmpty ? '' : ports.toString(),
    cpus === 0 ? '' : `${number(cpus)} cpus`,
    mem === 0 ? '' : `${number(mem)} MiB`,
  ].filter((text) => text !== '');
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

export function attributesText({ attributes }: AgentView): string {
  return Object.keys(attributes)
    .sort()
    .map((name) => `${name}=${attributes[name]}`)
    .join(',');
}

export function frameworkColumns({ whole }: ClusterTable): readonly Column<FrameworkFacts>[] {
  const live = (id: string) => whole.tasks.filter((one) => one.frameworkId === id && isLive(one));
  return [
    { head: 'NAME', cell: ({ name }) => name },
    { head: 'STATE', cell: ({ state }) => state },
    { head: 'CPUS', cell: ({ allocated }) => allocated && number(allocated.cpus) },
    { head: 'USED', cell: ({ id }) => number(usedCpus(whole, id)) },
    { head: 'MEM', cell: ({ allocated }) => allocated && `${number(allocated.mem)} MiB` },
    { head: 'TASKS', cell: ({ id }) => live(id).length },
    { head: 'AGENTS', cell: ({ id }) => agentsOf(whole, id).length },
    { head: 'ID', cell: ({ id }) => id },
    { head: 'ROLES', cell: ({ roles }) => roles.join(','), wide: true },
    { head: 'OFFERED', cell: ({ offered }) => offered && `${number(offered.cpus)} cpus`, wide: true },
    { head: 'HOST', cell: ({ hostname }) => hostname, wide: true },
    { head: 'WEB UI', cell: ({ webUiUrl }) => webUiUrl, wide: true },
    { head: 'ON', cell: ({ id }) => agentsOf(whole, id).join(','), wide: true },
  ];
}

export function taskColumns({ whole, now }: ClusterTable): readonly Column<TaskFacts>[] {
  const hostOf = new Map(whole.agents.map(({ id, hostname }) => [id, hostname ?? id]));
  const nameOf = new Map(whole.frameworks.map(({ id, name }) => [id, name]));
  return [
    { head: 'ID', cell: ({ id }) => id },
    { head: 'STATE', cell: ({ state }) => state },
    { head: 'FRAMEWORK', cell: ({ frameworkId }) => nameOf.get(frameworkId) ?? frameworkId },
    { head: 'AGENT', cell: ({ agentId }) => hostOf.get(agentId) ?? agentId },
    { head: 'CPUS', cell: ({ amounts }) => number(amounts.cpus) },
    { head: 'MEM', cell: ({ amounts }) => `${number(amounts.mem)} MiB` },
    { head: 'PORTS', cell: ({ ports }) => ports },
    { head: 'AGE', cell: ({ since }) => ageText(since, now) },
    { head: 'ROLE', cell: ({ role }) => role, wide: true },
    { head: 'NAME', cell: ({ name }) => name, wide: true },
    { head: 'FRAMEWORK ID', cell: ({ frameworkId }) => frameworkId, wide: true },
    { head: 'AGENT ID', cell: ({ agentId }) => agentId, wide: true },
    { head: 'MESSAGE', cell: ({ message }) => message, wide: true },
  ];
}

/** As people write numbers: three digits behind the point at most. */
export const number = (value: number) => String(Math.round(value * 1000) / 1000);
