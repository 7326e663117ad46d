import type { BootFeature } from './boot-feature';
import type { AgentBootProps } from './boot-props';
import { DOCKER_UNITS, STORAGE_UNIT, step, waiting, writers } from './boot-units';
import type { PlatformRules } from './platform-rules';
import { STORAGE_LABEL, storageBinds } from './storage-layout';

/** Finds the disks and mounts what lies on them, before Docker and the agent start. */
export function storageFeature(props: AgentBootProps, rules: PlatformRules): BootFeature {
  return {
    scripts: ['storage.sh', 'storage-disks.sh'],
    units: [
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
      ...DOCKER_UNITS.map((unit) => waiting(unit, STORAGE_UNIT)),
    ],
    enabled: [STORAGE_UNIT],
    settings: storageSettings(props, rules),
  };
}

function storageSettings(
  { storage, sharedDirectory }: AgentBootProps,
  rules: PlatformRules,
): Readonly<Record<string, string>> {
  const { source } = storage;
  const binds = storageBinds(rules.dataDirectory, sharedDirectory);
  return {
    STORAGE_KIND: source.kind === 'ebs' ? 'ebs' : 'instance_store',
    ...(source.kind === 'ebs'
      ? { STORAGE_EBS_DEVICE: source.deviceName, STORAGE_EBS_BYTES: `${source.size.toBytes()}` }
      : { STORAGE_NVME_MODEL: 'Amazon EC2 NVMe Instance Storage' }),
    STORAGE_FILE_SYSTEM: storage.fileSystem,
    STORAGE_LABEL,
    STORAGE_MOUNT_POINT: storage.mountPoint,
    STORAGE_MOUNT_OPTIONS: storage.mountOptions.length === 0 ? 'defaults' : storage.mountOptions.join(','),
    STORAGE_BINDS: binds.map(({ name, path }) => `${name}:${path}`).join(' '),
    STORAGE_WRITERS: writers(rules).join(' '),
    STORAGE_WAIT_SECONDS: '120',
  };
}
