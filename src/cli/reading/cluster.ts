import type { HttpClient } from '../../io/http';
import { type FrameworkFacts, readFrameworkFacts, readTaskFacts, type TaskFacts } from '../../io/mesos-facts';
import { mesosOverHttp } from '../../io/mesos-http';
import type { AgentView } from '../../operator/ports';
import { type ServiceApp, type Services, serviceOfTask } from './service-apps';
import { asked, known } from './silent-server';

/** What the leading master says of its agents, frameworks and tasks, each with the others beside it. */
export interface Cluster {
  readonly masterId: string;
  readonly agents: readonly AgentFacts[];
  readonly frameworks: readonly FrameworkFacts[];
  readonly tasks: readonly TaskFacts[];
}

/**
 * `inactive`: its connection to the master is lost, its tasks go on. `recovered`: not heard of since another master
 * leads. `unreachable`: the master gave it up for now; it is known only by tasks that are lost with it.
 */
export type AgentState = 'active' | 'inactive' | 'deactivated' | 'draining' | 'recovered' | 'unreachable';

export interface AgentFacts {
  readonly id: string;
  /** Undefined where only lost tasks tell of it, and none of a shuffle service. */
  readonly hostname?: string;
  readonly state: AgentState;
  /** Absent of agents that are not registered. */
  readonly view?: AgentView;
}

/**
 * Three large reads, at once.
 * @param hosts hostnames by task, of agents that the master does not name any more
 * @throws ProblemError where the master does not answer
 */
export async function readCluster(client: HttpClient, hosts?: Services['hosts']): Promise<Cluster> {
  const [view, frameworks, tasks] = await Promise.all([
    known('mesos', mesosOverHttp(client).view()),
    asked('mesos', readFrameworkFacts(client)),
    asked('mesos', readTaskFacts(client)),
  ]);
  const registered = view.agents.map((one): AgentFacts => {
    const { id, hostname } = one;
    return { id, hostname, state: stateOf(one), view: one };
  });
  const recovered = view.recovered.map((one): AgentFacts => ({ ...one, state: 'recovered' }));
  const seen = new Set([...registered, ...recovered].map(({ id }) => id));
  const lost = tasks.filter(({ state, agentId }) => state === 'TASK_UNREACHABLE' && !seen.has(agentId));
  const unreachable = [...new Set(lost.map(({ agentId }) => agentId))].map((id): AgentFacts => {
    const [hostname] = lost
      .filter((task) => task.agentId === id)
      .flatMap((task) => hosts?.get(task.id) ?? []);
    return { id, state: 'unreachable', ...(hostname === undefined ? {} : { hostname }) };
  });
  const agents = [...registered, ...recovered, ...unreachable].sort(byHostname);
  return { masterId: view.masterId, agents, frameworks, tasks };
}

function stateOf({ active, deactivated, draining }: AgentView): AgentState {
  if (draining) return 'draining';
  if (deactivated) return 'deactivated';
  return active ? 'active' : 'inactive';
}

function byHostname(a: AgentFacts, b: AgentFacts): number {
  const [one, other] = [a, b].map(({ hostname = '\uffff', id }) => `${hostname} ${id}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

export const isLive = ({ completed, state }: TaskFacts) => !completed && state !== 'TASK_UNREACHABLE';

/** The cluster seen from one agent. */
export function tasksOn({ tasks }: Cluster, { id }: Pick<AgentFacts, 'id'>): readonly TaskFacts[] {
  return tasks.filter(({ agentId, completed }) => agentId === id && !completed);
}

/** Names of the shuffle services with a task there, those that are not the active version marked. */
export function servicesOn(
  cluster: Cluster,
  agent: AgentFacts,
  apps: readonly ServiceApp[],
): readonly string[] {
  const found = tasksOn(cluster, agent).flatMap((task) => {
    const app = serviceOfTask(task.id, apps);
    if (!app) return [];
    const lost = task.state === 'TASK_RUNNING' ? '' : ` (${task.state.replace(/^TASK_/, '').toLowerCase()})`;
    return [`${app.service}${app.role === 'active' ? '' : ` ${app.role}`}${lost}`];
  });
  return [...new Set(found)].sort();
}

/** Where executors of a framework run: hostnames, or ids of agents without one. */
export function agentsOf({ agents, tasks }: Cluster, frameworkId: string): readonly string[] {
  const ids = new Set(
    tasks.filter((one) => one.frameworkId === frameworkId && isLive(one)).map(({ agentId }) => agentId),
  );
  return agents.filter(({ id }) => ids.has(id)).map(({ hostname, id }) => hostname ?? id);
}

export function usedCpus({ tasks }: Cluster, frameworkId: string): number {
  return tasks
    .filter((one) => one.frameworkId === frameworkId && isLive(one))
    .reduce((sum, { amounts }) => sum + amounts.cpus, 0);
}
