import { bootProps, DCOS } from '../support/agent-boot';
import { Machine } from './machine';

let machine: Machine;
beforeEach(() => {
  machine = new Machine(bootProps(DCOS));
});
afterEach(() => machine.remove());

/** A step of its own, as the others begin. */
function step(name: string, body: string): void {
  const head = 'set -eu\nhere=${0%/*}\n. "$here/lib.sh"\nbegin\n';
  machine.write(`/opt/mesos-spark/boot/${name}.sh`, `#!/bin/sh\n${head}${body}\n`, '0755');
}

const run = (...names: readonly string[]) => machine.run('steps.sh', {}, false, names);
const state = (name: string) => machine.read(`/run/mesos-spark/status/${name}`);

test('runs each under its own name, and none sees the other', () => {
  step('one', 'say "hears ${word-nothing}"; word=ours; umask 077; cd /; trap : INT');
  step('two', 'say "hears ${word-nothing} $(umask)"');
  expect(run('one', 'two')).toMatchObject({
    status: 0,
    stdout: 'mesos-spark one: hears nothing\nmesos-spark two: hears nothing 0022\n',
    stderr: '',
  });
  expect([state('one'), state('two')]).toEqual(['ok\n\n', 'ok\n\n']);
  expect(machine.has('/run/mesos-spark/status/steps')).toBe(false);
});

test.each([
  ['fails', "fail 'found no reason'", 1, 'failed\nfound no reason\n'],
  ['ends on a command', '(exit 3)', 3, 'failed\nended with status 3; the journal'],
  [
    'is ended',
    'kill -TERM $(exec sh -c "echo \\$PPID"); sleep 0',
    143,
    'failed\nwas ended before it was done',
  ],
])('goes no further where one %s, which says why', (_, body, status, told) => {
  step('one', body);
  step('two', 'say runs');
  const outcome = run('one', 'two');
  expect(outcome).toMatchObject({ status, stdout: '' });
  expect(state('one').slice(0, told.length)).toBe(told);
  expect(machine.has('/run/mesos-spark/status/two')).toBe(false);
});

test('is there until the step that its unit ends has told so', () => {
  step('one', 'kill -TERM $$; sleep 0.3; say done');
  step('two', 'say runs');
  expect(run('one', 'two')).toMatchObject({ status: 143, stdout: 'mesos-spark one: done\n' });
});
