import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Platform } from '../../src/domain/agent/platform';
import { DCOS } from '../support/agent-boot';
import { installMachine, type System } from './install-machine';
import type { Machine } from './machine';

let machine: Machine;
afterEach(() => machine.remove());

function newMachine(platform: Platform, system: System): Machine {
  machine = installMachine(platform, system);
  return machine;
}

describe('before the installer of DC/OS', () => {
  const run = () => machine.run('install-dcos.sh');

  const PORTS = '  sl  local_address rem_address   st\n';

  test('says all that the preflight would refuse, before it runs', () => {
    newMachine(DCOS, 'rhel-9');
    rmSync(path.join(machine.root, '.bin/ipset'));
    machine.command(
      'systemctl',
      'case "$1 $3" in "--version "*) echo "systemd 199" ;; "is-active firewalld.service") exit 3 ;; esac',
    );
    // 53 listens; 5051 is only the far end of a connection, 61091 a connection of ours: neither is in the way.
    machine.write(
      '/proc/net/tcp',
      `${PORTS}   0: 00000000:0035 00000000:0000 0A\n   1: 0100007F:8AE0 0100007F:13BB 01\n   2: 0100007F:EEA3 0100007F:1F90 01\n`,
    );
    machine.write(
      '/proc/net/udp6',
      `${PORTS}   0: 00000000000000000000000000000000:F424 0:0 07\n   1: 00:F425 0:0 07\n`,
    );
    machine.command('getenforce', 'echo Enforcing');
    machine.command('sestatus', 'echo "Loaded policy name:             mls"');
    machine.command('docker', 'case "$1 $2" in "info ") echo " Data file: /dev/loop0" ;; esac');
    machine.command('df', 'echo "Filesystem Type x"; echo "/dev/sda1 xfs 1 1 1 1% /"');
    machine.command('xfs_info', 'echo "naming =version 2 ascii-ci=0, ftype=0"');
    const { status, stderr, calls } = run();
    expect(status).toBe(1);
    for (const part of [
      'found no command ipset, wanted an image that has it',
      'found systemd 199, wanted 200 or later',
      'found port 53 in use, wanted it for DC/OS; stop what listens there',
      'found port 62501 in use',
      'found SELinux enforcing another policy than targeted, wanted that one, or permissive',
      'found Docker with devicemapper on a loop device, wanted overlay2',
      'found XFS without ftype=1 under /var/lib/mesos/slave, wanted it made with -n ftype=1',
      'found XFS without ftype=1 under /var/lib/docker',
    ]) {
      expect(stderr).toContain(part);
    }
    expect(stderr).not.toMatch(/port (5051|61091|62500)/);
    expect(calls.filter((call) => /^(curl|bash)/.test(call))).toEqual([]);
  });

  test('1.11 gets a permissive SELinux, later ones keep the targeted policy', () => {
    const enforcing = (version: string) => {
      newMachine({ ...DCOS, version } as Platform, 'centos-7');
      machine.command(
        'getenforce',
        'if [ -e "$MESOS_SPARK_ROOT/.permissive" ]; then echo Permissive; else echo Enforcing; fi',
      );
      machine.command('ifconfig');
      machine.command('setenforce', ': >"$MESOS_SPARK_ROOT/.permissive"');
      machine.command('sestatus', 'echo "Loaded policy name:             targeted"');
      machine.write('/etc/selinux/config', 'SELINUX=enforcing\nSELINUXTYPE=targeted\n');
      const { status, calls } = run();
      const result = { status, calls, config: machine.read('/etc/selinux/config') };
      machine.remove();
      return result;
    };
    const old = enforcing('1.11.12');
    expect(old).toMatchObject({ status: 0, config: 'SELINUX=permissive\nSELINUXTYPE=targeted\n' });
    expect(old.calls).toContain('setenforce 0');
    const young = enforcing('1.12');
    expect(young).toMatchObject({ status: 0, config: 'SELINUX=enforcing\nSELINUXTYPE=targeted\n' });
    expect(young.calls).not.toContain('setenforce 0');
  });

  test.each([
    ['1.12.4', /install .* net-tools$/, ['docker', 'nogroup']],
    ['2.1', /install .* chrony$/, ['docker']],
  ])('%s gets the commands and groups that it wants', (version, packages, groups) => {
    newMachine({ ...DCOS, version } as Platform, 'rhel-9').command('ifconfig');
    const { status, calls } = run();
    expect(status).toBe(0);
    expect(calls.find((call) => /install .*ipset/.test(call))).toMatch(packages);
    expect(calls.filter((call) => call.startsWith('groupadd')).map((call) => call.split(' ').pop())).toEqual(
      groups,
    );
  });

  test('waits for the clock, and goes on without', () => {
    newMachine(DCOS, 'rhel-9').command('timedatectl', 'echo "System clock synchronized: no"');
    const { status, stdout } = run();
    expect(status).toBe(0);
    expect(stdout).toContain('the clock is not synchronized yet; DC/OS waits for it');
  });

  test('Flatcar without a command says so, for it has no packages', () => {
    newMachine(DCOS, 'flatcar');
    rmSync(path.join(machine.root, '.bin/docker'));
    expect(run().stderr).toContain('found no docker command, wanted an image that has it');
  });

  test('Flatcar asks for control groups of version 1 in its own file, and lets containerd follow', () => {
    newMachine(DCOS, 'flatcar').write('/sys/fs/cgroup/cgroup.controllers', 'cpu\n');
    machine.write('/usr/share/oem/grub.cfg', 'set oem_id=ec2\n');
    expect(run().calls).toEqual(['systemctl reboot']);
    expect(machine.read('/usr/share/oem/grub.cfg')).toBe(
      'set oem_id=ec2\nset linux_append="$linux_append systemd.unified_cgroup_hierarchy=0 SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1 systemd.legacy_systemd_cgroup_controller"\n',
    );
    expect(machine.read('/etc/systemd/system/containerd.service.d/10-use-cgroupfs.conf')).toContain(
      'config-cgroupfs.toml',
    );
  });
});
