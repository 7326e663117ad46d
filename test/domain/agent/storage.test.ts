import { agentBoot } from '../../../src/domain/agent/boot';
import { storageProblems } from '../../../src/domain/agent/storage-checks';
import type { FileSystem, StorageLayout } from '../../../src/domain/agent/storage-layout';
import { DEFAULT_MOUNT_OPTIONS, hiddenUseProblems } from '../../../src/domain/agent/storage-options';
import type { StorageShares } from '../../../src/domain/agent/storage-shares';
import { problemText } from '../../../src/domain/core/problem';
import { Size } from '../../../src/domain/core/size';
import { bootProps, MESOS } from '../../support/agent-boot';

const LAYOUT: StorageLayout = {
  source: { kind: 'instanceStore' },
  fileSystem: 'xfs',
  mountPoint: '/var/lib/ephemeral',
  mountOptions: DEFAULT_MOUNT_OPTIONS,
};
const SHARED = '/var/lib/tmp/spark';
const VAR_LIB = { layout: 'varLib', mountPoint: '/var/lib' } as const;
const EBS = { kind: 'ebs', deviceName: '/dev/sdf', size: Size.gibibytes(100) } as const;

const problems = (layout: Partial<StorageLayout>, shared = SHARED) =>
  storageProblems({ ...LAYOUT, ...layout }, '/var/lib/mesos', shared).map(problemText);

test('storage is fine by default, and in other places that are free', () => {
  expect(problems({})).toEqual([]);
  expect(problems({ mountPoint: '/mnt/disk' }, '/data/spark')).toEqual([]);
  expect(problems(VAR_LIB)).toEqual([]);
  expect(problems({ source: { kind: 'instanceStore', disks: 24 } })).toEqual([]);
  expect(problems({ shares: { docker: '40%', mesos: '200g', spark: Size.gibibytes(1) } })).toEqual([]);
});

test.each<[string, Partial<StorageLayout>, string, string]>([
  [
    'of another kind, as from plain JavaScript',
    { fileSystem: 'btrfs' as FileSystem },
    SHARED,
    'storage.fileSystem: found "btrfs", wanted xfs or ext4',
  ],
  ['relative', {}, 'spark', 'sharedDirectory: found "spark", wanted an absolute path of letters'],
  ['with a colon', {}, '/var/a:b', 'sharedDirectory: found "/var/a:b", wanted an absolute path of letters'],
  ['with ..', {}, '/var/../etc', 'sharedDirectory: found "/var/../etc", wanted an absolute path of letters'],
  ['of the system', {}, '/usr/bin', 'sharedDirectory: found "/usr/bin", wanted a folder under /var, /home'],
  [
    "in the agent's folder",
    {},
    '/var/lib/mesos/spark',
    'sharedDirectory: found "/var/lib/mesos/spark", which overlaps /var/lib/mesos, wanted a folder of its own',
  ],
  [
    'around everything',
    {},
    '/var/lib',
    'sharedDirectory: found "/var/lib", which overlaps /var/lib/mesos, wanted a folder of its own',
  ],
  [
    'over what the boot steps remember',
    {},
    '/var/lib/mesos-spark',
    'sharedDirectory: found "/var/lib/mesos-spark", which overlaps /var/lib/mesos-spark, wanted a folder of its own',
  ],
  [
    'mounted over the system',
    { mountPoint: '/var/lib' },
    '/srv/spark',
    'storage.mountPoint: found "/var/lib", wanted a folder of its own under /var/lib, /mnt, /data or /srv',
  ],
  [
    "mounted in Docker's folder",
    { mountPoint: '/var/lib/docker/x' },
    '/srv/spark',
    'storage.mountPoint: found "/var/lib/docker/x", which overlaps /var/lib/docker, wanted a folder of its own',
  ],
  [
    'with a strange option',
    { mountOptions: ['noatime; rm'] },
    SHARED,
    'storage.mountOptions[0]: found "noatime; rm", wanted one option of mount(8)',
  ],
  [
    'with an option that begins as one of the command',
    { mountOptions: ['-t'] },
    SHARED,
    'storage.mountOptions[0]: found "-t", wanted one option of mount(8)',
  ],
  [
    'with an option that nothing runs from',
    { mountOptions: ['strictatime', 'noexec'] },
    SHARED,
    'storage.mountOptions[1]: found noexec, wanted another option; executors run from there',
  ],
  [
    'of no disks',
    { source: { kind: 'instanceStore', disks: 0 } },
    SHARED,
    'storage.disks: found 0, wanted a whole number from 1 to 24',
  ],
  [
    'at /var/lib and elsewhere',
    { layout: 'varLib' },
    SHARED,
    'storage.mountPoint: found "/var/lib/ephemeral", wanted none with the layout \'varLib\', which is /var/lib',
  ],
  [
    'at /var/lib with a shared directory elsewhere',
    VAR_LIB,
    '/data/spark',
    'sharedDirectory: found "/data/spark", wanted a folder under /var/lib with the layout \'varLib\'',
  ],
  [
    "at /var/lib with a shared directory in Docker's",
    VAR_LIB,
    '/var/lib/docker/spark',
    'sharedDirectory: found "/var/lib/docker/spark", which overlaps /var/lib/docker',
  ],
])('storage fails %s', (_, layout, shared, message) => {
  expect(problems(layout, shared)[0]).toContain(message);
});

test.each<[unknown, string]>([
  [{ logs: '10%' }, 'storage.shares.logs: found "logs", wanted one of containerd, docker, mesos, spark'],
  [{ spark: '0%' }, 'storage.shares.spark: found "0%", wanted a whole number of percent from 1% to 99%'],
  [{ spark: '100%' }, 'storage.shares.spark: found "100%", wanted a whole number of percent'],
  [{ spark: '1.5%' }, 'storage.shares.spark: found "1.5%", wanted a whole number of percent'],
  [{ spark: '$(id)%' }, 'storage.shares.spark: found "$(id)%", wanted a whole number of percent'],
  [
    { spark: '200' },
    'storage.shares.spark: found "200", wanted percent of the disks such as "40%", or 1 GiB',
  ],
  [{ spark: '1m' }, 'storage.shares.spark: found "1m", wanted percent of the disks such as "40%", or 1 GiB'],
])('shares %p are refused', (shares, message) => {
  expect(problems({ shares: shares as StorageShares })[0]).toContain(message);
});

test('shares of what root writes are refused on ext4, where they would hold nothing back', () => {
  const shares = { docker: '40%', spark: '10%' };
  expect(problems({ fileSystem: 'ext4', shares })).toEqual([
    "storage.shares.docker: found a limit on ext4, which does not hold for root's files, wanted fileSystem 'xfs', or no such share",
  ]);
});

test.each([
  [DEFAULT_MOUNT_OPTIONS, []],
  [['strictatime'], []],
  [['noatime'], ['storage.mountOptions: found noatime, wanted strictatime']],
  [['strictatime', 'relatime'], ['storage.mountOptions: found relatime, wanted strictatime']],
  [[], ["storage.mountOptions: found [], which leaves Linux' relatime, wanted strictatime"]],
])('mounted with %p, a janitor is told %p', (options, wanted) => {
  const found = hiddenUseProblems(options).map(problemText);
  expect(found.map((text) => text.split(', for the janitor')[0])).toEqual(wanted);
});

describe('what a machine gets', () => {
  function boot(storage: Partial<StorageLayout>, xenDisks = false) {
    const base = bootProps(MESOS);
    const { files } = agentBoot({ ...base, xenDisks, storage: { ...base.storage, ...storage } });
    const content = (path: string) => files.find((file) => file.path === path)?.content ?? '';
    return {
      scripts: files
        .flatMap(({ path }) => path.match(/boot\/storage-(.*)\.sh$/)?.[1] ?? [])
        .sort()
        .join(' '),
      settings: content('/etc/mesos-spark/agent.env').split('\n'),
      unit: content('/etc/systemd/system/mesos-spark-storage.service'),
    };
  }

  test.each<[string, Partial<StorageLayout>, boolean, string]>([
    ['Nitro', {}, false, 'binds disks stripe'],
    ['Xen', {}, true, 'binds disks stripe xen'],
    ['an EBS volume', { source: EBS }, true, 'binds disks ebs'],
    ['an EBS volume in their place', { whenMissing: EBS }, false, 'away binds disks ebs stripe'],
    ['the root volume in their place', { whenMissing: { kind: 'root' } }, false, 'away binds disks stripe'],
    ['shares', { shares: { docker: '40%' } }, false, 'binds disks shares stripe'],
    ['/var/lib, before there is a network', VAR_LIB, true, 'disks stripe var-lib'],
  ])('are the scripts that it needs: %s', (_, storage, xenDisks, wanted) => {
    const { scripts, settings } = boot(storage, xenDisks);
    expect(scripts).toBe(wanted);
    const parts = settings.find((line) => line.startsWith('STORAGE_PARTS='))?.replace(/.*=|"/g, '');
    expect(parts?.split(' ').concat('disks').sort().join(' ')).toBe(wanted);
  });

  test('a volume by device and size, and what happens without', () => {
    const { settings } = boot({ whenMissing: EBS, source: { kind: 'instanceStore', disks: 2 } });
    expect(settings).toEqual(
      expect.arrayContaining([
        'STORAGE_KIND=instance_store',
        'STORAGE_MISSING=ebs',
        'STORAGE_DISKS_MIN=2',
        'STORAGE_EBS_DEVICE=/dev/sdf',
        'STORAGE_EBS_BYTES=107374182400',
      ]),
    );
  });

  test('shares as folders of the file system, limits in KiB or percent', () => {
    const shares = { spark: '30%', mesos: '200g', docker: Size.gibibytes(5) };
    expect(boot({ shares }).settings).toContain(
      'STORAGE_SHARES="1001:mesos:209715200 100000:docker:5242880 1003:spark:30%"',
    );
    expect(boot({ ...VAR_LIB, shares }).settings).toContain(
      'STORAGE_SHARES="1001:mesos:209715200 100000:docker:5242880 1003:tmp/spark:30%"',
    );
    expect(boot({ shares }).settings).toContain('STORAGE_MOUNT_OPTIONS=strictatime,lazytime,prjquota');
  });

  test('/var/lib is there before anything writes to it', () => {
    const { unit } = boot(VAR_LIB);
    expect(unit).toContain('DefaultDependencies=no\n');
    expect(unit).toContain('Before=local-fs.target cloud-init-local.service systemd-random-seed.service');
    expect(unit).toContain('WantedBy=local-fs.target\n');
    expect(unit).not.toContain('network-online');
    expect(boot({}).unit).toContain('After=network-online.target\n');
  });
});
