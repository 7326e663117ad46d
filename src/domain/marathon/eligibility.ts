import type { Ranges } from '../core/ranges';
import type { MarathonApp } from './app';
import { meetsConstraints, type Placement } from './constraint';

/** Amounts of one role on one agent. Memory and disk in MiB, as Mesos counts them. */
export interface RoleAmounts {
  readonly cpus: number;
  readonly mem: number;
  readonly disk: number;
  readonly ports: Ranges;
}

/** What of an agent decides whether Marathon places a task there. */
export interface PlacementAgent extends Placement {
  /** By which a drain names it. */
  readonly id?: string;
  /** False while its socket is lost or it is deactivated. */
  readonly active: boolean;
  readonly deactivated: boolean;
  readonly draining: boolean;
  /** A maintenance window of the master's schedule names it: Marathon declines its offers. */
  readonly maintenance: boolean;
  readonly gpus: number;
  /** Reserved by role. */
  readonly reserved: Readonly<Record<string, RoleAmounts>>;
  /** Of `reserved[role]`, what tasks use now. */
  used(role: string): RoleAmounts;
  /** Every port that some task on the agent uses, whatever its role. */
  usedPorts(): Ranges;
}

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
  /** Agents on which nothing is to be started, by id, with the name of the drain. @default - none */
  readonly drained?: ReadonlyMap<string, string> | undefined;
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
export function verdict(agent: PlacementAgent, need: Need, seat: Seat): Verdict {
  const because = drainedBy(agent, need) ?? unfit(agent, need, seat.region) ?? unreserved(agent, need);
  if (because !== undefined) return { is: 'no', because };
  if (seat.taken) return ELIGIBLE;
  const inUse = used(agent, need);
  return inUse === undefined ? ELIGIBLE : { is: 'blocked', because: inUse };
}

/** Our own reason: whether or not Marathon would still be offered anything of the agent. */
function drainedBy({ id }: PlacementAgent, { drained }: Need): string | undefined {
  const name = id === undefined ? undefined : drained?.get(id);
  return name === undefined ? undefined : `drained by AgentDrain/${name}`;
}

/** Marathon's own reasons to leave an agent alone (domain.md 2.4). */
function unfit(agent: PlacementAgent, need: Need, region: string | undefined): string | undefined {
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

function unreserved(agent: PlacementAgent, need: Need): string | undefined {
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

function used(agent: PlacementAgent, need: Need): string | undefined {
  if (agent.usedPorts().has(need.port)) return `port ${need.port} is used by another task`;
  const reserved = agent.reserved[need.role];
  const inUse = agent.used(need.role);
  for (const name of ['cpus', 'mem', 'disk'] as const) {
    const free = (reserved?.[name] ?? 0) - inUse[name];
    if (free + EPSILON < need[name])
      return `${Math.round(free * 1000) / 1000} ${name} of ${need.role} free, the task needs ${need[name]}`;
  }
  return undefined;
}
