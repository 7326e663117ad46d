import type { StorageLayout } from '../../src/domain/agent/storage-layout';
import { Size } from '../../src/domain/core/size';
import {
  BINDS,
  changes,
  EBS,
  INSTANCE_STORE,
  makeXfs,
  mountOf,
  OURS,
  StorageMachine,
} from './storage-machine';

let machine: StorageMachine;
afterEach(() => machine.remove());

describe('under Xen', () => {
  function xen(entries: Readonly<Record<string, string>>): void {
    machine = new StorageMachine();
    machine.write('/sys/hypervisor/type', 'xen\n');
    const answers = Object.entries(entries).map(([name, device]) => `*/${name}) printf '${device}';;`);
    machine.command(
      'curl',
      `for url; do :; done\ncase $url in */api/token) printf secret;; */block-device-mapping/) printf '${Object.keys(entries).join('\\n')}';; ${answers.join(' ')} *) exit 22;; esac`,
    );
  }

  test('the metadata service tells the disks; AWS delivers the first one with ext3', () => {
    xen({ ami: '/dev/sda1', ephemeral0: 'sdb', ephemeral1: 'sdc', ebs1: 'sdf', root: '/dev/sda1' });
    for (const name of ['xvda', 'xvdb', 'xvdc', 'xvdf']) machine.write(`/dev/${name}`, '');
    machine.sign('xvdb', { type: 'ext3' });
    const outcome = machine.run('storage.sh');
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(changes(outcome.calls)[0]).toMatch(/^mdadm --create .* --raid-devices=2 \/dev\/xvdb \/dev\/xvdc$/);
    expect(outcome.calls.filter((call) => call.startsWith('curl')).join('\n')).toContain(
      'X-aws-ec2-metadata-token: secret',
    );
  });

  test('a disk that is mapped and that the type does not have is none', () => {
    xen({ ephemeral0: 'sdb', ephemeral1: 'sdc' });
    machine.write('/dev/xvdb', '');
    expect(changes(machine.run('storage.sh').calls)[0]).toBe(makeXfs('/dev/xvdb'));
  });

  test('fails where only EBS is mapped', () => {
    xen({ ami: '/dev/sda1', ebs1: 'sdf', root: '/dev/sda1' });
    machine.write('/dev/xvdf', '');
    const { stderr, calls } = machine.run('storage.sh');
    expect(stderr).toContain('found 0 disks of kind instance_store');
    expect(changes(calls)).toEqual([]);
  });

  test.each([
    ['at all', '*/block-device-mapping/*'],
    ['for a disk that it names', '*/ephemeral1'],
  ])('a metadata service that does not answer %s is asked again, and not for ever', (_, silent) => {
    xen({ ephemeral0: 'sdb', ephemeral1: 'sdc' });
    for (const name of ['xvdb', 'xvdc']) machine.write(`/dev/${name}`, '');
    const answers = machine.read('/.bin/curl');
    const settings = machine
      .read('/etc/mesos-spark/agent.env')
      .replace(/WAIT_SECONDS=\d+/, 'WAIT_SECONDS=60');
    machine.write('/etc/mesos-spark/agent.env', settings);
    machine.write('/.bin/curl', answers.replace('case $url in', `case $url in ${silent}) exit 28;;`), '0755');
    const { status, stdout, stderr, calls } = machine.run('storage.sh');
    expect([status, changes(calls)]).toEqual([1, []]);
    expect(stdout).toContain('the metadata service does not tell the disks');
    expect(stderr).toContain('found 0 disks of kind instance_store in 61 s, wanted 1');
    expect(calls.filter((call) => call === 'sleep 1')).toHaveLength(1);
  });

  test('a metadata service that comes late tells the disks all the same', () => {
    xen({ ephemeral0: 'sdb', ephemeral1: 'sdc' });
    for (const name of ['xvdb', 'xvdc']) machine.write(`/dev/${name}`, '');
    const answers = machine.read('/.bin/curl');
    const late =
      'case $url in */ephemeral1) [ -e "$MESOS_SPARK_ROOT/.late" ] || exit 28;; esac\ncase $url in';
    machine.write('/.bin/curl', answers.replace('case $url in', late), '0755');
    machine.command('sleep', ': >"$MESOS_SPARK_ROOT/.late"');
    const settings = machine
      .read('/etc/mesos-spark/agent.env')
      .replace(/WAIT_SECONDS=\d+/, 'WAIT_SECONDS=60');
    machine.write('/etc/mesos-spark/agent.env', settings);
    expect(changes(machine.run('storage.sh').calls)[0]).toMatch(/ --raid-devices=2 \/dev\/xvdb \/dev\/xvdc$/);
  });
});

describe('one EBS volume', () => {
  const GIB = 2 ** 30;
  const ebs = { source: { kind: 'ebs', deviceName: '/dev/sdf', size: Size.gibibytes(100) } } as const;

  test.each<[string, (m: StorageMachine) => void, string]>([
    [
      'by our label, though another of its size is blank',
      (m) => {
        m.disk('nvme1n1', EBS, OURS, 100 * GIB);
        m.disk('nvme2n1', EBS, undefined, 100 * GIB);
      },
      mountOf('/dev/nvme1n1'),
    ],
    [
      'by the name that udev gives',
      (m) => {
        m.disk('nvme1n1', EBS, undefined, 100 * GIB);
        m.disk('nvme2n1', EBS, undefined, 100 * GIB);
        m.link('/dev/sdf', 'nvme2n1');
      },
      makeXfs('/dev/nvme2n1'),
    ],
    [
      'by its size, being the only blank one',
      (m) => {
        m.disk('nvme1n1', EBS, undefined, 10 * GIB);
        m.disk('nvme2n1', EBS, undefined, 100 * GIB);
        m.disk('nvme3n1', EBS, { type: 'ext4' }, 100 * GIB);
        m.disk('nvme4n1', INSTANCE_STORE, OURS, 100 * GIB);
      },
      makeXfs('/dev/nvme2n1'),
    ],
    [
      'by its size, where another blank one has partitions',
      (m) => {
        m.disk('nvme1n1', EBS, undefined, 100 * GIB);
        m.write('/sys/block/nvme1n1/nvme1n1p1/partition', '1');
        m.disk('nvme2n1', EBS, undefined, 100 * GIB);
      },
      makeXfs('/dev/nvme2n1'),
    ],
    [
      'by its name under Xen, where a disk of the machine may have our label',
      (m) => {
        m.disk('xvdb', 'unused', OURS);
        m.disk('xvdf', 'unused', undefined, 100 * GIB);
      },
      makeXfs('/dev/xvdf'),
    ],
  ])('is found %s', (_, prepare, wanted) => {
    machine = new StorageMachine(ebs);
    machine.disk('nvme0n1', EBS, { type: 'xfs', label: '/' }, 30 * GIB);
    machine.write('/sys/block/nvme0n1/nvme0n1p1/partition', '1');
    prepare(machine);
    const outcome = machine.run('storage.sh');
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(changes(outcome.calls)[0]).toBe(wanted);
    expect(machine.fact('STATE')).toBe('ebs');
  });

  test('with ext3 is not taken for the instance store that AWS delivers so', () => {
    machine = new StorageMachine(ebs);
    machine.disk('xvdf', 'unused', { type: 'ext3' }, 100 * GIB);
    const { status, stderr, calls } = machine.run('storage.sh');
    expect([status, changes(calls)]).toEqual([1, []]);
    expect(stderr).toContain("found /dev/xvdf with 'ext3' labelled ''");
  });

  test.each([
    ['blank', undefined],
    ['ours', OURS],
  ])('fails where two that are %s could be it', (_, signature) => {
    machine = new StorageMachine(ebs);
    machine.disk('nvme1n1', EBS, signature, 100 * GIB);
    machine.disk('nvme2n1', EBS, signature, 100 * GIB);
    const { status, stderr, calls } = machine.run('storage.sh');
    expect([status, changes(calls)]).toEqual([1, []]);
    expect(stderr).toContain(
      'found several EBS volumes that could be ours, of 107374182400 bytes or with our label: /dev/nvme1n1 /dev/nvme2n1, wanted one',
    );
  });
});

describe('the layout of /var/lib as a whole', () => {
  const varLib: Partial<StorageLayout> = { layout: 'varLib', mountPoint: '/var/lib' };
  const STAGING = '/run/mesos-spark/var-lib';

  function flatcar(id = 'flatcar'): void {
    machine = new StorageMachine(varLib);
    machine.write('/etc/os-release', `NAME="Some Linux"\nID="${id}"\n`);
    machine.disk('nvme1n1', INSTANCE_STORE);
    machine.write('/var/lib/of-the-root-volume', 'copied');
  }

  test.each(['flatcar', 'coreos'])('copies what is there, mounts it, and keeps our records, on %s', (id) => {
    flatcar(id);
    const outcome = machine.run('storage.sh');
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(changes(outcome.calls)).toEqual([
      makeXfs('/dev/nvme1n1'),
      `mount -o strictatime,lazytime /dev/nvme1n1 ${STAGING}`,
      'mount --bind /var/lib/mesos-spark /run/mesos-spark/state',
      `mount --bind ${STAGING} /var/lib`,
      'mount --bind /run/mesos-spark/state /var/lib/mesos-spark',
      'umount /run/mesos-spark/state',
      `umount ${STAGING}`,
    ]);
    expect(machine.read(`${STAGING}/of-the-root-volume`)).toBe('copied');
    expect(machine.fact('LAYOUT')).toBe('var-lib');
  });

  test('notes that it is whole when it is on the disk, for a loss of power leaves empty files', () => {
    flatcar();
    const look =
      '[ -e "$MESOS_SPARK_ROOT/run/mesos-spark/var-lib/.mesos-spark-filled" ] || echo not yet >&2; exit 1';
    machine.command('sync', look);
    expect(machine.run('storage.sh').stderr).toContain(
      'found that writing it to the disk did not succeed: not yet',
    );
    expect(machine.has(`${STAGING}/.mesos-spark-filled`)).toBe(false);
  });

  test('copies once', () => {
    flatcar();
    machine.run('storage.sh');
    machine.write('/var/lib/of-the-root-volume', 'changed');
    machine.sign('nvme1n1', OURS);
    machine.boot();
    expect(machine.read(`${STAGING}/of-the-root-volume`)).toBe('copied');
  });

  test('changes nothing in a second run', () => {
    flatcar();
    machine.run('storage.sh');
    machine.sign('nvme1n1', OURS);
    // Linux tells the device of a bind mount, not the folder.
    const { root } = machine;
    const bound = `${root}${STAGING} ${root}/var/lib `;
    const mounts = machine.read('/proc/mounts');
    expect(mounts).toContain(bound);
    machine.write('/proc/mounts', mounts.replace(bound, `${root}/dev/nvme1n1 ${root}/var/lib `));
    const second = machine.run('storage.sh');
    expect(second).toMatchObject({ status: 0, stderr: '' });
    expect(changes(second.calls)).toEqual([]);
  });

  test('a copy that does not succeed is lost storage, and the next boot copies again', () => {
    flatcar();
    machine.command('cp', 'echo no space >&2; exit 1');
    const { calls, stderr } = machine.run('storage.sh');
    expect(stderr).toContain('found that copying /var/lib did not succeed: no space');
    expect(calls.at(-1)).toBe(`umount ${STAGING}`);
    machine.delete('/.bin/cp');
    machine.sign('nvme1n1', OURS);
    machine.boot();
    expect(machine.read(`${STAGING}/of-the-root-volume`)).toBe('copied');
  });

  test('is refused elsewhere, before anything is touched', () => {
    flatcar('ubuntu');
    const { status, stderr, calls } = machine.run('storage.sh');
    expect([status, changes(calls)]).toEqual([1, []]);
    expect(stderr).toContain(
      "found the system 'ubuntu' and a layout of /var/lib as a whole, wanted Flatcar or CoreOS Container Linux",
    );
  });
});

describe('shares', () => {
  const shares = { docker: '40%', mesos: Size.gibibytes(200), spark: '1%' };

  function limited(storage: Partial<StorageLayout> = {}): void {
    machine = new StorageMachine({ shares, ...storage });
    machine.disk('nvme1n1', INSTANCE_STORE);
    machine.command('xfs_quota');
    machine.command('xfs_io', 'cat "$MESOS_SPARK_ROOT/.project" 2>/dev/null');
    machine.command('df', 'printf "F 1024-blocks\\n/dev/x 1000000099\\n"');
  }
  const quota = (line: string) => `xfs_quota -x -D /dev/null -P /dev/null -c ${line} /var/lib/ephemeral`;

  test('are limits of projects, of the size that the file system has, before anything lies there', () => {
    limited();
    const outcome = machine.run('storage.sh');
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    const at = `${machine.root}/var/lib/ephemeral`;
    expect(changes(outcome.calls).filter((call) => !call.startsWith('df'))).toEqual([
      makeXfs('/dev/nvme1n1'),
      'mount -o strictatime,lazytime,prjquota /dev/nvme1n1 /var/lib/ephemeral',
      quota(`project -s -p ${at}/mesos 1001`),
      quota('limit -p bhard=209715200k 1001'),
      quota(`project -s -p ${at}/docker 100000`),
      quota('limit -p bhard=400000039k 100000'),
      quota(`project -s -p ${at}/spark 1003`),
      quota('limit -p bhard=10000000k 1003'),
      ...BINDS,
    ]);
  });

  test('walk no tree of a folder that belongs to its project already', () => {
    limited({ shares: { spark: '10%' } });
    machine.write('/.project', 'projid = 1003\n');
    const calls = changes(machine.run('storage.sh').calls);
    expect(calls.filter((call) => call.startsWith('xfs_quota'))).toEqual([
      quota('limit -p bhard=100000009k 1003'),
    ]);
  });

  test('are made possible on ext4 when it is made', () => {
    limited({ fileSystem: 'ext4' });
    const calls = changes(machine.run('storage.sh').calls);
    expect(calls[0]).toBe(
      'mkfs.ext4 -q -F -m 1 -O quota,project -E nodiscard,lazy_itable_init=1,quotatype=prjquota -L mesos-spark /dev/nvme1n1',
    );
    // To xfs_quota it is foreign, a word that the one of CentOS 7 does not know.
    expect(calls).toContainEqual(expect.stringMatching(/^xfs_quota -x -f .* bhard=10000000k 1003 /));
  });

  test.each([
    ['knows lazytime', '*prjquota*'],
    ['knows no lazytime either', '*prjquota* | *lazytime*'],
  ])('are told where the kernel has none and %s, for another place has none either', (_, refused) => {
    limited({ whenMissing: { kind: 'root' } });
    machine.command('mount', `case "$*" in ${refused}) echo wrong fs type >&2; exit 32 ;; esac`);
    const { status, stderr, calls } = machine.run('storage.sh');
    expect(status).toBe(1);
    expect(stderr).toContain('found a kernel without project quotas for xfs, wanted them for the shares');
    expect(machine.fact('STATE')).toBe('failed');
    expect(calls.at(-1)).toBe('umount /var/lib/ephemeral');
  });

  test('make no kernel of a disk that cannot be mounted', () => {
    limited({ whenMissing: { kind: 'root' } });
    machine.command('mount', 'echo wrong fs type >&2; exit 32');
    expect(machine.run('storage.sh').status).toBe(0);
    expect(machine.fact('REASON')).toMatch(/^found that mounting .*nvme1n1 did not succeed: wrong fs type$/);
  });

  test('end the step where the kernel has none for a folder', () => {
    limited();
    machine.command('xfs_quota', 'echo "cannot set limits: Function not implemented" >&2; exit 1');
    const { status, stderr } = machine.run('storage.sh');
    expect(status).toBe(1);
    expect(stderr).toContain(
      'found that project quotas do not work on /dev/nvme1n1: cannot set limits: Function not implemented',
    );
  });
});
