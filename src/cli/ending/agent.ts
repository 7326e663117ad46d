import { type Problem, ProblemError } from '../../domain/core/problem';
import type { AgentFacts, Cluster } from '../reading/cluster';
import { isAgent, unknown } from '../reading/cluster-filters';

/** An agent that may be forgotten, and others of its hostname that are none of it. */
export interface Forgettable {
  readonly agent: AgentFacts;
  readonly others: readonly AgentFacts[];
}

/** Not connected: the master waits for it, or has given it up. */
const AWAY: readonly AgentFacts['state'][] = ['inactive', 'recovered', 'unreachable'];

/** `…-S12`: the master's own form of ids. */
const AGENT_ID = /^[0-9a-f-]{36}-S\d+$/;

/**
 * The one agent that is away, by id or hostname. An id that no list names may be one that the master has given up
 * and that had no task: the master itself says whether it knows it.
 * @throws ProblemError where it is connected, several are meant, or none
 */
export function agentToForget(cluster: Cluster, word: string): Forgettable {
  const found = cluster.agents.filter((one) => isAgent(one, word));
  if (found.length === 0) {
    if (AGENT_ID.test(word)) return { agent: { id: word, state: 'unreachable' }, others: [] };
    const names = cluster.agents.flatMap(({ hostname, id }) => [id, hostname ?? []].flat());
    const wanted =
      'an agent that the master knows, by hostname or id; one without tasks that is away by id alone';
    throw new ProblemError([unknown('AGENT', word, wanted, names)]);
  }
  const away = found.filter(({ state }) => AWAY.includes(state));
  const [agent, ...more] = away;
  if (!agent) throw new ProblemError(found.map(connectedProblem));
  if (more.length > 0) {
    const list = away.map(({ id, state }) => `\n  ${id}, ${state}`).join('');
    const wanted = `the id of one of them:${list}`;
    throw new ProblemError([
      { at: 'AGENT', found: `${away.length} agents of that hostname that are away`, wanted },
    ]);
  }
  const { hostname } = agent;
  const others = cluster.agents.filter(
    (one) => one !== agent && hostname !== undefined && one.hostname === hostname,
  );
  return { agent, others };
}

export const nameOf = ({ id, hostname }: AgentFacts) => (hostname === undefined ? id : `${hostname} (${id})`);

export function connectedProblem(agent: AgentFacts): Problem {
  const { state } = agent;
  const [found, fix] =
    state === 'active'
      ? ['it is connected', 'end its machine first, or take it out of service with mesos-spark drain']
      : [`it is ${state}, and may be connected`, 'end its machine and wait until the master has given it up'];
  return { at: nameOf(agent), found, wanted: 'an agent that is away for good', fix };
}
