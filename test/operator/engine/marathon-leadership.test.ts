import { Duration } from '../../../src/domain/core/duration';
import { NotLeadingError } from '../../../src/operator/engine/leadership';
import { MarathonLeadership } from '../../../src/operator/engine/marathon-leadership';
import { seeded } from '../support/seeded';
import { VirtualClock } from '../support/virtual-clock';

const timing = { request: Duration.seconds(10) };
/** Three seconds of freshness and ten of the request. */
const SETTLE = 13;

let clock: VirtualClock;
let leader: string | undefined;
let asked: number;

beforeEach(() => {
  clock = new VirtualClock();
  leader = 'm1:8080';
  asked = 0;
});

async function ask(): Promise<string | undefined> {
  asked++;
  return leader;
}

const make = (self: string, askLeader = ask) =>
  new MarathonLeadership({ askLeader, self, clock, log: { event: () => {} }, timing });

const pass = (seconds: number) => clock.run(seconds, 0);

async function mayWrite(one: MarathonLeadership): Promise<boolean> {
  try {
    await one.mayWrite();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(NotLeadingError);
    return false;
  }
}

/** Looks every five seconds, as the operator does. */
async function keep(seconds: number, ...all: readonly MarathonLeadership[]): Promise<void> {
  for (let i = 0; i < seconds; i += 5) {
    for (const one of all) await one.step().catch(() => {});
    await pass(Math.min(5, seconds - i));
  }
}

test.each([
  ['m1', true],
  ['m1:8080', true],
  ['M1', true],
  ['m1:9090', false],
  ['m2', false],
  ['m', false],
])('this host is %s: leads %s', async (self, leads) => {
  const one = make(self);
  await keep(SETTLE, one);
  expect([one.leads, await one.confirm(), await mayWrite(one)]).toEqual([leads, leads, leads]);
});

test('nobody leads while Marathon has no leader', async () => {
  leader = undefined;
  const one = make('m1');
  await keep(SETTLE + 10, one);
  expect([one.leads, await mayWrite(one)]).toEqual([false, false]);
});

test('a successor waits until the last write of its predecessor has ended', async () => {
  const [a, b] = [make('m1'), make('m2')];
  await keep(20, a, b);
  expect([await mayWrite(a), await mayWrite(b)]).toEqual([true, false]);
  leader = 'm2:8080';
  await b.step();
  await keep(SETTLE - 1, b);
  expect(await mayWrite(b)).toBe(false);
  await pass(1);
  expect(await mayWrite(b)).toBe(true);
});

test('it is asked before a write, unless it was within a few seconds', async () => {
  const one = make('m1');
  await keep(20, one);
  await one.step();
  asked = 0;
  await pass(3);
  expect([await mayWrite(one), asked]).toEqual([true, 0]);
  await pass(1);
  expect([await mayWrite(one), asked]).toEqual([true, 1]);
  leader = 'm2:8080';
  await pass(4);
  expect([await mayWrite(one), asked, one.leads]).toEqual([false, 2, false]);
});

test('no answer and a late answer are no permission', async () => {
  let delay = 0;
  let down = false;
  const one = make('m1', async () => {
    if (down) throw new Error('no answer');
    await pass(delay);
    return leader;
  });
  await keep(20, one);
  await pass(4);
  delay = 4;
  expect(await mayWrite(one)).toBe(false);
  delay = 0;
  expect(await mayWrite(one)).toBe(true);
  await pass(4);
  down = true;
  expect(await mayWrite(one)).toBe(false);
  await expect(one.confirm()).rejects.toThrow('no answer');
});

test('a process that was paused writes nothing, and waits anew although it leads again', async () => {
  const one = make('m1');
  await keep(20, one);
  expect(await mayWrite(one)).toBe(true);
  await pass(3600);
  expect([one.leads, await mayWrite(one)]).toEqual([false, false]);
  await keep(SETTLE - 1, one);
  expect(await mayWrite(one)).toBe(false);
  await keep(5, one);
  expect(await mayWrite(one)).toBe(true);
});

test('it ends with the operator', async () => {
  const one = make('m1');
  await keep(20, one);
  await one.giveUp();
  expect([one.leads, await mayWrite(one)]).toEqual([false, false]);
});

test('random: never two who write at once, while a Marathon that lost takes its time to lead again', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    clock = new VirtualClock();
    const random = seeded(seed);
    const hosts = ['m1', 'm2', 'm3'];
    const ended = new Map<string, number>();
    leader = 'm1:8080';
    const all = hosts.map((self) =>
      make(self, async () => {
        if (random() < 0.1) throw new Error('no answer');
        return leader;
      }),
    );
    let last = { by: '', at: Number.NEGATIVE_INFINITY };
    for (let i = 0; i < 200; i++) {
      await pass(5 * random());
      if (random() < 0.05) {
        ended.set(leader.slice(0, 2), clock.elapsedMillis());
        const ready = hosts.filter((host) => clock.elapsedMillis() - (ended.get(host) ?? -1e9) > 20_000);
        leader = ready.length > 0 ? `${ready[Math.floor(random() * ready.length)]}:8080` : leader;
      }
      for (const [n, one] of all.entries()) {
        // Now and then one is paused.
        if (random() < 0.2) continue;
        await one.step().catch(() => {});
        if (!(await mayWrite(one))) continue;
        const by = hosts[n] ?? '';
        // The write of the one before may be under way for the whole time-out.
        const since = clock.elapsedMillis() - last.at;
        if (last.by !== by && since < 10_000) throw new Error(`seed ${seed}: ${by} writes after ${since} ms`);
        last = { by, at: clock.elapsedMillis() };
      }
    }
    expect(last.by).not.toBe('');
  }
});
