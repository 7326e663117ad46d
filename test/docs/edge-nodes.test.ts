import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, type TerraformStack } from 'cdktf';
import { synthesizeStack, userDataOf } from '../../constructs/testing';
import { readPinned } from '../../src/domain/spark/install/pinned';
import { installPlan } from '../../src/domain/spark/install/plan';
import { runHere } from '../cli/buffer-io';
import { compilerOutput, examplesOf, runExample } from '../support/examples';
import { quoted } from './page';
import { ranBy } from './seed-blocks';

const PAGE = readFileSync(path.join(__dirname, '../../docs/running/edge-nodes.md'), 'utf8');
const examples = examplesOf(PAGE);

const { Stack } = runExample(examples, 'edge-nodes') as {
  Stack: new (scope: App, id: string) => TerraformStack;
};
const stack = synthesizeStack(new Stack(new App(), 'spark'));

/** The files of the edge node, as Terraform will have filled them in. */
function clientFiles(): ReadonlyMap<string, string> {
  const [template] = Object.entries(stack.resources('aws_launch_template')).filter(([id]) =>
    id.startsWith('client_'),
  );
  const files = userDataOf(stack, template?.[1]['user_data'])?.files ?? [];
  return new Map(
    files.map(({ path: at, content }) => [at, content.replace(/\$\{aws_[^}]*\}/g, 'STATE-BUCKET')]),
  );
}

/** The words of the page's first command, each digest one that could be. */
function command(): readonly string[] {
  const [, text = ''] = /^```sh\n([\s\S]*?)^```/m.exec(PAGE) ?? [];
  const [words = []] = ranBy(text.replaceAll('DIGEST', 'a'.repeat(128)), ['mesos-spark']);
  return words.slice(1);
}

const digest = (letter: string) => `#sha256=${letter.repeat(64)}`;

test('the example compiles as it stands', () => {
  expect([...examples.keys()]).toEqual(['edge-nodes']);
  expect(compilerOutput(examples, 'edge-nodes')).toBe('');
});

test('the machines of the example install by the command of the page', () => {
  const [words = []] = ranBy(clientFiles().get('/opt/mesos-spark/boot/install-spark.sh') ?? '', ['node']);
  const options = (all: readonly string[]) =>
    Object.fromEntries(all.flatMap((word, i) => (word.startsWith('--') ? [[word, all[i + 1] ?? '']] : [])));
  const plain = (text = '') => text.replace(/#.*/, '');
  const [ours, theirs] = [options(words), options(command())];
  expect(plain(ours['--spark'])).toBe(plain(theirs['--spark']));
  // A machine that is no node of DC/OS has libmesos from an archive.
  expect([theirs['--native-library'], plain(ours['--native-library'])]).toEqual([
    'dcos',
    'https://downloads.example/libmesos-bundle.tar.gz',
  ]);
  for (const name of ['--hadoop-conf', '--defaults', '--store']) expect(ours[name]).toBe(theirs[name]);
  expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs).sort());
});

describe('the command of the page', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'edge-nodes-'));
    for (const name of ['core-site.xml', 'hdfs-site.xml'])
      writeFileSync(path.join(folder, name), '<configuration/>');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Of a node of DC/OS and of the network only what every machine has. */
  const here: Readonly<Record<string, () => string>> = {
    '--native-library': () => `https://host/bundle.tar.gz${digest('c')}`,
    '--hadoop-conf': () => folder,
    '--store': () => 's3://state-bucket',
  };

  test('is taken as it stands', async () => {
    const words = command().map((word, i, all) => here[all[i - 1] ?? '']?.() ?? word);
    const { code, stdout, stderr } = await runHere([...words, '--dry-run', '--root', folder]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(
        /^would unpack https:\S+ to \/opt\/spark\/versions\/spark-2\.4\.0-bin-hadoop2\.7-a{12}$/,
      ),
      expect.stringMatching(/^would unpack \S+ to \/opt\/spark\/native\/bundle-c{12}$/),
    ]);
    const { code: asked, stderr: told } = await runHere(command());
    expect([asked, told]).toEqual([
      1,
      expect.stringContaining('--native-library: found no /opt/mesosphere/lib'),
    ]);
  });

  test('puts everything where the table says', () => {
    const steps = installPlan({
      spark: readPinned('--spark', `https://host/spark.tgz${digest('a')}`),
      nativeLibrary: {
        is: 'archive',
        archive: readPinned('--native-library', `https://host/n.tgz${digest('c')}`),
      },
      jars: [readPinned('--jar', `https://host/driver.jar${digest('b')}`)],
      log4j: '/root/log4j.properties',
      hadoopConf: 'http://host/endpoints',
      defaults: { name: 'spark-2-4', store: 's3://state', program: ['/usr/bin/mesos-spark'] },
    });
    const places = PAGE.split('\n')
      .filter((line) => line.startsWith('| '))
      .flatMap((line) => quoted(line.split(' | ').at(-1)));
    expect(places).toHaveLength(9);
    const made = JSON.stringify(steps);
    expect(places.filter((place) => !made.includes(place.replace(/NAME-DIGEST$/, '')))).toEqual([]);
  });
});

test('masters, named by the page, and agents of the example reach drivers', () => {
  const rules = Object.entries(stack.resources('aws_vpc_security_group_ingress_rule'))
    .filter(([id]) => id.startsWith('client_'))
    .map(([, rule]) => rule['referenced_security_group_id']);
  expect(rules).toEqual([
    'sg-0fedcba9876543210',
    expect.stringMatching(/^\$\{aws_security_group\.spark_network/),
  ]);
});
