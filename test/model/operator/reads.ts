import { Ranges } from '../../../src/domain/core/ranges';
import type {
  AgentPorts,
  AgentView,
  ClusterView,
  MarathonApp,
  PortsOfApp,
  QueuedApp,
} from '../../../src/operator/ports';
import { usedSlots } from '../world/agents';
import { factsOf } from '../world/definition';
import { slotOf } from '../world/draft';
import { agentId, deploymentId, FIRST_PORT, hostName, names, taskId } from '../world/names';
import { type Deployment, has, type State, type Task } from '../world/state';

/** What one task takes. */
export const CPUS = 0.5;
export const MEM = 1024;

/** Slots of a mask; a reservation has three at most. */
const SLOTS = [0, 1, 2];
const portsOf = (mask: number) =>
  Ranges.of(
    ...SLOTS.filter((i) => has(mask, i)).map((i): [number, number] => [FIRST_PORT + i, FIRST_PORT + i]),
  );
const countOf = (mask: number) => portsOf(mask).size;

/** What the master's client makes of its agents, or of these alone. */
export function view(state: State, only?: readonly string[]): ClusterView {
  const found = viewOfAll(state);
  if (found.is === 'unknown' || !only) return found;
  const isAsked = ({ id }: { readonly id: string }) => only.includes(id);
  return { ...found, agents: found.agents.filter(isAsked), recovered: found.recovered.filter(isAsked) };
}

function viewOfAll(state: State): ClusterView {
  if (state.master === 'unread')
    return { is: 'unknown', reason: 'MasterRecovering', message: 'the leader has not read its registry' };
  const agents = state.agents.flatMap((agent, host): AgentView[] => {
    if (agent.at !== 'here') return [];
    const used = usedSlots(state, host);
    const amounts = (count: number, ports: Ranges) => ({
      cpus: CPUS * count,
      mem: MEM * count,
      disk: 0,
      ports,
    });
    return [
      {
        id: agentId(host, agent.gen),
        hostname: hostName(host),
        active: !agent.deactivated,
        deactivated: agent.deactivated,
        draining: false,
        maintenance: false,
        attributes: {},
        gpus: 0,
        unreserved: { cpus: 0, mem: 0 },
        reserved: state.hidden ? {} : { shuffle: amounts(state.slots, portsOf((1 << state.slots) - 1)) },
        used: () => amounts(countOf(used), portsOf(used)),
        usedPorts: () => portsOf(used),
        hidesResources: state.hidden,
      },
    ];
  });
  const recovered = state.agents.flatMap(({ at, gen }, host) =>
    at === 'recovered' ? [{ id: agentId(host, gen), hostname: hostName(host) }] : [],
  );
  return { is: 'known', masterId: 'm', agents, recovered };
}

export function viewKey(state: State, only?: readonly string[]): string {
  if (state.master === 'unread') return 'unread';
  let key = state.hidden ? 'hidden' : '';
  state.agents.forEach(({ at, deactivated, gen }, host) => {
    if (only && !only.includes(agentId(host, gen))) return;
    if (at === 'here') key += `,${host}.${gen}${deactivated ? 'd' : ''}${usedSlots(state, host)}`;
    else if (at === 'recovered') key += `,${host}.${gen}r`;
  });
  return key;
}

export const goneIds = (state: State) =>
  new Set(
    state.agents.flatMap(({ gone }, host) =>
      [0, 1, 2, 3, 4].filter((gen) => has(gone, gen)).map((gen) => agentId(host, gen)),
    ),
  );

const STATES = {
  waiting: 'TASK_KILLED',
  staging: 'TASK_STAGING',
  running: 'TASK_RUNNING',
  killing: 'TASK_KILLING',
  lost: 'TASK_UNREACHABLE',
} as const;

const listed = (state: State, app: number) =>
  state.tasks.filter((task) => task.app === app && task.life !== 'waiting');

export function app(state: State, id: string): MarathonApp | undefined {
  const found = state.apps.find((one) => one.id === names.of(id));
  if (!found) return undefined;
  const { slot } = factsOf(found.definition);
  return {
    id,
    instances: found.instances,
    definition: JSON.parse(names.text(found.definition)) as Record<string, unknown>,
    tasks: listed(state, found.id).map((task) => ({
      id: taskId(task.app, task.host, task.gen, task.n),
      host: hostName(task.host),
      agentId: agentId(task.host, task.gen),
      state: STATES[task.life],
      ports: [FIRST_PORT + slot],
      ...(task.health === 'unknown' ? {} : { healthy: task.health === 'good' }),
    })),
    deployments: deploymentsOf(state, found.id),
  };
}

export function appKey(state: State, id: string): string {
  const number = names.of(id);
  const found = state.apps.find((one) => one.id === number);
  if (!found) return '';
  let key = `${found.definition} ${found.instances}`;
  for (const task of state.tasks) if (task.app === number && task.life !== 'waiting') key += taskKey(task);
  return `${key};${deploymentsOf(state, number)}`;
}

const taskKey = ({ app: id, host, gen, n, life, health }: Task) =>
  `,${taskId(id, host, gen, n)} ${life} ${health}`;

export const idOf = ({ app: id, n, kind }: Deployment) => deploymentId(id, n, kind);

const deploymentsOf = (state: State, id: number) =>
  state.deployments.filter((one) => one.app === id).map(idOf);

export function queue(state: State): ReadonlyMap<string, QueuedApp> {
  const counts = new Map<string, QueuedApp>();
  for (const { id } of state.apps) {
    const count = state.tasks.filter((task) => task.app === id && task.life === 'waiting').length;
    if (count > 0) counts.set(names.text(id), { count, reasons: [] });
  }
  return counts;
}

export const queueKey = (state: State) => [...queue(state)].map(([id, { count }]) => `${id} ${count}`).join();

export function allPorts(state: State): readonly PortsOfApp[] {
  const ours = state.apps.map(
    ({ id, definition }): PortsOfApp => ({
      id: names.text(id),
      wanted: [FIRST_PORT + factsOf(definition).slot],
      held: listed(state, id).map((task) => FIRST_PORT + slotOf(task)),
    }),
  );
  const foreign = state.agents.reduce((mask, agent) => mask | agent.foreign, 0);
  const held = SLOTS.filter((i) => has(foreign, i)).map((i) => FIRST_PORT + i);
  return foreign === 0 ? ours : [...ours, { id: '/stranger', wanted: [], held }];
}

/** What agents say of their ports; only those that are here answer. */
export function healthOf(state: State, hosts: readonly string[]): ReadonlyMap<string, AgentPorts> {
  return new Map(
    hosts.map((name): [string, AgentPorts] => {
      const host = Number(name.slice(1));
      const agent = state.agents[host];
      if (!agent || (agent.at !== 'here' && agent.at !== 'recovered'))
        return [name, { is: 'unknown', reason: 'AgentSilent', message: `${name} does not answer` }];
      const used = usedSlots(state, host);
      const ports = new Map(
        SLOTS.slice(0, state.slots).map((i) => [
          FIRST_PORT + i,
          { listening: has(used, i), connections: has(agent.users, i) ? 1 : 0, cleaner: 'alive' as const },
        ]),
      );
      return [name, { is: 'known', ports }];
    }),
  );
}
