import type { AgentDrainState } from '../../../manifest';
import type { World } from '../../engine/kind';
import type { ClusterView } from '../../ports';
import type { Fate, Place } from './model';

type Seeing = Pick<World, 'machines'>;

/**
 * The one machine that has the address of a connected agent, where only reservations will keep it from offers. Once it
 * has ended nobody can ask for it by that address.
 */
export async function machineOf(
  agentId: string,
  view: Extract<ClusterView, { is: 'known' }>,
  { machines }: Seeing,
): Promise<string | undefined> {
  const agent = view.agents.find(({ id }) => id === agentId);
  if (!machines || view.deactivates || !agent?.active) return undefined;
  const { hostname } = agent;
  if (view.agents.some((one) => one.hostname === hostname && one.id !== agentId)) return undefined;
  const answer = await machines.at([hostname]);
  const [first, ...others] = answer.is === 'known' ? (answer.machines.get(hostname) ?? []) : [];
  return first?.running && others.length === 0 ? first.id : undefined;
}

/** Whether an agent that its reservations keep out can come back with them, once nobody declares its drain any more. */
export async function fateOf(
  { machine }: AgentDrainState,
  place: Place,
  { machines }: Seeing,
): Promise<Fate> {
  if (place.is === 'gone') return { is: 'gone' };
  if (machine === undefined || !machines) return { is: 'stays' };
  const answer = await machines.states([machine]);
  if (answer.is === 'unknown') {
    return { is: 'unclear', because: `whether ${machine} has ended is not known: ${answer.message}` };
  }
  const state = answer.states.get(machine);
  if (state?.is !== 'ended') return { is: 'stays' };
  if (place.is === 'away') return { is: 'gone' };
  return { is: 'unclear', because: `${state.because}, and the master is yet to say that its agent is away` };
}
