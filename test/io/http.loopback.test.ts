import dns from 'node:dns';
import { Duration } from '../../src/domain/core/duration';
import { Size } from '../../src/domain/core/size';
import { fixedAddresses } from '../../src/io/addresses';
import { HttpClient } from '../../src/io/http';
import { answerText } from '../../src/io/http-answer';
import { type Asked, type TestServer, type Told, testServer } from './server';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(answer: (asked: Asked) => Told): Promise<TestServer> {
  const server = await testServer(answer);
  servers.push(server);
  return server;
}

function client(url: string, changes: Partial<ConstructorParameters<typeof HttpClient>[0]> = {}): HttpClient {
  const auth = { header: async () => 'Basic b3Bz', refresh: async () => false };
  return new HttpClient({ baseUrl: url, timeout: Duration.millis(300), auth, ...changes });
}

test("a standby's redirect is followed with method, body and credentials (recording 08)", async () => {
  const leader = await serve(() => ({ body: { type: 'GET_MASTER' } }));
  const standby = await serve(({ path }) => ({
    status: 307,
    headers: { Location: `//127.0.0.1:${leader.port}/master${path}` },
  }));
  const request = { method: 'POST', path: '/api/v1', json: { type: 'GET_MASTER' }, safe: true } as const;
  const answer = await client(standby.url).request(request);
  expect(answer).toMatchObject({ status: 200, redirected: true, url: `${leader.url}/master/api/v1` });
  expect(leader.asked).toEqual([
    {
      method: 'POST',
      path: '/master/api/v1',
      authorization: 'Basic b3Bz',
      // Mesos answers 415 to a charset behind it.
      contentType: 'application/json',
      body: '{"type":"GET_MASTER"}',
    },
  ]);
});

test('redirects in a circle end', async () => {
  const server = await serve(() => ({ status: 307, headers: { Location: '/again' } }));
  expect((await client(server.url).request({ method: 'GET', path: '/' })).status).toBe(307);
  expect(server.asked).toHaveLength(4);
});

test('a read is tried three times', async () => {
  let count = 0;
  const server = await serve(() => (++count < 3 ? { cut: true } : { body: 'ok' }));
  const answer = await client(server.url).request({ method: 'GET', path: '/x' });
  expect(answer.body.toString()).toBe('ok');
  expect(count).toBe(3);
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)(
  '%s is sent once, whatever happens',
  async (method) => {
    const server = await serve(() => ({ cut: true }));
    await expect(client(server.url).request({ method, path: '/x' })).rejects.toThrow(
      `${method} ${server.url}/x: `,
    );
    expect(server.asked).toHaveLength(1);
  },
);

test('fails in time when nobody answers, and does not try again', async () => {
  const server = await serve(() => ({ silent: true }));
  const start = performance.now();
  await expect(client(server.url).request({ method: 'GET', path: '/x' })).rejects.toThrow(
    `GET ${server.url}/x: no answer within 0.3 s`,
  );
  expect(performance.now() - start).toBeLessThan(1000);
  expect(server.asked).toHaveLength(1);
});

test('rule 6: a login that takes long leaves a write no more time than without', async () => {
  const auth = {
    header: () => new Promise<string>((resolve) => setTimeout(() => resolve('late'), 400)),
    refresh: async () => false,
  };
  const server = await serve(() => ({ body: 'ok' }));
  const write = client(server.url, { auth }).request({ method: 'POST', path: '/x' });
  await expect(write).rejects.toThrow('no answer within 0.3 s');
  expect(server.asked).toEqual([]);
});

test('after a 401 fresh credentials are tried, once, for writes as well', async () => {
  let token = 'old';
  const auth = {
    header: async () => token,
    refresh: async () => {
      token = 'new';
      return true;
    },
  };
  const server = await serve(({ authorization }) => ({ status: authorization === 'new' ? 200 : 401 }));
  const answer = await client(server.url, { auth }).request({ method: 'DELETE', path: '/x' });
  expect(answer.status).toBe(200);
  expect(server.asked.map(({ authorization }) => authorization)).toEqual(['old', 'new']);
});

test.each([
  ['{"message":"App is locked"}', 'App is locked'],
  ['<html><h1>Unauthorized</h1></html>', 'Unauthorized'],
  ['No leader elected', 'No leader elected'],
  ['', 'an empty answer with status 500'],
])('says of the answer %j: %s', (body, text) => {
  const answer = { status: 500, headers: {}, body: Buffer.from(body), url: '', redirected: false };
  expect(answerText(answer)).toBe(text);
});

test('fails with what each address of a name said', async () => {
  const addresses = [
    { address: '127.0.0.1', family: 4 },
    { address: '127.0.0.2', family: 4 },
  ];
  const lookup = jest
    .spyOn(dns, 'lookup')
    .mockImplementation(((_: string, __: unknown, tell: unknown) =>
      (tell as (error: null, found: unknown) => void)(null, addresses)) as never);
  await expect(client('http://leader.test:1').request({ method: 'GET', path: '/slaves' })).rejects.toThrow(
    'GET http://leader.test:1/slaves: connect ECONNREFUSED 127.0.0.1:1, connect ECONNREFUSED 127.0.0.2:1',
  );
  lookup.mockRestore();
});

describe('of several addresses', () => {
  const at = (...urls: string[]) => ({ baseUrl: fixedAddresses(urls) });
  const get = (of: HttpClient) => of.request({ method: 'GET', path: '/x' });

  test('the one that works is kept, for writes too', async () => {
    const good = await serve(() => ({ body: 'ok' }));
    const standby = await serve(() => ({ status: 503, body: 'No leader elected' }));
    const several = client('', at('http://127.0.0.1:1', standby.url, good.url));
    expect((await get(several)).body.toString()).toBe('ok');
    await several.request({ method: 'POST', path: '/write' });
    await get(several);
    expect(standby.asked).toHaveLength(1);
    expect(good.asked.map(({ path }) => path)).toEqual(['/x', '/write', '/x']);
  });

  test('one that hangs is left for the next', async () => {
    const hung = await serve(() => ({ silent: true }));
    const good = await serve(() => ({ body: 'ok' }));
    const several = client('', at(hung.url, good.url));
    expect((await get(several)).status).toBe(200);
    expect((await get(several)).status).toBe(200);
    expect(hung.asked).toHaveLength(1);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s is sent to none but one', async (method) => {
    const [cut, other] = [await serve(() => ({ cut: true })), await serve(() => ({ body: 'ok' }))];
    const write = client('', at(cut.url, other.url)).request({ method, path: '/x' });
    await expect(write).rejects.toThrow(`${method} ${cut.url}/x: `);
    expect([cut.asked.length, other.asked.length]).toEqual([1, 0]);
  });

  test('an answer that says why goes before those who say nothing', async () => {
    const recovering = await serve(() => ({ status: 503, body: 'Master has not finished recovery' }));
    const answer = await get(client('', at(recovering.url, 'http://127.0.0.1:1')));
    expect(answer.body.toString()).toContain('not finished recovery');
  });

  test('what each of them said is told', async () => {
    await expect(get(client('', at('http://127.0.0.1:1', 'http://127.0.0.1:2')))).rejects.toThrow(
      'GET http://127.0.0.1:1/x: connect ECONNREFUSED 127.0.0.1:1; ' +
        'GET http://127.0.0.1:2/x: connect ECONNREFUSED 127.0.0.1:2',
    );
  });
});

describe('an answer that is too large is refused', () => {
  const limits = { usual: Size.bytes(1000), large: Size.bytes(5000) };
  const body = 'x'.repeat(3000);

  test('by its length, before it is read, and is asked for once', async () => {
    const server = await serve(() => ({ body, headers: { 'content-length': '3000' } }));
    await expect(client(server.url, { limits }).request({ method: 'GET', path: '/x' })).rejects.toThrow(
      `GET ${server.url}/x: the answer is too large and was not read: found 3000 bytes, wanted at most 1000 bytes`,
    );
    expect(server.asked).toHaveLength(1);
  });

  test('at the byte that is too much where no length is told', async () => {
    const server = await serve(() => ({ body, headers: { 'transfer-encoding': 'chunked' } }));
    await expect(client(server.url, { limits }).request({ method: 'GET', path: '/x' })).rejects.toThrow(
      'found more than 1000 bytes',
    );
  });

  test('unless it may grow with the cluster', async () => {
    const server = await serve(() => ({ body }));
    const answer = await client(server.url, { limits }).request({ method: 'GET', path: '/x', large: true });
    expect(answer.body).toHaveLength(3000);
  });
});

test('a body that is cut off is no answer', async () => {
  const server = await serve(() => ({ body: 'half', headers: { 'content-length': '100' }, torn: true }));
  await expect(client(server.url).request({ method: 'GET', path: '/x' })).rejects.toThrow(/aborted|closed/);
  expect(server.asked).toHaveLength(3);
});

test('closing it ends its idle connections', async () => {
  const server = await serve(() => ({ body: 'ok' }));
  const one = client(server.url);
  await one.request({ method: 'GET', path: '/x' });
  expect(await server.connections()).toBe(1);
  one.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await server.connections()).toBe(0);
});
