import { symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Platform } from '../../src/domain/agent/platform';
import { bootProps, DCOS } from '../support/agent-boot';
import {
  DCOS_INSTALLER,
  DOWNLOADED,
  ENVIRONMENT,
  installMachine,
  MARKER,
  pauses,
  type System,
} from './install-machine';
import { Machine } from './machine';

/** systemd 256 freezes with the first word alone, and 257 goes on with version 2. */
const FIRST_VERSION = 'systemd.unified_cgroup_hierarchy=0 SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1';
const STATUS = '/run/mesos-spark/status/install-dcos';

let machine: Machine;
afterEach(() => machine.remove());

function newMachine(platform: Platform, system: System): Machine {
  machine = installMachine(platform, system);
  return machine;
}

describe('DC/OS', () => {
  const run = () => machine.run('install-dcos.sh');

  test('public agents take the public role', () => {
    machine = new Machine(bootProps(DCOS, 'public'));
    expect(machine.read('/etc/mesos-spark/agent.env')).toContain('DCOS_ROLE=slave_public\n');
    expect(machine.read('/etc/mesos-spark/agent.env')).toContain(
      'AGENT_UNIT=dcos-mesos-slave-public.service\n',
    );
  });

  test('is not installed a second time', () => {
    newMachine(DCOS, 'rhel-9').write(MARKER, 'slave\n');
    expect(run().calls).toEqual([]);
  });

  describe('that was cut short', () => {
    const SETUP = '/etc/systemd/system/dcos-setup.service';
    const installers = (calls: readonly string[]) =>
      calls.filter((call) => call.startsWith('bash') && call.endsWith(' slave'));

    test('goes on with what dcos_install.sh left, once that refuses a second run', () => {
      newMachine(DCOS, 'rhel-9').write(SETUP, '[Unit]\n');
      machine.write('/opt/mesosphere/bin/pkgpanda', '');
      const { status, calls } = run();
      expect(status).toBe(0);
      expect(calls).toContain('systemctl start --no-block dcos-setup.service');
      expect(installers(calls)).toEqual([]);
    });

    test.each([
      ['before its last unit was on the disk', ''],
      ['before it started anything', '[Unit]\n'],
    ])('begins anew where dcos_install.sh was %s', (_, content) => {
      newMachine(DCOS, 'rhel-9').write(SETUP, content);
      const { status, calls } = run();
      expect(status).toBe(0);
      expect(installers(calls)).toHaveLength(1);
      // On the disk before anything else counts on it.
      expect(calls.indexOf('sync')).toBe(calls.indexOf(installers(calls)[0] ?? '') + 1);
    });

    test('says what another DC/OS left, for which the installer refuses', () => {
      newMachine(DCOS, 'rhel-9').write('/etc/systemd/system/dcos.target.wants/dcos-net.service', '');
      machine.write('/opt/mesosphere/bin/pkgpanda', '');
      const { status, stderr, calls } = run();
      expect({ status, installers: installers(calls) }).toEqual({ status: 1, installers: [] });
      for (const left of ['/etc/systemd/system/dcos.target.wants', '/opt/mesosphere']) {
        expect(stderr).toContain(`found ${left} of another DC/OS, wanted a machine without; remove it`);
      }
    });
  });

  test('says so where dcos_install.sh does nothing and calls that success, as the first part of it would', () => {
    newMachine(DCOS, 'rhel-9').command('bash');
    expect(run().status).toBe(1);
    expect(machine.read(STATUS)).toContain(
      'gave up after 5 attempts: run_installer: found no dcos-setup.service after it, so http://bootstrap.example.internal:8080/dcos_install.sh is not whole; it is tried again',
    );
  });

  test('starts again what DC/OS itself could not download, and says what failed', () => {
    newMachine(DCOS, 'rhel-9');
    const started = '$MESOS_SPARK_ROOT/.started';
    machine.command(
      'systemctl',
      `case "$*" in *firewalld*) exit 3 ;;
"start --no-block dcos-setup.service") echo >>"${started}" ;;
"is-active --quiet dcos-mesos-slave.service") [ "$(grep -cs '' "${started}")" = 2 ] || exit 3 ;;
"is-failed --quiet dcos-download.service") ;; esac`,
    );
    const { status, stdout } = run();
    expect(status).toBe(0);
    expect(stdout.match(/dcos-download\.service failed: journalctl -u dcos-download\.service/g)).toHaveLength(
      2,
    );
  });

  test('has the commands of Ubuntu 18.04 where the units of DC/OS call them', () => {
    newMachine(DCOS, 'ubuntu-22.04').command('ln');
    for (const file of ['/bin/mkdir', '/bin/tar', '/usr/bin/tar']) machine.write(file, '');
    const links = run().calls.filter((call) => call.startsWith('ln -s /bin/'));
    expect(links).toEqual(['ln -s /bin/mkdir /usr/bin/mkdir']);
  });

  test.each([
    ['grubby', 'amazon-linux-2023', `grubby --update-kernel=ALL --args=${FIRST_VERSION}`],
    ['update-grub', 'ubuntu-22.04', 'update-grub'],
  ] as const)('asks for control groups of version 1 by %s and restarts', (_, system, command) => {
    newMachine(DCOS, system).write('/sys/fs/cgroup/cgroup.controllers', 'cpu\n');
    if (system === 'amazon-linux-2023') machine.command('grubby');
    const { status, calls } = run();
    expect({ status, calls }).toEqual({ status: 0, calls: [command, 'systemctl reboot'] });
    expect(machine.has(MARKER)).toBe(false);
    if (command === 'update-grub') {
      expect(machine.read('/etc/default/grub.d/90-mesos-spark.cfg')).toBe(
        `GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX ${FIRST_VERSION}"\n`,
      );
    }
  });

  test('asks for them again where asking was cut short', () => {
    newMachine(DCOS, 'ubuntu-22.04').write('/sys/fs/cgroup/cgroup.controllers', 'cpu\n');
    machine.command('update-grub', 'exit 1');
    expect(run().status).toBe(1);
    machine.command('update-grub');
    expect(run()).toMatchObject({ status: 0, calls: ['update-grub', 'systemctl reboot'] });
  });

  test('fails where the kernel still has version 2 after a restart', () => {
    newMachine(DCOS, 'ubuntu-22.04').write('/sys/fs/cgroup/cgroup.controllers', 'cpu\n');
    run();
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toContain(
      'found control groups of version 2 after asking the kernel for version 1; take an image whose systemd still has version 1 (257 or older)',
    );
  });

  test('fails before the resources are written', () => {
    newMachine(DCOS, 'rhel-9').delete(ENVIRONMENT.dcos);
    const { status, stderr, calls } = run();
    expect({ status, calls }).toEqual({ status: 1, calls: [] });
    expect(stderr).toContain('found no /var/lib/dcos/mesos-slave-common, wanted it before DC/OS');
  });

  test('fails on a system that it does not know', () => {
    newMachine(DCOS, 'rhel-9').write('/etc/os-release', 'ID=arch\n');
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toContain(
      "found the system 'arch ', wanted Amazon Linux, a kin of RHEL, Ubuntu, or Flatcar",
    );
  });

  test('tries the bootstrap node again, with pauses that grow', () => {
    newMachine(DCOS, 'ubuntu-22.04');
    machine.command(
      'curl',
      `n=$(cat "$MESOS_SPARK_ROOT/.n" 2>/dev/null || echo 0); echo $((n + 1)) >"$MESOS_SPARK_ROOT/.n"; [ "$n" -ge 3 ] || exit 22; ${DOWNLOADED}`,
    );
    const { status, calls, stdout } = run();
    expect(status).toBe(0);
    // 1, 2 and 4 seconds, each up to twice as long, by what tells this machine from others.
    expect(pauses(calls)).toEqual([1, 3, 7]);
    expect(stdout).toContain('attempt 1 of 20 did not succeed, again in 1 s: fetch_installer');
    expect(machine.has('/var/lib/mesos-spark/dcos_install.sh.part')).toBe(false);
  });

  test('fails when the bootstrap node never answers, and says what then', () => {
    newMachine(DCOS, 'amazon-linux-2023').command('curl', 'exit 7');
    const { status, stdout, stderr, calls } = run();
    expect(status).toBe(1);
    expect(stdout).toContain('gave up after 20 attempts: fetch_installer');
    const found = pauses(calls);
    expect(found).toHaveLength(19);
    expect(Math.min(...found.slice(6))).toBeGreaterThanOrEqual(60);
    expect(Math.max(...found)).toBeLessThan(120);
    expect(machine.has(MARKER)).toBe(false);
    const end =
      'gave up after 20 attempts: fetch_installer: found no answer from http://bootstrap.example.internal:8080/dcos_install.sh; it is tried again at the next boot, or by: systemctl start mesos-spark-install';
    expect(stderr).toContain(`FAILED: ${end}`);
    expect(machine.read(STATUS)).toBe(`failed\n${end}\n`);
    // The next boot, or a person, succeeds.
    machine.command('curl', DOWNLOADED);
    expect(run().status).toBe(0);
    expect(machine.read(STATUS)).toBe('ok\n\n');
  });

  test('does not run half a script, nor what a proxy says', () => {
    newMachine(DCOS, 'ubuntu-22.04');
    machine.command('bash', `case $1 in -n) exec dash "$@" ;; esac; ${DCOS_INSTALLER}`);
    symlinkSync('/bin/dash', path.join(machine.root, '.bin/dash'));
    const n =
      'n=$(cat "$MESOS_SPARK_ROOT/.n" 2>/dev/null || echo 0); echo $((n + 1)) >"$MESOS_SPARK_ROOT/.n"';
    const half = '#!/bin/bash\\nif true; then\\n';
    machine.command(
      'curl',
      `${n}; for a; do case $a in *.part) case $n in 0) printf '${half}' ;; 1) echo '<html>' ;; *) printf '#!/bin/bash\\n:\\n' ;; esac >"$a" ;; esac; done`,
    );
    const { status, stdout, calls } = run();
    expect(status).toBe(0);
    expect(stdout.match(/found no whole shell script at http:\/\/bootstrap/g)).toHaveLength(2);
    expect(calls.filter((call) => call.startsWith('bash') && call.endsWith(' slave'))).toHaveLength(1);
    expect(machine.read('/var/lib/mesos-spark/dcos_install.sh')).toBe('#!/bin/bash\n:\n');
  });

  test('says of a server that answers with something else what it answered', () => {
    newMachine(DCOS, 'rhel-9');
    machine.command('curl', 'for a; do case $a in *.part) echo "<html>" >"$a" ;; esac; done');
    expect(run().status).toBe(1);
    expect(machine.read(STATUS)).toContain(
      'fetch_installer: found no whole shell script at http://bootstrap.example.internal:8080/dcos_install.sh',
    );
  });

  test('machines that start at once ask one after the other, each at its own time', () => {
    const waits = ['i-0a', 'i-0b', 'i-0c', 'i-0d', 'i-0a'].map((id) => {
      newMachine(DCOS, 'rhel-9').write('/sys/class/dmi/id/board_asset_tag', `${id}\n`);
      const [wait = 0] = pauses(run().calls);
      machine.remove();
      return wait;
    });
    expect(waits[4]).toBe(waits[0]);
    expect(new Set(waits).size).toBeGreaterThan(2);
    expect(Math.max(...waits)).toBeLessThan(15);
  });
});
