import { DEFAULT_AGENT_PORT } from '../mesos/agent-flags';
import { attributesText } from '../mesos/attributes';
import { envFile } from '../render/env-file';
import { agentAttributes } from './agent-attributes';
import { type BootFeature, plainFile } from './boot-feature';
import type { AgentBootProps } from './boot-props';
import { RESOURCES_UNIT, runs } from './boot-units';
import { CONFINEMENT } from './confinement';
import type { PlatformRules, UnitFile } from './platform-rules';
import { GATE_ATTRIBUTE } from './shuffle-gate';

const UNIT = 'mesos-spark-gate.service';

/** What an agent that is open has in place of its attributes: resources.sh adds it while the gate is open. */
export const GATE_ENVIRONMENT = '/etc/mesos-spark/gate.env';

/** Gives the agent the attribute that executors ask for, once its shuffle services answer. */
export function gateFeature(props: AgentBootProps, rules: PlatformRules): BootFeature {
  const { shuffleGate, reservations, flags, role } = props;
  if (shuffleGate === undefined) return {};
  const attributes = { ...agentAttributes(role, props.attributes), ...GATE_ATTRIBUTE };
  return {
    scripts: ['gate.sh', 'shuffle-cleaner.sh', 'cleaner-alive.sh'],
    units: [unit(rules)],
    enabled: [UNIT],
    started: [UNIT],
    settings: {
      GATE_ATTRIBUTE: attributesText(GATE_ATTRIBUTE),
      GATE_PORTS: reservations
        .flatMap((one) => one.ports.toArray())
        .map(([low, high]) => `${low}-${high}`)
        .join(','),
      GATE_SERVICES: `${shuffleGate.services}`,
      GATE_AGENT_PORT: `${flags.port ?? DEFAULT_AGENT_PORT}`,
    },
    files: [plainFile(GATE_ENVIRONMENT, envFile({ MESOS_ATTRIBUTES: attributesText(attributes) }))],
  };
}

/**
 * With each start of the agent: an agent with a new name begins without the attribute. It looks into other users'
 * processes (SYS_PTRACE, DAC_READ_SEARCH), asks a JVM for its threads (KILL) and writes the agent's environment.
 */
function unit(rules: PlatformRules): UnitFile {
  const agents = rules.agentUnits.join(' ');
  return {
    name: UNIT,
    sections: [
      {
        name: 'Unit',
        settings: [
          ['Description', 'Shuffle services before executors'],
          // It sees the mounts that there are when it starts, and must see the storage.
          ['Wants', RESOURCES_UNIT],
          ['After', `${RESOURCES_UNIT} ${agents}`],
        ],
      },
      {
        name: 'Service',
        settings: [
          // Nobody waits for it.
          ['Type', 'simple'],
          ['ExecStart', runs('gate.sh')],
          ['StandardOutput', 'journal+console'],
          ['StandardError', 'journal+console'],
          ['CapabilityBoundingSet', 'CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_KILL CAP_SYS_PTRACE'],
          ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6'],
          ...CONFINEMENT,
        ],
      },
      { name: 'Install', settings: [['WantedBy', `multi-user.target ${agents}`]] },
    ],
  };
}
