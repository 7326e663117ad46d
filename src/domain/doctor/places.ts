import { Ranges } from '../core/ranges';
import {
  needOf,
  type PlacementAgent,
  type RoleAmounts,
  type Verdict,
  verdict,
} from '../marathon/eligibility';
import type { AgentSight, Agents } from './parts';
import type { ServiceApp } from './service-app';

/** The roles whose resources Marathon gives the app; what nobody reserved is the role `*`. */
export function acceptedRoles({ app }: ServiceApp, own: string): readonly string[] {
  const said = app.acceptedResourceRoles;
  if (said && said.length > 0) return said;
  return [...new Set(['*', app.role ?? own])];
}

const NOTHING: RoleAmounts = { cpus: 0, mem: 0, disk: 0, ports: Ranges.empty };

/** What an agent has of one role. */
export function ofRole(agent: AgentSight, role: string): RoleAmounts {
  return role === '*' ? agent.unreserved : (agent.reserved[role] ?? NOTHING);
}

function sum(amounts: readonly RoleAmounts[]): RoleAmounts {
  return amounts.reduce(
    (a, b) => ({
      cpus: a.cpus + b.cpus,
      mem: a.mem + b.mem,
      disk: a.disk + b.disk,
      ports: a.ports.plus(b.ports),
    }),
    NOTHING,
  );
}

/** The agent as the app sees it: what it may take of all roles, under one name. */
function seenBy(agent: AgentSight, roles: readonly string[]): PlacementAgent {
  const name = roles.join(' or ');
  return {
    ...agent,
    reserved: { [name]: sum(roles.map((role) => ofRole(agent, role))) },
    used: () => sum(roles.map((role) => agent.used(role))),
    usedPorts: () => agent.usedPorts(),
  };
}

/** Whether Marathon would place a task of this service on an agent, or why not. */
export function placeOn(service: ServiceApp, agent: AgentSight, { own, region }: Around): Verdict {
  const roles = acceptedRoles(service, own);
  const need = needOf(service.app, roles.join(' or '));
  const asks = service.app['requirePorts'] === true && service.declaredPort !== undefined;
  const seen = seenBy(agent, roles);
  const held = seen.reserved[need.role];
  // Without a fixed port any of the accepted ones will do.
  const port = asks ? need.port : (held?.ports.toArray()[0]?.[0] ?? 0);
  const taken = service.hosts.has(agent.hostname);
  return verdict(seen, { ...need, port }, { taken, ...(region === undefined ? {} : { region }) });
}

export interface Around {
  /** `--mesos_role` of Marathon. */
  readonly own: string;
  /** The master's region. */
  readonly region?: string | undefined;
}

/** Hostnames on which the service has a task or could have one. */
export function eligibleHosts(service: ServiceApp, agents: Agents, own: string): ReadonlySet<string> {
  const around = { own, region: agents.region };
  const fit = agents.list.filter((agent) => placeOn(service, agent, around).is === 'eligible');
  return new Set([...fit.map(({ hostname }) => hostname), ...service.hosts]);
}

/** Roles, other than `*`, that somebody runs a shuffle service with. */
export function serviceRoles(services: readonly ServiceApp[], own: string): readonly string[] {
  const roles = services.flatMap((one) => acceptedRoles(one, own)).filter((role) => role !== '*');
  return [...new Set(roles)];
}

/** At most so many names, and how many more there are. */
export function named(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** One row a thing that several share: its text, and who they are. */
export function grouped<T>(all: readonly T[], by: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
}
