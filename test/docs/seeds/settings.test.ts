import { readProperties } from '../../../src/domain/render/properties-reader';
import { applicationWarnings } from '../../../src/domain/spark/application-warnings';
import { findEntry } from '../../../src/domain/spark/conf-catalogue';
import { SparkDistribution } from '../../../src/domain/spark/distribution';
import { shuffleServiceApp } from '../../../src/domain/spark/shuffle-service-app';
import { DEFAULT_SIZES } from '../../../src/domain/spark/verify/verify-job';
import { pool } from '../../support/shuffle-service';
import { ranBy } from '../seed-blocks';
import { type App, appFacts } from './app-facts';
import { userDataWith } from './booted';
import { type Deployed, deployed, published } from './deployed';
import { differenceTable, type Facts, hasReasons, type Reasons } from './difference';
import { matchesPart } from './page';
import { configOf, NAMED, piece, settingsIn, textOf, writtenTo } from './pieces';
import { COMMANDS_000, COMMANDS_003, type Command } from './reasons/commands';
import { ENV_004, SETTINGS_000, SETTINGS_001, SETTINGS_003, SETTINGS_004 } from './reasons/settings';

jest.setTimeout(60_000);

function compares(part: string, theirs: Facts, ours: Facts, reasons: Reasons): void {
  hasReasons(theirs, ours, reasons);
  matchesPart(part, differenceTable(theirs, ours, reasons));
}

const stacks = new Map<string, Deployed>();
beforeAll(async () => {
  for (const seed of ['000', '001', '003', '004']) {
    const marathon = seed === '003' ? { mesosRole: 'shuffle' } : undefined;
    stacks.set(seed, await deployed(`seed-${seed}`, marathon));
  }
});
afterAll(async () => {
  for (const { bed } of stacks.values()) await bed.close();
});
function stack(seed: string): Deployed {
  const found = stacks.get(seed);
  if (!found) throw new Error(`no stack of ${seed}`);
  return found;
}
const defaultsOf = (seed: string): Facts => readProperties(published(stack(seed), 'spark-defaults.conf'));

/** Those of the service itself, which no application reads. */
const OF_SERVICE = new Set([
  'spark.shuffle.cleaner.interval',
  'spark.shuffle.io.serverThreads',
  'spark.shuffle.io.backLog',
  'spark.shuffle.service.index.cache.entries',
]);
const ofApplications = (settings: Facts): Facts =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => !OF_SERVICE.has(key)));

test("what is the service's is read by the service", () => {
  for (const key of OF_SERVICE)
    expect([key, findEntry(key)?.readBy]).toEqual([key, expect.arrayContaining(['service'])]);
});

test('every setting that a document names has a value, or is one of the service', () => {
  for (const seed of ['000', '001', '003'] as const) {
    const named = Object.entries(settingsIn(seed)).filter(([, value]) => value === NAMED);
    expect(named.filter(([key]) => !OF_SERVICE.has(key))).toEqual([]);
  }
});

test('000 settings, in the file and in Zeppelin', async () => {
  const theirs = settingsIn('000');
  expect(Object.keys(theirs)).toHaveLength(5);
  compares('000 settings', theirs, defaultsOf('000'), SETTINGS_000);
  const { bed, manifests } = stack('000');
  const zeppelin = manifests.find(({ kind }) => kind === 'ZeppelinInterpreter');
  const spec = zeppelin?.spec as { readonly url: string } | undefined;
  const spark = await bed.zeppelins.get(spec?.url ?? '')?.interpreter('spark');
  const values = Object.entries(spark?.properties ?? {}).map(([name, { value }]) => [name, value]);
  expect(Object.fromEntries(values)).toMatchObject(defaultsOf('000'));
});

test('001 settings: those of the list are those of the program, and both are as they were or have their reason', () => {
  const list = settingsIn('001');
  const program = configOf(piece('001[1]'));
  const own = Object.entries(list).filter(([, value]) => !value.includes('<host path>'));
  expect(program).toMatchObject(Object.fromEntries(own));
  expect(Object.keys(program)).toEqual(expect.arrayContaining(Object.keys(list)));
  expect(Object.keys(program)).toHaveLength(6);
  compares('001 settings', program, defaultsOf('001'), SETTINGS_001);
});

test('001: verify runs the program with its sizes, and expects what it should print', () => {
  const values = [...piece('001[1]').matchAll(/^val (num\w+|valSize) = (\d+)$/gm)];
  const sizes = Object.fromEntries(values.map(([, name = '', value]) => [name, Number(value)]));
  expect(sizes).toEqual(DEFAULT_SIZES);
  for (const [name, value] of Object.entries(sizes))
    expect(piece('001[2]')).toContain(`${name} = ${value}\n`);
  expect(piece('001[2]')).toContain(`Groups count: ${DEFAULT_SIZES.numKeys}\n`);
});

test('003 settings', () => {
  const theirs = ofApplications(settingsIn('003'));
  expect(Object.keys(theirs)).toHaveLength(7);
  compares('003 settings', theirs, defaultsOf('003'), SETTINGS_003);
});

test('004 settings', () => {
  const theirs = readProperties(writtenTo(piece('004[0]'), 'spark-defaults.conf'));
  expect(Object.keys(theirs)).toHaveLength(16);
  compares('004 settings', theirs, defaultsOf('004'), SETTINGS_004);
});

test('004: what the table says is warned of is warned of', () => {
  const { warnings = [] } = stack('004').bed.status('SparkDefaults', 'shuffle');
  expect(warnings.map(({ reason }) => reason)).toContain('ShortIdleTimeout');
  const theirs = readProperties(writtenTo(piece('004[0]'), 'spark-defaults.conf'));
  expect(applicationWarnings(theirs, '2.0.0').map(({ reason }) => reason)).toContain('InstancesIgnored');
});

test('004 env, as a shell reads both', () => {
  const text = writtenTo(piece('004[0]'), 'spark-env.sh');
  const names = [...text.matchAll(/^(\w+)=/gm)].map((match) => match[1] ?? '');
  expect(names).toHaveLength(3);
  compares(
    '004 env',
    readByShell(text, names),
    readByShell(published(stack('004'), 'spark-env.sh'), names),
    ENV_004,
  );
});

/** Of these variables and of Spark's own name of the library those that are set. */
function readByShell(text: string, names: readonly string[]): Facts {
  const all = [...names, 'MESOS_NATIVE_JAVA_LIBRARY'];
  // As bin/load-spark-env.sh does it: whatever the file sets is exported.
  const [run = []] = ranBy(`set -a\n${text}\nprobe`, ['probe'], all);
  const set = run.slice(1).map((word) => /^(\w+)=(.*)$/.exec(word) ?? []);
  return Object.fromEntries(
    set.flatMap(([, name = '', value = '']) => (value === '' ? [] : [[name, value]])),
  );
}

function holdsCommands(part: string, text: string, commands: readonly Command[]): void {
  for (const { theirs } of commands) expect(text).toContain(theirs);
  const rows = commands.map(
    ({ theirs, now, why }) => `| \`${theirs.replaceAll('|', '\\|')}\` | ${now} | ${why} |`,
  );
  matchesPart(part, `${['| you had | now | why |', '|---|---|---|', ...rows].join('\n')}\n`);
}

test('000 commands: the app is sent by the operator', () => {
  holdsCommands('000 commands', piece('000[1]'), COMMANDS_000);
  expect(stack('000').requests).toContain('POST http://127.0.0.1:8080/v2/apps');
});

describe('003 commands', () => {
  test('each stands in the document', () => {
    holdsCommands('003 commands', textOf('003'), COMMANDS_003);
  });

  test('the constraint is there', () => {
    const { constraints } = JSON.parse(`{${piece('003 inline[0]')}}`) as { constraints: unknown };
    expect(stack('003').created[0]).toMatchObject({ constraints });
  });

  test('Marathon is registered with the role', () => {
    const [, role] = piece('003 inline[1]').split(' ');
    const { files } = userDataWith(stack('003').stack, '/etc/mesos-spark/marathon.env');
    const env = files.find(({ path }) => path === '/etc/mesos-spark/marathon.env')?.content;
    expect(env).toContain(`\nMARATHON_MESOS_ROLE=${role}\n`);
  });

  test("the request is the operator's", () => {
    // The document ends its text with a quotation mark that is none.
    const [words = []] = ranBy(piece('003[1]').replace('’', "'"), ['curl']);
    const [method] = words.filter((word) => word.startsWith('-X')).map((word) => word.slice(2));
    const [where] = words.filter((word) => word.startsWith('localhost:8080/'));
    expect(words).toContain('Content-Type: application/json');
    expect(stack('003').requests).toContain(`${method} http://${where?.replace('localhost', '127.0.0.1')}`);
  });

  test('the janitor is on the agents', () => {
    const timer = '/etc/systemd/system/mesos-spark-janitor.timer';
    expect(() => userDataWith(stack('003').stack, timer)).not.toThrow();
  });

  test('the cleaner is off', () => {
    const [cleaner] = Object.entries(settingsIn('003')).filter(
      ([key]) => key === 'spark.shuffle.cleaner.interval',
    );
    const ours = appFacts(stack('003').created[0] as App);
    expect(ours['env.SPARK_SHUFFLE_OPTS -Dspark.shuffle.cleaner.interval']).toBe(`${cleaner?.[1]}s`);
  });

  test('tuning gives the settings that the document asks about', () => {
    const names = COMMANDS_003.filter(({ theirs }) => OF_SERVICE.has(theirs)).map(({ theirs }) => theirs);
    const said = COMMANDS_003.flatMap(({ now }) => {
      const [, name, value] = /^`tuning: \{ (\w+): (\d+) \}`/.exec(now) ?? [];
      return name === undefined ? [] : [[name, Number(value)] as const];
    });
    expect(said).toHaveLength(3);
    const app = shuffleServiceApp({
      name: 'tuned',
      reservation: pool(),
      sharedDirectory: '/var/lib/tmp/spark',
      spark: SparkDistribution.host('/opt/spark', { version: '2.2.0' }),
      cleanup: 'Janitor',
      tuning: Object.fromEntries(said),
    });
    const found = appFacts(app as unknown as App);
    expect(names.map((name) => found[`env.SPARK_SHUFFLE_OPTS -D${name}`])).toEqual(
      said.map(([, value]) => `${value}`),
    );
  });
});
