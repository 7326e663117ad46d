import type { UnitSection } from '../render/systemd-unit';
import type { PlatformRules, UnitFile } from './platform-rules';

export const BOOT_FOLDER = '/opt/mesos-spark/boot';

export const STORAGE_UNIT = 'mesos-spark-storage.service';
export const RESOURCES_UNIT = 'mesos-spark-resources.service';
export const INSTALL_UNIT = 'mesos-spark-install.service';

/** Docker's own services. Its socket may not wait: sockets come before every service, and its users wait anyhow. */
const DOCKER_UNITS = ['docker.service', 'containerd.service'];

/** Units to stop before something is mounted over what they write to, in this order. */
export function writers(rules: PlatformRules): readonly string[] {
  return [...rules.agentUnits, 'docker.socket', ...DOCKER_UNITS];
}

/** The steps as units, and drop-ins that make everything wait that writes to the storage. */
export function bootUnits(rules: PlatformRules): readonly UnitFile[] {
  const [installer = ''] = rules.scripts;
  const detect = rules.scripts.filter((script) => script === 'dcos-detect.sh');
  return [
    step(STORAGE_UNIT, {
      description: 'Ephemeral storage of the Mesos agent',
      scripts: ['storage.sh'],
      unit: [
        ['Wants', 'network-online.target'],
        ['After', 'network-online.target'],
        ['Before', [...rules.agentUnits, ...DOCKER_UNITS].join(' ')],
      ],
      limit: '20min',
    }),
    step(RESOURCES_UNIT, {
      description: 'Resources of the Mesos agent',
      scripts: ['spark-user.sh', 'resources.sh', ...detect],
      unit: [
        ['Requires', STORAGE_UNIT],
        ['After', STORAGE_UNIT],
        ['Before', rules.agentUnits.join(' ')],
      ],
      limit: '5min',
    }),
    step(INSTALL_UNIT, {
      description: 'Installation of the Mesos agent',
      scripts: [installer],
      unit: [
        ['Requires', RESOURCES_UNIT],
        ['After', RESOURCES_UNIT],
        ['ConditionPathExists', '!/var/lib/mesos-spark/installed'],
      ],
      limit: '3h',
    }),
    ...DOCKER_UNITS.map((unit) => waiting(unit, STORAGE_UNIT)),
    ...rules.agentUnits.map((unit) => waiting(unit, RESOURCES_UNIT)),
    ...rules.units,
  ];
}

interface Step {
  readonly description: string;
  readonly scripts: readonly string[];
  readonly unit: UnitSection['settings'];
  /** A limit for all scripts together: a step that hangs must be seen. */
  readonly limit: string;
}

function step(name: string, { description, scripts, unit, limit }: Step): UnitFile {
  return {
    name,
    sections: [
      { name: 'Unit', settings: [['Description', description], ...unit] },
      {
        name: 'Service',
        settings: [
          ['Type', 'oneshot'],
          ['RemainAfterExit', 'yes'],
          ...scripts.map((script) => ['ExecStart', runs(script)] as const),
          ['TimeoutStartSec', limit],
          // `aws ec2 get-console-output` then tells why a machine never became an agent.
          ['StandardOutput', 'journal+console'],
          ['StandardError', 'journal+console'],
        ],
      },
      { name: 'Install', settings: [['WantedBy', 'multi-user.target']] },
    ],
  };
}

/** By the shell, not by the file's own mark: SELinux and `noexec` let a shell read what they would not let run. */
export function runs(script: string) {
  return { exec: ['/bin/sh', `${BOOT_FOLDER}/${script}`] } as const;
}

/** Started without its disk, an agent or Docker would fill the root volume and lose everything later. */
function waiting(unit: string, on: string): UnitFile {
  return {
    name: `${unit}.d/10-mesos-spark.conf`,
    sections: [
      {
        name: 'Unit',
        settings: [
          ['Requires', on],
          ['After', on],
        ],
      },
    ],
  };
}
