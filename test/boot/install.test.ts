import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MesosInstallation } from '../../src/domain/agent/mesos-installation';
import type { Platform } from '../../src/domain/agent/platform';
import { bootProps, DCOS, MESOS } from '../support/agent-boot';
import { matchesGolden } from '../support/golden';
import { Machine } from './machine';

const SYSTEMS = {
  'amazon-linux-2023': { manager: 'dnf', release: 'ID="amzn"\nID_LIKE="fedora"\n' },
  'centos-7': { manager: 'yum', release: 'ID="centos"\nID_LIKE="rhel fedora"\n' },
  'rhel-9': { manager: 'dnf', release: 'ID="rhel"\nID_LIKE="fedora"\n' },
  'ubuntu-22.04': { manager: 'apt-get', release: 'ID=ubuntu\nID_LIKE=debian\n' },
  flatcar: { manager: 'none', release: 'ID=flatcar\nID_LIKE=coreos\n' },
} as const;

type System = keyof typeof SYSTEMS;

const ENVIRONMENT = { dcos: '/var/lib/dcos/mesos-slave-common', mesos: '/etc/default/mesos-slave' };
const MARKER = '/var/lib/mesos-spark/installed';

const STATUS = '/run/mesos-spark/status/install-dcos';

const pauses = (calls: readonly string[]) =>
  calls.filter((call) => call.startsWith('sleep ')).map((call) => Number(call.slice(6)));

let machine: Machine;
afterEach(() => machine.remove());

/** What curl leaves at `-o FILE`. */
const DOWNLOADED = 'for a; do case $a in *.part) echo "#!/bin/bash" >"$a" ;; esac; done';

/** A machine on which every command succeeds, Docker is not installed and systemd-resolved runs. */
function newMachine(platform: Platform, system: System): Machine {
  machine = new Machine(bootProps(platform));
  machine.write('/etc/os-release', SYSTEMS[system].release);
  machine.write(ENVIRONMENT[platform.kind], "MESOS_RESOURCES='[]'\n");
  machine.commands(
    'bash',
    'groupadd',
    'update-grub',
    'ping',
    'unzip',
    'ipset',
    'xz',
    'getopt',
    'systemd-notify',
  );
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

const shown = (calls: readonly string[]) => calls.map((call) => `${call}\n`).join('');
const systems = Object.keys(SYSTEMS) as readonly System[];

describe.each(systems)('on %s', (system) => {
  test.each([DCOS, MESOS])('$kind is installed as reviewed', (platform) => {
    const outcome = newMachine(platform, system).run(`install-${platform.kind}.sh`);
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    matchesGolden(`agent/install-${platform.kind}-${system}.txt`, shown(outcome.calls));
    expect(machine.has(MARKER)).toBe(true);
  });
});

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

  test('goes on where dcos_install.sh ran but the machine went down', () => {
    newMachine(DCOS, 'rhel-9').write('/etc/systemd/system/dcos-setup.service', '');
    const { calls } = run();
    expect(calls).toContain('systemctl start --no-block dcos-setup.service');
    expect(calls.filter((call) => call.startsWith('bash'))).toEqual([]);
  });

  test.each([
    ['grubby', 'amazon-linux-2023', 'grubby --update-kernel=ALL --args=systemd.unified_cgroup_hierarchy=0'],
    ['update-grub', 'ubuntu-22.04', 'update-grub'],
  ] as const)('asks for control groups of version 1 by %s and restarts', (_, system, command) => {
    newMachine(DCOS, system).write('/sys/fs/cgroup/cgroup.controllers', 'cpu\n');
    if (system === 'amazon-linux-2023') machine.command('grubby');
    const { status, calls } = run();
    expect({ status, calls }).toEqual({ status: 0, calls: [command, 'systemctl reboot'] });
    expect(machine.has(MARKER)).toBe(false);
  });

  test('fails where the kernel still has version 2 after a restart', () => {
    newMachine(DCOS, 'ubuntu-22.04').write('/sys/fs/cgroup/cgroup.controllers', 'cpu\n');
    run();
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toContain('found control groups of version 2 after asking the kernel for version 1');
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
      'gave up after 20 attempts: fetch_installer; it is tried again at the next boot, or by: systemctl start mesos-spark-install';
    expect(stderr).toContain(`FAILED: ${end}`);
    expect(machine.read(STATUS)).toBe(`failed\n${end}\n`);
    // The next boot, or a person, succeeds.
    machine.command('curl', DOWNLOADED);
    expect(run().status).toBe(0);
    expect(machine.read(STATUS)).toBe('ok\n\n');
  });

  test('does not run half a script, nor what a proxy says', () => {
    newMachine(DCOS, 'ubuntu-22.04');
    machine.command('bash', 'case $1 in -n) exec dash "$@" ;; esac');
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
      'set oem_id=ec2\nset linux_append="$linux_append systemd.unified_cgroup_hierarchy=0 systemd.legacy_systemd_cgroup_controller"\n',
    );
    expect(machine.read('/etc/systemd/system/containerd.service.d/10-use-cgroupfs.conf')).toContain(
      'config-cgroupfs.toml',
    );
  });
});

describe('Mesos', () => {
  /** An archive as `make install` packs it, and what an agent is told of it. */
  function archive(sha256?: string): { readonly file: string; readonly platform: Platform } {
    const folder = mkdtempSync(path.join(tmpdir(), 'archive-'));
    mkdirSync(path.join(folder, 'mesos-1.11.0/sbin'), { recursive: true });
    writeFileSync(path.join(folder, 'mesos-1.11.0/sbin/mesos-agent'), '#!/bin/sh\n', { mode: 0o755 });
    const file = path.join(folder, 'mesos.tgz');
    execFileSync('tar', ['-czf', file, '-C', folder, 'mesos-1.11.0']);
    const own = createHash('sha256').update(readFileSync(file)).digest('hex');
    const installation = MesosInstallation.archive('https://example.com/mesos.tgz', {
      sha256: sha256 ?? own,
    });
    return { file, platform: { kind: 'mesos', zookeeperUrl: 'zk://10.0.0.1:2181/mesos', installation } };
  }

  /** curl -o FILE: the archive stands for whatever is downloaded. */
  function serving(file: string): void {
    machine.command(
      'curl',
      `for a; do case $a in */mesos.tar.part) cp '${file}' "$a" ;; *.part) echo >"$a" ;; esac; done`,
    );
  }

  test('from an archive is unpacked whole, under its own home', () => {
    const { file, platform } = archive();
    newMachine(platform, 'rhel-9');
    serving(file);
    expect(machine.run('install-mesos.sh')).toMatchObject({ status: 0, stderr: '' });
    expect(machine.read('/opt/mesos/sbin/mesos-agent')).toBe('#!/bin/sh\n');
    expect(machine.read('/etc/systemd/system/mesos-slave.service')).toContain(
      'ExecStart=/opt/mesos/sbin/mesos-agent\n',
    );
    expect(machine.variable('/etc/mesos-spark/platform.env', 'LD_LIBRARY_PATH')).toBe('/opt/mesos/lib');
  });

  test('of the image is left as it is', () => {
    newMachine(MESOS, 'rhel-9').write('/usr/sbin/mesos-agent', '', '0755');
    const { calls } = machine.run('install-mesos.sh');
    expect(calls.filter((call) => /install .*mesos/.test(call))).toEqual([]);
    expect(calls).toContain('systemctl restart mesos-slave.service');
  });

  test('by a unit of ours leaves the files of the package alone, even where an image holds all scripts', () => {
    newMachine(MESOS, 'rhel-9').write('/opt/mesos-spark/boot/mesos-files.sh', 'exit 9\n');
    expect(machine.run('install-mesos.sh')).toMatchObject({ status: 0 });
    expect(machine.has('/etc/mesos-slave')).toBe(false);
  });

  test('from an archive is baked into an image without a wait, for there is one of those', () => {
    const { file, platform } = archive();
    newMachine(platform, 'rhel-9');
    serving(file);
    const settings = machine.read('/etc/mesos-spark/agent.env').replace(/^INSTALL_SPREAD=.*\n/m, '');
    machine.write('/etc/mesos-spark/agent.env', settings);
    expect(machine.run('install-mesos.sh', {}, false, ['bake'])).toMatchObject({ status: 0, stderr: '' });
    expect(machine.has('/opt/mesos/sbin/mesos-agent')).toBe(true);
  });

  test('without Docker where the agent is not told to use it', () => {
    machine = new Machine(bootProps(MESOS, 'private', { flags: { containerizers: 'mesos' } }));
    expect(machine.read('/etc/mesos-spark/agent.env')).toContain('DOCKER=no\n');
  });

  test('fails on an archive of another checksum, and unpacks nothing', () => {
    const { file, platform } = archive('0'.repeat(64));
    newMachine(platform, 'rhel-9');
    serving(file);
    const { status, stderr } = machine.run('install-mesos.sh');
    expect(status).toBe(1);
    expect(stderr).toMatch(/found SHA-256 [0-9a-f]{64} of https:\/\/example\.com\/mesos\.tgz, wanted 0{64}/);
    expect(machine.has('/opt/mesos')).toBe(false);
  });

  test('fails where the package holds no agent', () => {
    newMachine(MESOS, 'rhel-9');
    machine.command(
      'dnf',
      'case "$*" in *docker*) printf "#!/bin/sh\\n" >"$MESOS_SPARK_ROOT/.bin/docker"; chmod +x "$MESOS_SPARK_ROOT/.bin/docker" ;; esac',
    );
    const { status, stderr } = machine.run('install-mesos.sh');
    expect(status).toBe(1);
    expect(stderr).toContain('found no /usr/sbin/mesos-agent after installing Mesos');
  });
});

describe("Mesos' package, by its own files", () => {
  const FILES = { ...MESOS, configuration: 'files' } as Platform;
  const OWN = '/var/lib/mesos-spark/mesos-slave.env';

  function configured(environment: string): Machine {
    machine = new Machine(bootProps(FILES));
    machine.write(OWN, environment);
    return machine;
  }
  const flags = () => readdirSync(path.join(machine.root, 'etc/mesos-slave')).sort();

  test('every variable is a flag, whatever is in it', () => {
    const odd = `[{"name":"a b","x":"$HOME \\"q\\""}]`;
    configured(
      `# a comment\nMESOS_MASTER=zk://10.0.0.1:2181/mesos\nMESOS_RESOURCES='${odd}'\nMESOS_STRICT=false\n`,
    );
    machine.write('/etc/mesos-slave/?strict', '');
    machine.write('/etc/mesos-slave/own', 'kept\n');
    expect(machine.run('mesos-files.sh')).toMatchObject({ status: 0, stderr: '' });
    expect(flags()).toEqual(['own', 'resources', 'strict']);
    expect(machine.read('/etc/mesos-slave/resources')).toBe(`${odd}\n`);
    expect(machine.read('/etc/mesos-slave/strict')).toBe('false\n');
    expect(machine.read('/etc/mesos/zk')).toBe('zk://10.0.0.1:2181/mesos\n');
    expect(machine.read('/etc/default/mesos-slave')).toBe('MASTER=`cat /etc/mesos/zk`\n');
  });

  test('a flag that is no longer given goes, one of the image stays', () => {
    configured('MESOS_STRICT=false\nMESOS_PORT=5055\n').write('/etc/mesos-slave/own', 'kept\n');
    machine.run('mesos-files.sh');
    machine.write(OWN, 'MESOS_PORT=5056\n');
    machine.run('mesos-files.sh');
    expect(flags()).toEqual(['own', 'port']);
    expect(machine.read('/etc/mesos-slave/port')).toBe('5056\n');
  });

  test('the log goes where it is said, by the one way that gives its flag once', () => {
    configured("MESOS_LOG_DIR='/var/log/m s'\n");
    machine.write('/etc/default/mesos', 'ULIMIT="-n 8192"\nLOGS=/var/log/mesos\n');
    machine.write('/etc/default/mesos-slave', 'MASTER=`cat /etc/mesos/zk`\n');
    machine.run('mesos-files.sh');
    expect(flags()).toEqual([]);
    expect(machine.read('/etc/default/mesos')).toBe('ULIMIT="-n 8192"\nLOGS=\'/var/log/m s\'\n');
    expect(machine.read('/etc/default/mesos-slave')).toBe('MASTER=`cat /etc/mesos/zk`\n');
  });

  test("the package's unit stays, and waits for the resources and Docker", () => {
    configured('');
    expect(machine.has('/etc/systemd/system/mesos-slave.service')).toBe(false);
    const dropIn = (name: string) => machine.read(`/etc/systemd/system/mesos-slave.service.d/${name}`);
    expect(dropIn('10-mesos-spark.conf')).toContain('Requires=mesos-spark-resources.service');
    expect(dropIn('20-mesos-spark.conf')).toContain('After=network-online.target docker.service');
    expect(machine.read('/etc/systemd/system/mesos-spark-resources.service')).toMatch(
      /resources\.sh\nExecStart=\/bin\/sh \/opt\/mesos-spark\/boot\/mesos-files\.sh\n/,
    );
  });

  test('the files are ours again after the package has written its own', () => {
    newMachine(FILES, 'rhel-9').write(OWN, 'MESOS_MASTER=zk://10.0.0.1:2181/mesos\n');
    machine.command(
      'dnf',
      'case "$*" in *docker*) printf "#!/bin/sh\\n" >"$MESOS_SPARK_ROOT/.bin/docker"; chmod +x "$MESOS_SPARK_ROOT/.bin/docker" ;; *mesos*) mkdir -p "$MESOS_SPARK_ROOT/etc/mesos" "$MESOS_SPARK_ROOT/usr/sbin"; echo zk://localhost:2181/mesos >"$MESOS_SPARK_ROOT/etc/mesos/zk"; printf "" >"$MESOS_SPARK_ROOT/usr/sbin/mesos-agent"; chmod +x "$MESOS_SPARK_ROOT/usr/sbin/mesos-agent" ;; esac',
    );
    expect(machine.run('install-mesos.sh')).toMatchObject({ status: 0 });
    expect(machine.read('/etc/mesos/zk')).toBe('zk://10.0.0.1:2181/mesos\n');
  });
});

describe('scripts that ask the metadata service', () => {
  function answering(): Machine {
    machine = new Machine(bootProps(DCOS));
    machine.command(
      'curl',
      'for url; do :; done; case $url in */api/token) printf secret ;; */local-ipv4) printf 10.0.0.7 ;; */region) printf eu-central-1 ;; */availability-zone) printf eu-central-1b ;; *) exit 22 ;; esac',
    );
    return machine;
  }

  test('tell address and fault domain', () => {
    answering();
    expect(machine.run('detect-ip.sh')).toMatchObject({ status: 0, stdout: '10.0.0.7\n' });
    expect(JSON.parse(machine.run('detect-fault-domain.sh').stdout)).toEqual({
      fault_domain: { region: { name: 'aws/eu-central-1' }, zone: { name: 'aws/eu-central-1b' } },
    });
  });

  test('replace those of DC/OS that ask version 1, and no other', () => {
    answering();
    const folder = '/opt/mesosphere/packages/dcos-config--setup_abc/bin';
    machine.write(`${folder}/detect_ip`, 'curl -fsSL http://169.254.169.254/latest/meta-data/local-ipv4\n');
    machine.write(`${folder}/detect_fault_domain`, 'echo mine\n');
    expect(machine.run('dcos-detect.sh').stdout).toContain(`replaced ${folder}/detect_ip`);
    expect(machine.read(`${folder}/detect_ip`)).toContain('exec /opt/mesos-spark/boot/detect-ip.sh');
    expect(machine.read(`${folder}/detect_fault_domain`)).toBe('echo mine\n');
    expect(machine.run('dcos-detect.sh').stdout).toBe('');
  });

  // What gen/ip-detect/aws.sh, aws_public.sh, aws6.sh and gen/fault-domain-detect/cloud.sh ask, dcos/dcos 1.11 to 2.2.
  test.each([
    ['detect_ip', 'meta-data/local-ipv4', 'detect-ip.sh'],
    ['detect_ip_public', 'meta-data/public-ipv4', 'detect-ip.sh public-ipv4'],
    ['detect_ip_public', 'meta-data/local-ipv4', 'detect-ip.sh'],
    ['detect_ip6', 'meta-data/network/interfaces/macs/$MAC/ipv6s', 'detect-ip.sh ipv6'],
    ['detect_fault_domain', 'dynamic/instance-identity/document', 'detect-fault-domain.sh'],
  ])('%s that asks for %s becomes %s', (name, question, ours) => {
    answering();
    const file = `/opt/mesosphere/packages/dcos-config--setup_abc/bin/${name}`;
    machine.write(file, `curl -fsSL http://169.254.169.254/latest/${question}\n`);
    machine.run('dcos-detect.sh');
    expect(machine.read(file)).toMatch(new RegExp(`^exec /opt/mesos-spark/boot/${ours}$`, 'm'));
  });

  test('one that asks version 2 already is left', () => {
    answering();
    const file = '/opt/mesosphere/packages/dcos-config--setup_abc/bin/detect_ip';
    const own = 'curl -H X-aws-ec2-metadata-token:$T http://169.254.169.254/latest/meta-data/local-ipv4\n';
    machine.write(file, own);
    machine.run('dcos-detect.sh');
    expect(machine.read(file)).toBe(own);
  });

  test('are put back when an agent that has none ends, as after an upgrade', () => {
    answering();
    expect(machine.read('/etc/systemd/system/dcos-mesos-slave.service.d/20-mesos-spark.conf')).toBe(
      '[Service]\nExecStopPost=/bin/sh /opt/mesos-spark/boot/dcos-detect.sh\n',
    );
  });
});
