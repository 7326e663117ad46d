import recording from '../../contract/recordings/mesos/resources-cases.json';
import { runHere } from '../buffer-io';

test('shows people what an agent has', async () => {
  const value = 'cpus:10;cpus(shuffle):2;ports(shuffle):[7337-7339];mem(shuffle):2048;mem:16000';
  expect(await runHere(['validate', 'resources', value])).toEqual({
    code: 0,
    stderr: '',
    stdout: [
      'An agent accepts it:',
      '  RESOURCE  ROLE     AMOUNT',
      '  cpus      *        10',
      '  cpus      shuffle  2',
      '  ports     shuffle  [7337-7339]',
      '  mem       shuffle  2048',
      '  mem       *        16000',
      'Not named, so the agent detects it by itself: disk',
      'Look at ports: found reserved for shuffle only, wanted some for *, too; naming a resource for one role ends its detection, nothing of it is left for others',
      '',
    ].join('\n'),
  });
});

test('warns of what an agent accepts without a word', async () => {
  const { code, stdout } = await runHere([
    'validate',
    'resources',
    'ports:[7000-8000,70000-70001];ports(shuffle):[7337-7339];gpus:0',
  ]);
  expect(code).toBe(0);
  expect(stdout).toContain('found 7337-7339 for * and for shuffle, wanted each port for one role');
  expect(stdout).toContain('Look at ports: found 70000-70001, wanted ports up to 65535');
});

test('says so where nothing is left', async () => {
  const { code, stdout } = await runHere(['validate', 'resources', 'cpus:0;mem:0;disk:0;ports:[]']);
  expect([code, stdout]).toEqual([0, 'An agent accepts it and has nothing of what it names.\n']);
});

test('tells of a bound that is beyond every port', async () => {
  const { code, stdout } = await runHere(['validate', 'resources', 'ports:[1-18446744073709551615]']);
  expect(code).toBe(0);
  expect(stdout).toContain('Look at ports: found 18446744073709551615, wanted a bound below 2^53');
});

test('fails on a value that an agent refuses', async () => {
  expect(await runHere(['validate', 'resources', 'cpus(a b):1'])).toEqual({
    code: 1,
    stderr: '',
    stdout:
      "An agent refuses it: Role component 'a b' is invalid because it contains backspace or whitespace\n",
  });
});

test('gives what names no role to the default role', async () => {
  const { stdout } = await runHere([
    ...['validate', 'resources', 'cpus:1', '-o', 'json', '--default-role', 'slave_public'],
  ]);
  expect(JSON.parse(stdout).resources).toEqual([
    {
      name: 'cpus',
      type: 'SCALAR',
      scalar: { value: 1 },
      reservations: [{ type: 'STATIC', role: 'slave_public' }],
    },
  ]);
});

test('answers each line of its input with one of JSON, as the recorded parser does', async () => {
  const cases = recording.cases.filter((one) => !('defaultRole' in one));
  const input = Buffer.from(cases.map(({ value }) => `${value}\n`).join(''));
  const { code, stdout, stderr } = await runHere(
    ['validate', 'resources', '-'],
    [input.subarray(0, 1001), input.subarray(1001)],
  );
  expect([code, stderr]).toEqual([1, '']);
  const answers = stdout.split('\n').slice(0, -1);
  expect(answers.map((line) => JSON.parse(line))).toEqual(
    cases.map(({ value, valid, resources, error }) =>
      valid ? { value, valid, resources } : { value, valid, error },
    ),
  );
});

test.each([
  [[], 0, []],
  [['\n'], 0, ['']],
  [['cpus:1'], 0, ['cpus:1']],
  [['cpus:1\nme', 'm:2\n\n'], 0, ['cpus:1', 'mem:2', '']],
  [['cpus:', 'x\n'], 1, ['cpus:x']],
])('reads the input %j as lines', async (chunks, code, values) => {
  const ran = await runHere(['validate', 'resources', '-'], chunks);
  expect(ran.code).toBe(code);
  expect(
    ran.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).value),
  ).toEqual(values);
});

test('reads a character that two chunks share', async () => {
  const bytes = Buffer.from('names:{ö}\n');
  const { stdout } = await runHere(['validate', 'resources', '-'], [bytes.subarray(0, 8), bytes.subarray(8)]);
  expect(JSON.parse(stdout).resources[0].set).toEqual({ item: ['ö'] });
});
