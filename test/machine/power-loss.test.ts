import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { agentBoot } from '../../src/domain/agent/boot';
import type { StorageLayout } from '../../src/domain/agent/storage-layout';
import { bootProps, DCOS } from '../support/agent-boot';
import { INSTANCE_STORE } from './support/disk';
import { hardware, LIMIT } from './support/hardware';
import { Machine } from './support/machine';

let image: string;
let machine: Machine;
beforeEach(() => {
  image = mkdtempSync(path.join(tmpdir(), 'image-'));
});
afterEach(() => {
  machine?.remove();
  rmSync(image, { recursive: true, force: true });
});

/** A machine with the scripts of a group that runs none of them by itself. */
function idle(disks: number, storage: Partial<StorageLayout> = {}): void {
  const props = bootProps(DCOS);
  put('var/lib/misc/came-along', 'yes\n');
  put('etc/os-release', 'ID=flatcar\n');
  for (const file of agentBoot({ ...props, storage: { ...props.storage, ...storage } }).files)
    put(file.path, file.content);
  machine = new Machine(hardware(), {
    userData: Buffer.from('#cloud-config\n{}\n'),
    image: {
      'opt/mesos-spark/boot': path.join(image, 'opt/mesos-spark/boot'),
      'etc/mesos-spark/agent.env': path.join(image, 'etc/mesos-spark/agent.env'),
      'var/lib/misc/came-along': path.join(image, 'var/lib/misc/came-along'),
      'machine-test/power-loss.sh': path.join(__dirname, 'power-loss.sh'),
      ...(storage.layout === 'varLib' ? { 'etc/os-release': path.join(image, 'etc/os-release') } : {}),
    },
  });
  machine.disks = [...'ab'].slice(0, disks).map((name) => machine.disk(name, INSTANCE_STORE));
}

function put(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(image, file)), { recursive: true });
  writeFileSync(path.join(image, file), content);
}

async function losePower(start: 'blank' | 'half', from: number, to: number): Promise<string> {
  const disks = machine.disks.map((_, i) => `/dev/nvme${i}n1`).join(' ');
  const probe = `sh /machine-test/power-loss.sh ${start} ${from} ${to} ${disks}`;
  const { stdout, stderr, status } = (await machine.boot({ probe })).probe;
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

describe('a loss of power after any command of the storage leaves a machine that boots, with its data', () => {
  test(
    'on one disk',
    async () => {
      idle(1);
      // Some at a time: a machine that does not come to rest is ended. The first three commands change nothing.
      expect(await losePower('blank', 4, 13)).toBe('');
      expect(await losePower('blank', 14, 40)).toMatch(/^commands: 2\d\n$/);
    },
    LIMIT,
  );

  // What comes after is the same as on one disk.
  test(
    'on a stripe, until it is mounted',
    async () => {
      idle(2);
      expect(await losePower('blank', 8, 15)).toBe('');
    },
    LIMIT,
  );

  test(
    'below a whole /var/lib, until all is copied',
    async () => {
      idle(1, { layout: 'varLib', mountPoint: '/var/lib' });
      expect(await losePower('blank', 9, 18)).toBe('');
    },
    LIMIT,
  );

  test(
    'where an older stripe lost a disk',
    async () => {
      idle(2);
      expect(await losePower('half', 9, 16)).toBe('');
    },
    LIMIT,
  );
});
