import fc from 'fast-check';
import type { AgentBootProps } from '../../src/domain/agent/boot-props';
import type { Platform } from '../../src/domain/agent/platform';
import type { AgentRole } from '../../src/domain/agent/platform-rules';
import { Ranges } from '../../src/domain/core/ranges';
import { Resources } from '../../src/domain/mesos/resources';
import { StaticReservation } from '../../src/domain/mesos/static-reservation';
import { bootProps, DCOS, MESOS, SHUFFLE } from '../support/agent-boot';
import { Machine } from './machine';

const FIGURES = {
  MESOS_SPARK_MACHINE_CPUS: '8',
  MESOS_SPARK_MACHINE_MEMORY_MIB: '61440',
  MESOS_SPARK_MACHINE_DISK_MIB: '1900000',
};

const FILES = { dcos: '/var/lib/dcos/mesos-slave-common', mesos: '/etc/default/mesos-slave' };
const GENERATED = '/var/lib/dcos/mesos-resources';

let machine: Machine;
afterEach(() => machine.remove());

function boot(platform: Platform, role: AgentRole = 'private', changes: Partial<AgentBootProps> = {}) {
  machine = new Machine(bootProps(platform, role, changes));
  const outcome = machine.run('resources.sh', FIGURES);
  const file = FILES[platform.kind];
  return { outcome, file, text: () => machine.variable(file, 'MESOS_RESOURCES') };
}

describe('what a machine of 8 cores, 60 GiB and 1.9 TB offers', () => {
  test.each<[string, Platform, AgentRole, string, string]>([
    [
      'private on DC/OS, which adds the disk itself',
      DCOS,
      'private',
      '*',
      'cpus:6;mem:56320;ports:[1025-2180,2182-3887,3889-5049,5052-7336,7340-8079,8082-8180,8182-32000]',
    ],
    [
      'public on DC/OS',
      DCOS,
      'public',
      'slave_public',
      'cpus(slave_public):6;mem(slave_public):56320;ports(slave_public):[1-21,23-5050,5052-7336,7340-32000]',
    ],
    ['private on Mesos', MESOS, 'private', '*', 'cpus:6;mem:56320;disk:1894880;ports:[31000-32000]'],
    [
      'public on Mesos',
      MESOS,
      'public',
      'slave_public',
      'cpus(slave_public):6;mem(slave_public):56320;disk(slave_public):1894880;ports(slave_public):[31000-32000]',
    ],
  ])('%s', (_, platform, role, owner, rest) => {
    const { outcome, text } = boot(platform, role);
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    const found = Resources.parse(text());
    const wanted = `${rest};cpus(shuffle):2;mem(shuffle):4096;ports(shuffle):[7337-7339]`;
    expect(found.toText()).toBe(Resources.parse(wanted).toText());
    expect(found.roles()).toEqual([owner, 'shuffle']);
  });

  test('overcommitted cpus and memory are not taken out', () => {
    const { text } = boot(MESOS, 'private', { overcommit: ['cpus', 'memory'] });
    const found = Resources.parse(text());
    expect([found.scalar('cpus'), found.scalar('mem')]).toEqual([8, 60_416]);
    expect([found.scalar('cpus', 'shuffle'), found.scalar('mem', 'shuffle')]).toEqual([2, 4096]);
  });

  test('no reservation leaves the machine to everybody', () => {
    const { text } = boot(MESOS, 'private', { reservations: [] });
    expect(Resources.parse(text()).toText()).toBe(
      Resources.parse('cpus:8;mem:60416;disk:1894880;ports:[31000-32000]').toText(),
    );
  });

  test('a resource of which nothing is left is not named', () => {
    const all = StaticReservation.forRole('all', { cpus: 8, memory: '59g', ports: '31000-32000' });
    const { outcome, text } = boot(MESOS, 'private', { reservations: [all] });
    expect(outcome.stderr).toBe('');
    expect(Resources.parse(text()).toText()).toBe(
      Resources.parse('disk:1894880;cpus(all):8;mem(all):60416;ports(all):[31000-32000]').toText(),
    );
  });
});

test.each([
  ['half of little memory', '1024', '8192', 512, 4096],
  ['less 1 GiB and 5 GiB from 2 and 10 on', '2048', '10240', 1024, 5120],
])('Mesos leaves to the system: %s', (_, memory, disk, wantedMemory, wantedDisk) => {
  machine = new Machine(bootProps(MESOS, 'private', { reservations: [] }));
  machine.run('resources.sh', {
    ...FIGURES,
    MESOS_SPARK_MACHINE_MEMORY_MIB: memory,
    MESOS_SPARK_MACHINE_DISK_MIB: disk,
  });
  const found = Resources.parse(machine.variable(FILES.mesos, 'MESOS_RESOURCES'));
  expect([found.scalar('mem'), found.scalar('disk')]).toEqual([wantedMemory, wantedDisk]);
});

test('measures the machine where no figures are given', () => {
  machine = new Machine(bootProps(MESOS, 'private', { reservations: [] }));
  expect(machine.run('resources.sh')).toMatchObject({ status: 0, stderr: '' });
  const found = Resources.parse(machine.variable(FILES.mesos, 'MESOS_RESOURCES'));
  for (const name of ['cpus', 'mem', 'disk']) expect(found.scalar(name)).toBeGreaterThan(0);
});

test.each([
  ['cpus', { cpus: 9, memory: '4g' }, 'found 8000 thousandths of cpus on this machine, wanted 9000'],
  ['memory', { cpus: 1, memory: '60g' }, 'found 60416 MiB of memory on this machine, wanted 61440'],
  [
    'disk',
    { cpus: 1, memory: '1g', disk: '2t' },
    'found 1894880 MiB of disk on this machine, wanted 2097152',
  ],
])('fails where the machine has too little %s', (_, figures, message) => {
  const tooMuch = StaticReservation.forRole('shuffle', { ...figures, ports: '7337' });
  const { outcome, file } = boot(MESOS, 'private', { reservations: [tooMuch] });
  expect(outcome.status).toBe(1);
  expect(outcome.stderr).toContain(message);
  expect(machine.has(file)).toBe(false);
});

test('hostile attributes and flags reach the agent as they are', () => {
  const attributes = { quote: 'it\'s"', shell: '$HOME`id`$(id)', back: 'a\\b', late: '@CPUS@%i' };
  const x = '\'";$(id)${a}%{b}@MEMORY@ # \\';
  const { file, text } = boot(MESOS, 'private', { attributes, flags: { customFlags: { x } } });
  expect(machine.variable(file, 'MESOS_ATTRIBUTES')).toBe(
    'back:a\\b;late:@CPUS@%i;quote:it\'s";shell:$HOME`id`$(id)',
  );
  expect(machine.variable(file, 'MESOS_X')).toBe(x);
  expect(Resources.parse(text()).scalar('cpus', 'shuffle')).toBe(2);
});

test('the list stands in single quotes on one line, as systemd and DC/OS read it', () => {
  const { file } = boot(DCOS);
  const lines = machine
    .read(file)
    .split('\n')
    .filter((line) => line.startsWith('MESOS_RESOURCES='));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^MESOS_RESOURCES='\[\{[^']*\}\]'$/);
});

test('everything reserved and everything left is what the machine has, nothing twice', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8000 }),
      fc.integer({ min: 1, max: 60_000 }),
      fc.integer({ min: 1025, max: 31_990 }),
      (milli, mib, port) => {
        const one = StaticReservation.forRole('shuffle', {
          cpus: milli / 1000,
          memory: `${mib}m`,
          ports: Ranges.of([port, port + 9]),
        });
        const { text } = boot(MESOS, 'private', { reservations: [one] });
        const found = Resources.parse(text());
        machine.remove();
        expect(found.scalar('cpus') + found.scalar('cpus', 'shuffle')).toBeCloseTo(8, 6);
        expect(found.scalar('mem') + found.scalar('mem', 'shuffle')).toBe(60_416);
        expect(found.ranges('ports').intersect(found.ranges('ports', 'shuffle')).isEmpty).toBe(true);
        expect(
          found
            .ranges('ports')
            .plus(one.ports)
            .contains(Ranges.of([31_000, 32_000])),
        ).toBe(true);
      },
    ),
    { numRuns: 15 },
  );
});

describe("DC/OS' own file of resources", () => {
  function second(before: string, prepare: () => void) {
    boot(DCOS);
    machine.write('/etc/machine-id', 'one\n');
    machine.run('resources.sh', FIGURES);
    machine.write(GENERATED, before);
    prepare();
    return machine.run('resources.sh', FIGURES);
  }

  test('stays while machine, agent and offer are the same', () => {
    const outcome = second('kept', () => machine.write('/var/lib/mesos/slave/meta/slaves/latest', ''));
    expect(outcome.stdout).not.toContain('removed');
    expect(machine.read(GENERATED)).toBe('kept');
  });

  test.each([
    ['the disks came back empty', () => {}],
    [
      'an image was made of another machine',
      () => {
        machine.write('/var/lib/mesos/slave/meta/slaves/latest', '');
        machine.write('/etc/machine-id', 'two\n');
      },
    ],
    [
      'the machine offers something else',
      () => {
        machine.write('/var/lib/mesos/slave/meta/slaves/latest', '');
        machine.write(FILES.dcos, "MESOS_RESOURCES='[]'\n");
      },
    ],
  ])('goes when %s', (_, prepare) => {
    const outcome = second('stale', prepare);
    expect(outcome.stdout).toContain(`removed ${GENERATED} of a former agent`);
    expect(machine.has(GENERATED)).toBe(false);
  });

  test('is written whole where a disk is reserved, with the volumes that DC/OS would find', () => {
    const withDisk = StaticReservation.forRole('shuffle', {
      cpus: 1,
      memory: '1g',
      disk: '100g',
      ports: '7337',
    });
    machine = new Machine(bootProps(DCOS, 'private', { reservations: [withDisk] }));
    machine.write('/proc/mounts', '/dev/x /dcos/volume0 xfs rw 0 0\n/dev/y /dcos/other xfs rw 0 0\n');
    machine.write('/dcos/volume0/.keep', '');
    expect(machine.run('resources.sh', FIGURES)).toMatchObject({ status: 0, stderr: '' });
    const text = machine.variable(GENERATED, 'MESOS_RESOURCES');
    const list: readonly { name: string; disk?: unknown }[] = JSON.parse(text);
    expect(list.flatMap(({ disk }) => (disk === undefined ? [] : [disk]))).toEqual([
      { source: { type: 'MOUNT', mount: { root: '/dcos/volume0' } } },
    ]);
    const plain = JSON.stringify(list.filter(({ disk }) => disk === undefined));
    expect(Resources.parse(plain).scalar('disk')).toBe(1_894_880 - 102_400);
    expect(Resources.parse(plain).scalar('disk', 'shuffle')).toBe(102_400);
  });
});

test('fails without settings, and says what was wanted', () => {
  machine = new Machine(bootProps(DCOS, 'private', { reservations: [SHUFFLE] }));
  machine.delete('/etc/mesos-spark/agent.env');
  const outcome = machine.run('resources.sh', FIGURES);
  expect(outcome.status).toBe(1);
  expect(outcome.stderr).toContain("found no /etc/mesos-spark/agent.env, wanted the group's settings");
});
