import {
  drainHookMetadata,
  drainHookProblems,
  heartbeatOf,
  readDrainHookMetadata,
} from '../../../src/domain/agent/drain-hook';
import { Duration } from '../../../src/domain/core/duration';

test.each([
  ['1m', 360],
  ['1h', 3900],
  ['115m', 7200],
  ['2h', 7200],
  ['47h', 7200],
])('with a deadline of %s the group waits for a word for %i s', (deadline, seconds) => {
  expect(heartbeatOf({ deadline: Duration.parse(deadline), markGone: false }).toSeconds()).toBe(seconds);
});

test.each([
  ['59s', false],
  ['1m', true],
  ['47h', true],
  ['169201s', false],
  ['1.5s', false],
])('a deadline of %s is taken: %s', (deadline, isTaken) => {
  expect(drainHookProblems({ deadline: Duration.parse(deadline), markGone: false })).toHaveLength(
    isTaken ? 0 : 1,
  );
});

test('what the group says is read as it was written', () => {
  const hook = { deadline: Duration.hours(3), quiet: Duration.seconds(0), markGone: true };
  expect(readDrainHookMetadata(drainHookMetadata(hook))).toEqual({
    deadlineSeconds: 10_800,
    heartbeatSeconds: 7200,
    quietSeconds: 0,
    markGone: true,
  });
});

test('nobody is waited for longer than the deadline', () => {
  const of = (quiet: string) =>
    drainHookProblems({ deadline: Duration.minutes(5), quiet: Duration.parse(quiet), markGone: false });
  expect([of('5m'), of('301s').map(({ at }) => at)]).toEqual([[], ['drainOnTermination.quiet']]);
});
