import { statSync } from 'node:fs';
import path from 'node:path';
import { Size } from '../../src/domain/core/size';
import {
  BINDS,
  changes,
  EBS,
  INSTANCE_STORE,
  MEMBER,
  MOUNT,
  makeXfs,
  mountOf,
  OURS,
  StorageMachine,
} from './storage-machine';

const RECORD = '/var/lib/mesos-spark/storage';

let machine: StorageMachine;
afterEach(() => machine.remove());

describe('a machine that boots again', () => {
  test('with its disk mounts it as it is', () => {
    machine = new StorageMachine();
    machine.disk('nvme1n1', INSTANCE_STORE, OURS);
    expect(machine.boot()).toEqual([mountOf('/dev/nvme1n1'), ...BINDS]);
    expect(machine.fact('BLANK')).toBe('no');
  });

  test('with a disk whose file system was never finished makes it again', () => {
    machine = new StorageMachine({ whenMissing: { kind: 'root' } });
    machine.disk('nvme1n1', INSTANCE_STORE, OURS);
    machine.writeBytes('/dev/nvme1n1', superBlock(1));
    machine.command('mkfs.xfs', ': >"$MESOS_SPARK_ROOT/.made"');
    const unmade = '[ -e "$MESOS_SPARK_ROOT/.made" ] || { echo wrong fs type >&2; exit 32; }';
    machine.command('mount', `${unmade}\n${MOUNT}`);
    expect(machine.boot()).toEqual([
      mountOf('/dev/nvme1n1'),
      mountOf('/dev/nvme1n1').replace(',lazytime', ''),
      makeXfs('/dev/nvme1n1'),
      mountOf('/dev/nvme1n1'),
      ...BINDS,
    ]);
    expect(['STATE', 'BLANK'].map((name) => machine.fact(name))).toEqual(['ephemeral', 'yes']);
  });

  test('with a file system that is whole and cannot be mounted leaves it', () => {
    machine = new StorageMachine();
    machine.disk('nvme1n1', INSTANCE_STORE, OURS);
    machine.writeBytes('/dev/nvme1n1', superBlock(0));
    machine.command('mount', 'echo wrong fs type >&2; exit 32');
    expect(machine.boot().filter((call) => !call.startsWith('mount '))).toEqual([]);
    expect(machine.fact('STATE')).toBe('failed');
  });

  test('with its disk writes its record no second time, which a loss of power could cut short', () => {
    machine = new StorageMachine();
    machine.disk('nvme1n1', INSTANCE_STORE);
    machine.boot();
    machine.sign('nvme1n1', OURS);
    const written = statSync(path.join(machine.root, RECORD)).ino;
    machine.boot();
    expect(statSync(path.join(machine.root, RECORD)).ino).toBe(written);
    expect(machine.variable(RECORD, 'FORMER_STATE')).toBe('ephemeral');
  });

  test('with a full disk mounts it', () => {
    machine = new StorageMachine();
    machine.disk('nvme1n1', INSTANCE_STORE, OURS);
    machine.command('dd', 'echo no space >&2; exit 1');
    machine.command('df', 'printf "F 1024-blocks Used Available\\n/dev/x 10 10 0\\n"');
    expect(machine.boot()).toEqual([mountOf('/dev/nvme1n1'), 'df -P -k /var/lib/ephemeral', ...BINDS]);
    expect(machine.fact('STATE')).toBe('ephemeral');
  });

  test('with its disk and a blank one that was not there before keeps the data', () => {
    machine = new StorageMachine();
    machine.disk('nvme1n1', INSTANCE_STORE, OURS);
    machine.disk('nvme2n1', INSTANCE_STORE);
    expect(machine.boot()).toEqual([mountOf('/dev/nvme1n1'), ...BINDS]);
  });

  test.each([
    ['that udev has assembled uses it', 'clean', [mountOf('/dev/md127')]],
    [
      'that is not started assembles it',
      'inactive',
      [
        'mdadm --stop /dev/md127',
        'mdadm --assemble --run /dev/md/mesos-spark /dev/nvme1n1 /dev/nvme2n1',
        mountOf('/dev/md/mesos-spark'),
      ],
    ],
  ])('with a stripe %s', (_, state, wanted) => {
    machine = withStripe();
    machine.write('/sys/block/md127/slaves/nvme1n1', '');
    machine.write('/sys/block/md127/md/array_state', `${state}\n`);
    machine.write('/sys/block/nvme1n1/holders/md127', '');
    machine.sign('md127', OURS);
    expect(machine.boot()).toEqual([...wanted, ...BINDS]);
  });

  test('with a stripe whose disks have other names assembles the same one', () => {
    machine = withStripe();
    for (const name of ['nvme1n1', 'nvme2n1']) machine.delete(`/sys/block/${name}/device/model`);
    machine.disk('nvme4n1', INSTANCE_STORE, MEMBER);
    machine.disk('nvme3n1', INSTANCE_STORE, MEMBER);
    expect(machine.boot()).toEqual([
      'mdadm --assemble --run /dev/md/mesos-spark /dev/nvme3n1 /dev/nvme4n1',
      mountOf('/dev/md/mesos-spark'),
      ...BINDS,
    ]);
  });

  test('with a stripe that was made where nobody knew a host name assembles it', () => {
    machine = withStripe();
    for (const name of ['nvme1n1', 'nvme2n1']) machine.sign(name, { ...MEMBER, label: 'mesos-spark' });
    expect(machine.boot()[0]).toMatch(/^mdadm --assemble /);
  });

  test('with more disks of stripes than one has touches none', () => {
    machine = withStripe();
    machine.disk('nvme3n1', INSTANCE_STORE, MEMBER);
    expect(machine.boot()).toEqual([]);
    expect(machine.fact('REASON')).toMatch(/^found 3 of the 2 disks of a stripe: /);
  });

  test('with all the disks that it had waits for no controller without one', () => {
    machine = new StorageMachine();
    machine.disk('nvme1n1', INSTANCE_STORE);
    machine.boot();
    machine.sign('nvme1n1', OURS);
    machine.write('/sys/bus/pci/devices/0000:00:1f.0/class', '0x010802\n');
    machine.reboot();
    expect(machine.run('storage.sh').calls).not.toContain('sleep 1');
    expect(machine.fact('STATE')).toBe('ephemeral');
  });

  test('with a stripe that was made and not formatted any more formats it', () => {
    machine = withStripe();
    machine.delete('/.signature-mesos-spark');
    expect(machine.boot().slice(1, 3)).toEqual([
      makeXfs('/dev/md/mesos-spark'),
      mountOf('/dev/md/mesos-spark'),
    ]);
  });

  test('with something else on its stripe leaves it', () => {
    machine = withStripe();
    machine.sign('mesos-spark', { type: 'ext4', label: 'theirs' });
    expect(machine.boot()).toEqual([expect.stringContaining('--assemble')]);
    expect(machine.fact('REASON')).toContain(
      "found the stripe /dev/md/mesos-spark with 'ext4' labelled 'theirs'".replace(
        '/dev',
        `${machine.root}/dev`,
      ),
    );
  });

  test('with one disk of its stripe empty makes a new stripe', () => {
    machine = withStripe();
    machine.delete('/.signature-nvme2n1');
    machine.write('/sys/block/md127/slaves/nvme1n1', '');
    expect(machine.boot().slice(0, 5)).toEqual([
      'mdadm --stop /dev/md127',
      'mdadm --zero-superblock /dev/nvme1n1',
      expect.stringMatching(/^mdadm --create .* \/dev\/nvme1n1 \/dev\/nvme2n1$/),
      'wipefs --all --quiet /dev/md/mesos-spark',
      makeXfs('/dev/md/mesos-spark'),
    ]);
    expect(machine.fact('BLANK')).toBe('yes');
  });

  test('with half a stripe wipes what lies on it before it is free, for the new stripe may see it', () => {
    machine = withStripe();
    machine.delete('/.signature-nvme2n1');
    machine.command(
      'mdadm',
      'case "$*" in *--export*) echo MD_DEVICES=2 ;; --examine*) echo "    Data Offset : 264192 sectors" ;; esac',
    );
    machine.reboot();
    const { calls } = machine.run('storage.sh');
    const wiped = calls.indexOf(
      `dd if=/dev/zero of=${machine.root}/dev/nvme1n1 bs=512 seek=264192 count=128 conv=notrunc,fsync`,
    );
    expect(wiped).toBeGreaterThan(-1);
    expect(wiped).toBeLessThan(calls.indexOf('mdadm --zero-superblock /dev/nvme1n1'));
  });
});

/** The first block of XFS: its name, and in its 127th byte whether it is still being made. */
function superBlock(unfinished: 0 | 1): Buffer {
  const block = Buffer.alloc(512);
  block.write('XFSB');
  block.writeUInt8(unfinished, 126);
  return block;
}

function withStripe(): StorageMachine {
  const made = new StorageMachine();
  made.disk('nvme1n1', INSTANCE_STORE, MEMBER);
  made.disk('nvme2n1', INSTANCE_STORE, MEMBER);
  made.write('/dev/md/mesos-spark', '');
  made.sign('mesos-spark', OURS);
  return made;
}

describe('a disk that is missing', () => {
  /** First boot with two blank disks, then one of them is gone. */
  function lostOne(
    second: { readonly type?: string; readonly instance?: string; readonly cpus?: number } = {},
  ): readonly string[] {
    machine = new StorageMachine();
    machine.write('/sys/class/dmi/id/board_asset_tag', 'i-0a\n');
    machine.write('/sys/class/dmi/id/product_name', 'i3.4xlarge\n');
    machine.disk('nvme1n1', INSTANCE_STORE);
    machine.disk('nvme2n1', INSTANCE_STORE);
    machine.write('/sys/devices/system/cpu/cpu0/online', '1');
    if (second.cpus !== undefined) machine.write('/sys/class/dmi/id/product_name', 'HVM domU\n');
    machine.boot();
    for (let i = 1; i < (second.cpus ?? 1); i += 1)
      machine.write(`/sys/devices/system/cpu/cpu${i}/online`, '1');
    machine.delete('/sys/block/nvme2n1/device/model');
    machine.write('/sys/class/dmi/id/board_asset_tag', `${second.instance ?? 'i-0a'}\n`);
    machine.write('/sys/class/dmi/id/product_name', `${second.type ?? 'i3.4xlarge'}\n`);
    if (second.cpus !== undefined) machine.write('/sys/class/dmi/id/product_name', 'HVM domU\n');
    return machine.boot();
  }

  test('is missing under Xen', () => {
    expect(lostOne({ cpus: 1 })).toEqual([]);
    expect(machine.fact('REASON')).toMatch(/wanted 2;/);
  });

  test('is missing, though the other one is blank', () => {
    expect(lostOne()).toEqual([]);
    expect(machine.fact('STATE')).toBe('failed');
    expect(machine.variable(RECORD, 'FORMER_STATE')).toBe('ephemeral');
    expect(machine.fact('REASON')).toMatch(/^found 1 disks of kind instance_store in 2 s, wanted 2;/);
  });

  test.each([
    ['a machine that is now of a smaller type', { type: 'i3.2xlarge' }],
    ['a machine that is now of another size, under Xen', { cpus: 2 }],
    ['another machine, made of an image of the first', { instance: 'i-0b' }],
  ])('is none on %s', (_, second) => {
    expect(lostOne(second).slice(0, 2)).toEqual([makeXfs('/dev/nvme1n1'), mountOf('/dev/nvme1n1')]);
  });

  test('at the first boot, by the number that a machine must have', () => {
    machine = new StorageMachine({ source: { kind: 'instanceStore', disks: 2 } });
    machine.disk('nvme1n1', INSTANCE_STORE);
    expect(machine.boot()).toEqual([]);
    expect(machine.fact('REASON')).toMatch(/^found 1 disks .* wanted 2;/);
  });

  test('is in the record after a boot that found them all', () => {
    lostOne();
    expect(machine.variable(RECORD, 'FORMER_MEMBERS')).toBe('2');
    machine.disk('nvme2n1', INSTANCE_STORE);
    expect(machine.boot()[0]).toMatch(/^mdadm --create .* --raid-devices=2 /);
  });
});

describe('a disk that fails', () => {
  test.each<[string, string, string, string]>([
    [
      'when it is formatted',
      'mkfs.xfs',
      'echo "pwrite failed: Input/output error" >&2; exit 1',
      'found that making a file system on /dev/nvme1n1 did not succeed: pwrite failed: Input/output error',
    ],
    [
      'when it is mounted',
      'mount',
      'echo "wrong fs type" >&2; exit 32',
      'found that mounting /dev/nvme1n1 did not succeed: wrong fs type',
    ],
    [
      'when it is written to',
      'dd',
      'echo "Input/output error" >&2; exit 1',
      'found that writing to /dev/nvme1n1 did not succeed: Input/output error',
    ],
  ])('%s is the case of the policy', (_, command, body, reason) => {
    machine = new StorageMachine({ whenMissing: { kind: 'root' } });
    machine.disk('nvme1n1', INSTANCE_STORE);
    machine.command('df', 'printf "F 1024-blocks Used Available\\n/dev/x 10 9 1\\n"');
    machine.command(command, body);
    const { status, calls } = machine.run('storage.sh');
    expect(status).toBe(0);
    expect(machine.fact('STATE')).toBe('root');
    expect(machine.fact('REASON').replaceAll(machine.root, '')).toBe(reason);
    expect(calls.filter((call) => call.startsWith('mount --bind'))).toEqual([]);
  });

  test('may say what it likes, in as many lines as it likes', () => {
    machine = new StorageMachine({ whenMissing: { kind: 'root' } });
    machine.disk('nvme1n1', INSTANCE_STORE);
    machine.command(
      'mkfs.xfs',
      `printf 'one\\nSTORAGE_STATE=ephemeral\\n\\033[31m"$(>owned)\\\\' >&2; exit 1`,
    );
    for (let boot = 0; boot < 2; boot += 1) {
      machine.boot();
      expect(machine.fact('STATE')).toBe('root');
      expect(machine.fact('REASON')).toContain(
        'did not succeed: one STORAGE_STATE=ephemeral [31m"$(>owned)\\',
      );
    }
  });

  test('is unmounted again', () => {
    machine = new StorageMachine({ whenMissing: { kind: 'root' } });
    machine.disk('nvme1n1', INSTANCE_STORE);
    machine.command('dd', 'exit 1');
    expect(machine.boot().at(-1)).toBe('umount /var/lib/ephemeral');
  });
});

describe('on the root volume', () => {
  function onRoot(): void {
    machine = new StorageMachine({ whenMissing: { kind: 'root' } });
    expect(machine.boot()).toEqual([]);
    expect(machine.fact('STATE')).toBe('root');
  }

  test('an agent stays when the disks are back, until somebody says otherwise', () => {
    onRoot();
    machine.disk('nvme1n1', INSTANCE_STORE);
    for (let boot = 0; boot < 2; boot += 1) {
      expect(machine.boot()).toEqual([]);
      expect(machine.fact('STATE')).toBe('root');
      const [found, ...back] = machine.fact('REASON').split('; the agent lives elsewhere since: ');
      expect(found).toMatch(/^found 0 disks of kind instance_store/);
      expect(back).toEqual([
        'to use the disks again, as a new agent, remove /var/lib/mesos-spark/storage and reboot',
      ]);
    }
    machine.delete(RECORD);
    expect(machine.boot()[0]).toBe(makeXfs('/dev/nvme1n1'));
    expect(machine.fact('STATE')).toBe('ephemeral');
  });

  test('nothing stays of it on another machine, made of an image', () => {
    onRoot();
    machine.write('/etc/machine-id', 'two\n');
    machine.run('storage.sh');
    machine.disk('nvme1n1', INSTANCE_STORE);
    machine.write('/etc/machine-id', 'three\n');
    expect(machine.boot()[0]).toBe(makeXfs('/dev/nvme1n1'));
  });
});

describe('on an EBS volume in place of the disks', () => {
  const GIB = 2 ** 30;
  const whenMissing = { kind: 'ebs', deviceName: '/dev/sdf', size: Size.gibibytes(100) } as const;

  function withVolume(): void {
    machine = new StorageMachine({ whenMissing });
    machine.disk('nvme1n1', EBS, undefined, 100 * GIB);
  }

  test('nothing lies while there are disks', () => {
    withVolume();
    machine.disk('nvme2n1', INSTANCE_STORE);
    expect(machine.boot()).toEqual([makeXfs('/dev/nvme2n1'), mountOf('/dev/nvme2n1'), ...BINDS]);
  });

  test('the agent lives without them, and stays when they are back', () => {
    withVolume();
    expect(machine.boot()).toEqual([makeXfs('/dev/nvme1n1'), mountOf('/dev/nvme1n1'), ...BINDS]);
    expect(machine.fact('STATE')).toBe('ebs');
    machine.sign('nvme1n1', OURS);
    machine.disk('nvme2n1', INSTANCE_STORE, OURS);
    expect(machine.boot()).toEqual([mountOf('/dev/nvme1n1'), ...BINDS]);
    expect([machine.fact('STATE'), machine.fact('BLANK')]).toEqual(['ebs', 'no']);
  });

  test('is not blank for what was made on a disk that failed', () => {
    withVolume();
    machine.sign('nvme1n1', OURS);
    machine.disk('nvme2n1', INSTANCE_STORE);
    machine.command(
      'dd',
      'case "$*" in *.mesos-spark*) [ -e "$MESOS_SPARK_ROOT/.once" ] || { : >"$MESOS_SPARK_ROOT/.once"; exit 1; } ;; esac',
    );
    expect(machine.boot()[0]).toBe(makeXfs('/dev/nvme2n1'));
    expect([machine.fact('STATE'), machine.fact('BLANK')]).toEqual(['ebs', 'no']);
  });

  test('a volume that is missing, too, is told beside the disks', () => {
    withVolume();
    machine.delete('/sys/block/nvme1n1/device/model');
    expect(machine.run('storage.sh').stderr).toMatch(
      /FAILED: found 0 disks of kind instance_store .*; and of the volume in their place: found 0 disks of kind ebs/,
    );
    expect(changes(machine.run('storage.sh').calls)).toEqual([]);
  });
});
