import { CachedStore } from '../../../src/operator/engine/cached-store';
import type { ObjectStore } from '../../../src/operator/ports';
import { objectStoreContract } from '../../contract/object-store';
import { MemoryStore } from '../support/memory-store';
import { seeded } from '../support/seeded';

objectStoreContract('a cache that is renewed before each read', async () => {
  const memory = new MemoryStore();
  const cache = new CachedStore(memory);
  const store: ObjectStore = {
    get: (key) => {
      cache.renew();
      return cache.get(key);
    },
    list: (prefix) => {
      cache.renew();
      return cache.list(prefix);
    },
    put: (key, body, condition) => cache.put(key, body, condition),
    delete: (key, ifMatch) => cache.delete(key, ifMatch),
  };
  return { store, other: memory };
});

objectStoreContract('a cache in one pass', async () => ({ store: new CachedStore(new MemoryStore()) }));

/** A store that counts what it is asked, and fails or answers late when it is told to. */
class Watched implements ObjectStore {
  readonly memory = new MemoryStore();
  readonly asked: string[] = [];
  fail: 'never' | 'before' | 'after' = 'never';
  /** Held until it is called, if set. */
  hold: Promise<void> | undefined;

  async get(key: string) {
    return this.ask(`get ${key}`, () => this.memory.get(key));
  }
  async list(prefix: string) {
    return this.ask(`list ${prefix}`, () => this.memory.list(prefix));
  }
  async put(key: string, body: string, condition: Parameters<ObjectStore['put']>[2]) {
    return this.ask(`put ${key}`, () => this.memory.put(key, body, condition));
  }
  async delete(key: string, ifMatch: string) {
    return this.ask(`delete ${key}`, () => this.memory.delete(key, ifMatch));
  }
  private async ask<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.asked.push(what);
    if (this.fail === 'before') throw new Error('the store is down');
    const result = await work();
    if (this.fail === 'after') throw new Error('the answer was lost');
    await this.hold;
    return result;
  }
}

let store: Watched;
let cache: CachedStore;
beforeEach(() => {
  store = new Watched();
  cache = new CachedStore(store);
});

test('a pass over 200 objects of which nothing changed costs one listing', async () => {
  for (let i = 0; i < 200; i++) store.memory.set(`status/${i}`, `${i}`);
  for (let i = 0; i < 200; i++) await cache.get(`status/${i}`);
  store.asked.splice(0);
  cache.renew();
  for (let i = 0; i < 200; i++) expect((await cache.get(`status/${i}`))?.body).toBe(`${i}`);
  expect(await cache.get('status/none')).toBeUndefined();
  expect(await cache.list('status/19')).toHaveLength(11);
  expect(store.asked).toEqual(['list status/']);
});

test('only what changed is fetched, and what is gone is gone', async () => {
  for (const key of ['s/a', 's/b', 's/c']) store.memory.set(key, 'old');
  for (const key of ['s/a', 's/b', 's/c']) await cache.get(key);
  store.memory.set('s/b', 'new');
  store.memory.remove('s/c');
  expect((await cache.get('s/b'))?.body).toBe('old');
  store.asked.splice(0);
  cache.renew();
  const found = [await cache.get('s/a'), await cache.get('s/b'), await cache.get('s/c')];
  expect(found.map((one) => one?.body)).toEqual(['old', 'new', undefined]);
  expect(store.asked).toEqual(['list s/', 'get s/b']);
});

test('an own write is seen at once, without a request, in reads and in listings', async () => {
  await cache.list('s/');
  const put = await cache.put('s/a', 'one', { ifAbsent: true });
  store.asked.splice(0);
  const etag = put.is === 'written' ? put.etag : '';
  expect(await cache.get('s/a')).toEqual({ body: 'one', etag });
  expect(await cache.list('s/')).toEqual([{ key: 's/a', etag }]);
  expect(store.asked).toEqual([]);
  cache.renew();
  expect((await cache.get('s/a'))?.body).toBe('one');
  expect(store.asked).toEqual(['list s/']);
});

test('an own deletion is seen at once, without a request, in reads and in listings', async () => {
  store.memory.set('s/a', 'one');
  store.memory.set('s/b', 'two');
  const etag = (await cache.get('s/a'))?.etag ?? '';
  store.asked.splice(0);
  expect(await cache.delete('s/a', etag)).toEqual({ is: 'deleted' });
  expect(await cache.get('s/a')).toBeUndefined();
  expect((await cache.list('s/')).map(({ key }) => key)).toEqual(['s/b']);
  expect(store.asked).toEqual(['delete s/a']);
});

test('what somebody else has changed is not deleted, and asked after', async () => {
  store.memory.set('s/a', 'one');
  const etag = (await cache.get('s/a'))?.etag ?? '';
  store.memory.set('s/a', 'theirs');
  expect(await cache.delete('s/a', etag)).toEqual({ is: 'conflict' });
  expect((await cache.get('s/a'))?.body).toBe('theirs');
});

test.each(['before', 'after'] as const)(
  'a deletion that fails %s it is done is asked after',
  async (when) => {
    store.memory.set('s/a', 'one');
    const etag = (await cache.get('s/a'))?.etag ?? '';
    store.fail = when;
    await expect(cache.delete('s/a', etag)).rejects.toThrow();
    store.fail = 'never';
    expect((await cache.get('s/a'))?.body).toBe(when === 'after' ? undefined : 'one');
    expect(await cache.list('s/')).toHaveLength(when === 'after' ? 0 : 1);
  },
);

test('after a conflict the store itself is asked', async () => {
  store.memory.set('s/a', 'one');
  const read = await cache.get('s/a');
  store.memory.set('s/a', 'theirs');
  expect(await cache.put('s/a', 'mine', { ifMatch: read?.etag ?? '' })).toEqual({ is: 'conflict' });
  expect((await cache.get('s/a'))?.body).toBe('theirs');
});

test.each(['before', 'after'] as const)('a write that fails %s it is done is asked after', async (when) => {
  await cache.list('s/');
  store.fail = when;
  await expect(cache.put('s/a', 'one', { ifAbsent: true })).rejects.toThrow();
  store.fail = 'never';
  expect((await cache.list('s/')).length).toBe(when === 'after' ? 1 : 0);
  expect((await cache.get('s/a'))?.body).toBe(when === 'after' ? 'one' : undefined);
});

test('a store that is down is asked once a pass', async () => {
  store.fail = 'before';
  for (const key of ['s/a', 's/b', 's/c']) await expect(cache.get(key)).rejects.toThrow('the store is down');
  expect(store.asked).toEqual(['list s/']);
  store.fail = 'never';
  cache.renew();
  expect(await cache.get('s/a')).toBeUndefined();
});

test('a read that a new pass overtakes is made again', async () => {
  store.memory.set('s/a', 'old');
  await cache.list('s/');
  let release = () => {};
  store.hold = new Promise((resolve) => {
    release = resolve;
  });
  const slow = cache.get('s/a');
  await Promise.resolve();
  store.memory.set('s/a', 'new');
  cache.renew();
  release();
  expect((await slow)?.body).toBe('new');
});

test('a write beside a listing that is under way is not lost from it', async () => {
  let release = () => {};
  store.hold = new Promise((resolve) => {
    release = resolve;
  });
  const listed = cache.list('s/');
  await Promise.resolve();
  const put = cache.put('s/a', 'one', { ifAbsent: true });
  release();
  await Promise.all([listed, put]);
  expect((await cache.get('s/a'))?.body).toBe('one');
  expect(await cache.list('s/')).toHaveLength(1);
});

test('random: never older than the pass, exact after own writes', async () => {
  const keys = ['s/a', 's/b', 't/a', 't/b/c'];
  for (let seed = 1; seed <= 100; seed++) {
    store = new Watched();
    cache = new CachedStore(store);
    const random = seeded(seed);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
    /** How often each key was changed, and how often when the pass began. */
    const now = new Map<string, number>();
    let atPass = new Map<string, number>();
    for (let step = 0; step < 100; step++) {
      const key = pick(keys);
      const count = (now.get(key) ?? 0) + 1;
      const dice = random();
      if (dice < 0.15) {
        cache.renew();
        atPass = new Map(now);
      } else if (dice < 0.35) {
        store.memory.set(key, `${count}`);
        now.set(key, count);
      } else if (dice < 0.4) {
        const read = await cache.get(key);
        store.fail = pick(['never', 'never', 'before', 'after']);
        await cache.delete(key, read?.etag ?? '"none"').catch(() => {});
        store.fail = 'never';
        if (store.memory.text(key) === undefined) {
          now.set(key, 0);
          atPass.set(key, 0);
        }
      } else if (dice < 0.6) {
        const read = await cache.get(key);
        store.fail = pick(['never', 'never', 'before', 'after']);
        const condition = read ? { ifMatch: read.etag } : ({ ifAbsent: true } as const);
        await cache.put(key, `${count}`, condition).catch(() => {});
        store.fail = 'never';
        if (store.memory.text(key) === `${count}`) {
          now.set(key, count);
          atPass.set(key, count);
        }
      } else {
        const seen = Number((await cache.get(key))?.body ?? 0);
        expect(seen).toBeGreaterThanOrEqual(atPass.get(key) ?? 0);
        expect(seen).toBeLessThanOrEqual(now.get(key) ?? 0);
        const listed = (await cache.list(`${key.slice(0, 1)}/`)).find((one) => one.key === key);
        expect(listed?.etag).toBe((await cache.get(key))?.etag);
      }
    }
  }
});
