import { type Problem, shown } from '../core/problem';
import type { Attributes } from '../mesos/attributes';
import type { AgentBootProps } from './boot-props';
import type { AgentRole } from './platform-rules';
import { GATE_ATTRIBUTE } from './shuffle-gate';

/** gen/dcos-config.yaml, dcos/dcos 2.2: `MESOS_ATTRIBUTES` of mesos-slave-public. What we write replaces it. */
const PUBLIC_ATTRIBUTES: Attributes = { public_ip: 'true' };

/** The user's attributes and the platform's own. */
export function agentAttributes(role: AgentRole, attributes: Attributes): Attributes {
  return { ...attributes, ...platformAttributes(role) };
}

/**
 * What an agent registers with. One whose services are started before it, by systemd, has from the start what another
 * one gets when its services answer.
 */
export function firstAttributes(
  props: Pick<AgentBootProps, 'role' | 'attributes' | 'hostShuffleServices' | 'shuffleGate'>,
): Attributes {
  const { role, attributes, hostShuffleServices = [], shuffleGate } = props;
  const waits = hostShuffleServices.length > 0 && shuffleGate === undefined;
  return { ...agentAttributes(role, attributes), ...(waits ? GATE_ATTRIBUTE : {}) };
}

/** Attributes of the user's that say otherwise than the platform. */
export function attributeContradictions(role: AgentRole, attributes: Attributes): readonly Problem[] {
  return Object.entries(platformAttributes(role)).flatMap(([name, value]): readonly Problem[] => {
    const given = attributes[name];
    return given === undefined || given === value
      ? []
      : [
          {
            at: `attributes.${name}`,
            found: shown(given),
            wanted: `${shown(value)}, which every ${role} agent has`,
            fix: 'leave it out; what looks for the agents of that role goes by it',
          },
        ];
  });
}

function platformAttributes(role: AgentRole): Attributes {
  return role === 'public' ? PUBLIC_ATTRIBUTES : {};
}
