import { Duration } from '../../src/domain/core/duration';
import { readSecret } from '../../src/io/secrets';
import { type Moto, startMoto } from './support/moto';

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
