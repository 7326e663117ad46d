import type { UnitSection } from '../render/systemd-unit';
import type { BootFeature } from './boot-feature';
import type { AgentBootProps } from './boot-props';
import { DOCKER_UNITS, STORAGE_UNIT, step, waiting, writers } from './boot-units';
import type { PlatformRules } from './platform-rules';
import { folderOf, STORAGE_LABEL, type StorageLayout, storageBinds } from './storage-layout';
import { sharesText } from './storage-shares';

/** Finds the disks and mounts what lies on them, before Docker and the agent start. */
export function storageFeature(props: AgentBootProps, rules: PlatformRules): BootFeature {
  const { storage } = props;
  return {
    scripts: [
      ...['storage.sh', 'storage-disks.sh', 'identity.sh'],
      ...parts(props).map((part) => `storage-${part}.sh`),
    ],
    units: [
      step(STORAGE_UNIT, {
        description: 'Ephemeral storage of the Mesos agent',
        scripts: ['storage.sh'],
        unit: [
          ...(storage.layout === 'varLib' ? EARLY : LATE),
          ['Before', [...rules.agentUnits, ...DOCKER_UNITS].join(' ')],
        ],
        limit: '20min',
        ...(storage.layout === 'varLib' ? { wantedBy: 'local-fs.target' } : {}),
      }),
      ...DOCKER_UNITS.map((unit) => waiting(unit, STORAGE_UNIT)),
    ],
    enabled: [STORAGE_UNIT],
    settings: storageSettings(props, rules),
  };
}

/** The metadata service is asked, and packages are installed. */
const LATE: UnitSection['settings'] = [
  ['Wants', 'network-online.target'],
  ['After', 'network-online.target'],
];

/** Before anything writes to /var/lib; these two do not wait for local-fs.target. */
const EARLY: UnitSection['settings'] = [
  ['DefaultDependencies', 'no'],
  ['Conflicts', 'shutdown.target'],
  ['RequiresMountsFor', '/etc /opt /usr'],
  ['After', 'systemd-remount-fs.service systemd-udevd.service'],
  [
    'Before',
    'local-fs.target cloud-init-local.service systemd-random-seed.service systemd-timesyncd.service shutdown.target',
  ],
];

/** Scripts beside the common ones: only what this storage needs, for user data is small. */
function parts({ storage, xenDisks = true }: AgentBootProps): readonly string[] {
  const { source, whenMissing = FAIL, layout, shares = {} } = storage;
  const instanceStore = source.kind === 'instanceStore';
  return [
    ...(instanceStore ? ['stripe'] : []),
    // Before the network there is no metadata service.
    ...(instanceStore && xenDisks && layout !== 'varLib' ? ['xen'] : []),
    ...(source.kind === 'ebs' || whenMissing.kind === 'ebs' ? ['ebs'] : []),
    ...(whenMissing.kind === 'fail' ? [] : ['away']),
    ...(Object.keys(shares).length > 0 ? ['shares'] : []),
    layout === 'varLib' ? 'var-lib' : 'binds',
  ];
}

const FAIL = { kind: 'fail' } as const;

function storageSettings(props: AgentBootProps, rules: PlatformRules): Readonly<Record<string, string>> {
  const { storage, sharedDirectory } = props;
  const { source, whenMissing = FAIL, layout = 'binds', shares = {} } = storage;
  const binds = storageBinds(rules.dataDirectory, sharedDirectory);
  const volume = source.kind === 'ebs' ? source : whenMissing.kind === 'ebs' ? whenMissing : undefined;
  return {
    STORAGE_PARTS: parts(props).join(' '),
    STORAGE_KIND: source.kind === 'ebs' ? 'ebs' : 'instance_store',
    STORAGE_MISSING: whenMissing.kind,
    STORAGE_LAYOUT: layout === 'varLib' ? 'var-lib' : layout,
    ...(source.kind === 'ebs'
      ? {}
      : {
          STORAGE_NVME_MODEL: 'Amazon EC2 NVMe Instance Storage',
          STORAGE_DISKS_MIN: `${source.disks ?? 1}`,
        }),
    ...(volume === undefined
      ? {}
      : { STORAGE_EBS_DEVICE: volume.deviceName, STORAGE_EBS_BYTES: `${volume.size.toBytes()}` }),
    STORAGE_FILE_SYSTEM: storage.fileSystem,
    STORAGE_MKFS_OPTIONS: makeOptions(storage),
    STORAGE_LABEL,
    STORAGE_MOUNT_POINT: storage.mountPoint,
    STORAGE_MOUNT_OPTIONS: mountOptions(storage),
    ...(layout === 'varLib'
      ? {}
      : { STORAGE_BINDS: binds.map(({ name, path }) => `${name}:${path}`).join(' ') }),
    ...(Object.keys(shares).length === 0
      ? {}
      : {
          STORAGE_SHARES: sharesText(
            binds.map((bind) => [bind.name, folderOf(storage, bind)] as const),
            shares,
          ),
        }),
    STORAGE_WRITERS: writers(rules).join(' '),
    STORAGE_WAIT_SECONDS: '60',
  };
}

const limited = ({ shares = {} }: StorageLayout) => Object.keys(shares).length > 0;

function mountOptions(storage: StorageLayout): string {
  const options = [...storage.mountOptions, ...(limited(storage) ? ['prjquota'] : [])];
  return options.length === 0 ? 'defaults' : options.join(',');
}

/** ftype=1: Docker's overlay and DC/OS' preflight want it. Trimming empty disks would take minutes. */
function makeOptions(storage: StorageLayout): string {
  if (storage.fileSystem === 'xfs') return '-q -f -K -n ftype=1';
  return limited(storage)
    ? '-q -F -m 1 -O quota,project -E nodiscard,lazy_itable_init=1,quotatype=prjquota'
    : '-q -F -m 1 -E nodiscard,lazy_itable_init=1';
}
