import { statSync } from 'node:fs';
import path from 'node:path';
import { bootProps, MESOS } from '../support/agent-boot';
import { Machine } from './machine';

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:spark/shuffle-x1Y2z3';
const OTHER = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:next-a4B5c6';
const SECRET = 'abc+/=._~-0123456789';
const LIST = '/run/mesos-spark/spark-secrets/list';

let machine: Machine;
beforeEach(() => {
  machine = new Machine(bootProps(MESOS, 'private', { sparkSecrets: [ARN, OTHER] }));
  for (const name of ['openssl', 'tee']) machine.command(name, `exec /usr/bin/${name} "$@"`);
  machine.commands('sleep', 'chown');
});
afterEach(() => machine.remove());

/** The metadata service, and Secrets Manager, which answers by what it is asked for. */
function managerSays(body: string): void {
  machine.command(
    'curl',
    [
      'for url; do :; done',
      'case $url in',
      '*/api/token) printf token;;',
      '*/security-credentials/) printf spark-agents-2026;;',
      '*/security-credentials/spark-agents-2026)',
      `printf '{"AccessKeyId" : "ASIAKEY", "SecretAccessKey" : "se/cr+et", "Token" : "to/ken=="}';;`,
      '*/placement/region) printf eu-central-1;;',
      '*/services/domain) printf amazonaws.com;;',
      `*) cat >>"${machine.root}/told"; ${body};;`,
      'esac',
    ].join('\n'),
  );
}

const answer = (secret: string) =>
  `printf '%s 200' '{"ARN":"${ARN}","Name":"spark","SecretString":"${secret}","VersionStages":["AWSCURRENT"]}'`;

test('each secret is a line of a list that only the Spark user may read', () => {
  managerSays(answer(SECRET));
  const { status, stdout, stderr, calls } = machine.run('spark-secrets.sh');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(machine.read(LIST)).toBe(`${ARN} ${SECRET}\n${OTHER} ${SECRET}\n`);
  expect(statSync(path.join(machine.root, LIST)).mode & 0o777).toBe(0o400);
  expect(calls).toContain(`chown 7337 ${LIST}.new`);
  expect(stdout).not.toContain(SECRET);
  const asked = calls.filter((call) => call.includes('GetSecretValue'));
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatch(/https:\/\/secretsmanager\.eu-west-1\.amazonaws\.com\/$/);
  // Signed for the secret's region, which need not be the machine's.
  expect(machine.read('/told')).toMatch(
    /Credential=ASIAKEY\/\d{8}\/eu-west-1\/secretsmanager\/aws4_request,/,
  );
});

test.each([
  ['too short', 'abcdefgh', '8 characters'],
  ['empty', '', 'other than letters'],
  ['with a blank', 'abcdefgh ijklmnopq', 'other than letters'],
  ['with a quote in JSON', 'abcdefgh\\\\"ijklmnopq', 'other than letters'],
  ['JSON itself', '{\\\\"a\\\\":\\\\"bcdefghijklmno\\\\"}', 'other than letters'],
])('a secret that is %s is refused, and not shown', (_, secret, found) => {
  managerSays(answer(secret));
  const { status, stdout, stderr } = machine.run('spark-secrets.sh');
  expect(status).toBe(1);
  expect(stderr).toContain(`FAILED: found in the secret ${ARN} ${found}`);
  if (secret !== '') expect(stdout + stderr).not.toContain(secret);
});

test('what cannot be fetched is a failure that says why, with the old list left as it is', () => {
  managerSays(answer(SECRET));
  machine.run('spark-secrets.sh');
  managerSays(`printf '%s 400' '{"__type":"AccessDeniedException","Message":"User: x is not authorized"}'`);
  const { status, stderr } = machine.run('spark-secrets.sh', { MESOS_SPARK_ATTEMPTS: '2' });
  expect(status).toBe(1);
  expect(stderr).toContain(
    `FAILED: found no way to get the secret ${ARN}: the answer 400 AccessDeniedException`,
  );
  expect(machine.read(LIST)).toContain(SECRET);
});
