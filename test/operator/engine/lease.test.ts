import { Duration } from '../../../src/domain/core/duration';
import { stateStoreKeys } from '../../../src/manifest';
import { NotLeadingError } from '../../../src/operator/engine/leadership';
import { LeaseLeadership } from '../../../src/operator/engine/lease';
import type { ObjectStore } from '../../../src/operator/ports';
import { MemoryStore } from '../support/memory-store';
import { seeded } from '../support/seeded';
import { VirtualClock } from '../support/virtual-clock';

const timing = { lease: Duration.seconds(30), request: Duration.seconds(10) };
const log = { event: () => {} };

let store: MemoryStore;
let clock: VirtualClock;

beforeEach(() => {
  store = new MemoryStore();
  clock = new VirtualClock();
});

const make = (holder: string, over: ObjectStore = store) =>
  new LeaseLeadership({ store: over, clock, log, timing, holder });

const pass = (seconds: number) => clock.run(seconds, 0);

test('rule 6: of many who want it at once one leads', async () => {
  const all = Array.from({ length: 5 }, (_, i) => make(`${i}`));
  await Promise.all(all.map((one) => one.step()));
  expect(all.filter(({ leads }) => leads)).toHaveLength(1);
});

test('rule 6: a lease that is renewed is never taken', async () => {
  const [a, b] = [make('a'), make('b')];
  await a.step();
  for (let i = 0; i < 60; i++) {
    await b.step();
    expect([a.leads, b.leads]).toEqual([true, false]);
    await pass(5);
    await a.step();
  }
});

test('rule 6: a successor waits for the lease and the time-out since the ETag changed', async () => {
  const [a, b] = [make('a'), make('b')];
  await a.step();
  await b.step();
  await pass(39);
  await b.step();
  expect(b.leads).toBe(false);
  await pass(1);
  await b.step();
  expect([a.leads, b.leads]).toEqual([false, true]);
});

test('rule 6: no write starts unless the lease outlasts the time-out', async () => {
  const a = make('a');
  expect(a.mayWrite).toThrow(NotLeadingError);
  await a.step();
  a.mayWrite();
  await pass(19);
  a.mayWrite();
  await pass(1);
  expect(a.mayWrite).toThrow('the lease does not outlast a request');
  expect(a.leads).toBe(true);
});

test('rule 6: no two ever may write, whatever is lost, late or slow', async () => {
  // A small exploration: three operators, each step of each may fail, answer late or be skipped.
  for (let seed = 1; seed <= 200; seed++) {
    store = new MemoryStore();
    clock = new VirtualClock();
    const random = seeded(seed);
    const flaky: ObjectStore = {
      get: (key) => (random() < 0.1 ? Promise.reject(new Error('no answer')) : store.get(key)),
      list: (prefix) => store.list(prefix),
      delete: (key, ifMatch) => store.delete(key, ifMatch),
      put: async (key, body, condition) => {
        if (random() < 0.1) throw new Error('never sent');
        const result = await store.put(key, body, condition);
        if (random() < 0.1) throw new Error('the answer was lost');
        return result;
      },
    };
    const all = ['a', 'b', 'c'].map((holder) => make(holder, flaky));
    const lastWrite = { by: '', at: Number.NEGATIVE_INFINITY };
    for (let i = 0; i < 100; i++) {
      await pass(1 + 9 * random());
      for (const [n, one] of all.entries()) {
        if (random() < 0.3) continue;
        await one.step().catch(() => {});
        if (!mayWrite(one)) continue;
        // A write of the one before may be under way for the whole time-out.
        if (lastWrite.by !== `${n}`)
          expect(clock.elapsedMillis() - lastWrite.at).toBeGreaterThanOrEqual(10_000);
        Object.assign(lastWrite, { by: `${n}`, at: clock.elapsedMillis() });
      }
      expect(all.filter(mayWrite).length).toBeLessThanOrEqual(1);
    }
  }
});

test('a lease that is given up is free at once', async () => {
  const [a, b] = [make('a'), make('b')];
  await a.step();
  await a.giveUp();
  await b.step();
  expect([a.leads, b.leads]).toEqual([false, true]);
});

test('a renewal whose answer was lost does not lose the lease, and does not lengthen it', async () => {
  let lose = false;
  const flaky: ObjectStore = {
    get: (key) => store.get(key),
    list: (prefix) => store.list(prefix),
    delete: (key, ifMatch) => store.delete(key, ifMatch),
    put: async (key, body, condition) => {
      const result = await store.put(key, body, condition);
      if (lose) throw new Error('the answer was lost');
      return result;
    },
  };
  const a = make('a', flaky);
  await a.step();
  await pass(5);
  lose = true;
  await expect(a.step()).rejects.toThrow('the answer was lost');
  lose = false;
  await pass(14);
  await a.step();
  expect(a.leads).toBe(true);
  await pass(1);
  expect(a.mayWrite).toThrow(NotLeadingError);
  await a.step();
  a.mayWrite();
});

test('what lies there and is no lease is waited out as if it were one', async () => {
  store.set(stateStoreKeys.lease, 'not a lease');
  const a = make('a');
  await a.step();
  await pass(39);
  await a.step();
  expect(a.leads).toBe(false);
  await pass(1);
  await a.step();
  expect(a.leads).toBe(true);
});

function mayWrite(one: LeaseLeadership): boolean {
  try {
    one.mayWrite();
    return true;
  } catch {
    return false;
  }
}
