import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { version } from '../../package.json';
import { verbs } from '../../src/cli/verbs';
import { runHere } from './buffer-io';

test('--help lists every command and the exit codes', async () => {
  const { code, stdout } = await runHere(['--help']);
  expect(code).toBe(0);
  for (const { name, summary } of verbs)
    expect(stdout).toMatch(new RegExp(`${name} .*${summary.slice(0, 20)}`));
  expect(stdout).toMatch(
    /Exit codes:\n {2}0 {2}done.*\n {2}1 {2}the work failed.*\n {2}2 {2}the command line/,
  );
});

test('--version says the version of the package', async () => {
  expect(await runHere(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test.each(verbs.map(({ name }) => name))('%s loads and has help of its own', async (name) => {
  for (const argv of [
    [name, '--help'],
    ['help', name],
  ]) {
    const { code, stdout } = await runHere(argv);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: mesos-spark ${name}`);
  }
});

test('the summary of a verb is the one that its own file has', async () => {
  for (const { name, summary } of verbs) {
    const { stdout } = await runHere([name, '--help']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(summary);
  }
});

test.each([
  [['validat'], "error: unknown command 'validat'\n(Did you mean validate?)"],
  [['validate', 'resuorces', 'cpus:1'], "unknown command 'resuorces'\n(Did you mean resources?)"],
  [['validate', 'resources'], "error: missing required argument 'value'"],
  [
    ['validate', 'resources', 'cpus:1', '--ouput', 'json'],
    "unknown option '--ouput'\n(Did you mean --output?)",
  ],
  [['validate', 'resources', 'cpus:1', '-o', 'xml'], 'Allowed choices are text, json.'],
  [[], 'Usage: mesos-spark'],
])('fails on the command line %j', async (argv, words) => {
  const { code, stdout, stderr } = await runHere(argv);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(words);
});

test('the real program answers and sets its exit code', async () => {
  const root = path.join(__dirname, '../..');
  const argv = [
    '--require',
    'tsx/cjs',
    'src/cli/main.ts',
    'validate',
    'resources',
    'cpus:1;mem',
    '-o',
    'json',
  ];
  const failure = await promisify(execFile)(process.execPath, argv, { cwd: root }).catch((error) => error);
  expect(failure.code).toBe(1);
  expect(JSON.parse(failure.stdout)).toEqual({
    value: 'cpus:1;mem',
    valid: false,
    error: "Bad value for resources, missing or extra ':' in mem",
  });
  expect(failure.stderr).toBe('');
});

test('ends when nobody reads any more', async () => {
  const root = path.join(__dirname, '../..');
  const command = `yes cpus:1 | "${process.execPath}" --require tsx/cjs src/cli/main.ts validate resources - | head -1`;
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], { cwd: root, timeout: 10_000 });
  expect([stdout.split('\n').length, stderr]).toEqual([2, '']);
});
