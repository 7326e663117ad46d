import { createLab, type FaultRule, type Lab } from '../../../src/lab';

const MARATHON = 'http://127.0.0.1:8080';
const MESOS = 'http://127.0.0.1:5050';
const app = { id: '/a', cmd: 'sleep 1', cpus: 0.1, mem: 32 };

const create = (lab: Lab, init: RequestInit = {}) =>
  lab.fetch(`${MARATHON}/v2/apps`, { method: 'POST', body: JSON.stringify(app), ...init });

/** Whether the app is there, asked without any fault. */
const isThere = (lab: Lab) => lab.world.marathon.core.root.apps.has('/a');

const lab = (...faults: readonly FaultRule[]) => createLab({ clock: 'virtual', agents: 2, faults });

/** What has become of a promise after everything that can happen without time. */
async function outcome(promise: Promise<unknown>): Promise<unknown> {
  const pending = Symbol('pending');
  const settled = await Promise.race([
    promise.catch((error: unknown) => error),
    new Promise((done) => setTimeout(() => done(pending), 20)),
  ]);
  return settled === pending ? 'pending' : settled;
}

describe('a fault', () => {
  test('of a status has no effect, and words a 409 as a lock', async () => {
    const one = lab({ kind: 'status', status: 409, server: 'marathon', method: 'POST' });
    const answer = await create(one);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ deployments: [{ id: expect.any(String) }] });
    expect(isThere(one)).toBe(false);
    const other = await lab({ kind: 'status' }).fetch(`${MESOS}/slaves`);
    expect([other.status, await other.text()]).toEqual([503, '503 by a fault of the lab.']);
    const page = await lab({ kind: 'status', status: 502, body: '<html>' }).fetch(`${MESOS}/slaves`);
    expect([page.status, await page.text()]).toEqual([502, '<html>']);
  });

  test.each([
    ['cut-before', false],
    ['cut-after', true],
  ] as const)('%s breaks the connection, done: %s', async (kind, done) => {
    const one = lab({ kind, method: 'POST' });
    const error = await outcome(create(one));
    expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } });
    expect(isThere(one)).toBe(done);
  });

  test.each([
    ['slow-answer', true],
    ['slow-request', false],
  ] as const)('%s is answered in virtual time, done at once: %s', async (kind, atOnce) => {
    const one = lab({ kind, method: 'POST', seconds: 30 });
    const answer = create(one);
    expect(await outcome(answer)).toBe('pending');
    expect(isThere(one)).toBe(atOnce);
    one.driver.advance(29);
    expect(await outcome(answer)).toBe('pending');
    one.driver.advance(1);
    expect((await answer).status).toBe(201);
    expect(isThere(one)).toBe(true);
  });

  test('slow-request arrives although its sender has stopped waiting', async () => {
    const one = lab({ kind: 'slow-request', method: 'POST', seconds: 30 });
    const aborted = new AbortController();
    const answer = create(one, { signal: aborted.signal });
    expect(await outcome(answer)).toBe('pending');
    aborted.abort(new Error('too late'));
    expect(await outcome(answer)).toMatchObject({ message: 'too late' });
    one.driver.advance(30);
    await outcome(answer);
    expect(isThere(one)).toBe(true);
  });

  test.each([
    ['no-answer', true],
    ['lost-request', false],
  ] as const)('%s is never answered, done: %s', async (kind, done) => {
    const one = lab({ kind, method: 'POST' });
    const answer = create(one);
    one.driver.advance(86_400);
    expect(await outcome(answer)).toBe('pending');
    expect(isThere(one)).toBe(done);
  });

  test('torn gives half of the body', async () => {
    const whole = await (await lab().fetch(`${MESOS}/slaves`)).text();
    const answer = await lab({ kind: 'torn' }).fetch(`${MESOS}/slaves`);
    expect(answer.headers.get('content-length')).toBe(String(whole.length));
    const reader = answer.body?.getReader();
    const half = await reader?.read();
    expect(new TextDecoder().decode(half?.value)).toBe(whole.slice(0, Math.floor(whole.length / 2)));
    await expect(reader?.read()).rejects.toThrow('connection reset');
  });

  test('torn lets a stream of events live for its seconds', async () => {
    const one = lab({ kind: 'torn', path: '^/v2/events', seconds: 15 });
    const stream = await one.fetch(`${MARATHON}/v2/events`, { headers: { Accept: 'text/event-stream' } });
    const reader = stream.body?.getReader();
    await reader?.read();
    one.driver.advance(10);
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('\r\n');
    one.driver.advance(5);
    await expect(reader?.read()).rejects.toThrow('connection reset');
  });

  test('is counted, and follows its chance by the seed', async () => {
    const one = lab({ kind: 'status', times: 2 });
    const statuses = async (from: Lab, count: number) => {
      const list: number[] = [];
      for (let i = 0; i < count; i++) list.push((await from.fetch(`${MESOS}/slaves`)).status);
      return list;
    };
    expect(await statuses(one, 3)).toEqual([503, 503, 200]);
    const rule = { kind: 'status', chance: 0.3 } as const;
    const run = (seed: number) => statuses(createLab({ clock: 'virtual', seed, faults: [rule] }), 100);
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const faulty = first?.filter((status) => status === 503).length ?? 0;
    expect(faulty).toBeGreaterThan(15);
    expect(faulty).toBeLessThan(45);
  });

  test('changes nothing else of the world', () => {
    const id = (faults: readonly FaultRule[]) => lab(...faults).world.cluster.master.id;
    expect(id([{ kind: 'status', chance: 0.5 }])).toBe(id([]));
  });
});

describe('the control API', () => {
  const call = async (to: Lab, method: string, path: string, body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await to.fetch(`${MARATHON}/lab${path}`, init);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  test('adds, lists and removes rules, and never fails itself', async () => {
    const one = lab({ kind: 'cut-before' });
    const added = await call(one, 'POST', '/faults', { kind: 'status', path: '^/slaves$', times: 3 });
    expect(added).toEqual({
      status: 201,
      body: { id: 'fault-2', kind: 'status', path: '^/slaves$', times: 3 },
    });
    await call(one, 'DELETE', '/faults/fault-1');
    await one.fetch(`${MESOS}/slaves`);
    expect((await call(one, 'GET', '/faults')).body).toEqual({
      faults: [{ id: 'fault-2', kind: 'status', path: '^/slaves$', times: 2 }],
    });
    expect((await call(one, 'DELETE', '/faults')).body).toEqual({ faults: [] });
    expect((await call(one, 'DELETE', '/faults/fault-2')).status).toBe(404);
  });

  test('tells what is wrong with a rule', async () => {
    const rule = { kind: 'fire', path: '(', status: 700, chance: 2 };
    const { status, body } = await call(lab(), 'POST', '/faults', rule);
    expect(status).toBe(400);
    const problems = body['problems'] as readonly { at: string }[];
    expect(problems.map(({ at }) => at)).toEqual(['kind', 'path', 'status', 'chance']);
  });

  test('breaks the open streams of one server', async () => {
    const one = lab();
    const open = (url: string, init: RequestInit) => one.fetch(url, init);
    const events = await open(`${MARATHON}/v2/events`, { headers: { Accept: 'text/event-stream' } });
    const subscribed = await open(`${MESOS}/api/v1`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"type":"SUBSCRIBE"}',
    });
    await call(one, 'POST', '/streams/cut', { server: 'marathon' });
    await expect(events.text()).rejects.toThrow('connection reset');
    const reader = subscribed.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
  });
});
