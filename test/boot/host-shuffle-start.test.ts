import { type HostShuffleServiceProps, hostShuffleService } from '../../src/domain/agent/host-shuffle';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { bootProps, MESOS } from '../support/agent-boot';
import { Machine, type Outcome } from './machine';

let machine: Machine;
afterEach(() => machine.remove());

const PID = String(process.pid);
const HEALTHY = '202 0x7f0f2d485828 0x89 0x0 0x7f0f143854a0 0x0 0xffffffff 0x7f0f14385380 0x7f0f32b0df16';
const ENDLESS = '202 0x7f0f2d485828 0x189 0x0 0x0 0x0 0xffffffff 0x7f0f14385380 0x7f0f32b0df16';

function newMachine(change: Partial<HostShuffleServiceProps> = {}): Machine {
  const spark = SparkDistribution.host('/opt/spark-3', { version: '3.5.9' });
  const services = [7337, 7338].map((port) => hostShuffleService({ spark, ...change, port }));
  machine = new Machine(bootProps(MESOS, 'private', { hostShuffleServices: services }));
  machine.write('/opt/spark-3/bin/spark-class', '', '0755');
  machine.write('/run/mesos-spark/status/spark-install', 'ok\n\n');
  machine.commands('sleep', 'systemctl');
  machine.link('.bin/wc', '/usr/bin/wc');
  return machine;
}

function java(folder: string, version: string): void {
  machine.write(
    `${folder}/bin/java`,
    `#!/bin/sh\necho 'openjdk version "${version}" 2024-01-01' >&2\n`,
    '0755',
  );
}

const prepare = () => runs('prepare', '7337');
const ready = () => runs('ready', '7337', PID);
const sleeps = ({ calls }: Outcome) =>
  calls.filter((call) => call.startsWith('sleep ')).map((call) => call.slice(6));

/** The step with arguments: a stand-in that hands them on. */
function runs(...args: readonly string[]): Outcome {
  machine.write(
    '/opt/mesos-spark/boot/run.sh',
    `exec sh "$MESOS_SPARK_ROOT/opt/mesos-spark/boot/spark-shuffle.sh" ${args.join(' ')}\n`,
  );
  return machine.run('run.sh');
}

describe('before a start', () => {
  test('the best Java of the machine is found, whatever comes first on the way', () => {
    newMachine();
    java('/usr/lib/jvm/java-11', '11.0.2');
    java('/usr/lib/jvm/java-8', '1.8.0_362');
    java('/opt/jdk-17', '17.0.15');
    java('/usr/lib/jvm/java-21', '21.0.1');
    expect(prepare()).toMatchObject({ status: 0, stderr: '' });
    expect(machine.read('/run/mesos-spark/spark-shuffle/7337.env')).toBe('JAVA_HOME=/opt/jdk-17\n');
    machine.delete('/opt/jdk-17/bin/java');
    prepare();
    expect(machine.read('/run/mesos-spark/spark-shuffle/7337.env')).toBe('JAVA_HOME=/usr/lib/jvm/java-11\n');
  });

  test('a given Java is taken as it is', () => {
    newMachine({ javaHome: '/srv/jdk' });
    java('/srv/jdk', '21.0.1');
    java('/usr/lib/jvm/java-17', '17.0.15');
    expect(prepare().status).toBe(0);
    expect(machine.read('/run/mesos-spark/spark-shuffle/7337.env')).toBe('JAVA_HOME=/srv/jdk\n');
  });

  test('without Java it says which ones would do', () => {
    newMachine();
    java('/usr/lib/jvm/java-21', '21.0.1');
    expect(prepare()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('found no Java of version 17 11 8, wanted one for Spark 3.5.9'),
    });
    expect(machine.read('/run/mesos-spark/status/spark-shuffle@7337')).toMatch(/^failed\nfound no Java/);
  });

  test.each([
    ['failed', 'failed\nfound no answer\n', 'failed found no answer'],
    ['did not run, as the storage failed', undefined, 'in this boot: '],
  ])('it says so where the step that installs Spark %s', (_, status, found) => {
    newMachine();
    java('/usr/lib/jvm/java-17', '17.0.9');
    machine.delete('/run/mesos-spark/status/spark-install');
    if (status !== undefined) machine.write('/run/mesos-spark/status/spark-install', status);
    const outcome = prepare();
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain(found);
    expect(outcome.stderr).toContain('wanted the user, the shared directory and Spark first');
  });

  test('failures lengthen the pauses, a start by hand and a success end them', () => {
    newMachine();
    java('/usr/lib/jvm/java-17', '17.0.15');
    machine.command('systemctl', 'echo NRestarts=3');
    const pauses = Array.from({ length: 8 }, () => sleeps(prepare()).join());
    expect(pauses).toEqual(['0', '1', '3', '7', '15', '31', '60', '60']);
    machine.command('systemctl', 'echo NRestarts=0');
    expect(sleeps(prepare())).toEqual(['0']);
    // systemd before 235 does not count.
    machine.command('systemctl');
    expect(sleeps(prepare())).toEqual(['1']);
    listens(HEALTHY);
    expect(ready().status).toBe(0);
    expect(sleeps(prepare())).toEqual(['0']);
  });
});

test('while it pauses after a failure and starts anew, people are told why', () => {
  newMachine();
  const status = '/run/mesos-spark/status/spark-shuffle@7337';
  machine.command('sleep', `cat "$MESOS_SPARK_ROOT${status}" >"$MESOS_SPARK_ROOT/told" 2>/dev/null || :`);
  machine.command('systemctl', 'echo NRestarts=3');
  for (const _ of [1, 2]) expect(prepare().status).toBe(1);
  expect(machine.read('/told')).toMatch(/^failed\nfound no Java/);
  java('/usr/lib/jvm/java-17', '17.0.15');
  expect(prepare().status).toBe(0);
  expect(machine.read(status)).toMatch(/^running\nfound no Java/);
  listens(HEALTHY);
  expect(ready().status).toBe(0);
  expect(machine.read(status)).toBe('ok\n\n');
  expect(prepare().status).toBe(0);
  expect(machine.read(status)).toBe('running\n\n');
});

/** A process of the service as /proc shows it: who listens, and in what the cleaner waits. */
function listens(call: string, socket = '4711'): void {
  machine.write('/proc/net/tcp', '  sl  local_address rem_address   st\n');
  machine.write(
    '/proc/net/tcp6',
    `   0: ${'0'.repeat(32)}:1CA9 ${'0'.repeat(32)}:0000 0A 00000000:00000000 00:00000000 00000000  7337        0 4711 1\n`,
  );
  if (!machine.has(`/proc/${PID}/fd`)) {
    machine.write(`/proc/${PID}/fd/.keep`, '');
    machine.link(`/proc/${PID}/exe`, '/bin/sh');
    machine.link(`/proc/${PID}/fd/0`, '/dev/null');
    machine.link(`/proc/${PID}/fd/7`, `socket:[${socket}]`);
  }
  thread('31', 'VM Thread', ENDLESS);
  thread('32', 'shuffle-cleaner', call);
}

function thread(id: string, name: string, call: string): void {
  machine.write(`/proc/${PID}/task/${id}/comm`, `${name}\n`);
  machine.write(`/proc/${PID}/task/${id}/syscall`, `${call}\n`);
}

describe('after a start', () => {
  test('it is ready when it listens and its cleaner lives', () => {
    newMachine();
    listens(HEALTHY);
    expect(ready()).toMatchObject({
      status: 0,
      stdout: 'mesos-spark spark-shuffle@7337: Spark 3.5.9 listens on port 7337; cleaner: alive\n',
    });
    expect(machine.read('/run/mesos-spark/status/spark-shuffle@7337')).toBe('ok\n\n');
  });

  test('a dead cleaner fails the start, before anybody uses the service', () => {
    newMachine();
    listens(ENDLESS);
    const outcome = ready();
    expect(outcome).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('found its cleaner: dead: it waits without a limit'),
    });
    // Ten looks: a collection of garbage holds a thread, too.
    expect(sleeps(outcome)).toHaveLength(10);
  });

  test('where the janitor cleans, nobody asks for a cleaner that lives', () => {
    newMachine({ cleanup: 'Janitor' });
    listens(ENDLESS);
    expect(ready()).toMatchObject({
      status: 0,
      stdout: 'mesos-spark spark-shuffle@7337: Spark 3.5.9 listens on port 7337; the janitor cleans\n',
    });
  });

  test('a service without any cleaner is none', () => {
    newMachine();
    listens(HEALTHY);
    machine.delete(`/proc/${PID}/task/32/comm`);
    expect(ready().stderr).toContain('dead: found no thread shuffle-cleaner-watcher');
  });

  test('a port that somebody else has is not an answer', () => {
    newMachine();
    listens(HEALTHY, '4712');
    const { status, stderr } = ready();
    expect(status).toBe(1);
    expect(stderr).toContain('found nothing on port 7337 after 120 s');
  }, 60_000);

  test('a service that ended is not waited for', () => {
    newMachine();
    const outcome = runs('ready', '7337', '999999999');
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain('journalctl -u spark-shuffle@7337 has its last words');
    expect(sleeps(outcome)).toEqual([]);
  });
});

describe('the cleaner', () => {
  test.each<[string, string, string]>([
    ['alive', HEALTHY, 'alive'],
    ['alive on arm64', HEALTHY.replace('202', '98'), 'alive'],
    ['dead on arm64', ENDLESS.replace('202', '98'), 'dead: it waits'],
    ['at work', '87 0x7f0f2d485828 0x0 0x0 0x0 0x0 0x0 0x7f0f14385380 0x7f0f32b0df16', 'alive'],
    ['at work outside the kernel', 'running', 'alive'],
  ])('is %s', (_, call, expected) => {
    newMachine();
    listens(call);
    expect(check().stdout).toContain(`cleaner: ${expected}`);
  });

  test.each([
    ['TIMED_WAITING', 0, 'cleaner: alive'],
    ['WAITING', 1, 'cleaner: dead: it waits without a limit'],
  ])('where its call is hidden, the JVM is asked: %s', (state, status, words) => {
    newMachine();
    listens(HEALTHY);
    machine.delete(`/proc/${PID}/task/32/syscall`);
    expect(asked(state, '0000000180005ccf')).toMatchObject({
      status,
      stdout: expect.stringContaining(words),
    });
  });

  test('a JVM that names no threads is asked once for the number of the cleaner', () => {
    newMachine();
    listens(HEALTHY);
    thread('31', 'java', ENDLESS);
    thread('32', 'java', HEALTHY);
    expect(asked('TIMED_WAITING', '0000000180005ccf')).toMatchObject({ status: 0 });
    thread('32', 'java', ENDLESS);
    // No second list.
    machine.write(`/proc/${PID}/fd/1`, '');
    expect(check()).toMatchObject({ status: 1, stdout: expect.stringContaining('dead') });
  });

  test.each([
    ['a process that is gone', () => machine.write('/proc/other', ''), 'found no process'],
    ['a JVM that a signal would end', () => quiet('0000000180005cc0'), 'does not list its threads (-Xrs)'],
    ['a JVM whose output nobody can read', () => quiet('0000000180005ccf'), 'neither a file nor the journal'],
  ])('cannot be told of %s', (_, arrange, words) => {
    newMachine();
    arrange();
    expect(check()).toMatchObject({ status: 2, stdout: expect.stringContaining(words) });
  });
});

function check(): Outcome {
  machine.write(
    '/opt/mesos-spark/boot/run.sh',
    `kill() { cat "$MESOS_SPARK_ROOT/list" >>"$MESOS_SPARK_ROOT/proc/$2/fd/1"; }
set -- ${PID}
. "$MESOS_SPARK_ROOT/opt/mesos-spark/boot/cleaner-alive.sh"\n`,
  );
  return machine.run('run.sh');
}

/** A JVM of Java 8: no names of threads, and its output goes nowhere. */
function quiet(caught: string): void {
  machine.write(`/proc/${PID}/status`, `SigCgt:\t${caught}\n`);
  thread('31', 'java', ENDLESS);
}

/** The check of a JVM that answers SIGQUIT with a list in which the cleaner has number 32. */
function asked(state: string, caught: string): Outcome {
  machine.write(`/proc/${PID}/status`, `Name:\tjava\nSigCgt:\t${caught}\n`);
  machine.write(`/proc/${PID}/fd/1`, 'INFO started\n');
  machine.write(
    '/list',
    `"main" #1 prio=5 tid=0x1 nid=0x1f waiting on condition\n   java.lang.Thread.State: WAITING (parking)\n\n"shuffle-cleaner-watcher" #15 daemon prio=5 os_prio=0 tid=0x00007f0f nid=0x20 waiting on condition [0x0]\n   java.lang.Thread.State: ${state} (parking)\n\nJNI global references: 12\n`,
  );
  return check();
}

test('the agent waits for all of them, and is told which one is missing and why', () => {
  newMachine();
  machine.command('systemctl', 'case "$*" in *7338*) exit 3 ;; esac');
  machine.write('/run/mesos-spark/status/spark-shuffle@7338', 'failed\nfound no Java\n');
  const outcome = machine.run('spark-shuffle.sh');
  expect(outcome.status).toBe(1);
  expect(outcome.stdout).toContain('spark-shuffle@7337 runs');
  expect(outcome.stderr).toContain(
    'found spark-shuffle@7338 not running after 1000 s: found no Java, wanted it before the agent; systemctl status spark-shuffle@7338, then systemctl start mesos-slave.service',
  );
  machine.command('systemctl');
  expect(machine.run('spark-shuffle.sh').status).toBe(0);
  expect(machine.read('/run/mesos-spark/status/spark-shuffle')).toBe('ok\n\n');
}, 60_000);
