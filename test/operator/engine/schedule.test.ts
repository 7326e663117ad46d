import { Schedule } from '../../../src/operator/engine/schedule';
import { TIMING } from '../support/bed';
import { VirtualClock } from '../support/virtual-clock';

let clock: VirtualClock;
let schedule: Schedule;
beforeEach(() => {
  clock = new VirtualClock();
  schedule = new Schedule(clock, TIMING);
});

const pass = (seconds: number) => clock.run(seconds, 0);

test('everything at once in the beginning, and every interval', async () => {
  expect([schedule.due(undefined), schedule.due(undefined)]).toEqual(['resync', undefined]);
  await pass(19.9);
  expect(schedule.due(undefined)).toBeUndefined();
  await pass(0.1);
  expect(schedule.due(undefined)).toBe('resync');
});

test('a key whose time has come, and a wake, which looks at more than a resync does', async () => {
  schedule.due(undefined);
  expect([schedule.due(1), schedule.due(0)]).toEqual([undefined, 'due']);
  await pass(19.9);
  schedule.ring();
  await pass(0.2);
  expect([schedule.due(0), schedule.due(undefined)]).toEqual(['wake', undefined]);
  await pass(19);
  expect(schedule.due(undefined)).toBeUndefined();
});

test('after a pass that failed as a whole nothing is tried for a while, though it rang in the middle', async () => {
  schedule.due(undefined);
  schedule.ring();
  await pass(1);
  schedule.failed();
  expect(schedule.due(0)).toBeUndefined();
  await pass(4.9);
  expect(schedule.due(0)).toBeUndefined();
  await pass(0.1);
  expect(schedule.due(0)).toBe('wake');
});

test('a ring ends a sleep that is too long, and the others of its burst do not', async () => {
  schedule.due(undefined);
  let slept = false;
  void schedule.untilDue(undefined).then(() => {
    slept = true;
  });
  await pass(0);
  schedule.ring();
  await new Promise((resolve) => setImmediate(resolve));
  expect(slept).toBe(true);
  const next = schedule.untilDue(undefined);
  schedule.ring();
  await pass(0.2);
  await next;
  expect(schedule.due(undefined)).toBe('wake');
});

test('whoever begins to lead looks at everything at once', async () => {
  schedule.due(undefined);
  const standing = schedule.standBy();
  await pass(5);
  await standing;
  expect(schedule.due(undefined)).toBe('resync');
});

test('who came while somebody else led is not kept', async () => {
  for (let i = 0; i < 100; i++) {
    schedule.ring(`S${i}`);
    void schedule.standBy();
    await pass(5);
  }
  schedule.ring('S100');
  expect(schedule.takeArrived()).toEqual(['S100']);
});
