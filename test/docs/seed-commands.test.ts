import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { submitCommand } from '../../src/domain/spark/submit/command';
import { readMasterUrl } from '../../src/domain/spark/submit/master-url';
import { shellLine } from '../../src/domain/spark/submit/shell-text';
import { inSandbox } from '../../src/domain/spark/submit/word';
import { runHere } from '../cli/buffer-io';
import { type Block, blocksOf, differences, facts, ranBy } from './seed-blocks';
import { elsewhere } from './seed-elsewhere';
import { ARCHIVE, CLASS, DOCKER, IMAGE, INSIDE, LOCAL_JAR, OUTSIDE, rows, VERSION, ZK } from './seed-rows';

const ROOT = path.join(__dirname, '../..');
const BLOCKS = [
  ...blocksOf('002', '002-running-spark-on-dcos.md'),
  ...blocksOf('004', '004-dynamic-allocation.md'),
];
const block = (id: string): Block => {
  const found = BLOCKS.find((one) => one.id === id);
  if (!found) throw new Error(`no block ${id}`);
  return found;
};

async function ourCommand(ours: readonly string[]) {
  const at = ours.indexOf('--class');
  const words = [...ours.slice(0, at), '-o', 'json', ...ours.slice(at)];
  return JSON.parse(await printed(words)) as { argv: string[]; env: Record<string, string> };
}

async function printed(words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runHere(['submit', ...VERSION, ...words]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

test.each(rows)('the spark-submit of $id is ours, but for what is listed', async ({ id, ours, differs }) => {
  const [theirs = []] = ranBy(block(id).text, ['spark-submit']);
  const { argv } = await ourCommand(ours);
  expect(differences(facts(theirs.slice(1)), facts(argv.slice(1)))).toEqual(Object.keys(differs).sort());
});

test('the server that the seed names twice is told', async () => {
  const [theirs = []] = ranBy(block('002[9]').text, ['spark-submit']);
  const master = facts(theirs.slice(1))['--master'] ?? '';
  const { code, stderr } = await runHere(['submit', ...VERSION, '--master', master, ...CLASS, ...LOCAL_JAR]);
  expect(code).toBe(1);
  expect(stderr).toContain('--master: found 10.10.0.50:2181 twice, wanted each server of the ensemble once');
});

test('002[19]: from a container, on the network of the host', async () => {
  const [theirs = []] = ranBy(block('002[19]').text, ['docker']);
  const { argv } = await ourCommand([
    ...['--docker', IMAGE, '--spark-home', '/opt/spark/dist', '--master', ZK, ...DOCKER],
    ...['--name', 'org.apache.spark.examples.SparkPi', ...CLASS],
    ...['/opt/spark/dist/examples/jars/spark-examples_2.11-2.2.0.jar', '400'],
  ]);
  const split = (words: readonly string[]) => words.findIndex((word) => word.endsWith('/spark-submit'));
  expect(theirs.slice(0, split(theirs) + 1)).toEqual([
    ...['docker', 'run', '--net', 'host', IMAGE, '/opt/spark/dist/bin/spark-submit'],
  ]);
  // --rm: else each run leaves a container behind.
  expect(argv.slice(0, split(argv) + 1)).toEqual([
    ...['docker', 'run', '--rm', '--net=host', IMAGE, '/opt/spark/dist/bin/spark-submit'],
  ]);
  expect(differences(facts(theirs.slice(split(theirs) + 1)), facts(argv.slice(split(argv) + 1)))).toEqual([
    '--deploy-mode: nothing -> client',
    // The seed sets a property that no Spark reads (docs/spark.md); the one that was meant is set.
    'spark.executor.home: /opt/spark/dist -> nothing',
    'spark.mesos.containerizer: nothing -> docker',
    'spark.mesos.executor.home: nothing -> /opt/spark/dist',
  ]);
});

test.each([
  ['002[8]', 'LD_LIBRARY_PATH', ':/usr/lib/mesos', '/usr/lib/mesos', ['--native-library', '/usr/lib/mesos']],
  ['002[14]', 'HADOOP_CONF_DIR', '/opt/hadoop/etc/hadoop', '/opt/hadoop/etc/hadoop', INSIDE.slice(2)],
  ['002[15]', 'LD_LIBRARY_PATH', '/opt/mesosphere/lib', '/opt/mesosphere/lib', INSIDE.slice(2)],
] as const)('%s sets %s to %j, ours to %j', async (id, variable, theirs, ours, options) => {
  const [run = []] = ranBy(`${block(id).text}\nprobe`, ['probe'], [variable]);
  // Where nothing was set before, the seed's begins with an empty entry: libraries of the current folder.
  expect(run).toContain(`${variable}=${theirs}`);
  const { env } = await ourCommand([...OUTSIDE, ...options, ...CLASS, ...LOCAL_JAR]);
  expect(env[variable]).toBe(ours);
});

const inTask = submitCommand({
  sparkVersion: '2.2.0',
  sparkHome: inSandbox('spark-2.2.0-bin-2.6'),
  target: { is: 'client', master: readMasterUrl(ZK) },
  executors: SparkDistribution.archive(ARCHIVE, { version: '2.2.0' }),
  program: {
    is: 'application',
    resource: inSandbox('spark-examples_2.11-2.0.1.jar'),
    mainClass: 'org.apache.spark.examples.SparkPi',
    args: ['400'],
  },
});

/** The program of a task lies in the sandbox, which is `ranBy`'s own folder. */
const inSeedSandbox = (text: string) =>
  `mkdir -p "$MESOS_SANDBOX/spark-2.2.0-bin-2.6/bin"\ncp "$(command -v spark-submit)" "$MESOS_SANDBOX/spark-2.2.0-bin-2.6/bin/"\n${text}`;

const sandboxed = (words: readonly string[]) =>
  Object.fromEntries(
    Object.entries(facts(words)).map(([name, value]) => [
      name,
      value.replace(/^\/\S*\/seed-\w+/, '$MESOS_SANDBOX'),
    ]),
  );

test.each([
  ['002[20]', (text: string) => (JSON.parse(text) as { cmd: string }).cmd],
  ['002[21]', (text: string) => text.replace(/\n\s+/g, ' ')],
  ['002[22]', (text: string) => (JSON.parse(text) as { run: { cmd: string } }).run.cmd],
] as const)('the command of the task of %s is ours', (id, commandOf) => {
  const programs = ['spark-submit', 'tail'];
  const [theirs = []] = ranBy(inSeedSandbox(commandOf(block(id).text)), programs);
  const [ours = []] = ranBy(inSeedSandbox(shellLine(inTask)), programs);
  expect(theirs[0]).toBe('spark-submit');
  expect(differences(sandboxed(theirs.slice(1)), sandboxed(ours.slice(1)))).toEqual([]);
});

const byRows = new Set([
  ...rows.map(({ id }) => id),
  ...['002[8]', '002[14]', '002[15]', '002[19]', '002[20]', '002[21]', '002[22]'],
]);

/** What of a block is typed. Of the script of init, only its own here-document counts. */
function commandsOf(text: string): readonly string[] {
  const lines = text.replace(/(sudo tee [^\n]*<< "EOF"\n)[\s\S]*?\nEOF\n/g, '$1').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}
const others = BLOCKS.filter(({ id }) => !byRows.has(id)).flatMap(({ text }) => commandsOf(text));

test.each([...new Set(others)])('elsewhere is done: %s', async (line) => {
  const rows = elsewhere.filter((one) => one.line.test(line));
  expect(rows).toHaveLength(1);
  for (const row of rows) {
    if ('seen' in row) await row.seen(line);
    else for (const [file, name] of Object.entries(row.tests)) expect(namesOf(file)).toContain(name);
  }
});

test('every answer is asked for', () => {
  expect(elsewhere.filter(({ line }) => !others.some((one) => line.test(one)))).toEqual([]);
});

/** What the tests of a file are called. */
function namesOf(file: string): readonly string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(/\btest\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

test('every block has a row', () => {
  const ids = BLOCKS.map(({ id }) => id);
  expect([...byRows].filter((id) => !ids.includes(id))).toEqual([]);
  expect(ids).toHaveLength(28);
});
