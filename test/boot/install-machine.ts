import type { Platform } from '../../src/domain/agent/platform';
import { bootProps } from '../support/agent-boot';
import { Machine } from './machine';

export const SYSTEMS = {
  'amazon-linux-2023': { manager: 'dnf', release: 'ID="amzn"\nID_LIKE="fedora"\n' },
  'centos-7': { manager: 'yum', release: 'ID="centos"\nID_LIKE="rhel fedora"\n' },
  'rhel-9': { manager: 'dnf', release: 'ID="rhel"\nID_LIKE="fedora"\n' },
  'ubuntu-22.04': { manager: 'apt-get', release: 'ID=ubuntu\nID_LIKE=debian\n' },
  flatcar: { manager: 'none', release: 'ID=flatcar\nID_LIKE=coreos\n' },
} as const;

export type System = keyof typeof SYSTEMS;

export const ENVIRONMENT = { dcos: '/var/lib/dcos/mesos-slave-common', mesos: '/etc/default/mesos-slave' };
export const MARKER = '/var/lib/mesos-spark/installed';

export const pauses = (calls: readonly string[]) =>
  calls.filter((call) => call.startsWith('sleep ')).map((call) => Number(call.slice(6)));

/** What curl leaves at `-o FILE`. */
export const DOWNLOADED = 'for a; do case $a in *.part) echo "#!/bin/bash" >"$a" ;; esac; done';

/** What dcos_install.sh leaves, where it is run and not only parsed. */
export const DCOS_INSTALLER =
  'case $1 in -n) ;; *) mkdir -p "$MESOS_SPARK_ROOT/etc/systemd/system"; echo "[Unit]" >"$MESOS_SPARK_ROOT/etc/systemd/system/dcos-setup.service" ;; esac';

/** A machine on which every command succeeds, Docker is not installed and systemd-resolved runs. */
export function installMachine(platform: Platform, system: System): Machine {
  const machine = new Machine(bootProps(platform));
  machine.write('/etc/os-release', SYSTEMS[system].release);
  machine.write(ENVIRONMENT[platform.kind], "MESOS_RESOURCES='[]'\n");
  machine.commands(
    'groupadd',
    'update-grub',
    'ping',
    'unzip',
    'ipset',
    'xz',
    'getopt',
    'systemd-notify',
    'sync',
    'dpkg',
  );
  machine.command('bash', DCOS_INSTALLER);
  machine.command('curl', DOWNLOADED);
  machine.command('timedatectl', 'echo "System clock synchronized: yes"');
  if (system === 'flatcar') machine.command('docker');
  machine.command('getent', 'exit 2');
  machine.command('systemctl', 'case "$1 $3" in "is-active firewalld.service") exit 3 ;; esac');
  // What a package manager installs is there afterwards.
  const docker =
    'printf "#!/bin/sh\\n" >"$MESOS_SPARK_ROOT/.bin/docker"; chmod +x "$MESOS_SPARK_ROOT/.bin/docker"';
  const agent =
    'mkdir -p "$MESOS_SPARK_ROOT/usr/sbin"; printf "" >"$MESOS_SPARK_ROOT/usr/sbin/mesos-agent"; chmod +x "$MESOS_SPARK_ROOT/usr/sbin/mesos-agent"';
  if (system === 'flatcar') machine.write('/usr/sbin/mesos-agent', '', '0755');
  machine.command(SYSTEMS[system].manager, `case "$*" in *docker*) ${docker} ;; *mesos*) ${agent} ;; esac`);
  machine.command('sleep');
  return machine;
}
