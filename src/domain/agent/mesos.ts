import { Ranges } from '../core/ranges';
import type { UnitSection } from '../render/systemd-unit';
import type { MesosInstallation } from './mesos-installation';
import { type AgentRole, type PlatformRules, PUBLIC_ROLE } from './platform-rules';

/** A cluster of plain Apache Mesos, 1.4 to 1.11. */
export interface MesosPlatform {
  readonly kind: 'mesos';
  /** For example `zk://10.0.0.1:2181,10.0.0.2:2181/mesos`. */
  readonly zookeeperUrl: string;
  readonly installation: MesosInstallation;
}

const WORK_DIRECTORY = '/var/lib/mesos/slave';
const ENVIRONMENT_FILE = '/etc/default/mesos-slave';

/** Everything that varies on plain Mesos. Defaults that differ from Mesos' are those of DC/OS. */
export function mesosRules(platform: MesosPlatform, role: AgentRole): PlatformRules {
  const { installation } = platform;
  return {
    name: 'mesos',
    // DEFAULT_PORTS, src/slave/constants.hpp, apache/mesos 1.11.x.
    ports: Ranges.of([31_000, 32_000]),
    ownPorts: Ranges.of([22, 22], [5050, 5051]),
    workDirectory: WORK_DIRECTORY,
    dataDirectory: '/var/lib/mesos',
    environmentFile: ENVIRONMENT_FILE,
    environment: {
      ...(role === 'public' ? { MESOS_DEFAULT_ROLE: PUBLIC_ROLE } : {}),
      ...installation.environment,
      MESOS_MASTER: platform.zookeeperUrl,
      MESOS_WORK_DIR: WORK_DIRECTORY,
      MESOS_LOG_DIR: '/var/log/mesos',
      MESOS_CONTAINERIZERS: 'mesos,docker',
      // Pulling an image takes longer than Mesos' one minute.
      MESOS_EXECUTOR_REGISTRATION_TIMEOUT: '10mins',
      // An address, as on DC/OS: names would have to resolve on every driver.
      MESOS_HOSTNAME_LOOKUP: 'false',
      MESOS_IP_DISCOVERY_COMMAND: '/opt/mesos-spark/boot/detect-ip.sh',
      // Their defaults lie under /tmp, on the root volume.
      MESOS_DOCKER_STORE_DIR: `${WORK_DIRECTORY}/store/docker`,
      MESOS_FETCHER_CACHE_DIR: '/var/lib/mesos/fetch',
    },
    settings: installation.settings,
    scripts: ['install-mesos.sh'],
    agentUnits: ['mesos-slave.service'],
    units: [{ name: 'mesos-slave.service', sections: agentUnit(installation) }],
  };
}

/** Our own unit, above the package's of the same name, whose wrapper would put flags on the command line. */
function agentUnit(installation: MesosInstallation): readonly UnitSection[] {
  return [
    {
      name: 'Unit',
      settings: [
        ['Description', 'Mesos agent'],
        ['Wants', 'network-online.target'],
        ['After', 'network-online.target docker.service'],
      ],
    },
    {
      name: 'Service',
      settings: [
        ['EnvironmentFile', ENVIRONMENT_FILE],
        ['ExecStart', { exec: [installation.agentProgram] }],
        ['Restart', 'always'],
        ['RestartSec', '5'],
        // Mesos keeps its executors in a slice of their own, they survive a restart of the agent.
        ['KillMode', 'control-group'],
        ['Delegate', 'yes'],
        ['LimitNOFILE', 'infinity'],
        ['TasksMax', 'infinity'],
      ],
    },
    { name: 'Install', settings: [['WantedBy', 'multi-user.target']] },
  ];
}
