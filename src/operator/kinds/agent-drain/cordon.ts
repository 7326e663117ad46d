import type { AgentDrainState } from '../../../manifest';
import type { AgentView, ClusterView } from '../../ports';

/** Below both nothing is offered of an agent (`MIN_CPUS`, `MIN_MEM` of Mesos' allocator). In MiB. */
const LEAST_CPUS = 0.01;
const LEAST_MEM = 32;

/** What keeps offers of an agent away, decided as its drain begins. */
export function cordonFor(
  agentId: string,
  view: Extract<ClusterView, { is: 'known' }>,
  others: readonly Pick<AgentDrainState, 'agentId' | 'cordon'>[],
): AgentDrainState['cordon'] {
  // What another drain has done is undone by whichever of them ends last.
  const other = others.find((one) => one.agentId === agentId);
  if (other) return other.cordon;
  const agent = view.agents.find(({ id }) => id === agentId);
  if (agent?.deactivated || agent?.draining) return 'Found';
  return ours(view);
}

export const ours = (view: ClusterView): 'Deactivate' | 'Reserve' =>
  view.is === 'known' && view.deactivates ? 'Deactivate' : 'Reserve';

/** Whether frameworks may be offered something of the agent that is nobody's. */
export function isOpen(agent: AgentView, { cordon }: Pick<AgentDrainState, 'cordon'>): boolean {
  if (agent.deactivated || agent.draining) return false;
  if (cordon !== 'Reserve') return true;
  const used = agent.used('*');
  return agent.unreserved.cpus - used.cpus >= LEAST_CPUS || agent.unreserved.mem - used.mem >= LEAST_MEM;
}
