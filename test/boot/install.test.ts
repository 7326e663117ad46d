import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
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
} as const;

type System = keyof typeof SYSTEMS;

const ENVIRONMENT = { dcos: '/var/lib/dcos/mesos-slave-common', mesos: '/etc/default/mesos-slave' };
const MARKER = '/var/lib/mesos-spark/installed';

let machine: Machine;
afterEach(() => machine.remove());

/** A machine on which every command succeeds, Docker is not installed and systemd-resolved runs. */
function newMachine(platform: Platform, system: System): Machine {
  machine = new Machine(bootProps(platform));
  machine.write('/etc/os-release', SYSTEMS[system].release);
  machine.write(ENVIRONMENT[platform.kind], "MESOS_RESOURCES='[]'\n");
  machine.commands('bash', 'curl', 'groupadd', 'update-grub');
  machine.command('getent', 'exit 2');
  machine.command('systemctl', 'case "$1 $3" in "is-active firewalld.service") exit 3 ;; esac');
  // What a package manager installs is there afterwards.
  const docker =
    'printf "#!/bin/sh\\n" >"$MESOS_SPARK_ROOT/.bin/docker"; chmod +x "$MESOS_SPARK_ROOT/.bin/docker"';
  const agent =
    'mkdir -p "$MESOS_SPARK_ROOT/usr/sbin"; printf "" >"$MESOS_SPARK_ROOT/usr/sbin/mesos-agent"; chmod +x "$MESOS_SPARK_ROOT/usr/sbin/mesos-agent"';
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
    expect(stderr).toContain("found the system 'arch ', wanted Amazon Linux, a kin of RHEL, or Ubuntu");
  });

  test('tries the bootstrap node again, with pauses that grow', () => {
    newMachine(DCOS, 'rhel-9');
    machine.command(
      'curl',
      'n=$(cat "$MESOS_SPARK_ROOT/.n" 2>/dev/null || echo 0); echo $((n + 1)) >"$MESOS_SPARK_ROOT/.n"; [ "$n" -ge 3 ]',
    );
    const { status, calls } = run();
    expect(status).toBe(0);
    expect(calls.filter((call) => call.startsWith('sleep'))).toEqual(['sleep 1', 'sleep 2', 'sleep 4']);
  });

  test('fails when the bootstrap node never answers', () => {
    newMachine(DCOS, 'amazon-linux-2023').command('curl', 'exit 7');
    const { status, stdout, calls } = run();
    expect(status).toBe(1);
    expect(stdout).toContain('gave up after 20 attempts: curl');
    expect(Math.max(...calls.filter((c) => c.startsWith('sleep')).map((c) => Number(c.slice(6))))).toBe(60);
    expect(machine.has(MARKER)).toBe(false);
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
    machine.command('curl', `for a; do case $a in */mesos.tar) cp '${file}' "$a" ;; esac; done`);
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
});
