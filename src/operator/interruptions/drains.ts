import { foreignText } from '../../domain/core/foreign-text';
import {
  type AgentDrainManifest,
  API_VERSION,
  agentDrainManifest,
  type Interruption,
  parseBySchema,
} from '../../manifest';
import type { AgentView, ClusterView } from '../ports';

export type Drain = NonNullable<Interruption['drains']>[number];

/** What a drain says of its reason, at most (`spec.because`). */
const LONGEST = 500;

/** The agents that call themselves by one of a machine's addresses, each with a name for its drain. */
export function drainsOn(
  machine: string,
  hosts: readonly string[],
  view: Extract<ClusterView, { is: 'known' }>,
): readonly Drain[] {
  const on = <A extends Pick<AgentView, 'id' | 'hostname'>>(agents: readonly A[]) =>
    agents.filter(({ hostname }) => hosts.includes(hostname));
  const registered = on(view.agents);
  // What the registry alone knows under the same address is an earlier agent, where one is registered.
  const found = registered.length > 0 ? registered : on(view.recovered);
  return found
    .map(({ id: agentId, hostname }) => ({ agentId, hostname }))
    .sort((a, b) => (a.agentId < b.agentId ? -1 : 1))
    .map((one, i) => ({ name: i === 0 ? machine : `${machine}-${i + 1}`, ...one }));
}

/** One for each agent; the same interruption gives the same bytes. */
export function drainManifests(machine: string, one: Interruption): readonly AgentDrainManifest[] {
  const { drains = [], deadlineAt, ends, quietSeconds, markGone, causes } = one;
  const because = foreignText(`${machine}: ${causes.map((cause) => cause.because).join('; ')}`, LONGEST);
  return drains.map(({ name, agentId }) =>
    parseBySchema(agentDrainManifest, {
      apiVersion: API_VERSION,
      kind: 'AgentDrain',
      metadata: { name },
      spec: {
        agent: agentId,
        ...(deadlineAt === undefined ? {} : { deadlineAt }),
        ...(quietSeconds === undefined ? {} : { quietSeconds }),
        ...(markGone ? { markGone } : {}),
        terminate: ends,
        because,
      },
    }),
  );
}
