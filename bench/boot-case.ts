import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { EphemeralStorage } from '../constructs/ephemeral-storage';
import { EBS, INSTANCE_STORE } from '../test/machine/support/disk';
import { groupUserData } from '../test/machine/support/group';
import { hardware } from '../test/machine/support/hardware';
import { Machine } from '../test/machine/support/machine';
import type { Report } from '../test/machine/support/report';
import { compare, type Ratio, type Sample } from './measure';

const RUNS = 3;

/** That of an i3.xlarge. Of an XFS of this size the log is 464 MiB, which `mkfs` has to zero. */
const DISK_MEBIBYTES = 950 * 1024;

/**
 * What any other tool would do, on a disk of the same size, in the same boot and right after our first unit. Writes down
 * nanoseconds, from within its shell: what systemd takes to start a program counts for us alone.
 */
const BARE = `start=$(date +%s%N)
if [ -e /bare ]; then mount /dev/nvme1n1 /bare
else mkdir /bare && mkfs.xfs -q -f -K -n ftype=1 /dev/nvme1n1 && mount /dev/nvme1n1 /bare; fi
echo $(($(date +%s%N) - start)) >/run/bare
`;

const BARE_UNIT = `[Unit]
After=mesos-spark-storage.service
[Service]
Type=oneshot
ExecStart=/bin/sh /etc/bare.sh
`;

interface Boot {
  readonly ours: number;
  readonly bare: number;
}

/** What our steps add to a first boot and to a later one, and what user data takes of the 16 KB. */
export async function boot(): Promise<readonly Ratio[]> {
  const sparse: (readonly Boot[])[] = [];
  const written: (readonly Boot[])[] = [];
  for (let i = 0; i < RUNS; i++) {
    sparse.push(await boots(2));
    written.push(await boots(1, 'written'));
  }
  const steps = 'storage and resources of';
  return [
    row(`${steps} a first boot, sparse disks, against bare mkfs and mount`, first(sparse), 1.5),
    row(`${steps} a first boot, disks that are written, against bare mkfs and mount`, first(written), 1.5),
    row(
      `${steps} a later boot, against bare mount`,
      sparse.map((all) => only(all, 1)),
    ),
    ...(['dcos', 'mesos package'] as const).map(size),
  ];
}

const first = (machines: readonly (readonly Boot[])[]) => machines.map((all) => only(all, 0));

function only(all: readonly Boot[], at: number): Boot {
  const one = all[at];
  if (one === undefined) throw new Error(`found ${all.length} boots, wanted ${at + 1}`);
  return one;
}

function row(name: string, all: readonly Boot[], goal?: number): Ratio {
  const next = (side: keyof Boot) => {
    let run = 0;
    return (): Sample => ({ cpuMillis: only(all, run++)[side], memoryBytes: 0 });
  };
  return compare({
    ...{ name, runs: RUNS, ours: next('ours'), reference: next('bare') },
    ...{ of: (sample: Sample) => sample.cpuMillis, unit: 'ms' },
    ...(goal === undefined ? {} : { goal }),
  });
}

/**
 * @param disks sparse files of this machine, in which a range is zeroed without writing it; or files in memory, whose
 *   file system cannot: every block that is zeroed is written, as fast as any disk could
 */
async function boots(count: number, disks: 'sparse' | 'written' = 'sparse'): Promise<readonly Boot[]> {
  const machine = new Machine(hardware(), {
    packages: ['docker.io'],
    group: { storage: EphemeralStorage.instanceStore() },
  });
  const folder = path.join(machine.folder, 'disks');
  if (disks === 'written') execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3g', 'disks', folder]);
  try {
    machine.write('/etc/bare.sh', BARE);
    machine.write('/etc/systemd/system/bare.service', BARE_UNIT);
    const before = '[Unit]\nRequires=bare.service\nAfter=bare.service\n';
    machine.write('/etc/systemd/system/mesos-spark-resources.service.d/bare.conf', before);
    machine.disks = [
      machine.disk('vol0', EBS, 16),
      machine.disk('bare', EBS, DISK_MEBIBYTES),
      machine.disk('a', INSTANCE_STORE, DISK_MEBIBYTES),
    ];
    const found: Boot[] = [];
    for (let i = 0; i < count; i++) {
      const report = await machine.boot({ probe: 'cat /run/bare' });
      const units = ['mesos-spark-storage.service', 'mesos-spark-resources.service'];
      const ours = units.map((unit) => millis(report, unit)).reduce((sum, one) => sum + one);
      found.push({ ours, bare: Number(report.probe.stdout) / 1e6 });
    }
    return found;
  } finally {
    if (disks === 'written') execFileSync('umount', [folder]);
    machine.remove();
  }
}

/** From the start of its first program to the end of its last. */
function millis({ units }: Report, unit: string): number {
  const time = (name: string) => Number(units[unit]?.[`${name}TimestampMonotonic`]);
  return (time('ActiveEnter') - time('InactiveExit')) / 1000;
}

function size(platform: 'dcos' | 'mesos package'): Ratio {
  const sample = (bytes: number) => (): Sample => ({ cpuMillis: bytes, memoryBytes: 0 });
  return compare({
    name: `user data with everything switched on, ${platform.split(' ')[0]}, against half of what EC2 takes`,
    runs: 1,
    ours: sample(groupUserData(platform, {}).userData.length),
    reference: sample(8192),
    of: (one) => one.cpuMillis,
    unit: 'bytes',
    goal: 1,
  });
}
