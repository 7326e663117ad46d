import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { verbs } from '../src/cli/verbs';
import { kinds } from '../src/operator/kinds';
import { compilerOutput, examplesOf, runExample } from './support/examples';

const root = path.join(__dirname, '..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const examples = examplesOf(readme);

// The example's operator uploads the program that is shipped; a fresh clone has not built it yet.
beforeAll(() => {
  const outfile = path.join(root, 'dist/bundle/mesos-spark.cjs');
  if (existsSync(outfile)) return;
  const entryPoints = [path.join(root, 'src/cli/main.ts')];
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', minify: true });
});

/** Its `test`s run at once, and its snapshot is not kept: constructs/testing has that test. */
function runTests(name: string): readonly string[] {
  const ran: string[] = [];
  const see = (value: unknown) =>
    new Proxy(expect(value), {
      get: (matchers, key) =>
        key === 'toMatchSnapshot' ? () => ran.push('snapshot') : Reflect.get(matchers, key),
    });
  const runNow = (title: string, body: () => void) => {
    body();
    ran.push(title);
  };
  runExample(examples, name, { test: runNow, expect: Object.assign(see, expect) });
  return ran;
}

test('the examples compile as they stand', () => {
  expect(compilerOutput(examples, 'readme')).toBe('');
}, 60_000);

test('the example app synthesizes agents, stores and an operator', () => {
  const out = mkdtempSync(path.join(tmpdir(), 'readme-'));
  const before = process.env['CDKTF_OUTDIR'];
  process.env['CDKTF_OUTDIR'] = out;
  try {
    runExample(examples, 'main');
    const stack = JSON.parse(readFileSync(path.join(out, 'stacks/spark/cdk.tf.json'), 'utf8'));
    expect(Object.keys(stack.resource)).toEqual(
      expect.arrayContaining([
        'aws_autoscaling_group',
        'aws_launch_template',
        'aws_s3_bucket',
        'aws_s3_object',
      ]),
    );
  } finally {
    if (before === undefined) delete process.env['CDKTF_OUTDIR'];
    else process.env['CDKTF_OUTDIR'] = before;
    rmSync(out, { recursive: true });
  }
});

test('the example test of a stack passes', () => {
  const ran = runTests('spark-stack.test');
  expect(ran).toEqual(['agents set the shuffle ports aside', 'snapshot', 'the stack is as it was reviewed']);
});

test('the map names every folder that there is, and no other', () => {
  const rows = [...readme.matchAll(/^\| `([a-z/]+)` +\|/gm)].map((m) => m[1] ?? '');
  const below = (folder: string) =>
    readdirSync(path.join(root, folder), { withFileTypes: true }).filter((e) => e.isDirectory());
  const ours = below('')
    .map((e) => e.name)
    .filter((name) => !name.startsWith('.') && !['node_modules', 'dist', 'cdktf.out', 'src'].includes(name));
  expect([...rows].sort()).toEqual([...ours, ...below('src').map((e) => `src/${e.name}`)].sort());
});

test('every command of the program and every kind of manifest is named', () => {
  const named = (name: string) => new RegExp(`mesos-spark ${name}\\b`).test(readme);
  expect(verbs.map(({ name }) => name).filter((name) => !named(name))).toEqual([]);
  expect(kinds.map(({ kind }) => kind).filter((kind) => !readme.includes(`[${kind}](`))).toEqual([]);
});

test('every npm script and every file that it names exists', () => {
  const scripts = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).scripts as Record<
    string,
    string
  >;
  const named = [...readme.matchAll(/\bnpm (?:run )?([a-z][a-z:-]*)/g)].map((m) => m[1] ?? '');
  expect(named.filter((name) => !['ci', 'install'].includes(name) && !(name in scripts))).toEqual([]);
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((m) => m[1] ?? '');
  expect(links.filter((link) => !existsSync(path.join(root, link)))).toEqual([]);
});
