import { Ranges } from '../core/ranges';
import { MESOS_RELEASES, releaseOf } from '../mesos/mesos-release';
import type { UnitSection } from '../render/systemd-unit';
import type { MesosInstallation } from './mesos-installation';
import { type AgentRole, type PlatformRules, PUBLIC_ROLE, type UnitFile } from './platform-rules';

/**
 * How flags reach the agent: by a unit of our own as `MESOS_*` variables, of which Mesos passes over those that it does
 * not know, or by the files under `/etc/mesos-slave` of the packages' own unit, whose wrapper makes command-line flags
 * of them: there one that is unknown ends the agent.
 */
export const MESOS_CONFIGURATIONS = ['environment', 'files'] as const;
export type MesosConfiguration = (typeof MESOS_CONFIGURATIONS)[number];

/** A cluster of plain Apache Mesos, 1.1 to 1.11. */
export interface MesosPlatform {
  readonly kind: 'mesos';
  /** For example `zk://10.0.0.1:2181,10.0.0.2:2181/mesos`. */
  readonly zookeeperUrl: string;
  readonly installation: MesosInstallation;
  /** For example `1.11` or `1.11.0`. @default - unknown: flags are held against no release */
  readonly version?: string | undefined;
  /** @default 'environment' */
  readonly configuration?: MesosConfiguration | undefined;
}

const AGENT_UNIT = 'mesos-slave.service';
const WORK_DIRECTORY = '/var/lib/mesos/slave';
const ENVIRONMENT_FILE = '/etc/default/mesos-slave';
/** Read by nobody but mesos-files.sh. */
const FILES_ENVIRONMENT = '/var/lib/mesos-spark/mesos-slave.env';

/** Everything that varies on plain Mesos. Defaults that differ from Mesos' are those of DC/OS. */
export function mesosRules(platform: MesosPlatform, role: AgentRole): PlatformRules {
  const { installation, version } = platform;
  const files = platform.configuration === 'files';
  return {
    name: 'mesos',
    mesos: version === undefined ? undefined : releaseOf(version, MESOS_RELEASES),
    // DEFAULT_PORTS, src/slave/constants.hpp, apache/mesos 1.1.0 to 1.11.0.
    ports: Ranges.of([31_000, 32_000]),
    ownPorts: Ranges.of([22, 22], [5050, 5051]),
    workDirectory: WORK_DIRECTORY,
    dataDirectory: '/var/lib/mesos',
    environmentFile: files ? FILES_ENVIRONMENT : ENVIRONMENT_FILE,
    environment: environment(platform, role),
    settings: {
      ...installation.settings,
      MESOS_CONFIGURATION: files ? 'files' : 'environment',
      // Mesos 1.11 knows only the first version of control groups.
      CGROUP_VERSION: '1',
    },
    scripts: ['install-mesos.sh', 'control-groups.sh', ...(files ? ['mesos-files.sh'] : [])],
    eachBoot: files ? ['mesos-files.sh'] : [],
    agentUnits: [AGENT_UNIT],
    units: files ? [AFTER_DOCKER] : [{ name: AGENT_UNIT, sections: agentUnit(installation) }],
  };
}

/** Flags that Mesos 1.1 has already. */
function environment(
  { installation, zookeeperUrl }: MesosPlatform,
  role: AgentRole,
): PlatformRules['environment'] {
  return {
    ...(role === 'public' ? { MESOS_DEFAULT_ROLE: PUBLIC_ROLE } : {}),
    ...installation.environment,
    MESOS_MASTER: zookeeperUrl,
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
  };
}

const AFTER = [
  ['Wants', 'network-online.target'],
  ['After', 'network-online.target docker.service'],
] as const;

/** The package's unit waits for neither. */
const AFTER_DOCKER: UnitFile = {
  name: `${AGENT_UNIT}.d/20-mesos-spark.conf`,
  sections: [{ name: 'Unit', settings: AFTER }],
};

/** Our own unit, above the package's of the same name, whose wrapper would put flags on the command line. */
function agentUnit(installation: MesosInstallation): readonly UnitSection[] {
  return [
    { name: 'Unit', settings: [['Description', 'Mesos agent'], ...AFTER] },
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
