import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AgentImage } from '../../constructs/agent-image';
import { EphemeralStorage, type InstanceStoreProps } from '../../constructs/ephemeral-storage';
import { expectAgent, expectMounts, expectNoAgent } from './support/agent';
import { EBS, INSTANCE_STORE } from './support/disk';
import { hardware, LIMIT, VIRTUAL } from './support/hardware';
import { kernelHasQuotas } from './support/kernel';
import { Machine, type MachineProps } from './support/machine';

const SHORT = { STORAGE_WAIT_SECONDS: '3' };

const QUOTAS = VIRTUAL || kernelHasQuotas();

let machine: Machine;
afterEach(() => machine?.remove());

function newMachine(storage: InstanceStoreProps, more: MachineProps = {}): Machine {
  const group = { storage: EphemeralStorage.instanceStore(storage), ...more.group };
  machine = new Machine(hardware(), { packages: ['docker.io'], settings: SHORT, ...more, group });
  machine.disks = [machine.disk('vol0', EBS, 16)];
  return machine;
}

describe('without a disk', () => {
  test(
    'a machine stays no agent, and says why',
    async () => {
      newMachine({});
      const blank = machine.disks[0]?.digest;
      const report = await machine.boot();
      expectNoAgent(report, 'found 0 disks of kind instance_store in 3 s, wanted 1; block devices here:');
      expect(machine.disks[0]?.digest).toBe(blank);
    },
    LIMIT,
  );

  test(
    'a machine that may goes on with its root volume, and stays there',
    async () => {
      newMachine({ whenMissing: 'root' });
      const report = await machine.boot();
      const { id, work } = expectAgent(report);
      expect(report.mounts['/var/lib/mesos']).toBeUndefined();
      expect(work.device).toBe(report.owners['/var/lib/docker']?.device);
      expect(report.files['/run/mesos-spark/storage']).toMatch(/^STORAGE_STATE=root$/m);

      machine.disks.push(machine.disk('a', INSTANCE_STORE));
      const left = machine.disks[1]?.digest;
      const again = await machine.boot();
      expect(expectAgent(again).id).toBe(id);
      expect(again.mounts['/var/lib/ephemeral']).toBeUndefined();
      expect(machine.disks[1]?.digest).toBe(left);
    },
    LIMIT,
  );

  test(
    'a machine with a volume for that goes on with it',
    async () => {
      newMachine({ whenMissing: { ebs: { size: '1g' } } });
      machine.disks.push(machine.disk('vol1', EBS, 1024));
      const root = machine.disks[0]?.digest;
      const report = await machine.boot();
      const { id } = expectAgent(report);
      expectMounts(report, { source: '/dev/nvme1n1' });
      expect(report.files['/run/mesos-spark/storage']).toMatch(/^STORAGE_STATE=ebs$/m);
      expect(machine.disks[0]?.digest).toBe(root);

      machine.disks.reverse();
      const again = await machine.boot();
      expect(expectAgent(again).id).toBe(id);
      expectMounts(again, { source: '/dev/nvme0n1' });
    },
    LIMIT,
  );
});

describe('a disk with something else on it', () => {
  test.each([
    ['another file system', 'mkfs.ext4', ['-q', '-L', 'precious'], "'ext4' labelled 'precious'"],
    ['swap', 'mkswap', ['-q'], "'swap' labelled ''"],
  ])(
    'such as %s stays as it is, to the byte',
    async (_, command, args, found) => {
      newMachine({});
      const [foreign, blank] = [machine.disk('a', INSTANCE_STORE, 64), machine.disk('b', INSTANCE_STORE, 64)];
      machine.disks.push(blank, foreign);
      foreign.with(command, ...args);
      const before = [foreign.digest, blank.digest];
      expectNoAgent(await machine.boot(), `with ${found}, wanted a blank disk or our label`);
      expect([foreign.digest, blank.digest]).toEqual(before);
    },
    LIMIT,
  );
});

test(
  'one disk alone is no stripe, may have another file system, and takes the place of a link in the image',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'image-'));
    symlinkSync('/data/docker', path.join(folder, 'docker'));
    newMachine({ fileSystem: 'ext4' }, { image: { 'var/lib/docker': path.join(folder, 'docker') } });
    rmSync(folder, { recursive: true });
    machine.disks.push(machine.disk('a', INSTANCE_STORE));
    const report = await machine.boot();
    expectAgent(report);
    expectMounts(report, { source: /^\/dev\/nvme\dn1$/, type: 'ext4' });
  },
  LIMIT,
);

// A kernel without quotas mounts no file system that has them.
describe(`on ${QUOTAS ? 'a kernel with quotas' : 'this kernel, which has no quotas'}`, () => {
  test.each(['xfs', 'ext4'] as const)(
    'a folder of %s keeps to its share, or the machine says why not',
    async (fileSystem) => {
      newMachine({ fileSystem, shares: { spark: '20%' } });
      machine.disks.push(machine.disk('a', INSTANCE_STORE));
      const write = 'dd if=/dev/zero of=/var/lib/tmp/spark/shuffle bs=1M count=120 2>&1';
      const report = await machine.boot({
        probe: `${write}; df -k --output=size /var/lib/ephemeral | tail -1; true`,
      });
      if (!QUOTAS) {
        // A file system of ext4 that was made with quotas is not even mounted without them by such a kernel.
        const why = fileSystem === 'xfs' ? 'a kernel without project quotas for xfs' : 'mounting /dev/nvme';
        expectNoAgent(report, why);
        return;
      }
      expectAgent(report);
      expectMounts(report, { source: /^\/dev\/nvme\dn1$/, type: fileSystem });
      expect(report.probe.stdout).toMatch(/No space left on device|Disk quota exceeded/);
      const [, written, size] = /(\d+) bytes[\s\S]*\n *(\d+)\n$/.exec(report.probe.stdout) ?? [];
      expect(Number(written) / 1024 / Number(size)).toBeCloseTo(0.2, 1);
    },
    LIMIT,
  );
});

test(
  'a whole /var/lib lies on the disks, where the system is made for it',
  async () => {
    newMachine({ layout: 'varLib' }, { group: { image: AgentImage.id('ami-0a') } });
    const release =
      'ID=flatcar\nID_LIKE=coreos\nNAME="Flatcar Container Linux by Kinvolk"\nVERSION=3510.2.1\n';
    machine.write('/etc/os-release', release);
    machine.write('/var/lib/misc/came-along', 'yes\n');
    machine.disks.push(machine.disk('a', INSTANCE_STORE), machine.disk('b', INSTANCE_STORE));
    const look = 'cat /var/lib/misc/came-along; cat /var/lib/tmp/spark/kept; date >/var/lib/tmp/spark/kept';
    const report = await machine.boot({ probe: look });
    const { id } = expectAgent(report);
    const whole = report.mounts['/var/lib'];
    expect(whole).toMatchObject({ fstype: 'xfs', fsroot: '/' });
    expect(report.mounts['/var/lib/mesos-spark']?.source).not.toBe(whole?.source);
    expect(report.probe.stdout).toBe('yes\n');

    const again = await machine.boot({ probe: look });
    expect(expectAgent(again).id).toBe(id);
    expect(again.mounts['/var/lib']).toMatchObject({ fstype: 'xfs', fsroot: '/' });
    expect(again.probe.stdout).toMatch(/^yes\n.*2/);

    for (const disk of machine.disks.slice(1)) disk.clear();
    const reborn = await machine.boot({ probe: look });
    expect(expectAgent(reborn).id).not.toBe(id);
    expect(reborn.probe.stdout).toBe('yes\n');
  },
  LIMIT,
);
