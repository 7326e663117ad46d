import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transformSync } from '@swc/core';
import { buildSync } from 'esbuild';

const root = path.join(__dirname, '..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((m) => m[1] ?? '');

const libraries: Readonly<Record<string, string>> = {
  'cdktf-mesos-spark': 'constructs/index.ts',
  'cdktf-mesos-spark/testing': 'constructs/testing/index.ts',
};

// The example's operator uploads the program that is shipped; a fresh clone has not built it yet.
beforeAll(() => {
  const outfile = path.join(root, 'dist/bundle/mesos-spark.cjs');
  if (existsSync(outfile)) return;
  const entryPoints = [path.join(root, 'src/cli/main.ts')];
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', minify: true });
});

/** Each example names its file in its first line. */
const examples = new Map(
  blocks('ts').map((code) => [/^\/\/ (\S+)\.ts\n/.exec(code)?.[1] ?? 'without a name', code]),
);

/** Runs an example and what it imports; its `test`s run at once, and its snapshot is not kept: constructs/testing has that test. */
function runExample(name: string, ran: string[] = []): Record<string, unknown> {
  const { code } = transformSync(examples.get(name) ?? `throw new Error('no example ${name}')`, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const find = (wanted: string) => {
    if (wanted.startsWith('./')) return runExample(wanted.slice(2));
    return require(wanted in libraries ? path.join(root, libraries[wanted] ?? '') : wanted);
  };
  const exports = {};
  const runNow = (title: string, body: () => void) => {
    body();
    ran.push(title);
  };
  const see = (value: unknown) =>
    new Proxy(expect(value), {
      get: (matchers, key) =>
        key === 'toMatchSnapshot' ? () => ran.push('snapshot') : Reflect.get(matchers, key),
    });
  new Function('require', 'exports', 'test', 'expect', code)(
    find,
    exports,
    runNow,
    Object.assign(see, expect),
  );
  return exports;
}

test('the examples compile as they stand', () => {
  const folder = path.join(root, 'node_modules/.cache/readme');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, code] of examples) writeFileSync(path.join(folder, `${name}.ts`), code);
  const paths = Object.fromEntries(
    Object.entries(libraries).map(([name, file]) => [name, [path.join(root, file)]]),
  );
  const config = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: { paths },
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  expect(run(process.execPath, [compiler, '-p', folder])).toBe('');
}, 60_000);

test('the example app synthesizes agents, stores and an operator', () => {
  const out = mkdtempSync(path.join(tmpdir(), 'readme-'));
  const before = process.env['CDKTF_OUTDIR'];
  process.env['CDKTF_OUTDIR'] = out;
  try {
    runExample('main');
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
  const ran: string[] = [];
  runExample('spark-stack.test', ran);
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

function run(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  }
}
