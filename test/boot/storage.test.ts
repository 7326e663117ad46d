import type { StorageLayout } from '../../src/domain/agent/storage-layout';
import { Size } from '../../src/domain/core/size';
import { bootProps, DCOS } from '../support/agent-boot';
import { Machine } from './machine';

const INSTANCE_STORE = 'Amazon EC2 NVMe Instance Storage';
const EBS = 'Amazon Elastic Block Store';

/** What blkid finds on a device; nothing at all is a blank one. */
interface Signature {
  readonly type: string;
  readonly label?: string;
}

const OURS: Signature = { type: 'xfs', label: 'mesos-spark' };
const MEMBER: Signature = { type: 'linux_raid_member', label: 'ip-10-0-0-7:mesos-spark' };

let machine: Machine;
afterEach(() => machine.remove());

/** A machine with stand-ins for everything that touches disks, and no disk yet. */
function newMachine(storage: Partial<StorageLayout> = {}): Machine {
  const props = bootProps(DCOS);
  machine = new Machine({ ...props, storage: { ...props.storage, ...storage } });
  const wait = machine.read('/etc/mesos-spark/agent.env').replace(/WAIT_SECONDS=120/, 'WAIT_SECONDS=2');
  machine.write('/etc/mesos-spark/agent.env', wait);
  machine.commands('mkfs.xfs', 'mkfs.ext4', 'mdadm', 'wipefs', 'udevadm', 'restorecon', 'sleep');
  // A mount is remembered, so that a second look finds it.
  machine.command('mount', 'for last; do :; done; echo "$last" >>"$MESOS_SPARK_ROOT/.mounted"');
  machine.command('mountpoint', 'grep -qx "$2" "$MESOS_SPARK_ROOT/.mounted" 2>/dev/null');
  machine.command('systemctl', 'if [ "$1" = is-active ]; then [ -e "$MESOS_SPARK_ROOT/.active-$3" ]; fi');
  machine.command('curl', 'exit 22');
  machine.command(
    'blkid',
    [
      'for last; do :; done',
      'found=$MESOS_SPARK_ROOT/.signature-$(basename "$last")',
      '[ -e "$found" ] || exit 2',
      'case $3 in LABEL) sed -n "s/^LABEL=//p" "$found";; TYPE) sed -n "s/^TYPE=//p" "$found";; esac',
    ].join('\n'),
  );
  return machine;
}

function disk(name: string, model: string, signature?: Signature, bytes = 2 ** 30): void {
  machine.write(`/dev/${name}`, '');
  machine.write(`/sys/block/${name}/device/model`, `${model.padEnd(40)}\n`);
  machine.write(`/sys/block/${name}/size`, `${bytes / 512}\n`);
  if (signature) sign(name, signature);
}

function sign(name: string, { type, label = '' }: Signature): void {
  machine.write(`/.signature-${name}`, `TYPE=${type}\nLABEL=${label}\n`);
}

/** Calls that change something, in order. */
function changes(calls: readonly string[]): readonly string[] {
  return calls.filter(
    (call) => !/^(blkid|mountpoint|systemctl is-active|curl|udevadm|restorecon|sleep)/.test(call),
  );
}

const BINDS = [
  'mount --bind /var/lib/ephemeral/mesos /var/lib/mesos',
  'mount --bind /var/lib/ephemeral/docker /var/lib/docker',
  'mount --bind /var/lib/ephemeral/containerd /var/lib/containerd',
  'mount --bind /var/lib/ephemeral/spark /var/lib/tmp/spark',
];
const mountOf = (device: string) => `mount -o noatime ${device} /var/lib/ephemeral`;
const makeXfs = (device: string) => `mkfs.xfs -q -f -K -n ftype=1 -L mesos-spark ${device}`;

describe('instance store', () => {
  test('one blank disk gets a file system, and the root volume is left alone', () => {
    newMachine();
    disk('nvme0n1', INSTANCE_STORE);
    disk('nvme1n1', EBS, { type: 'xfs', label: '/' });
    const outcome = machine.run('storage.sh');
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(changes(outcome.calls)).toEqual([makeXfs('/dev/nvme0n1'), mountOf('/dev/nvme0n1'), ...BINDS]);
  });

  test('a second run changes nothing', () => {
    newMachine();
    disk('nvme0n1', INSTANCE_STORE);
    machine.run('storage.sh');
    expect(changes(machine.run('storage.sh').calls)).toEqual([]);
  });

  test('disks that show up late are waited for', () => {
    newMachine();
    disk('nvme1n1', INSTANCE_STORE);
    machine.command(
      'sleep',
      'mkdir -p "$MESOS_SPARK_ROOT/sys/block/nvme2n1/device"; echo "Amazon EC2 NVMe Instance Storage" >"$MESOS_SPARK_ROOT/sys/block/nvme2n1/device/model"; : >"$MESOS_SPARK_ROOT/dev/nvme2n1"',
    );
    expect(changes(machine.run('storage.sh').calls)[0]).toMatch(/^mdadm --create .* --raid-devices=2 /);
  });

  test('ext4 where it is asked for, with other options of mount', () => {
    newMachine({ fileSystem: 'ext4', mountOptions: [] });
    disk('nvme0n1', INSTANCE_STORE);
    expect(changes(machine.run('storage.sh').calls).slice(0, 2)).toEqual([
      'mkfs.ext4 -q -F -m 1 -E nodiscard,lazy_itable_init=1 -L mesos-spark /dev/nvme0n1',
      'mount -o defaults /dev/nvme0n1 /var/lib/ephemeral',
    ]);
  });

  test('several become one stripe, whatever their order', () => {
    newMachine();
    disk('nvme2n1', INSTANCE_STORE);
    disk('nvme0n1', EBS);
    disk('nvme1n1', INSTANCE_STORE);
    expect(changes(machine.run('storage.sh').calls)).toEqual([
      'mdadm --create /dev/md/mesos-spark --run --level=0 --metadata=1.2 --name=mesos-spark --raid-devices=2 /dev/nvme1n1 /dev/nvme2n1',
      'wipefs --all --quiet /dev/md/mesos-spark',
      makeXfs('/dev/md/mesos-spark'),
      mountOf('/dev/md/mesos-spark'),
      ...BINDS,
    ]);
  });

  test('a disk that udev names by what it is counts, its partitions and second names do not', () => {
    newMachine();
    disk('nvme3n1', 'something newer');
    const name = 'nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1';
    machine.link(`/dev/disk/by-id/${name}`, '../../nvme3n1');
    machine.link(`/dev/disk/by-id/${name}-ns-1`, '../../nvme3n1');
    expect(changes(machine.run('storage.sh').calls)[0]).toBe(makeXfs('/dev/nvme3n1'));
  });
});

describe('a machine that boots again', () => {
  test('with its disk mounts it as it is', () => {
    newMachine();
    disk('nvme1n1', INSTANCE_STORE, OURS);
    expect(changes(machine.run('storage.sh').calls)).toEqual([mountOf('/dev/nvme1n1'), ...BINDS]);
  });

  test.each([
    ['that udev has assembled uses it', 'clean', ['mount -o noatime /dev/md127 /var/lib/ephemeral']],
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
    newMachine();
    disk('nvme1n1', INSTANCE_STORE, MEMBER);
    disk('nvme2n1', INSTANCE_STORE, MEMBER);
    machine.write('/sys/block/md127/slaves/nvme1n1', '');
    machine.write('/sys/block/md127/md/array_state', `${state}\n`);
    sign('md127', OURS);
    sign('mesos-spark', OURS);
    expect(changes(machine.run('storage.sh').calls)).toEqual([...wanted, ...BINDS]);
  });

  test('with a stripe that nobody has assembled assembles it', () => {
    newMachine();
    disk('nvme1n1', INSTANCE_STORE, MEMBER);
    disk('nvme2n1', INSTANCE_STORE, MEMBER);
    sign('mesos-spark', OURS);
    expect(changes(machine.run('storage.sh').calls)).toEqual([
      'mdadm --assemble --run /dev/md/mesos-spark /dev/nvme1n1 /dev/nvme2n1',
      mountOf('/dev/md/mesos-spark'),
      ...BINDS,
    ]);
  });

  test('with one disk of its stripe empty makes a new stripe', () => {
    newMachine();
    disk('nvme1n1', INSTANCE_STORE, MEMBER);
    disk('nvme2n1', INSTANCE_STORE);
    machine.write('/sys/block/md127/slaves/nvme1n1', '');
    expect(changes(machine.run('storage.sh').calls).slice(0, 5)).toEqual([
      'mdadm --stop /dev/md127',
      'mdadm --zero-superblock /dev/nvme1n1',
      expect.stringMatching(/^mdadm --create .* \/dev\/nvme1n1 \/dev\/nvme2n1$/),
      'wipefs --all --quiet /dev/md/mesos-spark',
      makeXfs('/dev/md/mesos-spark'),
    ]);
  });
});

test('what writes there already is stopped first and started again', () => {
  newMachine();
  disk('nvme1n1', INSTANCE_STORE);
  machine.write('/.active-docker.service', '');
  machine.write('/.active-docker.socket', '');
  const found = changes(machine.run('storage.sh').calls).slice(2);
  expect(found).toEqual([
    'systemctl stop docker.socket',
    'systemctl stop docker.service',
    ...BINDS,
    'systemctl start --no-block docker.socket',
    'systemctl start --no-block docker.service',
  ]);
});

describe('under Xen', () => {
  function xen(entries: Readonly<Record<string, string>>): void {
    newMachine();
    machine.write('/sys/hypervisor/type', 'xen\n');
    const answers = Object.entries(entries).map(([name, device]) => `*/${name}) printf ${device};;`);
    machine.command(
      'curl',
      `for url; do :; done\ncase $url in */api/token) printf secret;; */block-device-mapping/) printf '${Object.keys(entries).join('\\n')}';; ${answers.join(' ')} *) exit 22;; esac`,
    );
  }

  test('the metadata service tells the disks; AWS delivers the first one with ext3', () => {
    xen({ ami: '/dev/sda1', ephemeral0: 'sdb', ephemeral1: 'sdc', ebs1: 'sdf', root: '/dev/sda1' });
    for (const name of ['xvda', 'xvdb', 'xvdc', 'xvdf']) machine.write(`/dev/${name}`, '');
    sign('xvdb', { type: 'ext3' });
    const outcome = machine.run('storage.sh');
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(changes(outcome.calls)[0]).toMatch(/^mdadm --create .* --raid-devices=2 \/dev\/xvdb \/dev\/xvdc$/);
    expect(outcome.calls.filter((call) => call.startsWith('curl')).join('\n')).toContain(
      'X-aws-ec2-metadata-token: secret',
    );
  });

  test('fails where only EBS is mapped', () => {
    xen({ ami: '/dev/sda1', ebs1: 'sdf', root: '/dev/sda1' });
    machine.write('/dev/xvdf', '');
    expect(machine.run('storage.sh').stderr).toContain('found no disk of kind instance_store');
  });
});

describe('one EBS volume', () => {
  const GIB = 2 ** 30;
  const ebs = { source: { kind: 'ebs', deviceName: '/dev/sdf', size: Size.gibibytes(100) } } as const;

  test.each<[string, () => void, string]>([
    [
      'by our label, though another of its size is blank',
      () => {
        disk('nvme1n1', EBS, OURS, 100 * GIB);
        disk('nvme2n1', EBS, undefined, 100 * GIB);
      },
      mountOf('/dev/nvme1n1'),
    ],
    [
      'by the name that udev gives',
      () => {
        disk('nvme1n1', EBS, undefined, 100 * GIB);
        disk('nvme2n1', EBS, undefined, 100 * GIB);
        machine.link('/dev/sdf', 'nvme2n1');
      },
      makeXfs('/dev/nvme2n1'),
    ],
    [
      'by its size, being the only blank one',
      () => {
        disk('nvme1n1', EBS, undefined, 10 * GIB);
        disk('nvme2n1', EBS, undefined, 100 * GIB);
        disk('nvme3n1', EBS, { type: 'ext4' }, 100 * GIB);
        disk('nvme4n1', INSTANCE_STORE, undefined, 100 * GIB);
      },
      makeXfs('/dev/nvme2n1'),
    ],
    ['by its name under Xen', () => disk('xvdf', 'unused', undefined, 100 * GIB), makeXfs('/dev/xvdf')],
  ])('is found %s', (_, prepare, wanted) => {
    newMachine(ebs);
    disk('nvme0n1', EBS, { type: 'xfs', label: '/' }, 30 * GIB);
    machine.write('/sys/block/nvme0n1/nvme0n1p1/partition', '1');
    prepare();
    const outcome = machine.run('storage.sh');
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(changes(outcome.calls)[0]).toBe(wanted);
  });

  test('fails where two could be it', () => {
    newMachine(ebs);
    disk('nvme1n1', EBS, undefined, 100 * GIB);
    disk('nvme2n1', EBS, undefined, 100 * GIB);
    const { status, stderr } = machine.run('storage.sh');
    expect(status).toBe(1);
    expect(stderr).toContain(
      'found several blank EBS volumes of 107374182400 bytes: /dev/nvme1n1 /dev/nvme2n1, wanted one',
    );
  });
});

describe('never touches what is not ours', () => {
  test.each<[string, () => void, string]>([
    [
      'another file system',
      () => disk('nvme1n1', INSTANCE_STORE, { type: 'ext4', label: 'data' }),
      "found /dev/nvme1n1 with 'ext4' labelled 'data', wanted a blank disk or our label mesos-spark",
    ],
    [
      'a member of another stripe',
      () => disk('nvme1n1', INSTANCE_STORE, { type: 'linux_raid_member', label: 'host:data' }),
      "found /dev/nvme1n1 with 'linux_raid_member' labelled 'host:data'",
    ],
    [
      'partitions',
      () => {
        disk('nvme1n1', INSTANCE_STORE);
        machine.write('/sys/block/nvme1n1/nvme1n1p1/partition', '1');
      },
      'found /dev/nvme1n1 in use, it has partitions',
    ],
    [
      'a mounted disk',
      () => {
        disk('nvme1n1', INSTANCE_STORE);
        machine.write('/proc/mounts', `${machine.root}/dev/nvme1n1 /mnt xfs rw 0 0\n`);
      },
      'found /dev/nvme1n1 in use, it is mounted',
    ],
    [
      'swap',
      () => {
        disk('nvme1n1', INSTANCE_STORE);
        machine.write('/proc/swaps', `${machine.root}/dev/nvme1n1 partition 1 0 -2\n`);
      },
      'found /dev/nvme1n1 in use, it is swap',
    ],
    [
      'one disk of a stripe without the others',
      () => disk('nvme1n1', INSTANCE_STORE, MEMBER),
      'found /dev/nvme1n1 alone, one disk of a stripe, wanted all of its disks or a blank one',
    ],
    [
      'a disk that cannot be read',
      () => {
        disk('nvme1n1', INSTANCE_STORE);
        machine.command('blkid', 'exit 8');
      },
      "found /dev/nvme1n1 with '' labelled ''",
    ],
    [
      'a machine without instance store',
      () => disk('nvme0n1', EBS),
      'found no disk of kind instance_store in 2 s',
    ],
  ])('fails at %s', (_, prepare, message) => {
    newMachine();
    prepare();
    const { status, stderr, calls } = machine.run('storage.sh');
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(changes(calls)).toEqual([]);
  });
});

test('a dry run says what it would do and does nothing', () => {
  newMachine();
  disk('nvme1n1', INSTANCE_STORE);
  const { stdout, calls } = machine.run('storage.sh', {}, true);
  expect(stdout).toContain('would run: mkfs.xfs');
  expect(changes(calls)).toEqual([]);
});
