import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import type { AgentBootProps } from '../../src/domain/agent/boot-props';
import { hostShuffleService } from '../../src/domain/agent/host-shuffle';
import { keptShare } from '../../src/domain/agent/kept-share';
import { offeredProblems } from '../../src/domain/agent/offered-problems';
import { platformRules } from '../../src/domain/agent/platform';
import { resourcesFeature } from '../../src/domain/agent/resources-boot';
import { Ranges } from '../../src/domain/core/ranges';
import { sharedPortProblems } from '../../src/domain/mesos/resource-checks';
import { Resources } from '../../src/domain/mesos/resources';
import { StaticReservation } from '../../src/domain/mesos/static-reservation';
import { envFile } from '../../src/domain/render/env-file';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { bootProps, DCOS, MESOS } from '../support/agent-boot';

/** A machine of a group. */
interface Combination {
  readonly props: AgentBootProps;
  readonly cpus: number;
  readonly memoryMib: number;
  readonly diskMib: number;
  /** MiB free on each `/dcos/volumeN`. */
  readonly volumes: readonly number[];
}

const COUNT = 200;
const SEED = 20_261_121;
const SCRIPTS = path.join(__dirname, '../../constructs/boot');
const spark = SparkDistribution.host('/opt/spark', { version: '2.4.0' });

const port = fc.integer({ min: 1025, max: 32_000 });
const portSet = fc.oneof(
  port.map((first) => Ranges.of([first, Math.min(first + 9, 32_000)])),
  fc
    .array(port, { minLength: 1, maxLength: 5 })
    .map((list) => Ranges.of(...list.map((n) => [n, n] as const))),
);

/** Figures of a machine: of every size that EC2 has, and smaller; often at an edge of Mesos' rules. */
const machine = fc.record({
  cpus: fc.constantFrom(1, 2, 4, 8, 48, 192),
  memoryMib: fc.oneof(fc.constantFrom(2047, 2048, 2049), fc.integer({ min: 512, max: 2_000_000 })),
  diskMib: fc.oneof(fc.constantFrom(10_239, 10_240), fc.integer({ min: 1024, max: 60_000_000 })),
  volumes: fc.array(fc.integer({ min: 101, max: 4_000_000 }), { maxLength: 3 }),
});

/** Mostly something that such a machine has. */
function reservation(role: string, { cpus, memoryMib, diskMib }: Omit<Combination, 'props' | 'volumes'>) {
  return fc
    .record({
      milli: fc.integer({ min: 1, max: cpus * 250 }),
      mib: fc.integer({ min: 1, max: Math.ceil(memoryMib * 0.15) }),
      diskMib: fc.option(fc.integer({ min: 1, max: Math.ceil(diskMib * 0.2) }), { nil: undefined }),
      ports: portSet,
    })
    .map((one) =>
      StaticReservation.forRole(role, {
        cpus: one.milli / 1000,
        memory: `${one.mib}m`,
        ports: one.ports,
        ...(one.diskMib === undefined ? {} : { disk: `${one.diskMib}m` }),
      }),
    );
}

const hostService = fc
  .record({ port, milli: fc.integer({ min: 1, max: 1000 }) })
  .map(({ port, milli }) => hostShuffleService({ port, cpus: milli / 1000, spark }));

const combination: fc.Arbitrary<Combination> = machine
  .chain((figures) =>
    fc.record({
      figures: fc.constant(figures),
      platform: fc.constantFrom(DCOS, MESOS),
      role: fc.constantFrom('private' as const, 'public' as const),
      form: fc.constantFrom('json' as const, 'text' as const, undefined),
      ports: fc.option(
        portSet.map((some) => some.plus(Ranges.of([5052, 9000]))),
        { nil: undefined },
      ),
      overcommit: fc.subarray(['cpus', 'memory'] as const),
      hostShuffleServices: fc.array(hostService, { maxLength: figures.memoryMib < 3072 ? 0 : 2 }),
      healthPort: fc.option(port, { nil: undefined }),
      reservations: fc
        .subarray(['shuffle', 'a/b', 'eng.spark', 'team+%{1}$2`&'])
        .chain((roles) => fc.tuple(...roles.map((name) => reservation(name, figures)))),
    }),
  )
  .map(({ figures, platform, role, form, ports, healthPort, ...rest }) => ({
    ...figures,
    props: bootProps(platform, role, {
      ...rest,
      resourcesForm: platform.kind === 'dcos' ? undefined : form,
      ports: ports ?? platformRules(platform, role).ports,
      health: healthPort === undefined ? undefined : { port: healthPort },
    }),
  }))
  .filter(({ props }) => {
    const offered = { ...props, kept: keptShare(props) };
    return offeredProblems(offered, platformRules(props.platform, props.role)).length === 0;
  });

const sample = fc.sample(combination, { numRuns: COUNT * 1.5, seed: SEED });
/** As many as are asked for, and a few that no machine has. */
const combinations = [
  ...sample.filter((one) => asked(one) !== undefined).slice(0, COUNT),
  ...sample.filter((one) => asked(one) === undefined).slice(0, 8),
];
const folder = mkdtempSync(path.join(tmpdir(), 'resources-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(file: string, content: string, mode = 0o644): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), content, { mode });
}

/** What the boot step reads on a machine. */
function prepare({ props, cpus, memoryMib, diskMib, volumes }: Combination, i: number): void {
  const rules = platformRules(props.platform, props.role);
  const { settings, files = [] } = resourcesFeature(props, rules);
  put(`${i}/etc/mesos-spark/agent.env`, envFile({ ...rules.settings, ...settings }));
  for (const file of files) put(`${i}${file.path}`, file.content);
  put(`${i}/proc/mounts`, volumes.map((_, n) => `/dev/x /dcos/volume${n} xfs rw 0 0\n`).join(''));
  for (const [n, mib] of volumes.entries()) put(`${i}/dcos/volume${n}.free`, `${mib * 1024}`);
  put(
    `${i}/figures`,
    `MESOS_SPARK_MACHINE_CPUS=${cpus} MESOS_SPARK_MACHINE_MEMORY_MIB=${memoryMib} MESOS_SPARK_MACHINE_DISK_MIB=${diskMib}`,
  );
}

/** Runs the real step for all machines from one shell. */
function runAll(): readonly { readonly status: number; readonly stderr: string }[] {
  put('bin/df', `#!/bin/sh\nfor file; do :; done\necho\necho "x 9 9 $(cat "$file.free") 9% /"\n`, 0o755);
  for (const [i, one] of combinations.entries()) prepare(one, i);
  // Two at a time, as a machine has two cores at least.
  const line = `for start in 0 1; do
    (i=$start; while [ "$i" -lt ${combinations.length} ]; do
      env $(cat "$1/$i/figures") MESOS_SPARK_ROOT="$1/$i" sh "$2/resources.sh" >/dev/null 2>"$1/$i/stderr"
      echo "$?" >"$1/$i/status"; i=$((i + 2))
    done) &
  done; wait`;
  spawnSync('sh', ['-c', line, 'sh', folder, SCRIPTS], {
    env: { PATH: `${folder}/bin:${process.env['PATH']}`, LC_ALL: 'C.UTF-8' },
    stdio: 'inherit',
  });
  const read = (i: number, name: string) => readFileSync(path.join(folder, `${i}`, name), 'utf8');
  return combinations.map((_, i) => ({ status: Number(read(i, 'status')), stderr: read(i, 'stderr') }));
}

const FILES = {
  dcos: ['/var/lib/dcos/mesos-resources', '/var/lib/dcos/mesos-slave-common'],
  mesos: ['/etc/default/mesos-slave'],
};

/** The value as systemd reads it from its file: what stands in single quotes on the line. */
function valueIn(i: number, file: string): string {
  const text = readFileSync(path.join(folder, `${i}${file}`), 'utf8');
  const [, value, ...more] = text.split(/^MESOS_RESOURCES='([^'\n]*)'\n/m);
  if (value === undefined || more.length !== 1) throw new Error(`found ${text}, wanted one value`);
  return value;
}

/** What is asked for, said in Mesos' words; undefined where the machine does not have it. */
function asked({ props, cpus, memoryMib, diskMib, volumes }: Combination): Resources | undefined {
  const { reservations, overcommit, hostShuffleServices = [], health } = props;
  const sum = (list: readonly number[]) => list.reduce((total, n) => total + n, 0);
  const left = (has: number, kept: number, reserved: readonly number[], twice: boolean) =>
    has - kept < sum(reserved) ? Number.NaN : has - kept - (twice ? 0 : sum(reserved));
  const free = {
    milli: left(
      cpus * 1000,
      sum(hostShuffleServices.map((one) => Math.round(one.cpus * 1000))),
      reservations.map((one) => Math.round(one.cpus * 1000)),
      overcommit.includes('cpus'),
    ),
    mem: left(
      memoryMib < 2048 ? Math.floor(memoryMib / 2) : memoryMib - 1024,
      sum(hostShuffleServices.map((one) => one.memory.task.toMebibytes())),
      reservations.map((one) => one.memory.toMebibytes()),
      overcommit.includes('memory'),
    ),
    disk: left(
      diskMib < 10_240 ? Math.floor(diskMib / 2) : diskMib - 5120,
      0,
      reservations.map((one) => one.disk?.toMebibytes() ?? 0),
      false,
    ),
  };
  if (Object.values(free).some(Number.isNaN)) return undefined;
  const gone = [...hostShuffleServices, ...(health === undefined ? [] : [health])];
  const owner = props.role === 'public' ? { role: 'slave_public' } : {};
  const mine = Resources.of(
    { name: 'cpus', scalar: free.milli / 1000, ...owner },
    { name: 'mem', scalar: free.mem, ...owner },
    { name: 'disk', scalar: free.disk, ...owner },
    {
      name: 'ports',
      ranges: [
        ...gone.map(({ port }) => Ranges.of([port, port])),
        ...reservations.map(({ ports }) => ports),
      ].reduce((ports, taken) => ports.without(taken), props.ports),
      ...owner,
    },
    ...reservations.flatMap(({ role, cpus, memory, disk, ports }) => [
      { name: 'cpus', scalar: cpus, role },
      { name: 'mem', scalar: memory.toMebibytes(), role },
      { name: 'disk', scalar: disk?.toMebibytes() ?? 0, role },
      { name: 'ports', ranges: ports, role },
    ]),
  );
  const mounts = volumes.map((mib, n) => ({
    name: 'disk',
    type: 'SCALAR',
    scalar: { value: mib - 100 },
    disk: { source: { type: 'MOUNT', mount: { root: `/dcos/volume${n}` } } },
    ...owner,
  }));
  return props.platform.kind === 'dcos' ? mine.plus(Resources.parse(JSON.stringify(mounts))) : mine;
}

test('200 generated machines offer what was asked, in what their platform reads', () => {
  const outcomes = runAll();
  const wanted = combinations.map(asked);
  const counts = { whole: 0, refused: 0, text: 0, volumes: 0, reserved: 0 };
  for (const [i, { status, stderr }] of outcomes.entries()) {
    const { props, volumes } = combinations[i] ?? fail(i);
    const want = wanted[i];
    if (want === undefined) {
      expect([status, stderr]).toEqual([
        1,
        expect.stringMatching(/ on this machine, wanted \d+ for the reservations/),
      ]);
      counts.refused += 1;
      continue;
    }
    expect([status, stderr]).toEqual([0, '']);
    const [whole = '', first] = FILES[props.platform.kind];
    const text = valueIn(i, whole);
    const found = Resources.parse(text);
    expect(text.startsWith('[')).toBe(props.resourcesForm !== 'text');
    expect(sorted(found)).toEqual(sorted(want));
    expect(sharedPortProblems(found)).toEqual([]);
    if (first !== undefined)
      expect(withoutDisks(Resources.parse(valueIn(i, first)))).toEqual(withoutDisks(found));
    counts.whole += 1;
    counts.text += props.resourcesForm === 'text' ? 1 : 0;
    counts.volumes += first !== undefined && volumes.length > 0 ? 1 : 0;
    counts.reserved += props.reservations.length > 0 ? 1 : 0;
  }
  // What the generator is worth.
  expect(counts).toMatchObject({ whole: COUNT, refused: 8 });
  for (const [name, count] of Object.entries(counts)) expect([name, count >= 8]).toEqual([name, true]);
});

function sorted(resources: Resources) {
  return resources
    .rows()
    .map(({ name, role, amount }) => `${name} ${role} ${amount}`)
    .sort();
}

function withoutDisks(resources: Resources) {
  return sorted(resources).filter((row) => !row.startsWith('disk'));
}

function fail(i: number): never {
  throw new Error(`found no combination ${i}`);
}
