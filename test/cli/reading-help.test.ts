import { run } from '../../src/cli/run';
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
