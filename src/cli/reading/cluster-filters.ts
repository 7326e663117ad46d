import { nearMiss } from '../../domain/core/near-miss';
import { type Problem, rejectIf, shown } from '../../domain/core/problem';
import type { FrameworkFacts } from '../../io/mesos-facts';
import type { AgentFacts, Cluster } from './cluster';

/** As they stand on the command line. */
export interface ClusterFilters {
  /** Id or name. */
  readonly framework?: string;
  /** Hostname or id. */
  readonly agent?: string;
  readonly role?: string;
}

export const isAgent = ({ id, hostname }: AgentFacts, word: string) => id === word || hostname === word;
export const isFramework = ({ id, name }: FrameworkFacts, word: string) => id === word || name === word;

/**
 * The part of the cluster that the filters leave: agents with tasks of the framework, frameworks with tasks on the
 * agent, and the tasks that both are about; by role, agents with a reservation, frameworks in it, tasks of it.
 * @throws ProblemError where the master knows nothing of that name, with the nearest one
 */
export function filtered(cluster: Cluster, { framework, agent, role }: ClusterFilters): Cluster {
  const { agents, frameworks, tasks } = cluster;
  const problems: Problem[] = [];
  const frameworkIds =
    framework === undefined ? undefined : idsOf(frameworks, (one) => isFramework(one, framework));
  if (frameworkIds?.size === 0 && framework !== undefined) {
    const names = [...new Set(frameworks.map(({ name }) => name))];
    problems.push(
      unknown('--framework', framework, 'a framework that the master knows, by name or id', names),
    );
  }
  const agentIds = agent === undefined ? undefined : idsOf(agents, (one) => isAgent(one, agent));
  if (agentIds?.size === 0 && agent !== undefined) {
    const names = agents.flatMap(({ hostname }) => hostname ?? []);
    problems.push(unknown('--agent', agent, 'an agent that the master knows, by hostname or id', names));
  }
  rejectIf(problems);
  const left = tasks.filter(
    (one) =>
      (frameworkIds?.has(one.frameworkId) ?? true) &&
      (agentIds?.has(one.agentId) ?? true) &&
      (role === undefined || one.role === role),
  );
  const live = left.filter(({ completed }) => !completed);
  const [withAgents, withFrameworks] = [
    live.map(({ agentId }) => agentId),
    live.map((one) => one.frameworkId),
  ];
  return {
    ...cluster,
    agents: agents.filter(
      ({ id, view }) =>
        (agentIds?.has(id) ?? true) &&
        (frameworkIds === undefined || withAgents.includes(id)) &&
        (role === undefined || (view !== undefined && role in view.reserved)),
    ),
    frameworks: frameworks.filter(
      ({ id, roles }) =>
        (frameworkIds?.has(id) ?? true) &&
        (agentIds === undefined || withFrameworks.includes(id)) &&
        (role === undefined || roles.includes(role)),
    ),
    tasks: left,
  };
}

function idsOf<T extends { readonly id: string }>(
  list: readonly T[],
  is: (one: T) => boolean,
): ReadonlySet<string> {
  return new Set(list.filter(is).map(({ id }) => id));
}

export function unknown(at: string, word: string, wanted: string, names: readonly string[]): Problem {
  const near = nearMiss(word, names);
  return { at, found: shown(word), wanted, ...(near === undefined ? {} : { fix: `did you mean ${near}?` }) };
}
