import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from '../../../src/domain/core/duration';
import { changedProperties, isEmpty, propertyChange } from '../../../src/domain/zeppelin/property-change';
import { systemClock } from '../../../src/io/clock';
import { HttpClient } from '../../../src/io/http';
import type { HttpAnswer } from '../../../src/io/http-answer';
import { zeppelinOverHttp } from '../../../src/io/zeppelin-http';
import { ZeppelinSession } from '../../../src/io/zeppelin-session';
import type { InterpreterSetting, Zeppelin } from '../../../src/operator/ports';

/** Where a Zeppelin is, and its user `admin:s3cret` with the role `admin`, and `user:plain` without one, if any. */
export interface ZeppelinAt {
  readonly url: string;
}

interface Connected {
  readonly client: HttpClient;
  readonly zeppelin: Zeppelin;
}

export function connect(url: string, login?: string): Connected {
  const client = new HttpClient({ baseUrl: url, timeout: Duration.seconds(20) });
  const readLogin = login === undefined ? {} : { readLogin: async () => login };
  const session = new ZeppelinSession({ client, clock: systemClock, ...readLogin });
  return { client, zeppelin: zeppelinOverHttp(session) };
}

let count = 0;

/** What people do in the user interface, and what our client never asks for. With a login, as that user. */
export function byHand(url: string, login?: string) {
  const client = new HttpClient({ baseUrl: url, timeout: Duration.seconds(20) });
  const readLogin = login === undefined ? {} : { readLogin: async () => login };
  const session = new ZeppelinSession({ client, clock: systemClock, ...readLogin });
  const bodyOf = ({ body }: HttpAnswer) => (JSON.parse(body.toString()) as { readonly body: unknown }).body;
  return {
    /** Of a request as it stands here. */
    status: async (method: string, path: string, body?: string) => {
      const answer = await fetch(`${url}${path}`, { method, ...(body === undefined ? {} : { body }) });
      await answer.body?.cancel();
      return answer.status;
    },
    note: async (...texts: readonly string[]) => {
      const json = { name: `n${++count}`, paragraphs: texts.map((text) => ({ title: 't', text })) };
      return String(bodyOf(await session.request({ method: 'POST', path: '/api/notebook', json })));
    },
    run: async (note: string) => {
      const job = bodyOf(await session.request({ method: 'GET', path: `/api/notebook/job/${note}` }));
      const { paragraphs } = job as { readonly paragraphs: readonly { readonly id: string }[] };
      const path = `/api/notebook/job/${note}/${paragraphs[0]?.id}`;
      expect((await session.request({ method: 'POST', path })).status).toBe(200);
    },
    /** Ends what runs at once: to stop a paragraph takes until its interpreter hears of it. */
    restart: (id: string) =>
      session.request({ method: 'PUT', path: `/api/interpreter/setting/restart/${id}` }),
    remove: (note: string) => session.request({ method: 'DELETE', path: `/api/notebook/${note}` }),
    close: () => client.close(),
  };
}

/** What our client meets of a Zeppelin without users; the same of the lab and of a real one. */
export function checkOpenZeppelin(at: () => ZeppelinAt): void {
  let one: Connected;
  let hand: ReturnType<typeof byHand>;
  beforeAll(() => {
    one = connect(at().url);
    hand = byHand(at().url);
  });
  afterAll(() => {
    one.client.close();
    hand.close();
  });

  const setting = async (): Promise<InterpreterSetting> => {
    const found = await one.zeppelin.interpreter('spark');
    if (!found) throw new Error('no interpreter spark');
    return found;
  };
  const change = async (wanted: Readonly<Record<string, string>>, ours: readonly string[] = []) => {
    const found = await setting();
    const all = changedProperties(
      found.properties,
      propertyChange(found.properties, { wanted, ours }),
      found.form,
    );
    expect(await one.zeppelin.replaceProperties(found, all)).toEqual({ is: 'accepted' });
    return setting();
  };
  const values = ({ properties }: InterpreterSetting) =>
    Object.fromEntries(Object.entries(properties).map(([name, { value }]) => [name, value]));

  test('an interpreter is found with its properties; one that is not there is not', async () => {
    expect(await setting()).toMatchObject({ id: 'spark', name: 'spark', status: 'READY', form: 'typed' });
    expect(values(await setting())['spark.master']).toBe('local[*]');
    expect(await one.zeppelin.interpreter('nope')).toBeUndefined();
    expect(await one.zeppelin.interpreter('../setting')).toBeUndefined();
  });

  test('properties are set, changed and removed, and all others stay as they came', async () => {
    const before = values(await setting());
    const wanted = {
      'spark.shuffle.service.port': '7338',
      'spark.cores.max': '10',
      'spark.odd ö"\\': ' a\n"b" ',
      'zeppelin.spark.useHiveContext': 'false',
    };
    const after = await change(wanted);
    expect(values(after)).toEqual({ ...before, ...wanted, 'zeppelin.spark.useHiveContext': false });
    expect(isEmpty(propertyChange(after.properties, { wanted, ours: [] }))).toBe(true);
    expect(values(after)['spark.secret']).toBe('planted-secret');
    const without = await change({ 'zeppelin.spark.useHiveContext': 'true' }, Object.keys(wanted));
    expect(Object.keys(values(without)).sort()).toEqual(
      Object.keys(before)
        .filter((name) => name !== 'spark.cores.max')
        .sort(),
    );
  });

  test('a number that its form saved is no text', async () => {
    const found = await setting();
    const number = { name: 'spark.number', value: 10, type: 'number' };
    await one.zeppelin.replaceProperties(found, {
      ...changedProperties(found.properties, { set: {}, unset: [] }, 'typed'),
      'spark.number': number,
    });
    expect(values(await setting())['spark.number']).toBe(10);
    expect(values(await change({ 'spark.number': '10' }))['spark.number']).toBe('10');
  });

  test('who runs a paragraph is seen, and a write of properties ends it', async () => {
    const idle = await hand.note('%spark\n1', '%spark\n2');
    const busy = await hand.note('%spark\n1');
    const later = await hand.note('%spark\n1');
    expect(await one.zeppelin.activity()).toEqual({ is: 'idle', notes: 3 });
    await hand.run(busy);
    await sleep(500);
    expect(await one.zeppelin.activity()).toMatchObject({
      is: 'busy',
      because: expect.stringMatching(`^a paragraph of note ${busy} is (PENDING|RUNNING)$`),
    });
    await change({ 'spark.cores.max': '11' });
    expect(await one.zeppelin.activity()).toEqual({ is: 'idle', notes: 3 });
    await hand.run(later);
    await sleep(500);
    expect((await one.zeppelin.activity()).is).toBe('busy');
    expect(await one.zeppelin.restart('spark')).toEqual({ is: 'accepted' });
    expect((await one.zeppelin.activity()).is).toBe('idle');
    for (const note of [idle, busy, later]) await hand.remove(note);
    expect(await one.zeppelin.activity()).toEqual({ is: 'idle', notes: 0 });
  });

  test('what is asked of nobody, or wrongly, fails and changes nothing', async () => {
    const before = await setting();
    const nobody = { ...before, id: 'nope' };
    expect(await one.zeppelin.replaceProperties(nobody, {})).toEqual({
      is: 'refused',
      status: 404,
      message: 'Interpreter setting id nope not found',
    });
    await expect(one.zeppelin.restart('nope')).rejects.toThrow('Zeppelin answered 500');
    const path = '/api/interpreter/setting/spark';
    expect(await hand.status('PUT', path)).toBe(500);
    expect(await hand.status('PUT', path, 'x')).toBe(500);
    expect(await hand.status('PUT', path, '{"properties":{"a":"text"}}')).toBe(500);
    expect(await hand.status('PUT', path, '{"properties":{}}')).toBe(500);
    expect(await hand.status('POST', '/api/interpreter/setting/restart/spark')).toBe(405);
    expect(await hand.status('GET', '/api/interpreter/setting/nope')).toBe(404);
    expect(await hand.status('GET', '/api/notebook/job/nope')).toBe(404);
    expect(await hand.status('GET', '/api/login')).toBe(405);
    expect(await hand.status('POST', '/api/login', 'userName=a&password=b')).toBe(500);
    expect(await hand.status('GET', '/api/nothing')).toBe(404);
    // It reads its file anew after a failure, and describes properties that it knows again.
    expect(values(await setting())).toEqual(values(before));
  });
}

/** The same of one with users. */
export function checkGuardedZeppelin(at: () => ZeppelinAt): void {
  const open: Connected[] = [];
  const as = (login?: string): Zeppelin => {
    const one = connect(at().url, login);
    open.push(one);
    return one.zeppelin;
  };
  afterAll(() => {
    for (const { client } of open) client.close();
  });

  test.each([
    ['user:password', 'admin:s3cret'],
    ['JSON', '{"username":"admin","password":"s3cret"}'],
  ])('a login opens it: %s', async (_, login) => {
    const zeppelin = as(login);
    const setting = await zeppelin.interpreter('spark');
    expect(setting?.id).toBe('spark');
    expect(await zeppelin.activity()).toEqual({ is: 'idle', notes: 0 });
    expect(await zeppelin.restart('spark')).toEqual({ is: 'accepted' });
  });

  test('many requests at once log in once', async () => {
    const zeppelin = as('admin:s3cret');
    const all = await Promise.all(Array.from({ length: 5 }, () => zeppelin.interpreter('spark')));
    expect(all.map((one) => one?.id)).toEqual(Array.from({ length: 5 }, () => 'spark'));
  });

  test.each([
    ['nobody', undefined, 'Zeppelin wants a login (302); name a secret in spec.login'],
    ['a wrong password', 'admin:wr0ng', 'answered the login with 403: the user or the password is wrong'],
    ['a user without the role', 'user:plain', 'the user may lack the right'],
  ])('%s is told why not', async (_, login, message) => {
    const asked = as(login).interpreter('spark');
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.not.toThrow('wr0ng');
  });
}
