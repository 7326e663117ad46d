import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duration } from '../../src/domain/core/duration';
import { lookAtUrl, silence } from '../../src/io/web-file';
import { WebHdfs } from '../../src/io/web-hdfs';
import { type Asked, type TestServer, type Told, testServer } from './server';

// How it is when all is well is shown on a real HDFS, test/e2e/submit-hdfs.test.ts.
const timeout = Duration.millis(500);
let folder: string;
let servers: TestServer[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'web-hdfs-'));
  writeFileSync(path.join(folder, 'a.jar'), 'bytes');
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
  rmSync(folder, { recursive: true, force: true });
});

async function serve(answer: (asked: Asked) => Told): Promise<TestServer> {
  const server = await testServer(answer);
  servers.push(server);
  return server;
}

const refused = (exception: string, status: number): Told => ({
  status,
  body: { RemoteException: { exception, message: `said ${exception}` } },
});
const hdfs = (...urls: string[]) => new WebHdfs({ urls, user: 'me & you', timeout });

test.each<[what: string, told: Told, said: string]>([
  ['is on standby', refused('StandbyException', 403), 'is on standby'],
  ['wants Kerberos', { status: 401 }, 'asks for Kerberos'],
  ['refuses', refused('AccessControlException', 403), 'answered 403: AccessControlException: said Access'],
  ['says something else', { body: { FileStatus: {} } }, 'found no FileStatus'],
  ['says nothing', { silent: true }, 'no answer in time'],
  ['cuts the line', { cut: true }, 'no active NameNode'],
])('a NameNode that %s is told as that', async (_, told, said) => {
  const server = await serve(() => told);
  await expect(hdfs(server.url).status('/a')).rejects.toThrow(said);
});

test('the user and hostile paths arrive as they are', async () => {
  const server = await serve(() => ({ body: { FileStatus: { type: 'FILE', length: 3 } } }));
  expect(await hdfs(server.url).status('/a b/ü?#%')).toEqual({ type: 'FILE', length: 3 });
  const { pathname, searchParams } = new URL(server.asked[0]?.path ?? '', server.url);
  expect(decodeURIComponent(pathname)).toBe('/webhdfs/v1/a b/ü?#%');
  expect(searchParams.get('user.name')).toBe('me & you');
});

test.each<[what: string, bytes: Told, rename: Told]>([
  ['the DataNode refuses', { status: 500 }, {}],
  ['the DataNode cuts the line', { cut: true }, {}],
  ['somebody was faster', { status: 201 }, { body: { boolean: false } }],
])('nothing is left behind where %s', async (_, bytes, rename) => {
  const data = await serve(() => bytes);
  const name = await serve(({ method, path: asked }) => {
    if (method === 'DELETE') return { body: { boolean: true } };
    return asked.includes('op=CREATE') ? { status: 307, headers: { location: `${data.url}/x` } } : rename;
  });
  await expect(hdfs(name.url).create('/jars/a.jar', path.join(folder, 'a.jar'))).rejects.toThrow();
  const last = name.asked.at(-1);
  expect([last?.method, last?.path.split('?')[0]]).toEqual(['DELETE', '/webhdfs/v1/jars/a.jar._COPYING_']);
});

test.each<[what: string, told: (asked: Asked) => Told, found: object]>([
  ['is there', () => ({ headers: { 'content-length': '7' } }), { is: 'there', length: 7 }],
  ['is not there', () => ({ status: 404 }), { is: 'absent', because: 'answered 404' }],
  [
    'is signed for GET only',
    ({ method }) => (method === 'HEAD' ? { status: 403 } : { status: 206, body: 'x' }),
    { is: 'there' },
  ],
  [
    'wants credentials',
    () => ({ status: 403 }),
    { is: 'absent', because: 'answered 403: it asks for credentials, which Spark and Mesos do not send' },
  ],
  ['says nothing', () => ({ silent: true }), { is: 'absent', because: 'no answer within 0.5 s' }],
])('a file on the web that %s', async (_, told, found) => {
  const server = await serve(told);
  expect(await lookAtUrl(`${server.url}/a`, timeout)).toEqual(found);
});

test('whoever answers anything is there', async () => {
  const server = await serve(() => ({ status: 500 }));
  expect(await silence(server.url, timeout)).toBeUndefined();
  expect(await silence('http://127.0.0.1:1', timeout)).toContain('bad port');
});
