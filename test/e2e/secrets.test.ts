import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duration } from '../../src/domain/core/duration';
import { readSecret } from '../../src/io/secrets';
import { type Moto, startMoto } from './support/moto';
import { ROOT } from './support/tools';

let moto: Moto;
const before = { ...process.env };
const timeout = Duration.seconds(10);

beforeAll(async () => {
  moto = await startMoto();
  Object.assign(process.env, moto.env);
}, 60_000);
afterAll(async () => {
  process.env = before;
  await moto?.stop();
});

test('a secret is read by its ARN, and read anew after it was rotated', async () => {
  const made = await moto.ask('secretsmanager', 'create_secret', {
    Name: 'marathon',
    SecretString: 'ops:one',
  });
  const arn = String(made['ARN']);
  expect(await readSecret(arn, timeout)).toBe('ops:one');
  await moto.ask('secretsmanager', 'put_secret_value', { SecretId: arn, SecretString: 'ops:two' });
  expect(await readSecret(arn, timeout)).toBe('ops:two');
});

test('fails with the ARN where there is no such secret', async () => {
  const arn = `arn:aws:secretsmanager:${moto.region}:123456789012:secret:none-abcdef`;
  await expect(readSecret(arn, timeout)).rejects.toThrow(
    `cannot read the secret ${arn}: ResourceNotFoundException`,
  );
});

test('fails on a reference that is no ARN of a secret', async () => {
  await expect(readSecret('hunter2', timeout)).rejects.toThrow(
    'credentials: found something else (not shown: it may be the secret itself), wanted the ARN of a secret in AWS Secrets Manager, or a file:// URL',
  );
});

describe('an agent fetches what shuffle services share with applications', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'spark-secrets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const LIST = 'run/mesos-spark/spark-secrets/list';

  /** The step of the boot, with a metadata service that stands in for that of EC2. */
  function fetch(...arns: readonly string[]) {
    mkdirSync(path.join(folder, 'etc/mesos-spark'), { recursive: true });
    mkdirSync(path.join(folder, 'bin'), { recursive: true });
    const settings = `AGENT_UNIT=mesos-slave.service\nSPARK_UID=${process.getuid?.()}\nSPARK_SECRETS="${arns.join(' ')}"\n`;
    writeFileSync(path.join(folder, 'etc/mesos-spark/agent.env'), settings);
    const real = spawnSync('sh', ['-c', 'command -v curl'], { encoding: 'utf8' }).stdout.trim();
    const metadata = `#!/bin/sh
for url; do :; done
case $url in
  http://169.254.169.254/latest/api/token) printf token ;;
  */iam/security-credentials/) printf agents ;;
  */iam/security-credentials/agents) printf '{"AccessKeyId" : "test", "SecretAccessKey" : "test", "Token" : "t"}' ;;
  */placement/region) printf ${moto.region} ;;
  */services/domain) printf amazonaws.com ;;
  *) exec ${real} "$@" ;;
esac
`;
    writeFileSync(path.join(folder, 'bin/curl'), metadata, { mode: 0o755 });
    return spawnSync('sh', [path.join(ROOT, 'constructs/boot/spark-secrets.sh')], {
      encoding: 'utf8',
      env: {
        PATH: `${path.join(folder, 'bin')}:${process.env['PATH']}`,
        AWS_ENDPOINT_URL: moto.url,
        MESOS_SPARK_ROOT: folder,
        MESOS_SPARK_CHANGE: 'yes',
        MESOS_SPARK_ATTEMPTS: '1',
      },
    });
  }

  const secret = async (name: string, text: string) =>
    String((await moto.ask('secretsmanager', 'create_secret', { Name: name, SecretString: text }))['ARN']);

  test('as the service itself answers', async () => {
    const one = await secret('spark/shuffle', 'abc+/=._~-0123456789');
    const other = await secret('spark/next', 'next-0123456789abcdef');
    const { status, stdout, stderr } = fetch(one, other);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(path.join(folder, LIST), 'utf8')).toBe(
      `${one} abc+/=._~-0123456789\n${other} next-0123456789abcdef\n`,
    );
    expect(statSync(path.join(folder, LIST)).mode & 0o777).toBe(0o400);
    expect(stdout).not.toContain('0123456789');
  });

  test('fails on what no shell could hand over, and where there is none', async () => {
    const json = await secret('spark/json', '{"a":"b0123456789abcdef"}');
    expect(fetch(json).stderr).toContain(`FAILED: found in the secret ${json} `);
    const arn = `arn:aws:secretsmanager:${moto.region}:123456789012:secret:none-abcdef`;
    expect(fetch(arn).stderr).toMatch(
      /found no way to get the secret \S+: the answer 4\d\d ResourceNotFoundException/,
    );
  });
});
