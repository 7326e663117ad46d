import type { AgentBootProps } from '../../src/domain/agent/boot-props';
import type { StorageLayout } from '../../src/domain/agent/storage-layout';
import { bootProps, DCOS } from '../support/agent-boot';
import { Machine } from './machine';

export const INSTANCE_STORE = 'Amazon EC2 NVMe Instance Storage';
export const EBS = 'Amazon Elastic Block Store';

/** What blkid finds on a device; nothing at all is a blank one. */
export interface Signature {
  readonly type: string;
  /** As udev writes it: anything unusual as `\x20`. */
  readonly label?: string;
}

export const OURS: Signature = { type: 'xfs', label: 'mesos-spark' };
export const MEMBER: Signature = { type: 'linux_raid_member', label: 'ip-10-0-0-7:mesos-spark' };

export const BINDS = [
  'mount --bind /var/lib/ephemeral/mesos /var/lib/mesos',
  'mount --bind /var/lib/ephemeral/docker /var/lib/docker',
  'mount --bind /var/lib/ephemeral/containerd /var/lib/containerd',
  'mount --bind /var/lib/ephemeral/spark /var/lib/tmp/spark',
];
export const mountOf = (device: string) => `mount -o strictatime,lazytime ${device} /var/lib/ephemeral`;
export const makeXfs = (device: string) => `mkfs.xfs -q -f -K -n ftype=1 -L mesos-spark ${device}`;

/** Calls that change something, in order; the one block that proves the disk is none. */
export function changes(calls: readonly string[]): readonly string[] {
  return calls.filter(
    (call) =>
      !/^(blkid|systemctl is-active|curl|udevadm|restorecon|sleep|dd|head|mount -a|mdadm --examine|xfs_io|sync)/.test(
        call,
      ),
  );
}

/** A mount is remembered, so that a second look finds it; those of a table are written down as the calls they stand for. */
export const MOUNT = [
  'mounted() { echo "$1 $2 type rw 0 0" >>"$MESOS_SPARK_ROOT/proc/mounts"; }',
  'if [ "$1 $2" = "-a -T" ]; then',
  '  while read -r from at _ options; do',
  '    mounted "$from" "$at"',
  '    echo "mount --$options ${from#"$MESOS_SPARK_ROOT"} ${at#"$MESOS_SPARK_ROOT"}" >>"$MESOS_SPARK_ROOT/.calls"',
  '  done <"$3"',
  'else',
  '  for last; do from=${at:-}; at=$last; done',
  '  mounted "$from" "$at"',
  'fi',
].join('\n');

/** A machine with stand-ins for everything that touches disks, and no disk yet. */
export class StorageMachine extends Machine {
  constructor(storage: Partial<StorageLayout> = {}, props: Partial<AgentBootProps> = {}) {
    const base = bootProps(DCOS, 'private', props);
    super({ ...base, storage: { ...base.storage, ...storage } });
    const settings = this.read('/etc/mesos-spark/agent.env').replace(/WAIT_SECONDS=\d+/, 'WAIT_SECONDS=2');
    this.write('/etc/mesos-spark/agent.env', settings);
    this.commands(
      'mkfs.xfs',
      'mkfs.ext4',
      'wipefs',
      'udevadm',
      'restorecon',
      'sleep',
      'dd',
      'umount',
      'sync',
    );
    this.command('mdadm', 'if [ "$1" = --examine ]; then echo MD_DEVICES=2; fi');
    this.write('/proc/swaps', 'Filename Type Size Used Priority\n');
    this.command('mount', MOUNT);
    this.write('/proc/mounts', '/dev/nvme0n1p1 / xfs rw 0 0\n');
    this.command(
      'systemctl',
      'if [ "$1" = is-active ]; then shift; for u; do if [ -e "$MESOS_SPARK_ROOT/.active-$u" ]; then echo active; else echo inactive; fi; done; exit 3; fi',
    );
    this.command('curl', 'exit 22');
    this.command(
      'blkid',
      [
        'for last; do :; done',
        'found=$MESOS_SPARK_ROOT/.signature-$(basename "$last")',
        '[ -e "$found" ] || exit 2',
        'cat "$found"',
      ].join('\n'),
    );
  }

  disk(name: string, model: string, signature?: Signature, bytes = 2 ** 30): void {
    this.write(`/dev/${name}`, '');
    this.write(`/sys/block/${name}/device/model`, `${model.padEnd(40)}\n`);
    this.write(`/sys/block/${name}/size`, `${bytes / 512}\n`);
    if (signature) this.sign(name, signature);
  }

  sign(name: string, { type, label }: Signature): void {
    const labelled = label === undefined ? '' : `ID_FS_LABEL=x\nID_FS_LABEL_ENC=${label}\n`;
    this.write(`/.signature-${name}`, `${labelled}ID_FS_TYPE=${type}\n`);
  }

  /** Power off and on: what lies in memory is gone, and so are the mounts. */
  reboot(): void {
    this.write('/proc/mounts', '/dev/nvme0n1p1 / xfs rw 0 0\n');
    if (this.has('/run/mesos-spark/storage')) this.delete('/run/mesos-spark/storage');
  }

  /** The next boot: every call that changes something. */
  boot(): readonly string[] {
    this.reboot();
    return changes(this.run('storage.sh').calls);
  }

  fact(name: string): string {
    return this.variable('/run/mesos-spark/storage', `STORAGE_${name}`);
  }
}
