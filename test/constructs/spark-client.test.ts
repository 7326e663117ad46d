import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TerraformStack } from 'cdktf';
import { ManifestStore } from '../../constructs/manifest-store';
import { ShuffleService } from '../../constructs/shuffle-service';
import { SparkClient } from '../../constructs/spark-client';
import type { SparkClientProps } from '../../constructs/spark-client-props';
import { SparkDefaults } from '../../constructs/spark-defaults';
import { synthesize, userDataOf } from '../../constructs/testing';
import { dcosCluster } from '../support/cluster';
import { problemsOf } from '../support/problems';
import { agentsWith, docker, pool } from '../support/shuffle-service';

const A = 'a'.repeat(64);
const SCRIPT = path.join(__dirname, '../../constructs/client/client.sh');

let folder: string;
let program: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spark-client-'));
  program = path.join(folder, 'mesos-spark.cjs');
  writeFileSync(program, 'program\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function client(stack: TerraformStack, more: Partial<SparkClientProps> = {}): void {
  const store = new ManifestStore(stack, 'store');
  const reservation = pool();
  const agents = [agentsWith(reservation)];
  const shuffle = new ShuffleService(stack, 'shuffle', {
    store,
    name: 's',
    reservation,
    agents,
    spark: docker,
  });
  const defaults = new SparkDefaults(stack, 'defaults', { store, shuffle, name: 'spark-2-4' });
  new SparkClient(stack, 'client', {
    ...{ store, defaults, cluster: dcosCluster(stack), bundle: program },
    spark: `https://host/spark-2.4.0-bin-2.7.tgz#sha256=${A}`,
    nativeLibrary: `https://host/it's $x.tar.gz#sha256=${A}`.replace(' ', '%20'),
    jars: [`s3://jars/a.jar#sha256=${A}`],
    reachableFrom: ['sg-masters', 'sg-agents'],
    ...more,
  });
}

const stack = () => synthesize((scope) => client(scope));
const filesOf = (made: ReturnType<typeof stack>) => {
  const [template] = Object.values(made.resources('aws_launch_template'));
  return userDataOf(made, template?.['user_data'])?.files ?? [];
};
const file = (end: string) => filesOf(stack()).find((one) => one.path.endsWith(end))?.content ?? '';

test('reads what is published under its name and its program, and nothing else', () => {
  const [allowed] = Object.entries(stack().dataSources('aws_iam_policy_document'))
    .filter(([id]) => id.startsWith('client_access_allowed'))
    .map(([, document]) => JSON.stringify(document['statement']));
  expect(allowed).toContain('/published/spark-2-4/*');
  expect(allowed).toContain('/client/*');
  expect(allowed).not.toMatch(/Put|Delete|manifests\/\*|endpoints|status|secretsmanager/);
});

test('masters and agents reach its drivers, and nobody else', () => {
  const rules = Object.values(stack().resources('aws_vpc_security_group_ingress_rule'));
  expect(rules.map((rule) => rule['referenced_security_group_id'])).toEqual(['sg-masters', 'sg-agents']);
});

test('installs by one command, in which every word is quoted', () => {
  // As Terraform will have filled it in.
  const script = file('install-spark.sh').replace(/\$\{aws_[^}]*\}/g, 'state-bucket');
  const room = mkdtempSync(path.join(folder, 'words-'));
  writeFileSync(path.join(room, 'node'), '#!/bin/sh\nshift\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
  const { stdout } = spawnSync('sh', ['-c', script], {
    encoding: 'utf8',
    env: { PATH: `${room}:/bin:/usr/bin` },
  });
  expect(stdout.trim().split('\n')).toEqual([
    'install',
    '--spark',
    `https://host/spark-2.4.0-bin-2.7.tgz#sha256=${A}`,
    '--native-library',
    `https://host/it's%20$x.tar.gz#sha256=${A}`,
    '--jar',
    `s3://jars/a.jar#sha256=${A}`,
    '--defaults',
    'spark-2-4',
    '--store',
    's3://state-bucket',
  ]);
  expect(file('client.env')).toContain('MESOS_SPARK_JAVA_PACKAGE=java-1.8.0-amazon-corretto\n');
});

test('says everything that is wrong at once', () => {
  const wrong = {
    spark: 'https://host/spark.tgz',
    jars: ['a.jar'],
    hadoopConf: '/etc/hadoop',
    instances: -1,
  };
  expect(problemsOf(() => synthesize((scope) => client(scope, wrong))).map(({ at }) => at)).toEqual([
    'test/client.spark',
    'test/client.jars[0]',
    'test/client.sparkVersion',
    'test/client.hadoopConf',
    'test/client.instances',
  ]);
});

describe('the boot script', () => {
  function machine(bundle: string) {
    const root = mkdtempSync(path.join(folder, 'machine-'));
    const bin = path.join(root, 'bin');
    for (const name of ['bin', 'etc/mesos-spark', 'opt/mesos-spark/boot'])
      mkdirSync(path.join(root, name), { recursive: true });
    const tool = (name: string, script: string) => {
      writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(path.join(bin, name), 0o755);
    };
    tool('node', ':');
    tool('java', ':');
    tool('aws', `echo "aws $*" >>"$MESOS_SPARK_ROOT/log"; printf '%s' '${bundle}' >"$5"`);
    const sum = spawnSync('sh', ['-c', "printf '%s' good | sha256sum"], { encoding: 'utf8' }).stdout.slice(
      0,
      64,
    );
    writeFileSync(
      path.join(root, 'etc/mesos-spark/client.env'),
      `MESOS_SPARK_BUNDLE_SHA256=${sum}\nMESOS_SPARK_BUNDLE_URL=s3://b/k\nMESOS_SPARK_JAVA_PACKAGE=java\n`,
    );
    writeFileSync(
      path.join(root, 'opt/mesos-spark/boot/install-spark.sh'),
      'echo installed >>"$MESOS_SPARK_ROOT/log"\n[ -e "$MESOS_SPARK_ROOT/again" ] || { : >"$MESOS_SPARK_ROOT/again"; exit 1; }\n',
    );
    const run = () =>
      spawnSync('sh', [SCRIPT], {
        encoding: 'utf8',
        env: {
          PATH: `${bin}:/usr/bin:/bin`,
          MESOS_SPARK_ROOT: root,
          MESOS_SPARK_TRIES: '3',
          MESOS_SPARK_PAUSE_SECONDS: '0',
        },
      });
    return { root, run, log: () => readFileSync(path.join(root, 'log'), 'utf8').trim().split('\n') };
  }

  test('fetches its program by checksum, and tries the installation until it succeeds', () => {
    const { root, run, log } = machine('good');
    expect(run()).toMatchObject({ status: 0 });
    expect(log().map((line) => line.split(' ')[0])).toEqual(['aws', 'installed', 'installed']);
    expect(readFileSync(path.join(root, 'opt/mesos-spark/mesos-spark.cjs'), 'utf8')).toBe('good');
    expect(run().status).toBe(0);
    expect(log()).toHaveLength(4);
  });

  test('runs nothing of another checksum', () => {
    const { root, run, log } = machine('evil');
    const { status, stderr } = run();
    expect(status).not.toBe(0);
    expect(stderr).toContain('found other bytes than the checksum');
    expect(log().some((line) => line === 'installed')).toBe(false);
    expect(existsSync(path.join(root, 'opt/mesos-spark/mesos-spark.cjs'))).toBe(false);
  });
});
