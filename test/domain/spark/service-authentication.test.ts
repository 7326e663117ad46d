import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StaticReservation } from '../../../src/domain/mesos/static-reservation';
import { SparkDistribution } from '../../../src/domain/spark/distribution';
import {
  type ShuffleServiceAppProps,
  shuffleServiceApp,
} from '../../../src/domain/spark/shuffle-service-app';
import { SECRETS_FILE, SparkSecret } from '../../../src/domain/spark/spark-secret';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:spark/shuffle-x1Y2z3';
const secret = SparkSecret.onAgents(ARN);
const DOCKER = SparkDistribution.docker('apache/spark:3.5.1', { version: '3.5.1', home: '/opt/spark' });

function app(changes: Partial<ShuffleServiceAppProps>) {
  return shuffleServiceApp({
    name: 'spark',
    spark: SparkDistribution.host('/opt/spark', { version: '2.4.8' }),
    reservation: StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' }),
    sharedDirectory: '/var/lib/tmp/spark',
    ...changes,
  });
}

const settings = (changes: Partial<ShuffleServiceAppProps>) =>
  String(app(changes).env['SPARK_SHUFFLE_OPTS'])
    .split(' ')
    .filter((word) => /authenticate|crypto|sasl/.test(word));

test('where no encryption is asked for, applications may have either', () => {
  expect(settings({ authentication: { secret } })).toEqual([
    '-Dspark.authenticate=true',
    '-Dspark.network.crypto.enabled=true',
  ]);
});

test('who does not encrypt as asked for is refused', () => {
  expect(settings({ authentication: { secret, encryption: 'Aes' } })).toEqual([
    '-Dspark.authenticate=true',
    '-Dspark.network.crypto.enabled=true',
    '-Dspark.network.crypto.saslFallback=false',
  ]);
  expect(settings({ authentication: { secret, encryption: 'Sasl' } })).toEqual([
    '-Dspark.authenticate=true',
    '-Dspark.network.sasl.serverAlwaysEncrypt=true',
  ]);
});

test('a Spark that does not know AES is not told of it, and cannot be asked for it', () => {
  const spark = SparkDistribution.host('/opt/spark', { version: '2.1.3' });
  expect(settings({ spark, authentication: { secret } })).toEqual(['-Dspark.authenticate=true']);
  expect(() => app({ spark, authentication: { secret, encryption: 'Aes' } })).toThrow(
    'authentication.encryption: found "Aes" for Spark 2.1.3, wanted Spark 2.2 or later; say "Sasl"',
  );
});

test.each([
  ['2.2.3', true],
  ['2.3.4', true],
  ['2.4.8', false],
])('what Spark %s lacks for SASL on a newer Java it gets: %s', (version, expected) => {
  const spark = SparkDistribution.host('/opt/spark', { version });
  const words = '-XX:+IgnoreUnrecognizedVMOptions "--add-opens=java.base/java.nio=ALL-UNNAMED" -Xss1m';
  const options = (changes: Partial<ShuffleServiceAppProps>) =>
    String(app({ spark, javaOptions: ['-Xss1m'], ...changes }).env['SPARK_DAEMON_JAVA_OPTS']);
  expect(options({ authentication: { secret } }).includes('--add-opens')).toBe(expected);
  expect(options({}).includes('--add-opens')).toBe(false);
  if (expected)
    expect(options({ authentication: { secret } }).replaceAll('"', '')).toContain(words.replaceAll('"', ''));
});

test("the app holds a reference: an agent's secret is read by the command, in an image, too", () => {
  const made = app({ spark: DOCKER, authentication: { secret } });
  expect(made.env).toMatchObject({ MESOS_SPARK_SECRET: ARN });
  expect(made.secrets).toBeUndefined();
  expect(made.cmd).toContain(`<${SECRETS_FILE}`);
  expect(made.container?.volumes).toContainEqual({
    containerPath: '/run/mesos-spark/spark-secrets',
    hostPath: '/run/mesos-spark/spark-secrets',
    mode: 'RO',
  });
});

test("DC/OS fills in its own, beside the user's", () => {
  const made = app({
    spark: DOCKER,
    authentication: { secret: SparkSecret.dcos('spark/shuffle') },
    app: { secrets: { mine: { source: 'a' } } },
  });
  expect(made.env).toMatchObject({ _SPARK_AUTH_SECRET: { secret: 'mesos-spark-authentication' } });
  expect(made.env).not.toHaveProperty('MESOS_SPARK_SECRET');
  expect(made.secrets).toEqual({
    mine: { source: 'a' },
    'mesos-spark-authentication': { source: 'spark/shuffle' },
  });
  expect(made.cmd).toBe(app({ spark: DOCKER }).cmd);
  expect(made.container).toEqual(app({ spark: DOCKER }).container);
});

test('without it nothing of it is there', () => {
  const made = JSON.stringify(app({ spark: DOCKER }));
  expect(made).not.toMatch(/SECRET|secret|authenticate/);
});

test.each([
  [{ properties: { 'spark.authenticate': 'true' } }, 'say authentication beside it'],
  [{ properties: { 'spark.network.crypto.enabled': 'true' } }, 'say authentication beside it'],
  [{ properties: { 'spark.network.crypto.saslFallback': 'true' } }, 'say authentication beside it'],
  [{ properties: { 'spark.network.sasl.serverAlwaysEncrypt': 'true' } }, 'say authentication beside it'],
  [{ properties: { 'spark.authenticate.secret': 'hunter2' } }, 'found a secret'],
  [
    { environment: { _SPARK_AUTH_SECRET: 'hunter2' } },
    'say heap, properties, javaOptions, sparkUser or auth',
  ],
  [
    { environment: { MESOS_SPARK_SECRET: 'hunter2' } },
    'say heap, properties, javaOptions, sparkUser or auth',
  ],
] as const)('%j is refused, and not shown', (changes, message) => {
  const error = (() => {
    try {
      app(changes);
    } catch (thrown) {
      return String(thrown);
    }
    return '';
  })();
  expect(error).toContain(message);
  expect(error).not.toContain('hunter2');
});

test.each([
  () => SparkSecret.onAgents('hunter2'),
  () => SparkSecret.dcos('/hunter2'),
  () => SparkSecret.dcos('hunter2 hunter2'),
])('what is no reference may be the secret, and is not shown', (make) => {
  expect(make).toThrow(/^secret: found \d+ characters that are no (ARN|path) \(not shown/);
});

describe('the command', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What the service would find in its environment. */
  function run(list: string) {
    const file = path.join(folder, 'list');
    writeFileSync(file, list);
    const made = app({ authentication: { secret }, cleanup: 'Janitor' });
    const command = made.cmd
      .replaceAll(SECRETS_FILE, file)
      .replace(/exec \S+spark-class\S* \S+$/, 'exec printenv _SPARK_AUTH_SECRET');
    const env = { PATH: process.env['PATH'], ...(made.env as Record<string, string>), PORT0: '7337' };
    return spawnSync('sh', ['-c', command], { encoding: 'utf8', env });
  }

  test('hands over the very secret that is referred to, whatever is in it', () => {
    const { status, stdout } = run(`${ARN}x other\n${ARN} a=b/c+d.e_f~g-h\nlast one\n`);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'a=b/c+d.e_f~g-h\n' });
  });

  test('ends where it is not there, and says what to do', () => {
    const { status, stderr } = run(`${ARN}x other-secret-0123456\n`);
    expect(status).toBe(1);
    expect(stderr).toContain(`mesos-spark: found no secret ${ARN} in `);
    expect(stderr).toContain('say it in sparkSecrets of the agents');
    expect(stderr).not.toContain('other-secret');
  });

  test('ends where there is no list at all', () => {
    const missing = app({ authentication: { secret } }).cmd.replaceAll(SECRETS_FILE, path.join(folder, 'no'));
    expect(() => execFileSync('sh', ['-c', missing], { stdio: 'pipe' })).toThrow(
      /no secret|No such file|cannot open/i,
    );
  });
});
