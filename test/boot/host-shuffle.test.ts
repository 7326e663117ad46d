import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type HostShuffleServiceProps, hostShuffleService } from '../../src/domain/agent/host-shuffle';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { bootProps, MESOS } from '../support/agent-boot';
import { Machine } from './machine';

let machine: Machine;
afterEach(() => machine.remove());

/** An archive as Spark's: one folder with bin/spark-class. */
const archive = makeArchive();
const sha256 = createHash('sha256').update(archive).digest('hex');
const FOLDER = `/opt/spark/3.5.9-${sha256.slice(0, 8)}`;
const URL = 'https://repo.example/spark-3.5.9-bin-hadoop3.tgz';
const SPARK = SparkDistribution.archive(URL, { version: '3.5.9', sha256 });

function makeArchive(): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'spark-archive-'));
  const bin = path.join(folder, 'spark-3.5.9-bin-hadoop3/bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(path.join(bin, 'spark-class'), '#!/bin/sh\n', { mode: 0o755 });
  const file = path.join(folder, 'a.tgz');
  const made = spawnSync('tar', ['-czf', file, '-C', folder, 'spark-3.5.9-bin-hadoop3'], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(made.stderr);
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true });
  return bytes;
}

function newMachine(change: Partial<HostShuffleServiceProps> = {}): Machine {
  const service = hostShuffleService({ port: 7337, spark: SPARK, ...change });
  machine = new Machine(bootProps(MESOS, 'private', { hostShuffleServices: [service] }));
  writeFileSync(path.join(machine.root, 'archive.tgz'), archive);
  machine.write('/etc/os-release', 'ID="amzn"\nVERSION_ID="2023"\n');
  serves(`cp "$MESOS_SPARK_ROOT/archive.tgz" "$out"`);
  machine.command('systemctl', 'case $1 in --version) echo "systemd 252 (252.16)" ;; esac');
  machine.commands('sync', 'sleep');
  return machine;
}

/** A server of archives; `$out` is the file to write. */
function serves(body: string): void {
  machine.command('curl', `for a in "$@"; do [ "\${last:-}" != -o ] || out=$a; last=$a; done\n${body}`);
}

function java(folder: string, version: string): void {
  machine.write(
    `${folder}/bin/java`,
    `#!/bin/sh\necho 'openjdk version "${version}" 2024-01-01' >&2\n`,
    '0755',
  );
}

const calls = (all: readonly string[], name: string) => all.filter((call) => call.startsWith(`${name} `));

describe('installing', () => {
  test('puts the archive in its place, whole, and leaves it there at the next boot', () => {
    newMachine();
    java('/usr/lib/jvm/java-17', '17.0.15');
    const first = machine.run('spark-install.sh');
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(machine.has(`${FOLDER}/spark-3.5.9-bin-hadoop3/bin/spark-class`)).toBe(true);
    expect(machine.has(`${FOLDER}.new`)).toBe(false);
    expect(machine.has(`${FOLDER}/archive`)).toBe(false);
    const second = machine.run('spark-install.sh');
    expect(calls(second.calls, 'curl')).toEqual([]);
    expect(second.stdout).toContain(`${FOLDER} is there already`);
    expect(machine.read('/run/mesos-spark/status/spark-install')).toBe('ok\n\n');
  });

  test('what an interrupted boot left is made anew', () => {
    newMachine();
    java('/usr/lib/jvm/java-17', '17.0.15');
    machine.write(`${FOLDER}.new/spark-3.5.9-bin-hadoop3/half`, '');
    expect(machine.run('spark-install.sh').status).toBe(0);
    expect(machine.has(`${FOLDER}/spark-3.5.9-bin-hadoop3/half`)).toBe(false);
  });

  test('a server that answers at the third time is enough', () => {
    newMachine();
    java('/usr/lib/jvm/java-17', '17.0.15');
    serves(`echo x >>"$MESOS_SPARK_ROOT/asked"
      [ "$(cat "$MESOS_SPARK_ROOT/asked")" = "$(printf 'x\\nx\\nx')" ] || exit 22
      cp "$MESOS_SPARK_ROOT/archive.tgz" "$out"`);
    const { status, calls: all } = machine.run('spark-install.sh');
    expect({ status, asked: calls(all, 'curl').length }).toEqual({ status: 0, asked: 3 });
  });

  test.each<[string, string, string]>([
    ['another archive', 'echo other >"$out"', `of ${URL}, wanted ${sha256}`],
    ['no answer', 'exit 22', `found no answer from ${URL}, wanted the archive of Spark 3.5.9`],
  ])('%s is a failure that says what was wanted, and leaves nothing', (_, body, message) => {
    newMachine();
    serves(body);
    const { status, stderr } = machine.run('spark-install.sh');
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(machine.has(FOLDER)).toBe(false);
    expect(machine.read('/run/mesos-spark/status/spark-install')).toMatch(/^failed\nfound /);
  });

  test('an archive of other folders names them', () => {
    newMachine({
      spark: SparkDistribution.archive(URL, { version: '3.5.9', sha256, home: 'dist' }),
    });
    expect(machine.run('spark-install.sh').stderr).toContain(
      'found no bin/spark-class in the folder dist of https://repo.example/spark-3.5.9-bin-hadoop3.tgz, wanted it there; the archive holds spark-3.5.9-bin-hadoop3: say spark.home',
    );
  });

  test('Spark that is said to lie on the machine has to', () => {
    newMachine({ spark: SparkDistribution.host('/opt/spark-3', { version: '3.5.9' }) });
    expect(machine.run('spark-install.sh').stderr).toContain('found no /opt/spark-3/bin/spark-class, wanted');
  });

  test.each<[string, string, string, string]>([
    ['3.5.9', 'ID="amzn"\nVERSION_ID="2023"', 'dnf', 'dnf -y -q install java-17-amazon-corretto-headless'],
    ['2.4.8', 'ID="amzn"\nVERSION_ID="2023"', 'dnf', 'dnf -y -q install java-1.8.0-amazon-corretto'],
    ['2.4.8', 'ID="amzn"\nVERSION_ID="2"', 'yum', 'yum -y -q install java-1.8.0-openjdk-headless'],
    ['3.1.3', 'ID="rocky"\nID_LIKE="rhel"', 'dnf', 'dnf -y -q install java-11-openjdk-headless'],
  ])('Java for Spark %s comes from the packages of %s', (version, release, manager, install) => {
    newMachine({ spark: SparkDistribution.archive(URL, { version, sha256 }) });
    machine.write('/etc/os-release', `${release}\n`);
    const made = `mkdir -p "$R/usr/lib/jvm/new/bin"; printf '#!/bin/sh\\necho "openjdk version \\"%s.0.1\\"" >&2\\n'`;
    machine.command(
      manager,
      `R=$MESOS_SPARK_ROOT; case "$*" in *install*-1.8.0-*) v=8 ;; *install*-11-*) v=11 ;; *install*) v=17 ;; *) exit 0 ;; esac
      ${made} $v >"$R/usr/lib/jvm/new/bin/java"; chmod +x "$R/usr/lib/jvm/new/bin/java"`,
    );
    const { status, calls: all, stderr } = machine.run('spark-install.sh');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(all.filter((call) => call.includes(' install '))).toEqual([install]);
  });

  test('where packages have no Java of the first choice, the next one is taken', () => {
    newMachine();
    machine.write('/etc/os-release', 'ID=centos\nVERSION_ID="7"\n');
    machine.command('yum', `case "$*" in *list*-17-*) exit 1 ;; *install*) exit 0 ;; esac`);
    const { status, stderr, calls: all } = machine.run('spark-install.sh');
    expect(all).toContain('yum -y -q install java-11-openjdk-headless');
    expect(status).toBe(1);
    expect(stderr).toContain('found no Java of version 17 11 8 on the machine or among its packages');
  });

  test('a javaHome that is not there fails at once', () => {
    newMachine({ javaHome: '/opt/jdk' });
    expect(machine.run('spark-install.sh').stderr).toContain(
      'found no /opt/jdk/bin/java, wanted the Java that javaHome',
    );
  });

  test('an old systemd gets the memory limit under its old name', () => {
    newMachine();
    java('/usr/lib/jvm/java-17', '17.0.15');
    const limits = () =>
      calls(machine.run('spark-install.sh').calls, 'systemctl').filter((call) => call.includes('set'));
    expect(limits()).toEqual([]);
    machine.command('systemctl', 'case $1 in --version) echo "systemd 219" ;; esac');
    expect(limits()).toEqual([
      'systemctl set-property --runtime spark-shuffle@7337.service MemoryLimit=1024M',
    ]);
  });

  test('dry, it says what it would do and changes nothing', () => {
    newMachine();
    const { status, stdout } = machine.run('spark-install.sh', {}, true);
    expect(status).toBe(0);
    expect(stdout).toContain(`would run: retry 10 - download ${URL}`);
    expect(machine.has(FOLDER)).toBe(false);
  });
});
