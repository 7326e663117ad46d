import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { agentBoot } from '../../src/domain/agent/boot';
import { bakedCheck } from '../../src/domain/agent/image-recipe';
import type { Platform } from '../../src/domain/agent/platform';
import { bootProps, DCOS, MESOS } from '../support/agent-boot';
import { BAKED, printedImage } from '../support/boot-scripts';
import { matchesGolden } from '../support/golden';
import { Machine } from './machine';

const BOOT = 'opt/mesos-spark/boot';
const IDENTITY = [
  'etc/ssh/ssh_host_ed25519_key',
  'etc/ssh/ssh_host_ed25519_key.pub',
  'etc/docker/key.json',
  'var/lib/docker/engine-id',
  'var/lib/dbus/machine-id',
  'var/log/mesos/mesos-agent.INFO',
  'var/lib/dcos/mesos-resources',
];

let machine: Machine;
afterEach(() => machine.remove());

/** A builder machine with what a machine has of its own. */
function builder(platform: Platform): Machine {
  machine = new Machine(bootProps(platform, 'private', { bakedScripts: BAKED.digest }));
  machine.write('etc/os-release', 'ID=ubuntu\nID_LIKE=debian\n');
  machine.write('etc/machine-id', '0123456789abcdef0123456789abcdef\n');
  for (const file of IDENTITY) machine.write(file, 'of this machine\n');
  machine.commands('cloud-init', 'docker', 'dpkg', 'groupadd', 'id', 'sleep', 'update-grub');
  machine.command('getent', 'exit 2');
  machine.command('systemctl', 'case "$*" in "is-active --quiet "*mesos-*) exit 3 ;; esac');
  const agent =
    'mkdir -p "$MESOS_SPARK_ROOT/usr/sbin"; printf "" >"$MESOS_SPARK_ROOT/usr/sbin/mesos-agent"; chmod +x "$MESOS_SPARK_ROOT/usr/sbin/mesos-agent"';
  machine.command('apt-get', `case "$*" in *mesos*) ${agent} ;; esac`);
  machine.write('image.sh', printedImage(platform));
  return machine;
}

const bake = (env: Readonly<Record<string, string>> = {}) => machine.run('../../../image.sh', env);

/** What cloud-init would run first, below the machine's root. */
function check() {
  const line = bakedCheck(BAKED.digest).replaceAll(/\/(?=opt|run|dev)/g, `${machine.root}/`);
  machine.write('dev/console', '');
  const { status } = spawnSync('sh', ['-c', `${line}\nexit 7`], { encoding: 'utf8' });
  return { status, console: machine.read('dev/console') };
}

describe.each([DCOS, MESOS])('an image for $kind', (platform) => {
  test('is made as reviewed, and ends with the digest', () => {
    builder(platform);
    const { status, stdout, stderr, calls } = bake();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`\nmesos-spark image: bootScripts: ${BAKED.digest}\n$`));
    matchesGolden(`agent/image-${platform.kind}.txt`, calls.map((call) => `${call}\n`).join(''));
  });

  test('holds the scripts that user data would bring, and nothing of the builder', () => {
    builder(platform);
    expect(bake().status).toBe(0);
    const sent = agentBoot(bootProps(platform)).files.filter((file) => file.path.startsWith(`/${BOOT}/`));
    expect(sent.length).toBeGreaterThan(9);
    for (const { path: file, content } of sent) expect(machine.read(file)).toBe(content);
    expect(machine.read('etc/machine-id')).toBe('');
    for (const file of [...IDENTITY, 'etc/mesos-spark', 'var/lib/mesos-spark', 'run/mesos-spark'])
      expect([file, machine.has(file)]).toEqual([file, false]);
  });

  test('boots with the control groups that Mesos knows, so that no machine of it restarts for them', () => {
    builder(platform).write('/sys/fs/cgroup/cgroup.controllers', 'cpu\n');
    const { status, calls } = bake();
    expect(status).toBe(0);
    expect(calls).toContain('update-grub');
    expect(calls).not.toContain('systemctl reboot');
    expect(machine.read('/etc/default/grub.d/90-mesos-spark.cfg')).toContain('unified_cgroup_hierarchy=0');
  });

  test('runs the first step from user data without scripts', () => {
    builder(platform);
    expect(bake().status).toBe(0);
    const { files } = agentBoot(bootProps(platform, 'private', { bakedScripts: BAKED.digest }));
    expect(files.filter((file) => file.path.endsWith('.sh'))).toEqual([]);
    for (const { path: file, content, mode } of files) machine.write(file, content, mode);
    machine.commands('install', 'useradd');
    expect(check().status).toBe(7);
    expect(machine.run('spark-user.sh')).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('a machine whose image lacks the scripts', () => {
  test.each<[string, (files: readonly string[]) => void]>([
    ['as it holds none', () => rmSync(path.join(machine.root, BOOT), { recursive: true })],
    ['as one is gone', ([first = '']) => machine.delete(`${BOOT}/${first}`)],
    ['as one was changed', ([first = '']) => machine.write(`${BOOT}/${first}`, 'exit 0\n')],
    ['as they are older', () => machine.write(`${BOOT}/SHA256SUMS`, '')],
  ])('says so on the console and goes no further, %s', (_, change) => {
    builder(MESOS);
    expect(bake().status).toBe(0);
    expect(check()).toEqual({ status: 7, console: '' });
    change(readdirSync(path.join(machine.root, BOOT)).filter((name) => name.endsWith('.sh')));
    const { status, console } = check();
    expect(status).toBe(1);
    expect(console).toMatch(
      /^mesos-spark image: FAILED: found no boot scripts [0-9a-f]{64} in .*; bake the image again/,
    );
    expect(machine.read('run/mesos-spark/status/image')).toMatch(/^failed\nfound no boot scripts/);
  });
});

describe('refuses', () => {
  test.each([
    'var/lib/mesos-spark/installed',
    'var/lib/mesos/slave/meta/slaves/latest',
    'var/lib/mesos/meta/slaves/latest',
  ])('a machine that is an agent, by %s', (file) => {
    builder(MESOS).write(file, '');
    const { status, stderr, calls } = bake();
    expect({ status, calls }).toEqual({ status: 1, calls: [] });
    expect(stderr).toContain(`FAILED: found /${file}, so this machine is an agent; wanted a builder machine`);
    expect(machine.has('etc/ssh/ssh_host_ed25519_key')).toBe(true);
  });

  test.each([
    'mesos-slave',
    'mesos-master',
    'dcos-mesos-slave',
    'dcos-mesos-master',
    'dcos-mesos-slave-public',
  ])('a machine on which %s runs, by whomever it was set up', (name) => {
    builder(MESOS).command(
      'systemctl',
      `case "$*" in "is-active --quiet ${name}.service") exit 0 ;; *) exit 3 ;; esac`,
    );
    const { status, stderr } = bake();
    expect(status).toBe(1);
    expect(stderr).toContain(`FAILED: found ${name}.service running; wanted a builder machine`);
    expect(machine.has('etc/ssh/ssh_host_ed25519_key')).toBe(true);
    expect(machine.has(`${BOOT}/SHA256SUMS`)).toBe(false);
  });

  test('nothing where an interrupted run left the services of packages running', () => {
    const running = (name: string) =>
      `case "$*" in *firewalld*) exit 3 ;; "is-active --quiet "*) case "$*" in *${name}*) ;; *) exit 3 ;; esac ;; esac`;
    builder(MESOS).command('systemctl', running('mesos-slave'));
    expect(bake().status).toBe(1);
    machine.write(`${BOOT}/lib.sh`, '');
    expect(bake().status).toBe(0);
  });

  test('scripts that were changed on the way, before it does anything', () => {
    builder(MESOS).write('image.sh', printedImage(MESOS).replace('say() {', 'say()  {'));
    const { status, stderr, calls } = bake();
    expect([status, calls.filter((call) => !call.includes('is-active'))]).toEqual([1, []]);
    expect(stderr).toContain('than this script was made of; print it again');
  });

  test.each(['*xfsprogs*', '*mdadm*', '*mesos'])('to call an image done that lacks %s', (name) => {
    builder(MESOS).command('apt-get', `case "$*" in ${name}) exit 100 ;; esac`);
    const { status, stdout, stderr } = bake();
    expect(status).toBe(1);
    expect(stderr).toContain('mesos-spark image: FAILED: found an error, its last words are above');
    // No boot tries this again.
    expect(stderr).not.toContain('next boot');
    expect(stdout).not.toContain('bootScripts');
    expect(machine.has('etc/ssh/ssh_host_ed25519_key')).toBe(true);
  });
});
