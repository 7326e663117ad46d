import type { HttpAnswer } from '../../src/io/http-answer';
import type { HttpRequest } from '../../src/io/http-exchange';
import { zeppelinOverHttp } from '../../src/io/zeppelin-http';
import { cookieOf, ZeppelinSession } from '../../src/io/zeppelin-session';
import { VirtualClock } from '../operator/support/virtual-clock';

const URL = 'http://zeppelin.example.internal';

interface Told {
  readonly status?: number;
  readonly headers?: HttpAnswer['headers'];
  readonly body?: unknown;
}

let asked: HttpRequest[];
let clock: VirtualClock;
beforeEach(() => {
  asked = [];
  clock = new VirtualClock();
});

function session(answer: (request: HttpRequest, count: number) => Told, login?: string): ZeppelinSession {
  const client = {
    request: async (request: HttpRequest): Promise<HttpAnswer> => {
      asked.push(request);
      const { status = 200, headers = {}, body = '' } = answer(request, asked.length);
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return { status, headers, body: Buffer.from(text), url: URL + request.path, redirected: false };
    },
  };
  return new ZeppelinSession({
    client,
    clock,
    ...(login === undefined ? {} : { readLogin: async () => login }),
  });
}
const zeppelin = (answer: (request: HttpRequest) => Told) => zeppelinOverHttp(session(answer));

describe('cookies', () => {
  test.each([
    [
      ['JSESSIONID=a; Path=/', 'JSESSIONID=deleteMe; Path=/; Max-Age=0', 'JSESSIONID=b; HttpOnly'],
      'JSESSIONID=b',
    ],
    [['rememberMe=deleteMe; Max-Age=0'], undefined],
    [['a=1', 'b=x=y; Secure', 'a=2; Max-Age=0'], 'b=x=y'],
    [['=x', 'none'], undefined],
  ])('%j', (lines, cookie) => {
    expect(cookieOf(lines)).toBe(cookie);
  });
});

describe('a session', () => {
  const login: Told = { status: 302, headers: { location: `${URL}/api/login` } };
  const welcome: Told = { headers: { 'set-cookie': ['JSESSIONID=x'] } };
  const isLogin = ({ path }: HttpRequest) => path === '/api/login';

  test('sends a form and then the cookie; redirects are never followed', async () => {
    const one = session((request) => (isLogin(request) ? welcome : request.cookie ? {} : login), 'a:b:&c');
    expect((await one.request({ method: 'PUT', path: '/api/x', json: {} })).status).toBe(200);
    expect(asked).toEqual([
      { method: 'PUT', path: '/api/x', json: {}, redirects: false },
      { method: 'POST', path: '/api/login', form: { userName: 'a', password: 'b:&c' }, redirects: false },
      { method: 'PUT', path: '/api/x', json: {}, cookie: 'JSESSIONID=x', redirects: false },
    ]);
  });

  test('logs in again once its cookie is forgotten, but not in a storm', async () => {
    let known = true;
    const one = session((request) => {
      if (isLogin(request)) known = true;
      if (isLogin(request)) return welcome;
      return request.cookie && known ? {} : login;
    }, 'a:b');
    const ask = () => one.request({ method: 'GET', path: '/api/x' });
    await ask();
    known = false;
    await expect(ask()).rejects.toThrow('within 10 s after the last one');
    await clock.run(11, 0);
    expect((await ask()).status).toBe(200);
    expect(asked.filter(isLogin)).toHaveLength(2);
  });

  test.each([
    [
      { status: 302, headers: { location: 'https://other.example/zeppelin/?token=planted' } },
      'to https://other.example/zeppelin/; name in spec.url',
    ],
    [
      { status: 301, headers: { location: 'https://zeppelin.example.internal/api/x' } },
      'answered 301 to https://zeppelin',
    ],
  ])('is not led elsewhere: %j', async (told, message) => {
    const request = session(() => told, 'a:b').request({ method: 'GET', path: '/api/x' });
    await expect(request).rejects.toThrow(message);
    await expect(request).rejects.not.toThrow('planted');
  });

  test.each([['nocolon'], [':x'], ['x:'], ['{"username":"x"}']])(
    'a secret that is none is not shown: %s',
    async (text) => {
      const request = session((one) => (isLogin(one) ? welcome : login), text).request({
        method: 'GET',
        path: '/x',
      });
      await expect(request).rejects.toThrow('secret');
      await expect(request).rejects.not.toThrow(text);
    },
  );
});

const setting = (properties: unknown) => ({ body: { body: { id: 'a', name: 'spark', properties } } });

test('an answer of another shape is told by its place, and nothing of it is shown', async () => {
  for (const body of [
    'planted',
    { body: { id: 'planted' } },
    { body: { id: 'a', name: 'b', properties: { x: [7] } } },
  ]) {
    const asking = zeppelin(() => ({ body })).interpreter('spark');
    await expect(asking).rejects.toThrow(`${URL}/api/interpreter/setting/spark`);
    await expect(asking).rejects.not.toThrow('planted');
  }
});

test.each([
  ['0.7.3', '0.7.3', 'plain'],
  ['0.8', { version: '0.8.0' }, 'typed'],
  ['0.12', { version: '0.12.0' }, 'typed'],
])('without a property the version tells the form: %s', async (_, body, form) => {
  const one = zeppelin(({ path }) => (path === '/api/version' ? { body: { body } } : setting({})));
  expect((await one.interpreter('spark'))?.form).toBe(form);
});

test.each([
  ['a list, before 0.9', [{ status: 'FINISHED' }, { status: 'RUNNING' }], 'busy'],
  ['an object, since', { paragraphs: [{ status: 'PENDING' }] }, 'busy'],
  ['a note that runs as a whole', { isRunning: true, paragraphs: [] }, 'busy'],
  [
    'at rest',
    [{ status: 'READY' }, { status: 'ERROR' }, { status: 'ABORT' }, { status: 'FINISHED' }],
    'idle',
  ],
  ['a state that nobody knows', [{ status: 'LAUNCHING' }], 'busy'],
  ['no state at all', [{}], 'busy'],
])('the job of a note: %s', async (_, body, is) => {
  const one = zeppelin(({ path }) => ({ body: { body: path === '/api/notebook' ? [{ id: 'n' }] : body } }));
  expect(await one.activity()).toMatchObject({ is });
});

test('a note that has gone meanwhile does not count, one that may not be read does', async () => {
  const answers: Readonly<Record<string, Told>> = {
    gone: { status: 404 },
    closed: { status: 403, body: 'no' },
  };
  const notes = (...ids: readonly string[]) =>
    zeppelin(
      ({ path }) => answers[path.split('/').pop() ?? ''] ?? { body: { body: ids.map((id) => ({ id })) } },
    );
  expect(await notes('gone').activity()).toEqual({ is: 'idle', notes: 1 });
  expect(await notes('gone', 'closed').activity()).toEqual({
    is: 'unknown',
    because: 'note closed cannot be looked into: Zeppelin answered 403',
  });
});

test('whoever was busy last is asked for first, and nobody after it', async () => {
  const ids = Array.from({ length: 40 }, (_, i) => `n${i}`);
  const one = zeppelin(({ path }) => {
    if (path === '/api/notebook') return { body: { body: ids.map((id) => ({ id })) } };
    return { body: { body: [{ status: path.endsWith('/n30') ? 'RUNNING' : 'READY' }] } };
  });
  await one.activity();
  const first = asked.length;
  await one.activity();
  expect(first).toBeGreaterThan(30);
  expect(asked.length - first).toBeLessThan(7);
});

test.each([
  [404, { message: 'Interpreter setting id x not found' }, { is: 'refused', status: 404 }],
  [403, 'no', { is: 'refused', status: 403, message: 'no' }],
])('%i is an answer', async (status, body, expected) => {
  expect(await zeppelin(() => ({ status, body })).restart('x')).toMatchObject(expected);
});

test.each([408, 429, 500, 502])('after %i nobody knows what became of a write', async (status) => {
  const body = { exception: 'E', message: 'at https://u:planted@repo.example/x', stacktrace: 'planted' };
  const asking = zeppelin(() => ({ status, body })).restart('x');
  await expect(asking).rejects.toThrow(`Zeppelin answered ${status}: at https://repo.example/x`);
  await expect(asking).rejects.not.toThrow('planted');
});
