import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SCRIPT = path.join(__dirname, '../../constructs/boot/health-answer.sh');

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'health-'));
  mkdirSync(path.join(root, 'run/mesos-spark'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const now = () => Math.floor(Date.now() / 1000);

function seen(healthy: boolean, time = now()): string {
  const text = `{"healthy":${healthy},\n"reasons":["é \\"time\\":1,"],\n"time":${time},\n"steps":{}}\n`;
  writeFileSync(path.join(root, 'run/mesos-spark/health.json'), text);
  return text;
}

interface Answer {
  readonly status: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function ask(request: string | Buffer): Answer {
  const { stdout, stderr, status } = spawnSync('sh', [SCRIPT], { input: request, env: environment() });
  expect({ status, stderr: `${stderr}` }).toEqual({ status: 0, stderr: '' });
  return read(stdout);
}

const environment = () => ({ PATH: process.env['PATH'] ?? '', MESOS_SPARK_ROOT: root });

function read(answer: Buffer): Answer {
  const end = answer.indexOf('\r\n\r\n');
  const [status = '', ...lines] = answer.subarray(0, end).toString().split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]));
  return { status, headers, body: answer.subarray(end + 4).toString() };
}

const get = (target: string, method = 'GET') =>
  `${method} ${target} HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n`;

test.each([
  [true, 'HTTP/1.1 200 OK'],
  [false, 'HTTP/1.1 503 Service Unavailable'],
])('the file, whole, with a status that says healthy: %s', (healthy, wanted) => {
  const text = seen(healthy);
  const { status, headers, body } = ask(get('/'));
  expect({ status, body }).toEqual({ status: wanted, body: text });
  expect(headers).toEqual({
    'Content-Type': 'application/json',
    'Content-Length': `${Buffer.byteLength(text)}`,
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
});

test('HEAD is the same without a body', () => {
  const text = seen(true);
  const { status, headers, body } = ask(get('/?verbose', 'HEAD'));
  expect({ status, body }).toEqual({ status: 'HTTP/1.1 200 OK', body: '' });
  expect(headers['Content-Length']).toBe(`${Buffer.byteLength(text)}`);
});

test.each([-600, 600])('a look %s seconds away is none, and the old answer stays readable', (away) => {
  const text = seen(true, now() + away);
  const { status, body } = ask(get('/'));
  expect(status).toBe('HTTP/1.1 503 Service Unavailable');
  expect(JSON.parse(body)).toEqual({
    healthy: false,
    reasons: [expect.stringMatching(/^health: the last look was -?(599|600|601) s ago; /)],
    last: JSON.parse(text),
  });
});

test('before the first look', () => {
  const { status, body } = ask(get('/'));
  expect(status).toBe('HTTP/1.1 503 Service Unavailable');
  expect(JSON.parse(body)).toEqual({
    healthy: false,
    reasons: ['health: this machine was not looked at yet'],
  });
});

test('where the scripts that look were never brought, it says why', () => {
  mkdirSync(path.join(root, 'run/mesos-spark/status'));
  writeFileSync(path.join(root, 'run/mesos-spark/status/fetch'), 'failed\nfound "403"\\ \u0001é here\n');
  const { status, body } = ask(get('/'));
  expect(status).toBe('HTTP/1.1 503 Service Unavailable');
  expect(JSON.parse(body)).toEqual({
    healthy: false,
    reasons: ['health: this machine was not looked at yet', 'step fetch: found 403  here'],
  });
});

test.each<[string, string | Buffer, string]>([
  ['another path', get('/etc/passwd'), '404 Not Found'],
  ['a way up', get('/../../health.json'), '404 Not Found'],
  ['a pattern', get('/*'), '404 Not Found'],
  ['another method', get('/', 'POST'), '405 Method Not Allowed'],
  ['a command', 'GET /$(touch${IFS}$MESOS_SPARK_ROOT/ran) HTTP/1.1\n\n', '404 Not Found'],
  ['words of a shell', '`reboot`; rm -rf $HOME | sh\r\n\r\n', '400 Bad Request'],
  ['an option', '-n -e HTTP/1.1\r\n\r\n', '405 Method Not Allowed'],
  ['no version', 'GET /\r\n\r\n', '400 Bad Request'],
  ['another version', get('/').replace('/1.1', '/2.0'), '400 Bad Request'],
  [
    'a greeting of TLS',
    Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, 0xff, 10, 10]),
    '400 Bad Request',
  ],
  ['nothing', '', '400 Bad Request'],
  ['zeros', Buffer.alloc(100_000), '400 Bad Request'],
  ['a line without end', 'x'.repeat(1_000_000), '400 Bad Request'],
])('%s', (_, request, status) => {
  seen(true);
  expect(ask(request).status).toBe(`HTTP/1.1 ${status}`);
});

test('a request in pieces, and one whose end never comes', async () => {
  seen(true);
  const child = spawn('sh', [SCRIPT], { env: environment(), stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const piece of ['GE', 'T / HT', 'TP/1.1\r\n']) {
    child.stdin.write(piece);
    await new Promise((later) => setTimeout(later, 50));
  }
  const began = Date.now();
  await new Promise((done) => child.on('close', done));
  expect(Date.now() - began).toBeLessThan(9000);
  expect(read(Buffer.concat(chunks)).status).toBe('HTTP/1.1 200 OK');
}, 15_000);
