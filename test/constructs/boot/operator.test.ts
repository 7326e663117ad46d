import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const script = path.join(__dirname, '../../../constructs/boot/operator.sh');
const bundle = 'console.log("operator");\n';
const sha256 = createHash('sha256').update(bundle).digest('hex');

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'operator-boot-'));
  mkdirSync(path.join(root, 'etc/mesos-spark'), { recursive: true });
  mkdirSync(path.join(root, 'bin'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Puts commands of that name first on the path; each call is a line in `calls`. */
function stub(commands: Record<string, string>): void {
  for (const [name, body] of Object.entries(commands)) {
    const file = path.join(root, 'bin', name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >>"$MESOS_SPARK_ROOT/calls"\n${body}\n`);
    chmodSync(file, 0o755);
  }
}

function run(
  verb: string,
  env: Record<string, string> = {},
  bin = `${path.join(root, 'bin')}:${process.env['PATH']}`,
) {
  const result = spawnSync('/bin/sh', [script, verb], {
    env: {
      PATH: bin,
      MESOS_SPARK_ROOT: root,
      MESOS_SPARK_PAUSE_SECONDS: '0',
      MESOS_SPARK_TRIES: '3',
      ...env,
    },
    encoding: 'utf8',
  });
  return { status: result.status, stderr: result.stderr };
}

const calls = () => readFileSync(path.join(root, 'calls'), 'utf8').trim().split('\n');
const target = () => path.join(root, 'opt/mesos-spark/mesos-spark.cjs');

test('fetch reads the data file, downloads the bundle and the certificates, and does no more the second time', () => {
  writeFileSync(
    path.join(root, 'etc/mesos-spark/operator.env'),
    `MESOS_SPARK_BUNDLE_URL="s3://b/k"\nMESOS_SPARK_BUNDLE_SHA256=${sha256}\nMESOS_SPARK_CA_SECRET=arn:ca\n`,
  );
  writeFileSync(path.join(root, 'source'), bundle);
  stub({
    aws: `case "$1" in s3) cp "$MESOS_SPARK_ROOT/source" "$5" ;; *) echo PEM ;; esac`,
  });
  expect(run('fetch')).toEqual({ status: 0, stderr: '' });
  expect(readFileSync(target(), 'utf8')).toBe(bundle);
  expect(readFileSync(path.join(root, 'etc/mesos-spark/ca.pem'), 'utf8')).toBe('PEM\n');
  expect(calls()).toEqual([
    `aws s3 cp --only-show-errors s3://b/k ${root}/opt/mesos-spark/.mesos-spark.cjs.new`,
    'aws secretsmanager get-secret-value --secret-id arn:ca --query SecretString --output text',
  ]);
  expect(run('fetch').status).toBe(0);
  expect(calls().filter((call) => call.startsWith('aws s3'))).toHaveLength(1);
});

const variables = { MESOS_SPARK_BUNDLE_URL: 's3://b/k', MESOS_SPARK_BUNDLE_SHA256: sha256 };

test('fetch tries again until the bucket answers', () => {
  writeFileSync(path.join(root, 'source'), bundle);
  stub({
    aws: '[ "$(grep -c . "$MESOS_SPARK_ROOT/calls")" -ge 3 ] || exit 1\ncp "$MESOS_SPARK_ROOT/source" "$5"',
  });
  expect(run('fetch', variables)).toEqual({
    status: 0,
    stderr: [1, 2].map((n) => `mesos-spark: failed, try ${n} of 3: fetch_bundle bundle\n`).join(''),
  });
  expect(readFileSync(target(), 'utf8')).toBe(bundle);
});

test('fails on other bytes than the checksum says, and leaves none of them', () => {
  stub({ aws: 'echo tampered >"$5"' });
  const { status, stderr } = run('fetch', variables);
  expect(status).toBe(1);
  expect(stderr).toContain(`mesos-spark: s3://b/k: found other bytes than the checksum ${sha256} says\n`);
  expect(stderr).toContain('mesos-spark: failed 3 times, gave up: fetch_bundle bundle\n');
  expect(existsSync(target())).toBe(false);
});

test('install brings Node if there is none, and starts the service', () => {
  stub({ dnf: '', systemctl: '', aws: '' });
  // Nothing but the stubs: no node on the path.
  expect(run('install', {}, path.join(root, 'bin'))).toEqual({ status: 0, stderr: '' });
  expect(calls()).toEqual([
    'dnf --assumeyes install nodejs22',
    'systemctl daemon-reload',
    'systemctl enable mesos-spark-operator.service',
    'systemctl start --no-block mesos-spark-operator.service',
  ]);
});

test('fails on an image without Node and without dnf', () => {
  stub({ systemctl: '', aws: '', sleep: '' });
  const { status, stderr } = run('install', {}, path.join(root, 'bin'));
  expect(status).toBe(1);
  expect(stderr).toContain('found no dnf and wanted it to install: nodejs22; use an image that has them');
});

test('fails on another verb', () => {
  expect(run('start')).toEqual({ status: 2, stderr: `usage: ${script} install|fetch\n` });
});
