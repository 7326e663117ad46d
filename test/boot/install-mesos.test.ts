import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MesosInstallation } from '../../src/domain/agent/mesos-installation';
import type { Platform } from '../../src/domain/agent/platform';
import { bootProps, MESOS } from '../support/agent-boot';
import { installMachine, type System } from './install-machine';
import { Machine } from './machine';

let machine: Machine;
afterEach(() => machine.remove());

function newMachine(platform: Platform, system: System): Machine {
  machine = installMachine(platform, system);
  return machine;
}

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

  test('from an archive outlives a page of apology in its place', () => {
    const { file, platform } = archive();
    newMachine(platform, 'rhel-9');
    machine.command(
      'curl',
      `for a; do case $a in */mesos.tar.part) if [ -e "$MESOS_SPARK_ROOT/.asked" ]; then cp '${file}' "$a"; else echo '<html>' >"$a"; : >"$MESOS_SPARK_ROOT/.asked"; fi ;; *.part) echo >"$a" ;; esac; done`,
    );
    const { status, stdout, calls } = machine.run('install-mesos.sh');
    expect(status).toBe(0);
    expect(stdout).toMatch(/found SHA-256 [0-9a-f]{64} of https:\/\/example\.com\/mesos\.tgz, wanted /);
    expect(machine.has('/opt/mesos/sbin/mesos-agent')).toBe(true);
    // On the disk before it has its name, and before the mark that says so.
    expect(calls.filter((call) => call === 'sync')).toHaveLength(2);
  });

  test('on a machine that went down while it installed packages goes on with them first', () => {
    newMachine(MESOS, 'ubuntu-22.04');
    const { calls } = machine.run('install-mesos.sh');
    const configure = calls.indexOf('dpkg --force-confold --configure -a');
    expect(configure).toBeGreaterThanOrEqual(0);
    expect(configure).toBeLessThan(calls.findIndex((call) => call.startsWith('apt-get')));
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

  test("are where the wrapper of Apache's own packages looks", () => {
    // support/packaging/common/mesos-init-wrapper of apache/mesos; `mesos-slave` there is no word of it.
    configured('MESOS_MASTER=zk://10.0.0.1:2181/mesos\nMESOS_PORT=5055\n');
    machine.write('/usr/bin/mesos-init-wrapper', 'function agent {\n  local etc_agent=/etc/mesos-agent\n');
    expect(machine.run('mesos-files.sh')).toMatchObject({ status: 0, stderr: '' });
    expect(machine.read('/etc/mesos-agent/port')).toBe('5055\n');
    expect(machine.read('/etc/default/mesos-agent')).toBe('MASTER=`cat /etc/mesos/zk`\n');
    expect(machine.has('/etc/mesos-slave')).toBe(false);
    expect(machine.has('/etc/default/mesos-slave')).toBe(false);
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
      /^ExecStart=\/bin\/sh \/opt\/mesos-spark\/boot\/steps\.sh spark-user rebirth resources mesos-files$/m,
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
