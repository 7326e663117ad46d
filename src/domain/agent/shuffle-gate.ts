import { type Problem, shown } from '../core/problem';
import type { AgentFlags } from '../mesos/agent-flags';
import type { Attributes } from '../mesos/attributes';
import { isBefore } from '../mesos/mesos-release';
import type { StaticReservation } from '../mesos/static-reservation';
import type { PlatformRules } from './platform-rules';

/** Keeps Spark's executors away from an agent until its shuffle services answer. */
export interface ShuffleGate {
  /** How many services have to answer. */
  readonly services: number;
}

/** What an agent has once executors may come; published constraints ask for it. */
export const GATE_ATTRIBUTE: Attributes = { mesos_spark_shuffle: 'ready' };
export const GATE_NAME = 'mesos_spark_shuffle';

/** One of the services is enough for the applications that use it. */
export const DEFAULT_GATE: ShuffleGate = { services: 1 };

/** Where services that Marathon runs may be: the gate is about those. */
export function hasReservedPorts(reservations: readonly StaticReservation[]): boolean {
  return reservations.some(({ ports }) => !ports.isEmpty);
}

/**
 * Why agents cannot be given an attribute later on, or nothing. Before Mesos 1.5, and with the policy `equal`, an
 * agent that starts with another list of attributes ends instead.
 */
export function gateObstacle(rules: PlatformRules, flags: AgentFlags): string | undefined {
  const policy = givenPolicy(flags);
  if (policy !== undefined && policy !== 'additive') return `the reconfiguration policy ${shown(policy)}`;
  if (rules.name === 'dcos') return undefined;
  if (rules.mesos === undefined) return 'a cluster without version';
  return isBefore(rules.mesos, '1.5') ? `Mesos ${rules.mesos}` : undefined;
}

function givenPolicy({ reconfigurationPolicy, customFlags }: AgentFlags): string | undefined {
  return reconfigurationPolicy ?? customFlags?.['reconfiguration_policy'];
}

/** What an agent's flags have to say with a gate; DC/OS says it by itself. */
export function gateFlags(rules: PlatformRules, flags: AgentFlags): AgentFlags {
  if (rules.name === 'dcos' || givenPolicy(flags) !== undefined) return flags;
  return { ...flags, reconfigurationPolicy: 'additive' };
}

export function gateProblems(
  { services }: ShuffleGate,
  reservations: readonly StaticReservation[],
): readonly Problem[] {
  const ports = reservations.reduce((sum, one) => sum + one.ports.size, 0);
  if (ports === 0) {
    const wanted = 'a reservation with ports, where services may come';
    return [{ at: 'shuffleGate', found: 'no reserved ports', wanted }];
  }
  if (Number.isInteger(services) && services >= 1 && services <= ports) return [];
  const wanted = `a whole number from 1 to ${ports}, the ports that are reserved`;
  return [{ at: 'shuffleGate.services', found: shown(services), wanted }];
}

/** Whether the gate waits for as many services as are declared, of which there may be more elsewhere if none is here. */
export function gateCountProblem(
  { services }: ShuffleGate,
  declared: readonly string[],
): Problem | undefined {
  if (declared.length === 0 || declared.length === services) return undefined;
  const fix =
    services < declared.length
      ? `executors may come before their own service answers; say shuffleGate: { services: ${declared.length} }`
      : `executors that ask for the gate never come; say shuffleGate: { services: ${declared.length} }, unless the others are declared elsewhere`;
  const wanted = `${declared.length}, the shuffle services that are declared on the group: ${declared.join(', ')}`;
  return { at: 'shuffleGate.services', found: `${services}`, wanted, fix };
}

/** The attribute is the gate's: an agent that has it from the start has none. */
export function gateAttributeProblems(attributes: Attributes): readonly Problem[] {
  const given = attributes[GATE_NAME];
  if (given === undefined) return [];
  return [
    {
      at: `attributes.${GATE_NAME}`,
      found: shown(given),
      wanted: 'nothing: agents get it when their shuffle services answer',
      fix: "leave it out, or say shuffleGate: 'off'",
    },
  ];
}
