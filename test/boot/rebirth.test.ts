import { statSync } from 'node:fs';
import path from 'node:path';
import { bootProps, DCOS, MESOS } from '../support/agent-boot';
import { Machine } from './machine';

const LATEST = '/var/lib/mesos/slave/meta/slaves/latest';
const GENERATED = '/var/lib/dcos/mesos-resources';
const CACHE = `${GENERATED}.cache`;
const MEASURED = '/var/lib/mesos-spark/measured';

let machine: Machine;
afterEach(() => machine.remove());

interface Boot {
  readonly instance?: string;
  readonly machineId?: string;
  readonly state?: string;
  readonly blank?: 'yes' | 'no';
}

/** One boot up to the step, on a machine as the storage step leaves it. */
function boot({ instance = 'i-0a', machineId = 'one', state = 'ephemeral', blank = 'no' }: Boot = {}) {
  machine.write('/sys/class/dmi/id/board_asset_tag', `${instance}\n`);
  machine.write('/etc/machine-id', `${machineId}\n`);
  machine.write('/run/mesos-spark/storage', `STORAGE_STATE=${state}\nSTORAGE_BLANK=${blank}\n`);
  return machine.run('rebirth.sh');
}

/** An agent that has been in service: a first boot, then its name, its sandboxes and what is kept of them. */
function agent(platform = DCOS): void {
  machine = new Machine(bootProps(platform));
  expect(boot({ blank: 'yes' })).toMatchObject({ status: 0, stderr: '' });
  machine.write('/var/lib/mesos/slave/meta/slaves/S0/slave.info', 'info');
  machine.link(LATEST, `${machine.root}/var/lib/mesos/slave/meta/slaves/S0`);
  machine.write('/var/lib/mesos/slave/slaves/S0/sandbox', 'kept');
  for (const file of [GENERATED, CACHE, MEASURED]) machine.write(file, 'kept');
}

const kept = () => [LATEST, GENERATED, CACHE, MEASURED].filter((file) => machine.has(file));

test('after a plain reboot it is the same agent and nothing is touched', () => {
  agent();
  boot();
  const records = new Set<number>();
  for (let i = 0; i < 3; i += 1) {
    const outcome = boot();
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(outcome.stdout).toContain('the same agent as before, /var/lib/mesos/slave/meta/slaves/S0');
    expect(outcome.stdout).not.toContain('removed');
    records.add(statSync(path.join(machine.root, '/var/lib/mesos-spark/agent')).ino);
  }
  // Written once: what is on the disk no loss of power takes away.
  expect(records.size).toBe(1);
  expect(kept()).toEqual([LATEST, GENERATED, CACHE, MEASURED]);
});

test('a second run in the boot that made the file system leaves an agent that has its name since', () => {
  agent();
  const outcome = boot({ blank: 'yes' });
  expect(outcome.stdout).toContain('the same agent as before');
  expect(kept()).toEqual([LATEST, GENERATED, CACHE, MEASURED]);
});

test('a machine whose disks came back blank is a new agent without the old sizes', () => {
  agent();
  machine.delete(LATEST);
  const { stdout } = boot({ blank: 'yes' });
  expect(stdout).toContain('a new agent: its disks are blank');
  expect(kept()).toEqual([]);
});

test('a boot that ended between the new file system and this step makes no difference', () => {
  agent();
  machine.delete(LATEST);
  expect(boot().stdout).toContain('a new agent: the agent has no name yet');
  expect(kept()).toEqual([]);
});

test.each([
  ['by the id of its instance', { instance: 'i-0b' }, 'this machine is i-0b'],
  [
    'by its machine-id, where neither boot knew an instance',
    { instance: '', machineId: 'two' },
    'this machine is two',
  ],
])('an image of an agent is another agent on another machine: %s', (_, other, message) => {
  agent();
  boot({ instance: other.instance === '' ? '' : 'i-0a' });
  const { stdout } = boot(other);
  expect(stdout).toContain(message);
  expect(kept()).toEqual([]);
  expect(machine.read('/var/lib/mesos/slave/slaves/S0/sandbox')).toBe('kept');
  // Once: the new agent keeps its own name.
  machine.link(LATEST, `${machine.root}/var/lib/mesos/slave/meta/slaves/S0`);
  expect(boot(other).stdout).toContain('the same agent as before');
});

test('a new machine-id alone, of the same instance, is no new machine', () => {
  agent();
  expect(boot({ machineId: 'two' }).stdout).toContain('the same agent as before');
  expect(kept()).toHaveLength(4);
});

test('an agent whose data lies elsewhere now loses the old sizes, and keeps the name that lies there', () => {
  agent();
  expect(boot({ state: 'root' }).stdout).toContain(
    'a new agent: its data lay on ephemeral storage, now it is root',
  );
  expect(kept()).toEqual([LATEST]);
});

test('plain Mesos keeps no sum of its disks; only our own figures go', () => {
  agent(MESOS);
  machine.delete(LATEST);
  boot({ blank: 'yes' });
  expect(kept()).toEqual([GENERATED, CACHE]);
});

test('hostile ids are no shell', () => {
  agent();
  expect(boot({ instance: "i-'$(>owned)", machineId: "';>owned;'" })).toMatchObject({
    status: 0,
    stderr: '',
  });
  expect(boot()).toMatchObject({ status: 0, stderr: '' });
  expect(machine.has('/owned')).toBe(false);
});

test('runs without facts of the storage, as in an image that is being made', () => {
  machine = new Machine(bootProps(DCOS));
  expect(machine.run('rebirth.sh')).toMatchObject({ status: 0, stderr: '' });
});
