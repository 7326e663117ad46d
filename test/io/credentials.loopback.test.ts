import { createVerify, generateKeyPairSync } from 'node:crypto';
import { Duration } from '../../src/domain/core/duration';
import { fixedAddresses } from '../../src/io/addresses';
import { authorizer, type CredentialKind, type CredentialProps } from '../../src/io/credentials';
import { VirtualClock } from '../operator/support/virtual-clock';
import { type TestServer, testServer } from './server';

const props = (
  kind: CredentialKind,
  secret: string,
  changes: Partial<CredentialProps> = {},
): CredentialProps => ({
  kind,
  readSecret: async () => secret,
  clock: new VirtualClock(),
  timeout: Duration.seconds(1),
  origin: 'http://127.0.0.1:1',
  ...changes,
});

test.each([
  ['basic', 'ops:pass:word', `Basic ${Buffer.from('ops:pass:word').toString('base64')}`],
  ['basic', '{"username":"ops","password":"p"}', `Basic ${Buffer.from('ops:p').toString('base64')}`],
  ['token', 'abc\n', 'token=abc'],
  ['token', '{"token":"abc"}', 'token=abc'],
] as const)('%s from %j', async (kind, secret, header) => {
  expect(await authorizer(props(kind, secret)).header()).toBe(header);
});

test('fails with the name of what is missing, and shows nothing of the secret', async () => {
  const header = authorizer(props('basic', '{"username":"ops","passwort":"s3cret"}')).header();
  await expect(header).rejects.toThrow('secret.password: found nothing, wanted a text');
  await expect(header).rejects.not.toThrow('s3cret');
});

test('a secret that was rotated is read anew, but not in a storm', async () => {
  let secret = 'one';
  const clock = new VirtualClock();
  const auth = authorizer(props('token', '', { readSecret: async () => secret, clock }));
  expect(await auth.header()).toBe('token=one');
  secret = 'two';
  expect(await auth.header()).toBe('token=one');
  expect(await auth.refresh()).toBe(false);
  await clock.run(10, 0);
  expect(await auth.refresh()).toBe(true);
  expect(await auth.header()).toBe('token=two');
});

describe('a DC/OS service account', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  let server: TestServer;
  afterEach(() => server.close());

  test('signs its own token and exchanges it', async () => {
    server = await testServer(() => ({ body: { token: 'session' } }));
    const secret = JSON.stringify({ uid: 'spark-operator', private_key: privateKey });
    const auth = authorizer(props('serviceAccount', secret, { origin: server.url }));
    expect(await auth.header()).toBe('token=session');
    const [login] = server.asked;
    expect(login).toMatchObject({ method: 'POST', path: '/acs/api/v1/auth/login' });
    const { uid, token } = JSON.parse(login?.body ?? '') as { uid: string; token: string };
    const [head = '', claims = '', signature = ''] = token.split('.');
    const verified = createVerify('RSA-SHA256').update(`${head}.${claims}`);
    expect(verified.verify(publicKey, signature, 'base64url')).toBe(true);
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'RS256', typ: 'JWT' });
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
      uid: 'spark-operator',
      exp: Date.UTC(2026, 0, 1) / 1000 + 300,
    });
    expect(uid).toBe('spark-operator');
  });

  test('logs in at the first master that answers', async () => {
    server = await testServer(() => ({ body: { token: 'session' } }));
    const secret = JSON.stringify({ uid: 'x', private_key: privateKey });
    const origin = fixedAddresses(['http://127.0.0.1:1', server.url]);
    expect(await authorizer(props('serviceAccount', secret, { origin })).header()).toBe('token=session');
  });

  test('behind ZooKeeper the secret must say where to log in', async () => {
    server = await testServer(() => ({}));
    const { origin: _, ...rest } = props(
      'serviceAccount',
      JSON.stringify({ uid: 'x', private_key: privateKey }),
    );
    await expect(authorizer(rest).header()).rejects.toThrow('secret.login_endpoint: found nothing');
  });

  test('fails with what the login said', async () => {
    server = await testServer(() => ({ status: 401, body: 'no such user' }));
    const secret = { uid: 'x', private_key: privateKey, login_endpoint: `${server.url}/login` };
    await expect(authorizer(props('serviceAccount', JSON.stringify(secret))).header()).rejects.toThrow(
      `login of the service account "x" at ${server.url}/login: 401 no such user`,
    );
  });
});
