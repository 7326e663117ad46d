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

/** What went wrong, and how many commands a boot has where it has no more than `last`. */
async function losePower(start: 'blank' | 'half', last: number): Promise<string> {
  const disks = machine.disks.map((_, i) => `/dev/nvme${i}n1`).join(' ');
  const probe = `sh /machine-test/power-loss.sh ${start} ${last} ${disks}`;
  const { stdout, stderr, status } = (await machine.boot({ probe })).probe;
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

describe('a loss of power after any command of the storage leaves a machine that boots, with its data', () => {
  test(
    'on one disk',
    async () => {
      idle(1);
      expect(await losePower('blank', 40)).toMatch(/^commands: ([89]|1\d)\n$/);
    },
    LIMIT,
  );

  // What comes after is the same everywhere.
  test.each<[string, 'blank' | 'half', number, Partial<StorageLayout>]>([
    ['on a stripe, until it is mounted', 'blank', 2, {}],
    ['where an older stripe lost a disk, until the new one is mounted', 'half', 2, {}],
    ['below a whole /var/lib, until all is copied', 'blank', 1, { layout: 'varLib', mountPoint: '/var/lib' }],
  ])(
    '%s',
    async (_, start, disks, storage) => {
      idle(disks, storage);
      expect(await losePower(start, 11)).toBe('');
    },
    LIMIT,
  );
});
