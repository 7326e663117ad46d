import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { run } from '../../src/cli/run';
import { createLab, type Endpoint, type Lab } from '../../src/lab';
import { API_VERSION } from '../../src/manifest';
import { AGENT } from './support/cluster';
import { APP, declare, defaults, service } from './support/manifests';
import { MemoryStore } from './support/memory-store';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const KEY_LINE = privateKey.split('\n')[3] ?? '';

/** Each with a word that stands nowhere else. */
const BASIC = 'ops:planted-basic';
const TOKEN = 'planted-token';
const SESSION = 'planted-session';
const INVALID = 'planted-invalid';

/** In apps that people made by hand. */
const secretsOf = (app: string) => ({
  env: { PASSWORD: `planted-env-${app}` },
  labels: { AUTH: `planted-label-${app}` },
  fetch: [{ uri: `https://ops:planted-uri-${app}@repo.example.internal/conf.tgz` }],
});
const cmdOf = (app: string) => `exec ./server --password planted-cmd-${app}`;

let folder: string;
let lab: Lab;
let servers: readonly Server[];
/** What a request has to come with. */
let wanted: string;
let printed: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
  lab = createLab({ clock: 'virtual' });
  servers = [];
  printed = [];
});

afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  lab.driver.close();
  rmSync(folder, { recursive: true });
});

/** A server that lets in whoever has the credentials, as Admin Router is one. */
async function guarded(endpoint: Endpoint): Promise<string> {
  const answer = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    if (url.pathname === '/acs/api/v1/auth/login') return Response.json({ token: SESSION });
    if (request.headers.get('authorization') !== wanted) return new Response('who are you', { status: 401 });
    return endpoint.fetch(request);
  };
  const server = createServer(getRequestListener(answer));
  servers = [...servers, server];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A Marathon that refuses whatever is written, and says it with all that it was sent. */
async function repeating(endpoint: Endpoint, as?: (sent: string) => Response): Promise<string> {
  const answer = async (request: Request): Promise<Response> =>
    request.method === 'GET' || !as
      ? endpoint.fetch(request)
      : as(`${await request.text()} ${request.headers.get('authorization')}`);
  const server = createServer(getRequestListener(answer));
  servers = [...servers, server];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function write(manifests: Parameters<typeof declare>[1]): Promise<void> {
  const store = new MemoryStore();
  declare(store, manifests);
  for (const { key } of await store.list('')) {
    const file = path.join(folder, 'manifests', key);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, store.text(key) ?? '');
  }
}

interface Credentials {
  readonly kind: string;
  readonly secret: string;
  readonly header: string;
}

interface Urls {
  readonly mesos: string;
  readonly marathon: string;
}

/** A whole operator, as the command line starts it, until nothing more is to be written. */
async function operate({ kind, secret }: Credentials, { mesos, marathon }: Urls): Promise<void> {
  const file = path.join(folder, 'secret');
  writeFileSync(file, secret);
  const print = { write: (text: string) => printed.push(text) };
  const options = ['--once', '--log-level', 'debug', '--agent-health-port', '1', '-o', 'json'];
  await run(['operator', 'run', ...options, '--credentials', `file://${file}`, '--credentials-kind', kind], {
    stdout: print,
    stderr: print,
    stdin: (async function* () {})(),
    env: {
      MESOS_SPARK_MANIFESTS: `file://${folder}/manifests`,
      MESOS_SPARK_STATE: `file://${folder}/state`,
      MESOS_SPARK_MESOS: mesos,
      MESOS_SPARK_MARATHON: marathon,
    },
  });
  lab.driver.advance(60);
}

async function byHand(method: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const url = `http://127.0.0.1:8080/v2/apps${method === 'POST' ? '' : String(body['id'])}`;
  const answer = await lab.fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([answer.status, answer.ok ? '' : await answer.text()]).toEqual([expect.any(Number), '']);
  lab.driver.advance(10);
}

const app = (name: string, spec: Readonly<Record<string, unknown>>) => ({
  apiVersion: API_VERSION,
  kind: 'MarathonApp',
  metadata: { name },
  spec,
});
const declared = (name: string) => ({ id: `/${name}`, cmd: 'exec ./server', cpus: 0.1, mem: 32 });

function activeApp(): string {
  const file = path.join(folder, 'state/endpoints/spark-2-4.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly appId: string }).appId;
}

/** Everything that the operator has said and written, by the place where it stands. */
function traces(): ReadonlyMap<string, string> {
  const files = readdirSync(path.join(folder, 'state'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
  const texts = files.map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')] as const);
  return new Map([['output', printed.join('')], ...texts]);
}

/** Where a secret stands, as it is or in any of the forms that it is sent or kept in. */
function placesOf(secret: string): readonly string[] {
  const forms = [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ];
  return [...traces()].flatMap(([place, text]) => (forms.some((form) => text.includes(form)) ? [place] : []));
}

const CREDENTIALS: readonly Credentials[] = [
  { kind: 'basic', secret: BASIC, header: `Basic ${Buffer.from(BASIC).toString('base64')}` },
  { kind: 'token', secret: TOKEN, header: `token=${TOKEN}` },
  {
    kind: 'serviceAccount',
    secret: JSON.stringify({ uid: 'operator', private_key: privateKey }),
    header: `token=${SESSION}`,
  },
];

test.each(CREDENTIALS)(
  '$kind: no credential and no secret of an app is told or kept',
  async (credentials) => {
    wanted = credentials.header;
    const urls = { mesos: await guarded(lab.mesos), marathon: await guarded(lab.marathon) };
    for (const hostname of ['a1', 'a2']) {
      const agent = { method: 'POST', body: JSON.stringify({ hostname, resources: AGENT }) };
      expect((await lab.fetch('http://127.0.0.1:8080/lab/agents', agent)).status).toBe(201);
    }
    // Of a service that is adopted, of an app that is taken over, of one that is only looked at, and of nobody's.
    const shuffle = { ...APP, id: '/shuffle/by-hand', role: 'shuffle', acceptedResourceRoles: ['shuffle'] };
    const port = [{ ...APP.portDefinitions[0], port: 7337 }];
    await byHand('POST', {
      ...shuffle,
      portDefinitions: port,
      instances: 2,
      ...secretsOf('adopted'),
      cmd: cmdOf('adopted'),
    });
    for (const name of ['taken', 'held', 'foreign']) {
      await byHand('POST', { ...declared(name), ...secretsOf(name), cmd: cmdOf(name) });
    }
    const invalid = { ...service({ name: 'invalid' }) };
    const manifests = [
      service({ adopt: '/shuffle/by-hand' }),
      { ...invalid, spec: { ...invalid.spec, marathon: `zk://ops:${INVALID}@zk1:2181/marathon` } },
      defaults(),
      app('foreign', { app: declared('foreign') }),
      app('held', { app: declared('held'), adopt: true, upgrade: { onChange: 'Hold' } }),
      app('taken', { app: declared('taken'), adopt: true }),
      app('drifted', { app: declared('drifted') }),
      app('env', { app: { ...declared('env'), env: { PASSWORD: { planted: [INVALID] } } } }),
      app('refused', { app: { ...declared('refused'), killSelection: 'NONE', cmd: cmdOf('refused') } }),
    ];
    await write(manifests);
    // First with credentials that are not let in, then with some that are.
    await operate({ ...credentials, kind: 'basic', secret: 'ops:planted-wrong' }, urls);
    for (let i = 0; i < 3; i++) await operate(credentials, urls);
    await byHand('PUT', { ...declared('drifted'), ...secretsOf('drifted'), cmd: cmdOf('drifted') });
    await byHand('PUT', { id: activeApp(), env: { PASSWORD: 'planted-env-later' } });
    for (let i = 0; i < 3; i++) await operate(credentials, urls);
    await write(manifests.filter(({ metadata }) => metadata.name !== 'taken'));
    await operate(credentials, urls);

    // All of it was really looked at.
    const said = [...traces().values()].join('\n');
    const words = [
      '401',
      'Drifted',
      'Held',
      'NotAdopted',
      'Invalid',
      'Refused',
      'env (not shown)',
      'a user in it',
    ];
    expect(words.filter((word) => !said.includes(word))).toEqual([]);
    const secrets = [BASIC, 'planted-basic', TOKEN, SESSION, KEY_LINE, INVALID, 'planted-wrong'];
    const ofApps = ['taken', 'held', 'foreign', 'drifted', 'refused', 'later'];
    for (const secret of [...secrets, ...ofApps.map((name) => `planted-env-${name}`)]) {
      expect([secret, placesOf(secret)]).toEqual([secret, []]);
    }
    // Whatever else was planted has the word in it, too.
    const revision = /^state\/revisions\/ShuffleService\/spark-2-4\//;
    const places = placesOf('planted');
    expect(places).toHaveLength(1);
    expect(places[0]).toMatch(revision);
  },
  60_000,
);

const refusals: readonly (readonly [string, (sent: string) => Response])[] = [
  ['a message', (sent) => Response.json({ message: `cannot take ${sent}` }, { status: 422 })],
  [
    'details',
    (sent) =>
      Response.json(
        { message: 'Object is not valid', details: [{ path: '/env', errors: [sent] }] },
        { status: 422 },
      ),
  ],
  ['a page', (sent) => new Response(`<html><body><p>\u001b[2J${sent}</p></body></html>`, { status: 500 })],
  ['the locks', (sent) => Response.json({ message: sent, deployments: [{ id: sent }] }, { status: 409 })],
];

test.each(refusals)(
  'what was sent is not told where Marathon repeats it in %s',
  async (_, as) => {
    const urls = { mesos: await repeating(lab.mesos), marathon: await repeating(lab.marathon, as) };
    const [basic] = CREDENTIALS;
    if (!basic) throw new Error('no credentials');
    await write([
      app('env', { app: { ...declared('env'), ...secretsOf('sent'), cmd: cmdOf('sent') } }),
      app('long', { app: { ...declared('long'), env: { PASSWORD: `planted-${'long '.repeat(200)}end-1` } } }),
    ]);
    await operate(basic, urls);
    const said = [...traces().values()].join('\n');
    expect(said).toContain('(not shown)');
    expect(['planted', BASIC, 'long long'].map((secret) => [secret, placesOf(secret)])).toEqual([
      ['planted', []],
      [BASIC, []],
      ['long long', []],
    ]);
    for (const name of ['env', 'long']) {
      const text = traces().get(`state/status/MarathonApp/${name}.json`) ?? '';
      const { status } = JSON.parse(text) as {
        readonly status: { readonly conditions: readonly { readonly message: string }[] };
      };
      const messages = status.conditions.map(({ message }) => message);
      expect(messages.filter((message) => message.length > 1000 || /[\p{Cc}\p{Cf}]/u.test(message))).toEqual(
        [],
      );
    }
  },
  60_000,
);
