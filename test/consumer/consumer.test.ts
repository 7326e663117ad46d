import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * A user of the package: the packed tarball is unpacked into a project of its own, where nothing but what
 * package.json names can be found. What it names comes from our node_modules, to save the downloads.
 */

const root = path.join(__dirname, '../..');
const project = path.join(__dirname, 'project');

interface PackageJson {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

let home: string;
let installed: string;
beforeAll(() => {
  if (!existsSync(path.join(root, 'dist/bundle/mesos-spark.cjs')))
    throw new Error('no dist: run `npm run build`');
  home = mkdtempSync(path.join(tmpdir(), 'consumer-'));
  installed = path.join(home, 'node_modules/cdktf-mesos-spark');
  cpSync(project, home, { recursive: true });
  mkdirSync(installed, { recursive: true });
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], root),
  );
  run('tar', ['-xzf', path.join(home, filename), '--strip-components=1', '-C', installed], home);
  const theirs = packageJson(installed);
  const own = packageJson(home);
  const names = {
    ...theirs.dependencies,
    ...theirs.peerDependencies,
    ...own.dependencies,
    ...own.devDependencies,
  };
  for (const name of Object.keys(names).filter((one) => one !== 'cdktf-mesos-spark')) link(name);
  // Types that @types/jest and the compiler name themselves.
  for (const name of ['typescript', 'jest'])
    expect(existsSync(path.join(home, 'node_modules', name))).toBe(true);
}, 120_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

function packageJson(folder: string): PackageJson {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
}

function link(name: string): void {
  const target = path.join(home, 'node_modules', name);
  mkdirSync(path.dirname(target), { recursive: true });
  symlinkSync(path.join(root, 'node_modules', name), target, 'dir');
}

function run(command: string, args: readonly string[], cwd = home): string {
  const { NODE_OPTIONS: _, JEST_WORKER_ID: __, ...env } = process.env;
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', env, maxBuffer: 2 ** 26 });
  if (result.status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')}: ended with ${result.status}\n${result.stdout}${result.stderr}`,
    );
  }
  return result.stdout;
}

const program = (name: string, file: string) => path.join(home, 'node_modules', name, file);

test('the package holds what it is for, and no sources', () => {
  const files = readdirSync(installed, { recursive: true }).map(String);
  expect(files).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'dist/bundle/mesos-spark.cjs',
      'dist/constructs/boot/operator.sh',
      'dist/constructs/index.d.ts',
      'dist/constructs/testing/index.d.ts',
    ]),
  );
  expect(files.filter((file) => /^(src|test|constructs|\.dev)\b|\.test\.|(?<!\.d)\.ts$/.test(file))).toEqual(
    [],
  );
});

test('a stack that uses it compiles, strictly', () => {
  expect(run(process.execPath, [program('typescript', 'bin/tsc'), '-p', '.'])).toBe('');
});

test('its snapshot test passes', () => {
  const update = process.env['UPDATE_GOLDEN'] === '1';
  run(process.execPath, [program('jest', 'bin/jest.js'), update ? '-u' : '--ci']);
  if (update)
    cpSync(path.join(home, '__snapshots__'), path.join(project, '__snapshots__'), { recursive: true });
}, 60_000);

test('it synthesizes, the program of the operator included', () => {
  run(process.execPath, ['build/main.js']);
  const stack = path.join(home, 'cdktf.out/stacks/data-platform');
  const json = JSON.parse(readFileSync(path.join(stack, 'cdk.tf.json'), 'utf8'));
  const uploads = Object.values<{ source?: string }>(json.resource.aws_s3_object).flatMap(
    ({ source }) => source ?? [],
  );
  expect(uploads).toHaveLength(1);
  expect(readFileSync(path.join(stack, uploads[0] ?? ''))).toEqual(
    readFileSync(path.join(installed, 'dist/bundle/mesos-spark.cjs')),
  );
});

test('its command runs', () => {
  const { bin, version } = packageJson(installed);
  const file = path.join(installed, bin['mesos-spark'] ?? '');
  expect(run(process.execPath, [file, '--version']).trim()).toBe(version);
});
