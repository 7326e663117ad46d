import type { MarathonApp } from '../../../domain/marathon/app';
import { meetsConstraints } from '../../../domain/marathon/constraint';
import type { AgentView, ClusterView } from '../../ports';

/** What a task needs of an agent. Memory and disk in MiB. */
export interface Need {
  readonly role: string;
  readonly port: number;
  readonly cpus: number;
  readonly mem: number;
  readonly disk: number;
  readonly constraints: readonly (readonly string[])[];
  /** True where Marathon places the app on agents with GPUs, too. */
  readonly onGpus: boolean;
  /** True where the app names regions or zones; only then are remote regions used. */
  readonly anyRegion: boolean;
}

/** Read from the app itself, not from the manifest: this is what Marathon matches with offers. */
export function needOf(app: MarathonApp, role: string): Need {
  const constraints = app.constraints ?? [];
  const gpus = app['gpus'];
  return {
    role,
    port: app.portDefinitions?.[0]?.port ?? 0,
    cpus: app.cpus ?? 0,
    mem: app.mem ?? 0,
    disk: typeof app['disk'] === 'number' ? app['disk'] : 0,
    constraints,
    onGpus:
      (typeof gpus === 'number' && gpus > 0) || app.labels?.['GPU_SCHEDULING_BEHAVIOR'] === 'unrestricted',
    anyRegion: constraints.some(([field]) => field === '@region' || field === '@zone'),
  };
}

/**
 * `blocked`: the agent should have a task, but something else uses what is reserved for it, so that none would
 * be placed now: it is missed, and not counted into the target.
 */
export type Verdict =
  | { readonly is: 'eligible' }
  | { readonly is: 'blocked'; readonly because: string }
  | { readonly is: 'no'; readonly because: string };

const ELIGIBLE: Verdict = { is: 'eligible' };

export interface Seat {
  /** The master's region. */
  readonly region?: string;
  /** A task of ours runs there: what is used is used by it. */
  readonly taken: boolean;
}

/** Whether Marathon would place a task of ours on this agent, and why not. */
export function verdict(agent: AgentView, need: Need, seat: Seat): Verdict {
  const because = unfit(agent, need, seat.region) ?? unreserved(agent, need);
  if (because !== undefined) return { is: 'no', because };
  if (seat.taken) return ELIGIBLE;
  const inUse = used(agent, need);
  return inUse === undefined ? ELIGIBLE : { is: 'blocked', because: inUse };
}

/** Marathon's own reasons to leave an agent alone (domain.md 2.4). */
function unfit(agent: AgentView, need: Need, region: string | undefined): string | undefined {
  if (agent.draining) return 'draining';
  if (agent.deactivated) return 'deactivated';
  if (!agent.active) return 'not connected to the master';
  if (agent.maintenance) return 'in a maintenance window';
  if (agent.gpus > 0 && !need.onGpus) return 'has GPUs, which Marathon keeps for apps that ask for them';
  if (region !== undefined && agent.region !== undefined && agent.region !== region && !need.anyRegion) {
    return `in the remote region ${agent.region}`;
  }
  return meetsConstraints(need.constraints, agent) ? undefined : 'does not meet the constraints';
}

/** Room for rounding: Mesos counts to three digits. */
const EPSILON = 5e-4;

function unreserved(agent: AgentView, need: Need): string | undefined {
  const reserved = agent.reserved[need.role];
  if (!reserved) return `has no reservation for ${need.role}`;
  if (!reserved.ports.has(need.port)) return `port ${need.port} is not reserved for ${need.role}`;
  for (const name of ['cpus', 'mem', 'disk'] as const) {
    if (reserved[name] + EPSILON < need[name]) {
      return `${reserved[name]} ${name} reserved for ${need.role}, the task needs ${need[name]}`;
    }
  }
  return undefined;
}

function used(agent: AgentView, need: Need): string | undefined {
  if (agent.usedPorts().has(need.port)) return `port ${need.port} is used by another task`;
  const reserved = agent.reserved[need.role];
  const inUse = agent.used(need.role);
  for (const name of ['cpus', 'mem', 'disk'] as const) {
    const free = (reserved?.[name] ?? 0) - inUse[name];
    if (free + EPSILON < need[name])
      return `${free} ${name} of ${need.role} free, the task needs ${need[name]}`;
  }
  return undefined;
}

/**
 * Why nothing may be concluded about this role from this view, or undefined. Whether a principal may see a role
 * does not depend on the agent: if one agent shows the role, what others hide belongs to other roles.
 */
export function blindness(view: ClusterView, role: string): { reason: string; message: string } | undefined {
  if (view.is === 'unknown') return { reason: view.reason, message: view.message };
  if (view.agents.some((agent) => role in agent.reserved)) return undefined;
  const hiding = view.agents.filter((agent) => agent.hidesResources).length;
  if (hiding === 0) return undefined;
  return {
    reason: 'ReservationsHidden',
    message: `${hiding} of ${view.agents.length} agents have resources that the operator may not see, and none shows a reservation for ${role}; grant it VIEW_ROLE for ${role}`,
  };
}
