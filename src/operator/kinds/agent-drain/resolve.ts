import type { ClusterView } from '../../ports';
import type { Resolved } from './model';

/** By its id, else by its hostname, where only one agent has it. */
export function resolve(name: string, view: Extract<ClusterView, { is: 'known' }>): Resolved {
  const known = [...view.agents, ...view.recovered].map(({ id, hostname }) => ({ id, hostname }));
  const byId = known.find(({ id }) => id === name);
  const found = byId ? [byId] : known.filter(({ hostname }) => hostname === name);
  const [first, ...others] = found;
  if (!first) {
    const message = `no agent is registered whose hostname or id is ${name}; the drain begins once there is one, or delete it`;
    return { is: 'not', reason: 'AgentNotFound', message };
  }
  if (others.length === 0) return { is: 'found', agentId: first.id, hostname: first.hostname };
  const ids = found.map(({ id }) => id).sort();
  const message = `${found.length} agents have the hostname ${name} (${ids.join(', ')}): name one by its id in spec.agent; nothing is done`;
  return { is: 'not', reason: 'AgentAmbiguous', message };
}
