import { run } from '../../src/cli/run';
import { verbs } from '../../src/cli/verbs';
import { runHere } from './buffer-io';

/** Verbs that are asked in the middle of the night: their help fits a screen. */
const VERBS = ['get', 'describe', 'status', 'master', 'explain', 'completion'];

test.each(VERBS)('the help of %s fits a screen, and ends with 0', async (verb) => {
  const { code, stdout, stderr } = await runHere([verb, '--help']);
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(new RegExp(`^Usage: mesos-spark ${verb} `));
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
  expect(lines.length).toBeLessThanOrEqual(30);
});

test.each(VERBS)('a flag that %s does not know ends with 2, and names the nearest', async (verb) => {
  const { code, stdout, stderr } = await runHere([verb, '--hlep']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain("error: unknown option '--hlep'\n(Did you mean --help?)\n");
});

/** What changes things, or is not asked in a hurry; `submit` and `shell` have all that is spark-submit's as well. */
const LINES: Readonly<Record<string, number>> = { doctor: 42, verify: 42, submit: 64, shell: 50 };
/** What they want before they look at the rest. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  apply: ['-f', 'x'],
  diff: ['-f', 'x'],
  image: ['--platform', 'mesos'],
  'spark-defaults': ['--for', 'x'],
};
const OTHERS = verbs.map(({ name }) => name).filter((name) => !VERBS.includes(name));

test.each(OTHERS)(
  'the help of %s fits a screen, and a flag that it does not know has a near one',
  async (verb) => {
    const help = await runHere([verb, '--help']);
    expect([help.code, help.stderr]).toEqual([0, '']);
    const lines = help.stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(LINES[verb] ?? 34);
    const wrong = await runHere([verb, ...(WANTED[verb] ?? []), '--hlep']);
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toContain("error: unknown option '--hlep'\n(Did you mean --help?)\n");
  },
);

test('a verb that is none ends with 2, and names the nearest', async () => {
  const { code, stderr } = await runHere(['descirbe', 'svc', 'x']);
  expect(code).toBe(2);
  expect(stderr).toContain("unknown command 'descirbe'\n(Did you mean describe?)");
});

test('help is as wide as the terminal', async () => {
  const out: string[] = [];
  const sink = { write: (text: string) => out.push(text), columns: 80 };
  await run(['get', '--help'], { stdout: sink, stderr: sink, stdin: (async function* () {})(), env: {} });
  const options = out.join('').split('\nKinds')[0] ?? '';
  expect(options.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
