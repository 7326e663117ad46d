import { Duration } from '../../../src/domain/core/duration';
import { backoff } from '../../../src/operator/engine/backoff';
import { WorkQueue } from '../../../src/operator/engine/work-queue';
import { seeded } from '../support/seeded';

let now: number;
let queue: WorkQueue;
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

beforeEach(() => {
  now = 0;
  queue = new WorkQueue({
    clock: { elapsedMillis: () => now },
    order,
    backoff: (failures) => Duration.seconds(10 * 2 ** (failures - 1)),
  });
});

/** Takes and finishes all of a sweep. */
function sweep(): readonly string[] {
  queue.sweep();
  const taken: string[] = [];
  for (let key = queue.take(); key !== undefined; key = queue.take()) {
    taken.push(key);
    queue.done(key);
  }
  return taken;
}

test('a key is in it once, however often it was added', () => {
  for (const key of ['b', 'a', 'b', 'b']) queue.add(key);
  expect(sweep()).toEqual(['a', 'b']);
  expect(sweep()).toEqual([]);
});

test('a key that is added while it is in work is taken again afterwards, once, and never beside', () => {
  queue.add('a');
  expect(queue.take()).toBe('a');
  queue.add('a');
  queue.add('a');
  queue.sweep();
  expect(queue.take()).toBeUndefined();
  queue.done('a');
  expect(sweep()).toEqual(['a']);
  expect(sweep()).toEqual([]);
});

test('what is added ahead of a sweep is taken in it, what is added behind in the next', () => {
  queue.add('c');
  queue.add('f');
  expect(queue.take()).toBe('c');
  queue.add('b');
  queue.add('d');
  queue.done('c');
  expect(queue.take()).toBe('d');
  queue.done('d');
  expect(queue.take()).toBe('f');
  queue.done('f');
  expect(queue.take()).toBeUndefined();
  expect(queue.nextAt).toBe(0);
  expect(sweep()).toEqual(['b']);
});

test('nobody starves while one key is added all the time', () => {
  queue.add('z');
  const taken: (string | undefined)[] = [];
  for (let i = 0; i < 4; i++) {
    queue.add('a');
    taken.push(queue.take());
    for (const key of ['a', 'z']) queue.done(key);
    if (taken.at(-1) === 'z') queue.sweep();
  }
  expect(taken).toContain('z');
});

test('a delayed key comes at the earliest time that was asked for', () => {
  queue.addAfter('a', Duration.seconds(30));
  queue.addAfter('a', Duration.seconds(10));
  queue.addAfter('a', Duration.seconds(20));
  expect(queue.nextAt).toBe(10_000);
  now = 9_999;
  expect(sweep()).toEqual([]);
  now = 10_000;
  expect(sweep()).toEqual(['a']);
  expect(queue.nextAt).toBeUndefined();
  queue.addAfter('a', Duration.seconds(0));
  expect(sweep()).toEqual(['a']);
});

test('failures double the pause of their own key only, and success forgets them', () => {
  const pauses: number[] = [];
  for (let i = 0; i < 4; i++) {
    queue.add('a');
    queue.take();
    queue.retry('a');
    queue.done('a');
    queue.sweep();
    pauses.push((queue.nextAt ?? now) - now);
    now = queue.nextAt ?? now;
    queue.take();
    queue.done('a');
    queue.sweep();
  }
  expect(pauses).toEqual([10_000, 20_000, 40_000, 80_000]);
  expect([queue.failures('a'), queue.failures('b')]).toEqual([4, 0]);
  queue.forget('a');
  queue.retry('a');
  expect((queue.nextAt ?? now) - now).toBe(10_000);
});

test('what is dropped does not come back, also not after its pause', () => {
  queue.add('a');
  queue.retry('b');
  queue.drop('a');
  queue.drop('b');
  now = 1e9;
  expect(sweep()).toEqual([]);
  expect(queue.nextAt).toBeUndefined();
});

test('a pause is never longer than the cap, and jitter only shortens it', () => {
  const random = seeded(7);
  const props = { first: Duration.seconds(10), longest: Duration.minutes(5), random };
  const all = Array.from({ length: 500 }, (_, i) => backoff(1 + (i % 50), props).toMillis());
  expect(Math.max(...all)).toBeLessThanOrEqual(300_000);
  expect(new Set(all).size).toBeGreaterThan(400);
  for (let failures = 1; failures <= 50; failures++) {
    const whole = Math.min(10_000 * 2 ** (failures - 1), 300_000);
    const found = backoff(failures, props).toMillis();
    expect(found).toBeGreaterThanOrEqual(0.8 * whole);
    expect(found).toBeLessThanOrEqual(whole);
  }
});

test('random: against the rules of the original, step by step', () => {
  for (let seed = 1; seed <= 200; seed++) {
    now = 0;
    queue = new WorkQueue({
      clock: { elapsedMillis: () => now },
      order,
      backoff: () => Duration.seconds(5),
    });
    const random = seeded(seed);
    const keys = ['a', 'b', 'c', 'd'];
    const pick = () => keys[Math.floor(random() * keys.length)] as string;
    const working = new Set<string>();
    /** Keys that must still be taken. */
    const owed = new Set<string>();
    for (let step = 0; step < 300; step++) {
      const dice = random();
      const key = pick();
      if (dice < 0.4) {
        queue.add(key);
        owed.add(key);
      } else if (dice < 0.8) {
        queue.sweep();
        const taken = queue.take();
        if (taken === undefined) expect([...owed].filter((one) => !working.has(one))).toEqual([]);
        else {
          expect(working.has(taken)).toBe(false);
          expect(owed.delete(taken)).toBe(true);
          working.add(taken);
        }
      } else if (working.delete(key)) queue.done(key);
    }
  }
});
