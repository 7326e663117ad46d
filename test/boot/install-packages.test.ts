import { MESOS } from '../support/agent-boot';
import { installMachine, pauses, type System } from './install-machine';
import type { Machine } from './machine';

let machine: Machine;
afterEach(() => machine.remove());

function newMachine(system: System): Machine {
  machine = installMachine(MESOS, system);
  // An image that has all but the packages of this test.
  machine.command('docker');
  return machine;
}

const run = () => machine.run('install-mesos.sh');
const calls = (all: readonly string[], verb: string) =>
  all.filter((call) => new RegExp(`^apt-get .*\\b${verb}\\b`).test(call));

const INSTALLED =
  'mkdir -p "$MESOS_SPARK_ROOT/usr/sbin"; printf "" >"$MESOS_SPARK_ROOT/usr/sbin/mesos-agent"; chmod +x "$MESOS_SPARK_ROOT/usr/sbin/mesos-agent"';
/** Its answers by how often it was called before, in $n. */
const COUNTED =
  'n=$(cat "$MESOS_SPARK_ROOT/.n" 2>/dev/null || echo 0); case "$*" in *install*) echo $((n + 1)) >"$MESOS_SPARK_ROOT/.n" ;; esac';

describe('packages on Ubuntu', () => {
  test('come once names resolve: without them update only warns, and install knows no package', () => {
    newMachine('ubuntu-22.04').command(
      'apt-get',
      `${COUNTED}; lists="$MESOS_SPARK_ROOT/.lists"; case "$*" in
*update*) if [ "$n" -ge 2 ]; then : >"$lists"; else echo "W: Failed to fetch" >&2; fi ;;
*install*) [ -e "$lists" ] || { echo "E: Unable to locate package mesos" >&2; exit 100; }; ${INSTALLED} ;; esac`,
    );
    const outcome = run();
    expect(outcome.status).toBe(0);
    expect(calls(outcome.calls, 'update')).toHaveLength(3);
    expect(calls(outcome.calls, 'install')).toHaveLength(3);
  });

  test('come though one source of many is gone', () => {
    newMachine('ubuntu-22.04').command(
      'apt-get',
      `case "$*" in *update*) exit 100 ;; *install*) ${INSTALLED} ;; esac`,
    );
    expect(run().status).toBe(0);
  });

  test('are waited for longer than the system updates itself, though an old apt-get waits for no lock', () => {
    newMachine('ubuntu-22.04').command('apt-get', 'echo "E: Could not get lock" >&2; exit 100');
    const { status, stderr, calls: all } = run();
    expect(status).toBe(1);
    expect(stderr).toContain('gave up after 10 attempts: apt_install mesos');
    expect(pauses(all).reduce((sum, one) => sum + one)).toBeGreaterThanOrEqual(240);
  });

  test('go on after an attempt that was ended in the middle of it', () => {
    newMachine('ubuntu-22.04').command(
      'apt-get',
      `${COUNTED}; half="$MESOS_SPARK_ROOT/.half"; case "$*" in *install*)
if [ "$n" = 0 ]; then : >"$half"; exit 124; fi
if [ -e "$half" ]; then echo "E: dpkg was interrupted" >&2; exit 100; fi
${INSTALLED} ;; esac`,
    );
    machine.command('dpkg', 'rm -f "$MESOS_SPARK_ROOT/.half"');
    const outcome = run();
    expect(outcome.status).toBe(0);
    expect(calls(outcome.calls, 'install')).toHaveLength(2);
  });
});

describe.each([
  ['dnf', 'rhel-9', 6],
  ['yum', 'centos-7', 6],
  ['apt-get', 'ubuntu-22.04', 10],
] as const)('%s that hangs and listens to nobody', (manager, system, attempts) => {
  test('is killed, tried again, and told of', () => {
    newMachine(system);
    // Hours are tenths of a second here.
    machine.command(
      'timeout',
      'k=; if [ "$1" = -k ]; then k="-k 0.1"; shift 2; fi; shift; exec /usr/bin/timeout $k 0.1 "$@"',
    );
    const hangs = `trap "" TERM; /bin/sleep 1; echo late >>"$MESOS_SPARK_ROOT/.late"`;
    machine.command(manager, `case "$*" in *install*) ${hangs} ;; esac`);
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`FAILED: gave up after ${attempts} attempts: .*mesos; it is tried again`),
    );
    expect(machine.has('.late')).toBe(false);
  });
});
