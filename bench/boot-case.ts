import { EphemeralStorage } from '../constructs/ephemeral-storage';
import { EBS, INSTANCE_STORE } from '../test/machine/support/disk';
import { groupUserData } from '../test/machine/support/group';
import { hardware } from '../test/machine/support/hardware';
import { Machine } from '../test/machine/support/machine';
import type { Report } from '../test/machine/support/report';
import { compare, type Ratio, type Sample } from './measure';

const RUNS = 3;

/** That of an i3.xlarge; the file is sparse, the file system's log is not. */
const DISK_MEBIBYTES = 950 * 1024;

/** As any other tool would: on a disk of the same size, in the same boot. Prints nanoseconds. */
const BARE = [
  ...['mkdir /bare', 'start=$(date +%s%N)'],
  'mkfs.xfs -q -f -K -n ftype=1 /dev/nvme1n1 && mount /dev/nvme1n1 /bare',
  'echo $(($(date +%s%N) - start))',
].join('\n');

/** What our steps add to a first boot, and what user data takes of the 16 KB. */
export async function boot(): Promise<readonly Ratio[]> {
  const boots: { readonly ours: number; readonly bare: number }[] = [];
  for (let i = 0; i < RUNS; i++) boots.push(await firstBoot());
  const next = (side: 'ours' | 'bare') => {
    let run = 0;
    return (): Sample => ({ cpuMillis: boots[run++]?.[side] ?? Number.NaN, memoryBytes: 0 });
  };
  const steps = compare({
    name: 'storage and resources of a first boot, against bare mkfs and mount',
    runs: RUNS,
    ours: next('ours'),
    reference: next('bare'),
    of: (sample) => sample.cpuMillis,
    unit: 'ms',
    goal: 1.5,
  });
  return [steps, ...(['dcos', 'mesos package'] as const).map(size)];
}

async function firstBoot(): Promise<{ readonly ours: number; readonly bare: number }> {
  const machine = new Machine(hardware(), {
    packages: ['docker.io'],
    group: { storage: EphemeralStorage.instanceStore() },
  });
  try {
    machine.disks = [
      machine.disk('vol0', EBS, 16),
      machine.disk('bare', EBS, DISK_MEBIBYTES),
      machine.disk('a', INSTANCE_STORE, DISK_MEBIBYTES),
    ];
    const report = await machine.boot({ probe: BARE });
    const ours =
      millis(report, 'mesos-spark-storage.service') + millis(report, 'mesos-spark-resources.service');
    return { ours, bare: Number(report.probe.stdout) / 1e6 };
  } finally {
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
