import { WakeBell } from '../../../src/operator/engine/wake-bell';

test('a burst is answered once, when it is over', () => {
  let now = 0;
  const bell = new WakeBell({ elapsedMillis: () => now });
  expect([bell.dueAt, bell.answer()]).toEqual([undefined, false]);
  for (now = 0; now <= 300; now += 100) {
    bell.ring();
    expect(bell.answer()).toBe(false);
  }
  expect(bell.dueAt).toBe(500);
  now = 500;
  expect([bell.answer(), bell.answer()]).toEqual([true, false]);
});

test('a storm is answered every second', () => {
  let now = 0;
  const bell = new WakeBell({ elapsedMillis: () => now });
  let answers = 0;
  for (now = 0; now < 10_000; now += 20) {
    bell.ring();
    if (bell.answer()) answers++;
  }
  expect(answers).toBe(9);
});
