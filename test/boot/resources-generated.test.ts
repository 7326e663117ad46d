import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { platformRules } from '../../src/domain/agent/platform';
import { resourcesFeature } from '../../src/domain/agent/resources-boot';
import type { Attributes } from '../../src/domain/mesos/attributes';
import { namesDetected } from '../../src/domain/mesos/detection';
import { sharedPortProblems } from '../../src/domain/mesos/resource-checks';
import { Resources } from '../../src/domain/mesos/resources';
import { readResources } from '../../src/domain/mesos/resources-reader';
import { envFile } from '../../src/domain/render/env-file';
import { asked, askedAttributes } from './resources-asked';
import { type Combination, sampleOf, traitsOf } from './resources-combinations';

const COUNT = 200;
const SCRIPTS = path.join(__dirname, '../../constructs/boot');

const sample = sampleOf(COUNT * 1.5);
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

/** The attributes as systemd reads them from the file, taken apart as Mesos does. */
function attributesIn(i: number, file: string): Attributes {
  const text = readFileSync(path.join(folder, `${i}${file}`), 'utf8');
  const [, quoted, plain = ''] = /^MESOS_ATTRIBUTES=(?:"((?:[^"\\]|\\.)*)"|(.*))$/m.exec(text) ?? [];
  const list = quoted?.replace(/\\(.)/g, '$1') ?? plain;
  return Object.fromEntries(
    list.split(';').flatMap((pair) => {
      const [, name, value] = /^([^:]*):(.*)$/.exec(pair) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}

test('200 generated machines offer what was asked, in what their platform reads', () => {
  const outcomes = runAll();
  const wanted = combinations.map(asked);
  const counts = new Map<string, number>();
  let [offers, refused] = [0, 0];
  for (const [i, { status, stderr }] of outcomes.entries()) {
    const { props } = combinations[i] ?? fail(i);
    const want = wanted[i];
    if (want === undefined) {
      expect([status, stderr]).toEqual([
        1,
        expect.stringMatching(/ on this machine, wanted \d+ for the reservations/),
      ]);
      refused += 1;
      continue;
    }
    expect([status, stderr]).toEqual([0, '']);
    const [whole = '', first] = FILES[props.platform.kind];
    const text = valueIn(i, whole);
    const found = Resources.parse(text);
    const reading = readResources(text, '*');
    expect('named' in reading && namesDetected(reading.named)).toEqual([]);
    expect(text.startsWith('[')).toBe(props.resourcesForm !== 'text');
    expect(sorted(found)).toEqual(sorted(want));
    expect(sharedPortProblems(found)).toEqual([]);
    if (first !== undefined)
      expect(withoutDisks(Resources.parse(valueIn(i, first)))).toEqual(withoutDisks(found));
    expect(attributesIn(i, first ?? whole)).toEqual(askedAttributes(props));
    offers += 1;
    for (const [trait, has] of Object.entries(traitsOf(combinations[i] ?? fail(i))))
      counts.set(trait, (counts.get(trait) ?? 0) + (has ? 1 : 0));
  }
  // What the generator is worth.
  expect([offers, refused]).toEqual([COUNT, 8]);
  for (const [trait, times] of counts) expect([trait, times >= 8]).toEqual([trait, true]);
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
