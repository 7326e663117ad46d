import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duration } from '../../src/domain/core/duration';
import { HttpClient } from '../../src/io/http';

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
  server = createServer({ key: readFileSync(key), cert: ca }, ({ url }, response) => {
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
