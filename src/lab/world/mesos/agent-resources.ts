import { Ranges } from '../../../domain/core/ranges';
import { type ResourceJson, Resources } from '../../../domain/mesos/resources';
import type { Portion } from './portions';

/** What an agent of the lab finds of each resource that its `--resources` do not name. */
export const DETECTED = 'cpus:8;mem:15360;disk:102400;ports:[31000-32000]';

/**
 * What an agent with these `--resources` (text or JSON) offers, in the order in which they were written.
 * Resources without a role fall to the default role; those not named at all are detected: `machine` has them.
 * @throws ProblemError where the agent would refuse to start
 */
export function agentResources(value: string, defaultRole: string, machine = DETECTED): readonly Portion[] {
  const given = Resources.parse(value, defaultRole);
  const named = new Set(given.names());
  const detected = Resources.parse(machine, defaultRole)
    .toJson()
    .filter((item) => !named.has(item.name));
  return [...given.toJson(), ...detected].map(portion);
}

function portion(item: ResourceJson): Portion {
  const base = { name: item.name, role: item.reservations?.at(-1)?.role ?? item.role ?? '*' };
  switch (item.type) {
    case 'SCALAR':
      return { ...base, type: 'SCALAR', value: item.scalar.value };
    case 'RANGES':
      return {
        ...base,
        type: 'RANGES',
        ranges: Ranges.of(...item.ranges.range.map(({ begin, end }) => [begin, end] as const)),
      };
    case 'SET':
      return { ...base, type: 'SET', items: item.set.item };
  }
}
