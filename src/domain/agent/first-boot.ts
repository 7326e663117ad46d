import { unreachable } from '../core/unreachable';
import { systemdUnit } from '../render/systemd-unit';

/** Who reads user data on a machine: cloud-init, or coreos-cloudinit on Flatcar, which knows no `runcmd`. */
export const USER_DATA_READERS = ['cloud-init', 'coreos-cloudinit'] as const;
export type UserDataReader = (typeof USER_DATA_READERS)[number];

/** What the first boot does once the files are written. */
export interface FirstBoot {
  /** The user's, for a shell. */
  readonly commands: readonly string[];
  readonly enabled: readonly string[];
  readonly started: readonly string[];
}

/** The part of the user data that starts the rest. */
export function firstBoot(reader: UserDataReader, boot: FirstBoot): Readonly<Record<string, unknown>> {
  switch (reader) {
    case 'cloud-init':
      return cloudInit(boot);
    case 'coreos-cloudinit':
      return coreosCloudinit(boot);
    default:
      return unreachable(reader);
  }
}

function cloudInit({ commands, enabled, started }: FirstBoot) {
  return {
    // cloud-init would mount the first instance store disk of a Xen machine at /mnt.
    mounts: [['ephemeral0']],
    runcmd: [
      ['systemctl', 'daemon-reload'],
      ...commands,
      ['systemctl', 'enable', ...enabled],
      ['systemctl', 'start', '--no-block', ...started],
    ],
  };
}

const UNIT = 'mesos-spark-first-boot.service';
const DONE = '/etc/mesos-spark/first-boot-done';

/**
 * coreos-cloudinit runs at every boot and waits for the units that it starts. The machine does not restart by itself
 * for an update: its executors would be lost at a time that nobody chose.
 */
function coreosCloudinit({ commands, enabled, started }: FirstBoot) {
  const script = [
    'systemctl daemon-reload',
    ...commands,
    ['systemctl enable', ...enabled].join(' '),
    `: >${DONE}`,
    ['systemctl start --no-block', ...started].join(' '),
  ].join('\n');
  const content = systemdUnit([
    {
      name: 'Unit',
      settings: [
        ['Description', 'First boot of a Mesos agent'],
        ['ConditionPathExists', `!${DONE}`],
      ],
    },
    {
      name: 'Service',
      settings: [
        ['Type', 'oneshot'],
        ['ExecStart', { exec: ['/bin/sh', '-c', script] }],
        ['StandardOutput', 'journal+console'],
        ['StandardError', 'journal+console'],
      ],
    },
  ]);
  return {
    coreos: {
      units: [
        { name: 'locksmithd.service', mask: true, command: 'stop' },
        { name: UNIT, content, command: 'start' },
      ],
    },
  };
}
