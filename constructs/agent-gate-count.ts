import { Annotations, Aspects } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { gateCountProblem, type ShuffleGate } from '../src/domain/agent/shuffle-gate';
import { problemText } from '../src/domain/core/problem';
import { servicesOn } from './declared-services';

/**
 * Warns where the gate of a group waits for another number of services than are declared on it. Services come after
 * their agents, so that this is known only when the whole program is: an aspect runs then, and a warning of a
 * validation would come too late.
 */
export function compareGate(group: Construct, gate: ShuffleGate): void {
  let told = false;
  Aspects.of(group).add({
    visit(node: IConstruct): void {
      if (node !== group || told) return;
      told = true;
      const problem = gateCountProblem(gate, servicesOn(group));
      if (problem !== undefined) Annotations.of(group).addWarning(problemText(problem));
    },
  });
}
