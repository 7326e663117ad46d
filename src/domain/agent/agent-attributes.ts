import { type Problem, shown } from '../core/problem';
import type { Attributes } from '../mesos/attributes';
import type { AgentRole } from './platform-rules';

/** gen/dcos-config.yaml, dcos/dcos 2.2: `MESOS_ATTRIBUTES` of mesos-slave-public. What we write replaces it. */
const PUBLIC_ATTRIBUTES: Attributes = { public_ip: 'true' };

/** The user's attributes and the platform's own. */
export function agentAttributes(role: AgentRole, attributes: Attributes): Attributes {
  return { ...attributes, ...platformAttributes(role) };
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
