import { DEFAULT_GATE } from '../../src/domain/agent/shuffle-gate';
import { bootProps, DCOS, MESOS } from '../support/agent-boot';
import { Machine, type Outcome } from './machine';

const ATTRIBUTE = 'mesos_spark_shuffle:ready';
const TIMED = '202 0x7f0f2d485828 0x89 0x0 0x7f0f143854a0 0x0 0xffffffff 0x7f0f14385380 0x7f0f32b0df16';
const ENDLESS = '202 0x7f0f2d485828 0x189 0x0 0x0 0x0 0xffffffff 0x7f0f14385380 0x7f0f32b0df16';
const LATEST = '/var/lib/mesos/slave/meta/slaves/latest';
const OPEN = '/run/mesos-spark/gate-open';

let machine: Machine;
afterEach(() => machine.remove());

/** What an agent says of its tasks; the folder is the machine's. */
const state = (ports: string, more = '') =>
  `{"attributes":{"workload":"spark"${more}},"completed_frameworks":[{"resources":{"ports":"[7339-7339]"}}],` +
  `"reserved_resources":{"shuffle":{"ports":"[7337-7339]"}},` +
  `"reserved_resources_allocated":{"other":{"cpus":1.0},"shuffle":{"cpus":0.5,"mem":1024.0${ports === '' ? '' : `,"ports":"${ports}"`}}},` +
  `"unreserved_resources_allocated":{"ports":"[7338-7338]"}}`;

/** An agent that runs; `stages` are shell, one for each pause of the gate, after which it gives up waiting. */
function agent(stages: readonly string[] = [], services = 1, platform = DCOS): void {
  machine = new Machine(bootProps(platform, 'private', { shuffleGate: { ...DEFAULT_GATE, services } }));
  for (const name of ['find', 'wc']) machine.command(name, `exec /usr/bin/${name} "$@"`);
  machine.write(LATEST, '');
  machine.write('/state', state(''));
  machine.write('/code', '200');
  machine.command('curl', `cat "${machine.root}/state"; printf '\\n%s' "$(cat "${machine.root}/code")"`);
  stages.forEach((stage, i) => {
    machine.write(`/stages/${i}`, `cd "${machine.root}"\n${stage}\n`);
  });
  const count = `${machine.root}/count`;
  machine.command(
    'sleep',
    `[ "$1" = 5 ] || exit 0
n=$(cat "${count}" 2>/dev/null || echo 0); echo $((n + 1)) >"${count}"
if [ -e "${machine.root}/stages/$n" ]; then sh "${machine.root}/stages/$n"; else kill -TERM $PPID; fi`,
  );
  // The agent, as Mesos would: what its environment says it has.
  machine.command(
    'systemctl',
    `if grep -qs '${ATTRIBUTE}' "${machine.root}/var/lib/dcos/mesos-slave-common" "${machine.root}/etc/default/mesos-slave"; then
  sed 's/"workload":"spark"/&,"mesos_spark_shuffle":"ready"/' "${machine.root}/state" >"${machine.root}/state.new"
  mv "${machine.root}/state.new" "${machine.root}/state"
fi`,
  );
  sockets([]);
  machine.run('resources.sh', FIGURES);
}

const FIGURES = {
  MESOS_SPARK_MACHINE_CPUS: '8',
  MESOS_SPARK_MACHINE_MEMORY_MIB: '61440',
  MESOS_SPARK_MACHINE_DISK_MIB: '1900000',
};
const gate = (): Outcome => machine.run('gate.sh', FIGURES);
const restarts = ({ calls }: Outcome) => calls.filter((call) => call.startsWith('systemctl'));
const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');

function socketsText(ports: readonly number[]): string {
  const rows = ports.map((port) => `   0: 00000000:${hex(port)} 0:0000 0A 0:0 00:0 0  0  0 ${port}0 1 0\n`);
  return `  sl  local_address rem_address   st\n   0: 0700000A:13BB 0:0000 0A 0:0 00:0 0  0  0 5051 1 0\n${rows.join('')}`;
}

function sockets(ports: readonly number[]): void {
  machine.write('/proc/net/tcp', socketsText(ports));
}

/** A process that listens; without `call` it is no JVM. */
function process(port: number, call: string, command = 'java\0ExternalShuffleService\0'): void {
  const folder = `/proc/${port}`;
  machine.write(`${folder}/cmdline`, command);
  machine.link(`${folder}/fd/5`, `socket:[${port}0]`);
  machine.write(`${folder}/task/1/comm`, 'VM Thread\n');
  machine.write(`${folder}/task/2/comm`, 'shuffle-cleaner\n');
  machine.write(`${folder}/task/2/syscall`, `${call}\n`);
}

const status = () => machine.read('/run/mesos-spark/status/gate').split('\n');
const listen = (...ports: number[]) => `cat >proc/net/tcp <<'E'\n${socketsText(ports)}E`;
const has = (ports: string) => `cat >state <<'E'\n${state(ports)}\nE`;

test.each([
  ['DC/OS', DCOS, '/var/lib/dcos/mesos-slave-common', 'dcos-mesos-slave.service'],
  ['plain Mesos', MESOS, '/etc/default/mesos-slave', 'mesos-slave.service'],
])('%s: opens once the one service answers, by one start of the agent', (_, platform, file, unit) => {
  agent([has('[7337-7337]'), listen(7337)], 1, platform);
  process(7337, TIMED);
  expect(machine.variable(file, 'MESOS_ATTRIBUTES')).toBe('workload:spark');
  const outcome = gate();
  expect(outcome.stderr).toBe('');
  expect(outcome).toMatchObject({ status: 0 });
  expect(outcome.stdout.split('\n').filter((line) => line.includes(' gate: '))).toEqual([
    'mesos-spark gate: waits: found 0 shuffle services that answer, wanted 1',
    'mesos-spark gate: waits: a task has port 7337 and does not answer',
    `mesos-spark gate: found 1 shuffle services that answer, wanted 1: the agent starts anew with the attribute ${ATTRIBUTE}`,
    'mesos-spark gate: executors may come',
  ]);
  expect(restarts(outcome)).toEqual([`systemctl restart ${unit}`]);
  expect(machine.variable(file, 'MESOS_ATTRIBUTES')).toBe(`${ATTRIBUTE};workload:spark`);
  expect(machine.variable(file, 'MESOS_RESOURCES')).toContain('"shuffle"');
  expect(status()[0]).toBe('ok');
  // With the agent's next start it is asked again, and has nothing to do.
  const again = gate();
  expect(again).toMatchObject({ status: 0, stdout: 'mesos-spark gate: the agent has the attribute\n' });
  expect(restarts(again)).toEqual([]);
});

test.each<[string, () => void, string]>([
  ['no service', () => undefined, 'found 0 shuffle services that answer, wanted 1'],
  ['an agent without a name', () => machine.delete(LATEST), 'the agent has no name yet'],
  [
    'an agent that does not listen',
    () => machine.write('/proc/net/tcp', ''),
    'nothing listens on port 5051, where the agent should be',
  ],
  ['an agent that fails', () => machine.write('/code', '503'), 'the agent gives no answer'],
  [
    'an agent that says something else',
    () => machine.write('/state', '{"reserved_resources":{"shuffle":{"ports":"[7337-7337]"}}}'),
    'the agent does not tell which ports its tasks have',
  ],
  [
    'one of two tasks that does not answer yet',
    () => {
      machine.write('/state', state('[7337-7338]'));
      sockets([7337]);
      process(7337, TIMED);
    },
    'a task has port 7338 and does not answer',
  ],
  [
    'a dead cleaner',
    () => {
      machine.write('/state', state('[7338-7338]'));
      sockets([7338]);
      process(7338, ENDLESS);
    },
    'the cleaner of the service on port 7338 is dead',
  ],
  [
    'somebody who listens and is no service',
    () => {
      machine.write('/state', state('[7338-7338]'));
      sockets([7338]);
      process(7338, TIMED, 'nc\0');
    },
    'found 0 shuffle services that answer, wanted 1',
  ],
  [
    'a service that no task has',
    () => {
      sockets([7337]);
      process(7337, TIMED);
    },
    'found 0 shuffle services that answer, wanted 1',
  ],
])('waits for %s, and says so to whoever asks for the health', (_, arrange, why) => {
  agent();
  arrange();
  const outcome = gate();
  expect(outcome.stdout).toContain(`mesos-spark gate: waits: ${why}\n`);
  expect(restarts(outcome)).toEqual([]);
  expect(machine.has(OPEN)).toBe(false);
});

test('waits for as many services as it is told, and asks each cleaner once', () => {
  agent([has('[7337-7337, 7339-7339]'), `${listen(7337, 7339)}`, ':'], 2);
  process(7337, TIMED);
  process(7339, TIMED);
  machine.write('/opt/mesos-spark/boot/cleaner-alive.sh', `echo "$1" >>"${machine.root}/asked"`);
  expect(gate().stdout).toContain('found 2 shuffle services that answer, wanted 2');
  expect(machine.read('/asked')).toBe('7337\n7339\n');
});

test('where the janitor cleans, a service is not asked for its cleaner', () => {
  agent();
  machine.write('/state', state('[7337-7337]'));
  sockets([7337]);
  process(7337, ENDLESS, 'java\0-Dspark.shuffle.cleaner.interval=31557600s\0ExternalShuffleService\0');
  expect(gate().stdout).toContain('executors may come');
});

test('an agent that wants credentials does not tell: what answers decides', () => {
  agent([listen(7337)]);
  machine.write('/code', '401');
  process(7337, TIMED);
  const outcome = gate();
  expect(outcome.stdout).toContain('waits: found 0 shuffle services that answer, wanted 1');
  expect(outcome.stdout).toContain('executors may come');
  expect(restarts(outcome)).toHaveLength(1);
});

test('an agent that does not take the attribute runs without, and the machine is called ill', () => {
  agent();
  machine.write('/state', state('[7337-7337]'));
  sockets([7337]);
  process(7337, TIMED);
  machine.command('systemctl');
  const outcome = gate();
  expect(outcome.status).toBe(1);
  expect(restarts(outcome)).toHaveLength(2);
  expect(machine.variable('/var/lib/dcos/mesos-slave-common', 'MESOS_ATTRIBUTES')).toBe('workload:spark');
  expect(status()).toEqual([
    'failed',
    expect.stringContaining('found the agent without the attribute after 3 minutes (it does not tell of it)'),
    '',
  ]);
  expect(machine.has(OPEN)).toBe(false);
});

test('an environment that cannot be written stops no agent', () => {
  agent();
  machine.write('/state', state('[7337-7337]'));
  sockets([7337]);
  process(7337, TIMED);
  machine.delete('/etc/mesos-spark/resources');
  const outcome = gate();
  expect(outcome.status).toBe(1);
  expect(restarts(outcome)).toEqual([]);
});

test('an agent with a new name begins without, whatever was before', () => {
  agent();
  machine.write(OPEN, '');
  machine.run('resources.sh', FIGURES);
  expect(machine.variable('/var/lib/dcos/mesos-slave-common', 'MESOS_ATTRIBUTES')).toContain(ATTRIBUTE);
  machine.delete(LATEST);
  machine.run('resources.sh', FIGURES);
  expect(machine.variable('/var/lib/dcos/mesos-slave-common', 'MESOS_ATTRIBUTES')).toBe('workload:spark');
  expect(machine.has(OPEN)).toBe(false);
});
