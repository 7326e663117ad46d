import { AgentGroup } from '../../constructs/agent-group';
import type { AgentGroupProps } from '../../constructs/agent-group-props';
import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import { type SynthesizedStack, synthesize } from '../../constructs/testing';
import { attempt, problemText } from '../../src/domain/core/problem';
import { SHUFFLE } from './agent-boot';
import { dcosCluster } from './cluster';

/** The example's group, in a stack of its own. */
export function agentGroupStack(props: Partial<AgentGroupProps> = {}): SynthesizedStack {
  return synthesize((stack) => {
    new AgentGroup(stack, 'spark', {
      cluster: dcosCluster(stack),
      instanceType: 'i3.2xlarge',
      capacity: { min: 3, desired: 5, max: 50 },
      storage: EphemeralStorage.instanceStore({ fileSystem: 'xfs' }),
      reservations: [SHUFFLE],
      attributes: { workload: 'spark' },
      agentFlags: { gcDelay: '2days' },
      ...props,
    });
  });
}

/** The one resource of a type. */
export function only(stack: SynthesizedStack, type: string): Readonly<Record<string, unknown>> {
  const all = Object.values(stack.resources(type));
  if (all.length !== 1 || all[0] === undefined) throw new Error(`found ${all.length} of ${type}, wanted one`);
  return all[0];
}

/** What is wrong, one line a problem; fails where nothing is. */
export function problemsOf(make: () => unknown): readonly string[] {
  const made = attempt(make);
  if ('value' in made) throw new Error('found no problem, wanted some');
  return made.problems.map(problemText);
}
