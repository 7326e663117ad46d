import {
  BINDS,
  changes,
  EBS,
  INSTANCE_STORE,
  MEMBER,
  makeXfs,
  mountOf,
  StorageMachine,
} from './storage-machine';

const PLACES = BINDS.map((bind) => bind.replace(/.* /, ''));

let machine: StorageMachine;
afterEach(() => machine.remove());

describe('instance store at the first boot', () => {
  test('one blank disk gets a file system, and the root volume is left alone', () => {
    machine = new StorageMachine();
    machine.disk('nvme0n1', INSTANCE_STORE);
    machine.disk('nvme1n1', EBS, { type: 'xfs', label: '/' });
    const outcome = machine.run('storage.sh');
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(changes(outcome.calls)).toEqual([makeXfs('/dev/nvme0n1'), mountOf('/dev/nvme0n1'), ...BINDS]);
    // One block that reaches the disk, and a place for SELinux' labels.
    const proof = `of=${machine.root}/var/lib/ephemeral/.mesos-spark bs=4096 count=1 conv=notrunc,fsync`;
    expect(outcome.calls).toContain(`dd if=/dev/zero ${proof}`);
    const labelled = outcome.calls.filter((call) => call.startsWith('restorecon'));
    expect(labelled.flatMap((call) => call.split(' ').slice(1))).toEqual(PLACES);
    expect(['STATE', 'BLANK', 'DISKS', 'LAYOUT', 'REASON'].map((name) => machine.fact(name))).toEqual([
      'ephemeral',
      'yes',
      `${machine.root}/dev/nvme0n1`,
      'binds',
      '',
    ]);
  });

  test('a second run changes nothing, the facts included', () => {
    machine = new StorageMachine();
    machine.disk('nvme0n1', INSTANCE_STORE);
    machine.run('storage.sh');
    machine.sign('nvme0n1', { type: 'xfs', label: 'mesos-spark' });
    const second = machine.run('storage.sh');
    expect(second).toMatchObject({ status: 0, stderr: '' });
    expect(changes(second.calls)).toEqual([]);
    expect(machine.fact('BLANK')).toBe('yes');
  });

  test('a run that was ended among its mounts is gone on with by the next', () => {
    machine = new StorageMachine();
    machine.disk('nvme0n1', INSTANCE_STORE);
    machine.command('restorecon', 'kill -KILL $PPID');
    expect(machine.run('storage.sh').status).not.toBe(0);
    expect(machine.has('/run/mesos-spark/storage')).toBe(false);
    machine.command('restorecon');
    machine.sign('nvme0n1', { type: 'xfs', label: 'mesos-spark' });
    const second = machine.run('storage.sh');
    expect(second).toMatchObject({ status: 0, stderr: '' });
    expect(second.calls.filter((call) => /^mkfs|^mount .*nvme/.test(call))).toEqual([]);
    const mounts = machine.read('/proc/mounts').split('\n');
    expect(
      PLACES.map((place) => mounts.filter((line) => line.includes(`${machine.root}${place} `)).length),
    ).toEqual(PLACES.map(() => 1));
    expect(machine.fact('STATE')).toBe('ephemeral');
  });

  test('an EBS volume is left alone though it is blank, and so is the path of a controller', () => {
    machine = new StorageMachine();
    machine.disk('nvme1n1', EBS);
    machine.disk('nvme2n1', INSTANCE_STORE);
    machine.write('/sys/block/nvme2c2n1/device/model', `${INSTANCE_STORE}\n`);
    machine.link('/dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS0', '../../nvme1n1');
    expect(changes(machine.run('storage.sh').calls)).toEqual([
      makeXfs('/dev/nvme2n1'),
      mountOf('/dev/nvme2n1'),
      ...BINDS,
    ]);
  });

  test('a disk is waited for, and nothing is slept away where all are there', () => {
    machine = new StorageMachine();
    const late = `${INSTANCE_STORE}\\n`;
    machine.command(
      'sleep',
      `mkdir -p "$MESOS_SPARK_ROOT/sys/block/nvme2n1/device"; printf '${late}' >"$MESOS_SPARK_ROOT/sys/block/nvme2n1/device/model"; : >"$MESOS_SPARK_ROOT/dev/nvme2n1"`,
    );
    machine.write('/dev/null0', '');
    machine.write('/run/udev/control', '');
    const { calls } = machine.run('storage.sh');
    expect(changes(calls)[0]).toBe(makeXfs('/dev/nvme2n1'));
    // udev looks at what is new, and keeps it open meanwhile.
    const settle = 'udevadm settle --timeout=30';
    expect(calls.slice(0, 3)).toEqual([settle, 'sleep 1', settle]);
    expect(calls.filter((call) => call.startsWith('sleep'))).toHaveLength(1);
  });

  test('an NVMe controller without a disk yet is waited for', () => {
    machine = new StorageMachine();
    machine.disk('nvme1n1', INSTANCE_STORE);
    const pci = '/sys/bus/pci/devices';
    machine.write(`${pci}/0000:00:03.0/class`, '0x020000\n');
    machine.write(`${pci}/0000:00:1e.0/class`, '0x010802\n');
    machine.write(`${pci}/0000:00:1e.0/nvme/nvme1/nvme1n1/size`, '1');
    machine.write(`${pci}/0000:00:1f.0/class`, '0x010802\n');
    machine.write('/.late', `${INSTANCE_STORE}\n`);
    machine.command(
      'sleep',
      [
        'cd "$MESOS_SPARK_ROOT"',
        `mkdir -p sys/block/nvme2n1/device ".${pci}/0000:00:1f.0/nvme/nvme2/nvme2n1"`,
        'cp .late sys/block/nvme2n1/device/model',
        ': >dev/nvme2n1',
      ].join('\n'),
    );
    const { calls } = machine.run('storage.sh');
    expect(changes(calls)[0]).toMatch(/^mdadm --create .* --raid-devices=2 \/dev\/nvme1n1 \/dev\/nvme2n1$/);
    expect(calls.filter((call) => call.startsWith('sleep'))).toHaveLength(1);
  });

  test('ext4 where it is asked for, with other options of mount', () => {
    machine = new StorageMachine({ fileSystem: 'ext4', mountOptions: [] });
    machine.disk('nvme0n1', INSTANCE_STORE);
    expect(changes(machine.run('storage.sh').calls).slice(0, 2)).toEqual([
      'mkfs.ext4 -q -F -m 1 -E nodiscard,lazy_itable_init=1 -L mesos-spark /dev/nvme0n1',
      'mount -o defaults /dev/nvme0n1 /var/lib/ephemeral',
    ]);
  });

  test('fails where a folder cannot be put in its place', () => {
    machine = new StorageMachine();
    machine.disk('nvme0n1', INSTANCE_STORE);
    machine.command('mount', '[ "$1" != -a ] || { echo no such place >&2; exit 64; }');
    const { status, stderr } = machine.run('storage.sh');
    expect(status).toBe(64);
    expect(stderr).toContain('no such place');
    expect(machine.read('/run/mesos-spark/status/storage')).toMatch(/^failed\nended with status 64/);
    expect(machine.has('/run/mesos-spark/storage')).toBe(false);
  });

  test('a kernel without lazytime mounts without it', () => {
    machine = new StorageMachine();
    machine.disk('nvme0n1', INSTANCE_STORE);
    machine.command('mount', 'case "$*" in *lazytime*) echo unknown >&2; exit 32 ;; esac');
    const { calls, status } = machine.run('storage.sh');
    expect(status).toBe(0);
    expect(changes(calls)[2]).toBe('mount -o strictatime /dev/nvme0n1 /var/lib/ephemeral');
  });

  test('several become one stripe, whatever their order', () => {
    machine = new StorageMachine();
    machine.disk('nvme2n1', INSTANCE_STORE);
    machine.disk('nvme0n1', EBS);
    machine.disk('nvme1n1', INSTANCE_STORE);
    expect(changes(machine.run('storage.sh').calls)).toEqual([
      'mdadm --create /dev/md/mesos-spark --run --level=0 --metadata=1.2 --name=mesos-spark --raid-devices=2 /dev/nvme1n1 /dev/nvme2n1',
      'wipefs --all --quiet /dev/md/mesos-spark',
      makeXfs('/dev/md/mesos-spark'),
      mountOf('/dev/md/mesos-spark'),
      ...BINDS,
    ]);
  });

  test('a disk that udev names by what it is counts, its partitions and second names do not', () => {
    machine = new StorageMachine();
    machine.disk('nvme3n1', 'something newer');
    const name = 'nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1';
    machine.link(`/dev/disk/by-id/${name}`, '../../nvme3n1');
    machine.link(`/dev/disk/by-id/${name}-ns-1`, '../../nvme3n1');
    machine.link(`/dev/disk/by-id/${name}-part1`, '../../nvme3n1p1');
    expect(changes(machine.run('storage.sh').calls)[0]).toBe(makeXfs('/dev/nvme3n1'));
  });
});

test('what writes there already is stopped first and started again; a socket is left to wait', () => {
  machine = new StorageMachine();
  machine.disk('nvme1n1', INSTANCE_STORE);
  for (const unit of ['docker.socket', 'docker.service', 'containerd.service'])
    machine.write(`/.active-${unit}`, '');
  expect(changes(machine.run('storage.sh').calls).slice(2)).toEqual([
    'systemctl stop docker.service',
    'systemctl stop containerd.service',
    ...BINDS,
    'systemctl start --no-block docker.service',
    'systemctl start --no-block containerd.service',
  ]);
});

test('a directory with a disk of its own keeps it', () => {
  machine = new StorageMachine();
  machine.disk('nvme1n1', INSTANCE_STORE);
  machine.write('/proc/mounts', `/dev/nvme9n1 ${machine.root}/var/lib/docker xfs rw 0 0\n`);
  const { calls, stdout } = machine.run('storage.sh');
  expect(changes(calls).slice(2)).toEqual(BINDS.filter((call) => !call.includes('/docker')));
  expect(stdout).toContain('/var/lib/docker is mounted already');
});

test.each([
  ['that leads nowhere', '/gone'],
  ['to a folder', '/data/docker'],
])('a link in the place of a directory, %s, gives way: nobody would find the mount there', (_, to) => {
  machine = new StorageMachine();
  machine.disk('nvme1n1', INSTANCE_STORE);
  machine.write('/data/docker/image', 'layers');
  machine.link('/var/lib/docker', machine.root + to);
  const { calls, status, stdout } = machine.run('storage.sh');
  expect(status).toBe(0);
  expect(stdout).toContain(`removed the link /var/lib/docker to ${to}, which stays as it is`);
  expect(changes(calls).slice(2)).toEqual(BINDS);
  expect(machine.isLink('/var/lib/docker')).toBe(false);
  expect(machine.read('/data/docker/image')).toBe('layers');
});

describe('never touches what is not ours', () => {
  test.each<[string, (m: StorageMachine) => void, string]>([
    [
      'another file system',
      (m) => m.disk('nvme1n1', INSTANCE_STORE, { type: 'ext4', label: 'data' }),
      "found /dev/nvme1n1 with 'ext4' labelled 'data', wanted a blank disk or our label mesos-spark",
    ],
    [
      'our label on what is no file system',
      (m) => m.disk('nvme1n1', INSTANCE_STORE, { type: 'swap', label: 'mesos-spark' }),
      "found /dev/nvme1n1 with 'swap' labelled 'mesos-spark'",
    ],
    [
      'a label that only begins as ours does',
      (m) => m.disk('nvme1n1', INSTANCE_STORE, { type: 'ext4', label: 'mesos-spark\\x20x' }),
      "found /dev/nvme1n1 with 'ext4' labelled 'mesos-spark\\x20x'",
    ],
    [
      'a member of another stripe',
      (m) => m.disk('nvme1n1', INSTANCE_STORE, { type: 'linux_raid_member', label: 'host:data' }),
      "found /dev/nvme1n1 with 'linux_raid_member' labelled 'host:data'",
    ],
    [
      'a partition table',
      (m) => {
        m.disk('nvme1n1', INSTANCE_STORE);
        m.write('/.signature-nvme1n1', 'ID_PART_TABLE_TYPE=gpt\n');
      },
      "found /dev/nvme1n1 with 'gpt' labelled ''",
    ],
    [
      'partitions',
      (m) => {
        m.disk('nvme1n1', INSTANCE_STORE);
        m.write('/sys/block/nvme1n1/nvme1n1p1/partition', '1');
      },
      'found /dev/nvme1n1 in use, it has partitions',
    ],
    [
      'a mounted disk',
      (m) => {
        m.disk('nvme1n1', INSTANCE_STORE);
        m.write('/proc/mounts', `${m.root}/dev/nvme1n1 /mnt xfs rw 0 0\n`);
      },
      'found /dev/nvme1n1 in use, it is mounted',
    ],
    [
      'swap',
      (m) => {
        m.disk('nvme1n1', INSTANCE_STORE);
        m.write('/proc/swaps', `${m.root}/dev/nvme1n1 partition 1 0 -2\n`);
      },
      'found /dev/nvme1n1 in use, it is mounted or swap',
    ],
    [
      'a disk below something else',
      (m) => {
        m.disk('nvme1n1', INSTANCE_STORE);
        m.write('/sys/block/nvme1n1/holders/dm-0', '');
      },
      'found /dev/nvme1n1 in use, by dm-0',
    ],
    [
      'one disk of a stripe without the others',
      (m) => m.disk('nvme1n1', INSTANCE_STORE, MEMBER),
      'found 1 of the 2 disks of a stripe: /dev/nvme1n1, wanted them all',
    ],
    [
      'two file systems of ours',
      (m) => {
        m.disk('nvme1n1', INSTANCE_STORE, { type: 'xfs', label: 'mesos-spark' });
        m.disk('nvme2n1', INSTANCE_STORE, { type: 'xfs', label: 'mesos-spark' });
      },
      'found several file systems of ours on /dev/nvme1n1 /dev/nvme2n1, wanted one',
    ],
    [
      'a disk that blkid cannot tell',
      (m) => {
        m.disk('nvme1n1', INSTANCE_STORE);
        m.command('blkid', 'exit 8');
      },
      "found /dev/nvme1n1 with 'something that blkid cannot tell' labelled ''",
    ],
    [
      'a disk that cannot be read, which blkid takes for a blank one',
      (m) => {
        m.disk('nvme1n1', INSTANCE_STORE);
        m.command('head', 'exit 1');
      },
      "found /dev/nvme1n1 with 'nothing that can be read' labelled ''",
    ],
    [
      'something else on the mount point',
      (m) => {
        m.disk('nvme1n1', INSTANCE_STORE);
        m.sign('nvme9n1', { type: 'ext4', label: 'theirs' });
        m.write('/proc/mounts', `/dev/nvme9n1 ${m.root}/var/lib/ephemeral ext4 rw 0 0\n`);
      },
      "found /dev/nvme9n1 mounted on /var/lib/ephemeral, with 'ext4' labelled 'theirs', wanted nothing there",
    ],
    [
      'a machine without instance store',
      (m) => m.disk('nvme0n1', EBS),
      'found 0 disks of kind instance_store in 2 s, wanted 1; block devices here: nvme0n1',
    ],
  ])('fails at %s', (_, prepare, message) => {
    machine = new StorageMachine();
    prepare(machine);
    const { status, stderr, calls } = machine.run('storage.sh');
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(changes(calls)).toEqual([]);
    expect(machine.read('/run/mesos-spark/status/storage').replaceAll(machine.root, '')).toContain(
      `failed\n${message}`,
    );
  });
});

test('what is written on a foreign disk runs nowhere', () => {
  machine = new StorageMachine();
  machine.disk('nvme1n1', INSTANCE_STORE);
  machine.write('/.signature-nvme1n1', 'ID_FS_LABEL_ENC=$(>owned)`>owned`";>owned;"\nID_FS_TYPE=$(>owned)\n');
  expect(machine.run('storage.sh').status).toBe(1);
  expect(machine.fact('REASON')).toContain("'$(>owned)' labelled '$(>owned)`>owned`\";>owned;\"'");
  expect([machine.has('/owned'), machine.has('/opt/mesos-spark/boot/owned')]).toEqual([false, false]);
});

test('a step that its unit ends says so', () => {
  machine = new StorageMachine();
  machine.disk('nvme1n1', INSTANCE_STORE);
  machine.write('/run/udev/control', '');
  machine.command('udevadm', 'kill -TERM $PPID');
  expect(machine.run('storage.sh')).toMatchObject({
    status: 143,
    stderr:
      'mesos-spark storage: FAILED: was ended before it was done: it took longer than its unit allows, or was stopped\n',
  });
  expect(machine.read('/run/mesos-spark/status/storage')).toMatch(/^failed\nwas ended/);
});

test('a dry run says what it would do and does nothing', () => {
  machine = new StorageMachine();
  machine.disk('nvme1n1', INSTANCE_STORE);
  const { stdout, calls } = machine.run('storage.sh', {}, true);
  expect(stdout).toContain('would run: mkfs.xfs');
  expect(changes(calls)).toEqual([]);
});
