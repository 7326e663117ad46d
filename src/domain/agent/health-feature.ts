import { DEFAULT_AGENT_PORT } from '../mesos/agent-flags';
import type { UnitSection } from '../render/systemd-unit';
import type { BootFeature } from './boot-feature';
import type { AgentBootProps } from './boot-props';
import { runs } from './boot-units';
import { CONFINEMENT } from './confinement';
import { hostShare } from './host-shuffle';
import type { UnitFile } from './platform-rules';

const TIMER = 'mesos-spark-health.timer';
const SOCKET = 'mesos-spark-health.socket';

/** Looks at the machine every few seconds, and answers whoever asks. */
export function healthFeature(props: AgentBootProps): BootFeature {
  const { health, reservations, hostShuffleServices = [], flags } = props;
  if (health === undefined) return {};
  const declared = reservations.reduce(
    (sum, one) => sum.plus(one.ports),
    hostShare(hostShuffleServices).ports,
  );
  const { units, enabled } = healthUnits(health.port);
  return {
    scripts: [
      'health.sh',
      'health-answer.sh',
      ...(declared.isEmpty ? [] : ['health-cleaners.sh', 'shuffle-cleaner.sh', 'cleaner-alive.sh']),
    ],
    units,
    enabled,
    started: enabled,
    settings: {
      HEALTH_PORTS: declared
        .toArray()
        .map(([low, high]) => `${low}-${high}`)
        .join(','),
      HEALTH_AGENT_PORT: `${flags.port ?? DEFAULT_AGENT_PORT}`,
    },
  };
}

/** A timer that looks, and a socket that answers; neither needs storage, Docker or the agent. */
function healthUnits(port: number): {
  readonly units: readonly UnitFile[];
  readonly enabled: readonly string[];
} {
  return { units: [LOOK, EVERY_FEW_SECONDS, socket(port), ANSWER], enabled: [SOCKET, TIMER] };
}

/** The first ProtectSystem is for systemd before 232, which does not know the second. */
const READS_ALL: UnitSection['settings'] = [
  ['ProtectSystem', 'full'],
  ['ProtectSystem', 'strict'],
  ...CONFINEMENT,
];

/** It may look into other users' processes (SYS_PTRACE, DAC_READ_SEARCH) and ask a JVM for its threads (KILL). */
const LOOK: UnitFile = {
  name: 'mesos-spark-health.service',
  sections: [
    { name: 'Unit', settings: [['Description', 'Health of the Mesos agent']] },
    {
      name: 'Service',
      settings: [
        ['Type', 'oneshot'],
        ['ExecStart', runs('health.sh')],
        // A disk that does not answer holds it; the next look then ends it.
        ['TimeoutStartSec', '45'],
        ['CapabilityBoundingSet', 'CAP_DAC_READ_SEARCH CAP_KILL CAP_SYS_PTRACE'],
        ['ReadWritePaths', '/run'],
        ...READS_ALL,
        ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6'],
      ],
    },
  ],
};

const EVERY_FEW_SECONDS: UnitFile = {
  name: TIMER,
  sections: [
    { name: 'Unit', settings: [['Description', 'Health of the Mesos agent, regularly']] },
    {
      name: 'Timer',
      settings: [
        ['OnActiveSec', '1'],
        ['OnUnitInactiveSec', '15'],
        ['AccuracySec', '1'],
      ],
    },
    { name: 'Install', settings: [['WantedBy', 'timers.target']] },
  ],
};

function socket(port: number): UnitFile {
  return {
    name: SOCKET,
    sections: [
      { name: 'Unit', settings: [['Description', 'Health of the Mesos agent, over HTTP']] },
      {
        name: 'Socket',
        settings: [
          ['ListenStream', `${port}`],
          ['Accept', 'yes'],
          ['MaxConnections', '32'],
          ['MaxConnectionsPerSource', '16'],
          // Whoever asks in a storm is refused for a moment; the socket must not be given up (systemd.socket(5)).
          ['TriggerLimitIntervalSec', '0'],
        ],
      },
      { name: 'Install', settings: [['WantedBy', 'sockets.target']] },
    ],
  };
}

/** One connection. `daemon` owns nothing, and unlike `nobody` brings no warning; DynamicUser is unknown to systemd 219. */
const ANSWER: UnitFile = {
  name: 'mesos-spark-health@.service',
  sections: [
    { name: 'Unit', settings: [['Description', 'Health of the Mesos agent, one answer']] },
    {
      name: 'Service',
      settings: [
        // Whoever sends or reads too slowly is left alone.
        ['ExecStart', { raw: `-/usr/bin/timeout 10 ${runs('health-answer.sh').exec.join(' ')}` }],
        ['StandardInput', 'socket'],
        ['StandardError', 'journal'],
        ['User', 'daemon'],
        ['CapabilityBoundingSet', ''],
        ['MemoryMax', '32M'],
        ['TasksMax', '16'],
        ...READS_ALL,
        ['PrivateNetwork', 'yes'],
        ['RestrictAddressFamilies', 'AF_UNIX'],
      ],
    },
  ],
};
