import type { Problem } from '../../domain/core/problem';
import type { MachineState, Machines } from '../../operator/ports';
import { type Forgettable, nameOf } from './agent';

/**
 * Why the provider's word is against it: the agent's machine is there, or nobody knows.
 * @param noted ids of the machines on which the operator has seen the agent; without any its address is looked up
 */
export async function machineProblem(
  { agent, others }: Forgettable,
  noted: readonly string[],
  machines: Machines,
): Promise<Problem | undefined> {
  const wanted = 'a machine that has ended';
  const at = nameOf(agent);
  const silent = (message: string): Problem => {
    const fix = 'see to EC2; or leave --machines out, if you know that it has ended';
    return { at, found: `no word of its machine: ${message}`, wanted, fix };
  };
  if (noted.length > 0) {
    const answer = await machines.states(noted);
    if (answer.is === 'unknown') return silent(answer.message);
    const there = [...answer.states].find(([, one]) => one.is === 'there');
    return there && { at, found: thereText(there), wanted, fix: 'end the machine first' };
  }
  const { hostname } = agent;
  // Whoever registered anew under the hostname has its address.
  if (hostname === undefined || others.some(({ state }) => state === 'active')) return undefined;
  const answer = await machines.at([hostname]);
  if (answer.is === 'unknown') return silent(answer.message);
  const [machine] = answer.machines.get(hostname) ?? [];
  if (!machine) return undefined;
  const found = `the machine ${machine.id} at its address${machine.running ? '' : ', which does not run'}`;
  const fix = 'end the machine first; if it is another one by now, leave --machines out';
  return { at, found, wanted, fix };
}

function thereText([id, state]: readonly [string, MachineState]): string {
  return state.is === 'unlisted' ? id : `its machine ${id}: ${state.because}`;
}
