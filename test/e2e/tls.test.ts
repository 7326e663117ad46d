import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duration } from '../../src/domain/core/duration';
import { agentContainersOverHttp } from '../../src/io/agent-containers-http';
import { systemClock } from '../../src/io/clock';
import { authorizer } from '../../src/io/credentials';
import { HttpClient } from '../../src/io/http';
import { marathonEvents } from '../../src/io/marathon-events';

let folder: string;
let server: Server;
let baseUrl: string;
let ca: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tls-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', cert];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject, ...files],
    {
      stdio: 'ignore',
    },
  );
  ca = readFileSync(cert, 'utf8');
  server = createServer({ key: readFileSync(key), cert: ca }, ({ url, headers }, response) => {
    if (url?.startsWith('/login')) return response.end('{"token":"session"}');
    if (url === '/up') return response.writeHead(307, { Location: `${baseUrl}/leader` }).end();
    if (url === '/leader') return response.end(headers.authorization);
    if (url?.startsWith('/v2/events')) {
      // The standby, then the leader.
      if (!url.includes('leader')) {
        return response.writeHead(302, { Location: `${baseUrl}/v2/events?leader` }).end();
      }
      return void response
        .writeHead(200)
        .write(`event: ${headers.authorization ? 'deployment_success' : 'no'}\n`);
    }
    if (url === '/slave(1)/containers') {
      const frameworkId = headers.authorization ?? 'nobody';
      return response.end(JSON.stringify([{ framework_id: frameworkId, executor_id: '0' }]));
    }
    // A redirect that would carry the credentials away unencrypted.
    if (url === '/down') response.writeHead(307, { Location: 'http://127.0.0.1:1/x' });
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const timeout = Duration.seconds(5);
const get = (client: HttpClient, where: string) => client.request({ method: 'GET', path: where });

test('an authority of its own is trusted when it is given', async () => {
  expect((await get(new HttpClient({ baseUrl, timeout, ca }), '/')).body.toString()).toBe('ok');
});

test('fails on a certificate that nobody vouches for', async () => {
  await expect(get(new HttpClient({ baseUrl, timeout }), '/')).rejects.toThrow(/self-signed certificate/);
});

test('a redirect from https to http is not followed', async () => {
  expect((await get(new HttpClient({ baseUrl, timeout, ca }), '/down')).status).toBe(307);
});

const loggedIn = (trusted: boolean) => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const account = { uid: 'ops', private_key: privateKey, login_endpoint: `${baseUrl}/login` };
  return authorizer({
    kind: 'serviceAccount',
    readSecret: async () => JSON.stringify(account),
    clock: systemClock,
    timeout,
    ...(trusted ? { ca } : {}),
  });
};

test('the login trusts it, and a redirect keeps trust and credentials', async () => {
  const answer = await get(new HttpClient({ baseUrl, timeout, ca, auth: loggedIn(true) }), '/up');
  expect(answer.body.toString()).toBe('token=session');
  await expect(get(new HttpClient({ baseUrl, timeout, ca, auth: loggedIn(false) }), '/up')).rejects.toThrow(
    /self-signed certificate/,
  );
});

test('so does a stream of events', async () => {
  const heard: string[] = [];
  const stop = new AbortController();
  const client = new HttpClient({ baseUrl, timeout, ca, auth: loggedIn(true) });
  const log = { event: () => {} };
  const done = marathonEvents({ client, clock: systemClock, log }).listen((because) => {
    heard.push(because);
    if (because.includes('deployment_success')) stop.abort();
  }, stop.signal);
  await done;
  expect(heard.at(-1)).toBe('Marathon: deployment_success');
  client.close();
});

describe('an agent that speaks TLS', () => {
  const seen = async (props: { readonly ca?: string; readonly auth?: boolean }) => {
    const auth = authorizer({ kind: 'token', readSecret: async () => 's3cret', clock: systemClock, timeout });
    const agents = [{ id: 'S1', hostname: 'a1', pid: `slave(1)@${new URL(baseUrl).host}` }];
    const containers = agentContainersOverHttp({
      ...{ timeout, clock: systemClock },
      ...(props.ca === undefined ? {} : { ca: props.ca }),
      ...(props.auth ? { auth } : {}),
    });
    return (await containers.read(agents, Number.POSITIVE_INFINITY)).get('S1');
  };

  test('is found to, and is shown credentials where the given authority vouches for it', async () => {
    expect(await seen({ ca, auth: true })).toMatchObject({ containers: [{ frameworkId: 'token=s3cret' }] });
    expect(await seen({ ca })).toMatchObject({ containers: [{ frameworkId: 'nobody' }] });
  });

  test('fails where nobody vouches for it', async () => {
    expect(await seen({ auth: true })).toMatchObject({ is: 'unknown', because: 'silent' });
  });
});
