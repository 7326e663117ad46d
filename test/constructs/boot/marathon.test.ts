import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const script = path.join(__dirname, '../../../constructs/boot/marathon.sh');

let root: string;
let archive: string;
let sha256: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'marathon-boot-'));
  for (const name of ['etc/mesos-spark', 'bin', 'source/marathon-1.8.222/bin'])
    mkdirSync(path.join(root, name), { recursive: true });
  writeFileSync(path.join(root, 'source/marathon-1.8.222/bin/start'), '#!/bin/sh\n');
  archive = path.join(root, 'marathon.tgz');
  spawnSync('tar', ['-czf', archive, '-C', path.join(root, 'source'), 'marathon-1.8.222']);
  sha256 = createHash('sha256').update(readFileSync(archive)).digest('hex');
  stub({
    curl: [
      'case "$*" in',
      '  *api/token*) echo TOKEN ;;',
      '  *local-ipv4*) printf 10.0.0.9 ;;',
      '  *) while [ $# -gt 1 ]; do [ "$1" = -o ] && to=$2; shift; done; cp "$MESOS_SPARK_ROOT/marathon.tgz" "$to" ;;',
      'esac',
    ].join('\n'),
    java: '',
    systemctl: '',
    chown: '',
    dnf: '',
    aws: 'echo SECRET',
  });
  mkdirSync(path.join(root, 'usr/lib'), { recursive: true });
  writeFileSync(path.join(root, 'usr/lib/libmesos.so'), '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Puts commands of that name first on the path; each call is a line in `calls`. */
function stub(commands: Readonly<Record<string, string>>): void {
  for (const [name, body] of Object.entries(commands)) {
    const file = path.join(root, 'bin', name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >>"$MESOS_SPARK_ROOT/calls"\n${body}\n`);
    chmodSync(file, 0o755);
  }
}

function settings(more: Readonly<Record<string, string>> = {}): void {
  const all = {
    AWS_REGION: 'eu-west-1',
    JAVA_PACKAGE: 'java-8',
    MESOS_HOME: '/usr',
    MESOS_PACKAGE: 'mesos',
    SERVER_ARCHIVE_URL: 'https://a/marathon.tgz',
    SERVER_ARCHIVE_SHA256: sha256,
    ...more,
  };
  const text = Object.entries(all).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(path.join(root, 'etc/mesos-spark/marathon-host.env'), text.join(''));
}

function run(verb: string) {
  const result = spawnSync('/bin/sh', [script, verb], {
    env: {
      PATH: `${path.join(root, 'bin')}:${process.env['PATH']}`,
      MESOS_SPARK_ROOT: root,
      MESOS_SPARK_PAUSE_SECONDS: '0',
      MESOS_SPARK_TRIES: '2',
    },
    encoding: 'utf8',
  });
  return { status: result.status, stderr: result.stderr };
}

const read = (name: string) => readFileSync(path.join(root, name), 'utf8');
const calls = () => read('calls').trim().split('\n');
const program = () => path.join(root, 'opt/marathon/bin/marathon');

test('fetch brings the archive and the address, and does not download again', () => {
  settings();
  expect(run('fetch')).toEqual({ status: 0, stderr: '' });
  expect(existsSync(program())).toBe(true);
  expect(read('run/mesos-spark-marathon/identity.env')).toBe(
    'LIBPROCESS_IP=10.0.0.9\nMARATHON_HOSTNAME=10.0.0.9\n',
  );
  expect(run('fetch').status).toBe(0);
  expect(calls().filter((call) => call.includes('marathon.tgz'))).toHaveLength(1);
});

test('a newer archive takes the place of the old one', () => {
  settings();
  run('fetch');
  writeFileSync(path.join(root, 'opt/marathon/.sha256'), 'older\n');
  writeFileSync(path.join(root, 'opt/marathon/left'), '');
  expect(run('fetch').status).toBe(0);
  expect(existsSync(path.join(root, 'opt/marathon/left'))).toBe(false);
});

test('fails on other bytes than the checksum says, and leaves none of them', () => {
  settings({ SERVER_ARCHIVE_SHA256: 'b'.repeat(64) });
  const { status, stderr } = run('fetch');
  expect(status).toBe(1);
  expect(stderr).toContain('https://a/marathon.tgz: found other bytes than the checksum bbb');
  expect(stderr).toContain('failed 2 times, gave up: archive https://a/marathon.tgz');
  expect(existsSync(program())).toBe(false);
});

test('fetch writes the secret where only Marathon reads it, and says nothing of it', () => {
  settings({ SERVER_SECRET: 'arn:x' });
  const { status, stderr } = run('fetch');
  expect([status, stderr]).toEqual([0, '']);
  const file = path.join(root, 'run/mesos-spark-marathon/secret');
  expect(readFileSync(file, 'utf8')).toBe('SECRET');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(calls()).toContain(`chown mesos-spark-marathon ${root}/run/mesos-spark-marathon/secret.new`);
  expect(calls().join()).not.toContain('SECRET');
});

test('packages bring no services of their own', () => {
  rmSync(path.join(root, 'usr/lib/libmesos.so'));
  settings({ SERVER_ARCHIVE_URL: '', SERVER_PACKAGE: 'marathon-1.8.222' });
  expect(run('fetch').status).toBe(0);
  expect(calls().filter((call) => /^(dnf|systemctl)/.test(call))).toEqual([
    'dnf --assumeyes install mesos',
    'systemctl disable --now mesos-master.service mesos-slave.service',
    'dnf --assumeyes install marathon-1.8.222',
    'systemctl disable --now marathon.service',
  ]);
});

test('install makes the user and starts the service', () => {
  stub({ id: 'exit 1', useradd: '' });
  expect(run('install')).toEqual({ status: 0, stderr: '' });
  expect(calls()).toEqual([
    'id mesos-spark-marathon',
    'useradd --system --no-create-home --shell /sbin/nologin mesos-spark-marathon',
    'systemctl daemon-reload',
    'systemctl enable mesos-spark-marathon.service',
    'systemctl start --no-block mesos-spark-marathon.service',
  ]);
});

test('fails on another verb', () => {
  expect(run('start')).toEqual({ status: 2, stderr: `usage: ${script} install|fetch\n` });
});
