import { bootProps, MESOS } from '../support/agent-boot';
import { Machine } from './machine';

let machine: Machine;
afterEach(() => machine.remove());

/** A machine with these lines in passwd and group. */
function newMachine(passwd: readonly string[] = [], group: readonly string[] = []): Machine {
  machine = new Machine(bootProps(MESOS));
  machine.write('/etc/passwd', passwd.map((line) => `${line}\n`).join(''));
  machine.write('/etc/group', group.map((line) => `${line}\n`).join(''));
  const find = `awk -F: -v k="$2" '$1 == k || $3 == k { print; n = 1 } END { exit n ? 0 : 2 }'`;
  machine.command('getent', `${find} "$MESOS_SPARK_ROOT/etc/$1"`);
  machine.commands('useradd', 'install');
  return machine;
}

const changes = (calls: readonly string[]) => calls.filter((call) => !call.startsWith('getent'));
const OWNED = 'install -d -m 0755 -o 7337 /var/lib/tmp/spark';

test('makes the user and gives it the shared directory', () => {
  const { status, stderr, calls } = newMachine().run('spark-user.sh');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(changes(calls)).toEqual([
    'useradd --uid 7337 --user-group --no-create-home --home-dir / --shell /sbin/nologin spark',
    OWNED,
  ]);
});

test('leaves a user that is right', () => {
  newMachine(['spark:x:7337:7337::/:/sbin/nologin'], ['spark:x:7337:']);
  expect(changes(machine.run('spark-user.sh').calls)).toEqual([OWNED]);
});

test('takes the group of its name that there is', () => {
  newMachine([], ['spark:x:1001:']);
  expect(changes(machine.run('spark-user.sh').calls)[0]).toBe(
    'useradd --uid 7337 --gid spark --no-create-home --home-dir / --shell /sbin/nologin spark',
  );
});

test.each([
  [
    'another uid',
    'spark:x:1001:1001::/:/bin/sh',
    'found user spark with uid 1001, wanted uid 7337; give sparkUser the uid 1001 or another name',
  ],
  [
    'a taken uid',
    'other:x:7337:1::/:/bin/sh',
    'found uid 7337 taken by other, wanted it for spark; give sparkUser another uid',
  ],
])('fails at %s', (_, passwd, message) => {
  const { status, stderr, calls } = newMachine([passwd]).run('spark-user.sh');
  expect(status).toBe(1);
  expect(stderr).toContain(message);
  expect(changes(calls)).toEqual([]);
});
