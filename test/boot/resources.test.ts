import { totalmem } from 'node:os';
import type { AgentBootProps } from '../../src/domain/agent/boot-props';
import { hostShuffleService } from '../../src/domain/agent/host-shuffle';
import type { Platform } from '../../src/domain/agent/platform';
import type { AgentRole } from '../../src/domain/agent/platform-rules';
import { Ranges } from '../../src/domain/core/ranges';
import { namesDetected } from '../../src/domain/mesos/detection';
import { Resources } from '../../src/domain/mesos/resources';
import { readResources } from '../../src/domain/mesos/resources-reader';
import { StaticReservation } from '../../src/domain/mesos/static-reservation';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { bootProps, DCOS, MESOS, SHUFFLE } from '../support/agent-boot';
import { Machine } from './machine';

const FIGURES = {
  MESOS_SPARK_MACHINE_CPUS: '8',
  MESOS_SPARK_MACHINE_MEMORY_MIB: '61440',
  MESOS_SPARK_MACHINE_DISK_MIB: '1900000',
};

const FILES = { dcos: '/var/lib/dcos/mesos-slave-common', mesos: '/etc/default/mesos-slave' };
const GENERATED = '/var/lib/dcos/mesos-resources';
const spark = SparkDistribution.host('/opt/spark', { version: '2.4.0' });

let machine: Machine;
afterEach(() => machine.remove());

function boot(platform: Platform, role: AgentRole = 'private', changes: Partial<AgentBootProps> = {}) {
  machine = new Machine(bootProps(platform, role, changes));
  const outcome = machine.run('resources.sh', FIGURES);
  const file = platform.kind === 'dcos' ? GENERATED : FILES.mesos;
  return { outcome, file, text: () => machine.variable(file, 'MESOS_RESOURCES') };
}

describe('what a machine of 8 cores, 60 GiB and 1.9 TB offers', () => {
  test.each<[string, Platform, AgentRole, string, string]>([
    [
      'private on DC/OS',
      DCOS,
      'private',
      '*',
      'cpus:6;mem:56320;disk:1894880;ports:[1025-2180,2182-3887,3889-5049,5052-7336,7340-8079,8082-8180,8182-32000]',
    ],
    [
      'public on DC/OS',
      DCOS,
      'public',
      'slave_public',
      'cpus(slave_public):6;mem(slave_public):56320;disk(slave_public):1894880;ports(slave_public):[1-21,23-5050,5052-7336,7340-32000]',
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

  describe.each(['json', 'text'] as const)('in %s, of what nothing is left', (resourcesForm) => {
    test('everybody is offered nothing', () => {
      const all = StaticReservation.forRole('all', { cpus: 8, memory: '59g', ports: '31000-32000' });
      const { outcome, text } = boot(MESOS, 'private', { reservations: [all], resourcesForm });
      expect(outcome.stderr).toBe('');
      expect(Resources.parse(text()).toText()).toBe(
        Resources.parse('disk:1894880;cpus(all):8;mem(all):60416;ports(all):[31000-32000]').toText(),
      );
    });

    test('Mesos detects nothing, though no reservation names it', () => {
      const ports = Ranges.parse('7447');
      const hostShuffleServices = [hostShuffleService({ port: 7447, cpus: 8, spark })];
      const { text } = boot(MESOS, 'private', {
        reservations: [],
        ports,
        hostShuffleServices,
        resourcesForm,
      });
      const reading = readResources(text(), '*');
      if ('error' in reading) throw new Error(reading.error);
      expect(namesDetected(reading.named)).toEqual([]);
      expect(reading.resources.map(({ name }) => name)).toEqual(['mem', 'disk']);
    });
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

test('measures the machine where no figures are given: what is online, all memory, the whole file system', () => {
  machine = new Machine(bootProps(MESOS, 'private', { reservations: [] }));
  machine.command('getconf', '[ "$1" != _NPROCESSORS_ONLN ] || echo 6');
  machine.command('df', "printf 'x\\n/dev/x 104857600 1024 2048 9%% /\\n'");
  const { status, stderr, calls } = machine.run('resources.sh');
  expect([status, stderr]).toEqual([0, '']);
  expect(calls).toContain('df -P -k /var/lib/mesos/slave');
  const found = Resources.parse(machine.variable(FILES.mesos, 'MESOS_RESOURCES'));
  expect([found.scalar('cpus'), found.scalar('disk')]).toEqual([6, 102_400 - 5120]);
  const mib = Math.floor(totalmem() / 2 ** 20);
  expect(found.scalar('mem')).toBe(mib < 2048 ? Math.floor(mib / 2) : mib - 1024);
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
  boot(DCOS);
  for (const file of [FILES.dcos, GENERATED]) {
    const lines = machine
      .read(file)
      .split('\n')
      .filter((line) => line.startsWith('MESOS_RESOURCES='));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^MESOS_RESOURCES='\[\{[^']*\}\]'$/);
  }
});

describe("DC/OS' second file of resources, which is read after the first", () => {
  const withDisk = StaticReservation.forRole('shuffle', {
    cpus: 1,
    memory: '1g',
    disk: '100g',
    ports: '7337',
  });

  function disks(file: string): readonly [place: string, role: string, mib: number][] {
    const list: readonly {
      name: string;
      role: string;
      scalar: { value: number };
      disk?: { source: { mount: { root: string } } };
    }[] = JSON.parse(machine.variable(file, 'MESOS_RESOURCES'));
    return list
      .filter(({ name }) => name === 'disk')
      .map(({ disk, role, scalar }) => [disk?.source.mount.root ?? 'root', role, scalar.value]);
  }

  /** A machine with a volume of a size, and what its agent is offered. */
  function withVolumes(role: AgentRole, reservations: readonly StaticReservation[], free: string) {
    machine = new Machine(bootProps(DCOS, role, { reservations }));
    mount('0', '1');
    machine.write('/dcos/other/.keep', '');
    return again(free);
  }

  function mount(...numbers: readonly string[]) {
    const volumes = numbers.map((n) => `/dcos/volume${n}`);
    const others = ['/dcos/other', '/dcos/volume', '/dcos/volume1x', '/dcos/volume1/2', '/x/dcos/volume3'];
    const lines = [...volumes, ...others].map((place) => `/dcos/volume9 ${place} xfs rw 0 0\n`);
    machine.write('/proc/mounts', lines.join(''));
  }

  function again(freeMib: string, figures: Readonly<Record<string, string>> = FIGURES) {
    machine.command('df', `printf 'x\\n/dev/x 9 9 %s 9%% /\\n' $((${freeMib} * 1024))`);
    const outcome = machine.run('resources.sh', figures);
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    return disks(GENERATED);
  }

  const registered = () => machine.write('/var/lib/mesos/slave/meta/slaves/latest', '');

  test('holds all disks; the first file is what DC/OS would add its disks to', () => {
    expect(withVolumes('private', [SHUFFLE], '1100')).toEqual([
      ['root', '*', 1_894_880],
      ['/dcos/volume0', '*', 1000],
      ['/dcos/volume1', '*', 1000],
    ]);
    expect(disks(FILES.dcos)).toEqual([['root', '*', 0]]);
    const list: readonly { name: string }[] = JSON.parse(machine.variable(GENERATED, 'MESOS_RESOURCES'));
    const first: readonly { name: string }[] = JSON.parse(machine.variable(FILES.dcos, 'MESOS_RESOURCES'));
    const others = (all: typeof list) => all.filter(({ name }) => name !== 'disk');
    expect(others(list)).toEqual(others(first));
  });

  test('takes what is reserved of the disk out of it, and gives the rest to the public role', () => {
    expect(withVolumes('public', [withDisk], '1100')).toEqual([
      ['root', 'slave_public', 1_894_880 - 102_400],
      ['root', 'shuffle', 102_400],
      ['/dcos/volume0', 'slave_public', 1000],
      ['/dcos/volume1', 'slave_public', 1000],
    ]);
    expect(disks(FILES.dcos)).toEqual([
      ['root', 'slave_public', 0],
      ['root', 'shuffle', 102_400],
    ]);
  });

  test('keeps the size of a volume while the agent has its identity, and the volume without its mount', () => {
    const before = withVolumes('private', [SHUFFLE], '1100');
    registered();
    expect(again('500')).toEqual(before);
    mount('1', '2');
    expect(again('600').slice(1)).toEqual([
      ['/dcos/volume0', '*', 1000],
      ['/dcos/volume1', '*', 1000],
      ['/dcos/volume2', '*', 500],
    ]);
  });

  test('measures anew for a new agent', () => {
    withVolumes('private', [SHUFFLE], '1100');
    mount('0');
    expect(again('500').slice(1)).toEqual([['/dcos/volume0', '*', 400]]);
  });

  test('fails on a volume with nothing free', () => {
    machine = new Machine(bootProps(DCOS));
    mount('0');
    machine.command('df', "printf 'x\\n/dev/x 9 9 102400 9%% /\\n'");
    const outcome = machine.run('resources.sh', FIGURES);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain('found /dcos/volume0 with 0 MiB free beyond 100, wanted more than that');
    expect(machine.has(GENERATED)).toBe(false);
  });
});

describe('an agent with its identity', () => {
  function memory(mib: number): number {
    machine.run('resources.sh', { ...FIGURES, MESOS_SPARK_MACHINE_MEMORY_MIB: `${mib}` });
    return Resources.parse(machine.variable(FILES.mesos, 'MESOS_RESOURCES')).scalar('mem') + 1024;
  }

  test.each([
    ['keeps its memory where a new kernel has less', 61_000, 61_440],
    ['keeps its memory where a new kernel has more', 62_000, 61_440],
    ['has less on a smaller machine', 60_825, 60_825],
    ['has more on a larger machine', 62_055, 62_055],
  ])('%s', (_, mib, wanted) => {
    machine = new Machine(bootProps(MESOS, 'private', { reservations: [] }));
    expect(memory(61_440)).toBe(61_440);
    expect(memory(mib)).toBe(mib);
    expect(memory(61_440)).toBe(61_440);
    machine.write('/var/lib/mesos/slave/meta/slaves/latest', '');
    expect(memory(mib)).toBe(wanted);
  });

  test('keeps its memory over a start on a machine that is too small for it', () => {
    machine = new Machine(bootProps(MESOS));
    const start = (mib: string) =>
      machine.run('resources.sh', { ...FIGURES, MESOS_SPARK_MACHINE_MEMORY_MIB: mib }).status;
    const offered = () => Resources.parse(machine.variable(FILES.mesos, 'MESOS_RESOURCES')).total('mem');
    expect([start('61440'), offered()]).toEqual([0, 60_416]);
    machine.write('/var/lib/mesos/slave/meta/slaves/latest', '');
    expect([start('3840'), offered()]).toEqual([1, 60_416]);
    expect([start('61400'), offered()]).toEqual([0, 60_416]);
  });
});

test.each(['json', 'text'] as const)('in %s, what runs beside the agent is taken out', (resourcesForm) => {
  const props = bootProps(MESOS, 'private', { resourcesForm });
  machine = new Machine(props);
  machine.write(
    '/etc/mesos-spark/agent.env',
    machine
      .read('/etc/mesos-spark/agent.env')
      .replace(/HOST_CPUS_MILLI=.*/, 'HOST_CPUS_MILLI=1250')
      .replace(/HOST_MEMORY_MIB=.*/, 'HOST_MEMORY_MIB=2048'),
  );
  const offer = (figures: Readonly<Record<string, string>>) => machine.run('resources.sh', figures);
  expect(offer(FIGURES)).toMatchObject({ status: 0, stderr: '' });
  const text = machine.variable(FILES.mesos, 'MESOS_RESOURCES');
  expect(text.startsWith('[')).toBe(resourcesForm === 'json');
  const found = Resources.parse(text);
  expect([found.scalar('cpus'), found.scalar('mem')]).toEqual([4.75, 56_320 - 2048]);
  expect([found.scalar('cpus', 'shuffle'), found.scalar('mem', 'shuffle')]).toEqual([2, 4096]);
  expect(offer({ ...FIGURES, MESOS_SPARK_MACHINE_CPUS: '3' }).stderr).toContain(
    'found 3000 thousandths of cpus on this machine, wanted 2000 for the reservations and 1250 for what runs beside the agent; take a larger instance type or reserve less',
  );
});

test('fails without settings, and says what was wanted', () => {
  machine = new Machine(bootProps(DCOS, 'private', { reservations: [SHUFFLE] }));
  machine.delete('/etc/mesos-spark/agent.env');
  const outcome = machine.run('resources.sh', FIGURES);
  expect(outcome.status).toBe(1);
  expect(outcome.stderr).toContain("found no /etc/mesos-spark/agent.env, wanted the group's settings");
});
