import { spawnSync } from 'node:child_process';
import { hostShuffleService } from '../../src/domain/agent/host-shuffle';
import { hostShuffleFeature } from '../../src/domain/agent/host-shuffle-feature';
import { platformRules } from '../../src/domain/agent/platform';
import { systemdUnit } from '../../src/domain/render/systemd-unit';
import { driverApp } from '../../src/domain/spark/application/driver-app';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { readPinned } from '../../src/domain/spark/install/pinned';
import { type InstallProps, installPlan } from '../../src/domain/spark/install/plan';
import { createLab } from '../../src/lab';
import { runHere } from '../cli/buffer-io';
import { bootProps, MESOS } from '../support/agent-boot';
import { facts, ranBy } from './seed-blocks';
import { ARCHIVE, CLASS, VERSION, ZK } from './seed-rows';

/** Who does the work of lines that no row types, and how that is seen. */
export type Elsewhere = { readonly line: RegExp; readonly how: string } & (
  | {
      /** Does it for this very line. @throws where it is not done */
      readonly seen: (line: string) => unknown;
    }
  | {
      /** By tests that start what these here cannot: their files and names. */
      readonly because: string;
      readonly tests: Readonly<Record<string, string>>;
    }
);

const digest = (letter: string) => `#sha256=${letter.repeat(64)}`;
const JAR_URL = /https?:\S+\.jar/;

const install = (props: Partial<InstallProps> = {}) =>
  installPlan({ spark: readPinned('--spark', `${ARCHIVE}${digest('a')}`), ...props });

/** The text of a file that is written. */
function textAt(place: string, props: Partial<InstallProps> = {}): string {
  const step = install(props).find((one) => one.do === 'write' && one.to === place);
  if (step?.do !== 'write') throw new Error(`found no ${place}`);
  return step.text;
}

async function submitted(...words: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { code, stdout, stderr } = await runHere(['submit', ...VERSION, '-o', 'json', ...words]);
  if (code !== 0) throw new Error(stderr);
  return facts((JSON.parse(stdout) as { readonly argv: readonly string[] }).argv.slice(1));
}

/** Options of submit for the properties of the document's first list. */
const AMOUNTS: Readonly<Record<string, readonly [option: string, value: string]>> = {
  'spark.driver.cores': ['--driver-cores', '2'],
  'spark.driver.memory': ['--driver-memory', '2g'],
  'spark.cores.max': ['--total-executor-cores', '8'],
  'spark.executor.cores': ['--executor-cores', '2'],
  'spark.executor.memory': ['--executor-memory', '4g'],
};

async function amount(line: string): Promise<void> {
  const name = /^--conf ([\w.]+)=/.exec(line)?.[1] ?? '';
  const known = AMOUNTS[name];
  if (known === undefined) throw new Error(`found no option for ${name}`);
  const [option, value] = known;
  const cluster = ['--dispatcher', '10.0.0.9:7077', '--executor-uri', ARCHIVE];
  const program = [...CLASS, 'https://files.example/a.jar'];
  expect((await submitted(...cluster, option, value, ...program))[option]).toBe(value);
  expect((await submitted(...cluster, '--conf', `${name}=${value}`, ...program))[name]).toBe(value);
  // The option is the property: who says both says one thing twice.
  const both = [...cluster, option, value, '--conf', `${name}=${value}`, ...program];
  await expect(submitted(...both)).rejects.toThrow(`properties["${name}"]`);
}

/** What a login shell makes of the profile. */
function loginShell(): void {
  const script = `${textAt('/etc/profile.d/mesos-spark.sh')}printf '%s\\n' "$PATH" "$SPARK_HOME"`;
  const { stdout } = spawnSync('sh', ['-c', `${script}\n${script}`], {
    encoding: 'utf8',
    env: { PATH: '/bin' },
  });
  const once = '/bin:/opt/spark/current/bin\n/opt/spark/current\n';
  expect(stdout).toBe(`${once}${once}`);
}

/** Fetched by Mesos from where it is, or by Spark in cluster mode. */
async function asItIs(line: string): Promise<void> {
  const [url = ''] = JAR_URL.exec(line) ?? [];
  const words = ['--dispatcher', '10.0.0.9:7077', '--total-executor-cores', '8', ...CLASS, url, '400'];
  expect(Object.values(await submitted(...words)).join(' ')).toContain(url);
  const app = driverApp(
    {
      runsOn: 'Marathon',
      sparkVersion: '2.2.0',
      image: 'a/b',
      master: ZK,
      mainClass: 'a.B',
      mainApplicationFile: url,
    },
    { name: 'pi', labels: {}, defaults: {}, id: '/pi', restarts: false },
  );
  expect(app['fetch']).toEqual([{ uri: url, extract: false, executable: false, cache: false }]);
}

function spark(line: string): void {
  const [url = ''] = /https?:\S+\.tgz/.exec(line) ?? [];
  const [first] = install({ spark: readPinned('--spark', `${url}${digest('a')}`) });
  expect(first).toMatchObject({ do: 'unpack', archive: { source: url, digest: 'a'.repeat(64) } });
}

/** The folder says what is in it, so two are beside each other, and the link is changed when both are there. */
function besideTheOlder(): void {
  const of = (letter: string) => install({ spark: readPinned('--spark', `${ARCHIVE}${digest(letter)}`) });
  const [old, next] = [of('a'), of('b')];
  const folders = [old, next].map((steps) => (steps[0]?.do === 'unpack' ? steps[0].to : ''));
  expect(folders.map((one) => one.replace(/-[ab]{12}$/, ''))).toEqual(
    Array(2).fill('/opt/spark/versions/spark-2.2.0-bin-2.6'),
  );
  expect(folders[0]).not.toBe(folders[1]);
  const words = next.map((step) => step.do);
  expect(words.indexOf('link')).toBeGreaterThan(words.indexOf('unpack'));
  expect(next).toContainEqual({ do: 'link', at: '/opt/spark/current', to: folders[1] });
}

function jar(line: string): void {
  // Their folder is made with the first of them.
  const [name = 'driver.jar'] = /[\w.-]+\.jar/.exec(line) ?? [];
  const jars = [readPinned('--jar', `https://files.example/${name}${digest('b')}`)];
  expect(install({ jars })).toContainEqual({ do: 'file', file: jars[0], to: `/opt/spark/extra/${name}` });
}

/** What init's words are for systemd. */
function hostMode(line: string): void {
  const service = hostShuffleService({
    port: 7447,
    spark: SparkDistribution.host('/opt/spark', { version: '2.4.0' }),
  });
  const props = bootProps(MESOS, 'private', { hostShuffleServices: [service] });
  const { units = [], enabled, started } = hostShuffleFeature(props, platformRules(MESOS, 'private'));
  const text = units.map(({ sections }) => systemdUnit(sections)).join('\n');
  const word = line.split(' ')[1];
  if (word === 'tee') expect(text).toContain('Restart=');
  else if (word === 'chmod') expect(text).toMatch(/^ExecStart="?\/bin\/sh"? /m);
  else if (word === 'chkconfig') expect(enabled).toEqual(['spark-shuffle@7447.service']);
  else {
    expect(word).toBe('service');
    expect(started).toEqual(['spark-shuffle@7447.service']);
  }
}

/** The document's request, as its shell sends it, to a master with such a framework. */
async function teardown(line: string): Promise<void> {
  const [[, , url = '', , form = ''] = []] = ranBy(line, ['curl']).map((words) => words);
  const lab = createLab({ clock: 'virtual', agents: 1 });
  const start = { name: 'pi', role: '*', executors: 1, cpus: 1, mem: 64 };
  const ask = async (path: string, init: RequestInit = {}) => lab.fetch(`http://127.0.0.1:5050${path}`, init);
  const made = await lab.fetch('http://127.0.0.1:8080/lab/frameworks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(start),
  });
  const { id } = (await made.json()) as { readonly id: string };
  const sent = form.replace(/=.*/, `=${id}`);
  expect((await ask(new URL(url).pathname, { method: 'POST', body: sent })).status).toBe(200);
  const { frameworks, completed_frameworks: completed } = (await (await ask('/frameworks')).json()) as Record<
    'frameworks' | 'completed_frameworks',
    readonly { readonly id: string }[]
  >;
  expect([frameworks.map((one) => one.id).includes(id), completed.map((one) => one.id)]).toEqual([
    false,
    [id],
  ]);
}

const SETTINGS = 'test/docs/seeds/settings.test.ts';
const written = (file: string) => () =>
  expect(
    install({ log4j: '/etc/log4j.properties' }).flatMap((one) => ('to' in one ? [one.to] : [])),
  ).toContain(file);

export const elsewhere: readonly Elsewhere[] = [
  { line: /^--conf spark\.(driver|executor|cores)\./, how: 'amounts of submit', seen: amount },
  { line: /^curl .*spark-2.*tgz/, how: 'install fetches Spark, by checksum', seen: spark },
  { line: /^curl .*spark-examples/, how: 'a URL as it is', seen: asItIs },
  { line: /^tar /, how: 'install unpacks beside and renames', seen: besideTheOlder },
  { line: /^mv spark/, how: 'install links the current one', seen: besideTheOlder },
  { line: /bash_profile/, how: 'install writes a profile for all users', seen: loginShell },
  {
    line: /^hdfs dfs -(ls|put)/,
    how: 'the check of submit, and --upload',
    because: 'it takes an HDFS',
    tests: {
      'test/e2e/submit-hdfs.test.ts':
        'a jar is put into a real HDFS of two NameNodes, and Spark runs it from there',
    },
  },
  { line: /^rm -r \$SPARK_HOME/, how: 'the older Spark stays for what runs on it', seen: besideTheOlder },
  { line: /^cp .*spark-env/, how: 'install', seen: written('/opt/spark/conf/spark-env.sh') },
  {
    line: /^(cp .*spark-defaults|tee -a \$SPARK_HOME\/conf\/spark-defaults|spark\.)/,
    how: 'SparkDefaults',
    because: 'each setting is compared there with what the operator publishes for a stack in its place',
    tests: { [SETTINGS]: '004 settings' },
  },
  { line: /^cp .*log4j/, how: 'install --log4j', seen: written('/opt/spark/conf/log4j.properties') },
  { line: /^(mkdir .*extraClass|cp .*\.jar)/, how: 'install --jar', seen: jar },
  {
    line: /^(tee -a \$SPARK_HOME\/conf\/spark-env|SPARK_|MESOS_NATIVE_LIBRARY|EOF)/,
    how: 'SparkDefaults and install',
    because: 'both files are read by a shell there, and each variable is compared',
    tests: { [SETTINGS]: '004 env, as a shell reads both' },
  },
  {
    line: /^(ssh|scp) /,
    how: 'install on each machine, as SparkClient does',
    because: 'it takes machines: one is synthesized, and one boots and installs',
    tests: {
      'test/docs/edge-nodes.test.ts': 'the machines of the example install by the command of the page',
      'test/machine/spark-client.test.ts':
        'comes up with Spark, libmesos and what is published, and follows the publication',
    },
  },
  { line: /^sudo (tee|chmod|chkconfig|service) /, how: 'the host mode of agents', seen: hostMode },
  {
    line: /^mesos-resolve /,
    how: 'submit --resolve-leader',
    because: 'it takes a ZooKeeper',
    tests: { 'test/e2e/submit-preflight.test.ts': 'the leader can be looked up once, here' },
  },
  { line: /^curl -XPOST .*teardown/, how: 'ending a framework stays with Mesos', seen: teardown },
];
