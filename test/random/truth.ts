import type { Ranges } from '../../src/domain/core/ranges';
import { type Instance, isLaunched, isLost } from '../../src/lab/world/marathon/instance';
import { type Agent, isActive, isReachable } from '../../src/lab/world/mesos/agent';
import { rangesOf, scalarOf } from '../../src/lab/world/mesos/portions';
import type { World } from '../../src/lab/world/world';

export const ROLE = 'shuffle';

/** What a task holds on an agent. */
interface Seat {
  readonly appId: string;
  readonly ports: Ranges;
  readonly cpus: number;
  readonly mem: number;
}

export interface AgentTruth {
  readonly id: string;
  readonly host: string;
  /** Offers of it are made. */
  readonly usable: boolean;
  /** Known from the registry only. */
  readonly recovered: boolean;
  /** Since when it is as it is, as far as registrations tell. */
  readonly since: number;
  readonly ports: Ranges;
  readonly cpus: number;
  readonly mem: number;
  readonly seats: readonly Seat[];
}

export interface AppTruth {
  readonly id: string;
  readonly instances: number;
  readonly port: number;
  readonly cpus: number;
  readonly mem: number;
  /** Hosts of tasks that start or run. */
  readonly live: ReadonlySet<string>;
  /** Hosts of tasks that run and are healthy. */
  readonly healthy: ReadonlySet<string>;
  /** Slots that lost tasks hold. */
  readonly held: number;
  readonly deployments: readonly string[];
}

/** The world as it really is at one moment. */
export interface Truth {
  readonly at: number;
  readonly agents: readonly AgentTruth[];
  readonly apps: ReadonlyMap<string, AppTruth>;
}

/** @param drained ids of agents that a drain has taken out of service. @default - none */
export function truthOf(world: World, drained: ReadonlySet<string> = new Set()): Truth {
  const { cluster, marathon } = world;
  const agents = cluster
    .all()
    .filter(({ presence }) => presence === 'registered' || presence === 'recovered')
    .map((agent) => agentTruth(world, agent, drained));
  const apps = [...marathon.core.root.apps.keys()].map((id) => [id, appTruth(world, id)] as const);
  return { at: world.timeline.now, agents, apps: new Map(apps) };
}

function agentTruth({ cluster, marathon }: World, agent: Agent, drained: ReadonlySet<string>): AgentTruth {
  const { id, hostname: host, resources, presence } = agent;
  const seats = cluster.tasks.of(id).map((task) => ({
    appId: marathon.core.tracker.byTask(task.id)?.appId ?? task.name,
    ports: rangesOf(task.portions, 'ports'),
    cpus: scalarOf(task.portions, 'cpus', ROLE),
    mem: scalarOf(task.portions, 'mem', ROLE),
  }));
  return {
    id,
    host,
    usable: isReachable(agent) && isActive(agent) && agent.drain === undefined && !drained.has(id),
    recovered: presence === 'recovered',
    since: agent.reregisteredAt ?? agent.registeredAt,
    ports: rangesOf(resources, 'ports', ROLE),
    cpus: scalarOf(resources, 'cpus', ROLE),
    mem: scalarOf(resources, 'mem', ROLE),
    seats,
  };
}

function appTruth({ cluster, marathon }: World, id: string): AppTruth {
  const { core, deployments } = marathon;
  const definition = core.root.apps.get(id)?.definition;
  const instances = core.tracker.of(id);
  const there = instances.filter((one) => isLaunched(one) && !isLost(one));
  const isHealthy = ({ task, goal }: Instance) => {
    const found = task && cluster.tasks.find(task.id);
    return goal === 'Running' && found?.actual === 'TASK_RUNNING' && found.healthy === true;
  };
  const hosts = (list: readonly Instance[]) => new Set(list.flatMap(({ task }) => task?.host ?? []));
  return {
    id,
    instances: definition?.instances ?? 0,
    port: definition?.portDefinitions?.[0]?.port ?? 0,
    cpus: definition?.cpus ?? 0,
    mem: definition?.mem ?? 0,
    live: hosts(there),
    healthy: hosts(there.filter(isHealthy)),
    held: instances.filter((one) => one.goal === 'Running' && isLost(one)).length,
    deployments: deployments.of(id).map(({ plan }) => plan.id),
  };
}

type Wanted = Pick<AppTruth, 'id' | 'port' | 'cpus' | 'mem'>;

/** Should have a task of the app: usable, and the reservation would hold it. */
export function isEligible(agent: AgentTruth, { port, cpus, mem }: Wanted): boolean {
  return agent.usable && agent.ports.has(port) && agent.cpus >= cpus && agent.mem >= mem;
}

/** Something else uses what a task of the app would need. */
export function isBlocked(agent: AgentTruth, { id, port, cpus, mem }: Wanted): boolean {
  const others = agent.seats.filter(({ appId }) => appId !== id);
  const free = (total: number, of: (seat: Seat) => number) =>
    others.reduce((left, one) => left - of(one), total);
  return (
    others.some(({ ports }) => ports.has(port)) ||
    free(agent.cpus, (one) => one.cpus) < cpus ||
    free(agent.mem, (one) => one.mem) < mem
  );
}

/** How many instances the world could take, at the one moment or the other. */
export function capacity(app: Wanted, truths: readonly Truth[]): number {
  const hosts = new Set<string>();
  let held = 0;
  for (const truth of truths) {
    const seen = truth.apps.get(app.id);
    held = Math.max(held, seen?.held ?? 0);
    for (const host of seen?.live ?? []) hosts.add(host);
    for (const agent of truth.agents) {
      if (isEligible(agent, app) && !isBlocked(agent, app)) hosts.add(agent.host);
    }
  }
  return hosts.size + held;
}
