import type { Condition } from '../../../src/manifest';
import { mergeConditions, readiness, withCondition } from '../../../src/operator/engine/conditions';

const early = new Date('2026-01-01T00:00:00Z');
const late = new Date('2026-01-02T00:00:00Z');
const state = (type: string, status: Condition['status'], reason = 'R', message = 'm') => ({
  type,
  status,
  reason,
  message,
});

test('the time moves only with the status, not with reason or message', () => {
  const first = withCondition([], state('Ready', 'False'), early);
  const second = withCondition(first, state('Ready', 'False', 'Other', 'other'), late);
  expect(second).toEqual([
    { ...state('Ready', 'False', 'Other', 'other'), lastTransitionTime: early.toISOString() },
  ]);
  const third = withCondition(second, state('Ready', 'True'), late);
  expect(third[0]?.lastTransitionTime).toBe(late.toISOString());
});

test('Ready stands first, the others by name, and those that are no longer said go', () => {
  const before = mergeConditions([], [state('B', 'True'), state('Gone', 'True')], early);
  const after = mergeConditions(
    before,
    [state('C', 'True'), state('Ready', 'True'), state('B', 'True')],
    late,
  );
  expect(after.map(({ type, lastTransitionTime }) => [type, lastTransitionTime])).toEqual([
    ['Ready', late.toISOString()],
    ['B', early.toISOString()],
    ['C', late.toISOString()],
  ]);
});

test.each([
  [
    [state('A', 'True'), state('B', 'False', 'Bad', 'b is bad'), state('C', 'False')],
    'False',
    'Bad',
    'b is bad',
  ],
  [[state('A', 'Unknown', 'Torn', 'half')], 'Unknown', 'Torn', 'half'],
  [[state('A', 'True'), state('Paused', 'True', 'SpecPaused', 'p')], 'False', 'SpecPaused', 'p'],
  [[state('A', 'True'), state('Paused', 'False')], 'True', 'AsDeclared', 'all is well'],
] as const)('Ready sums up %j', (states, status, reason, message) => {
  const ready = readiness(states, { message: 'all is well', unwanted: ['Paused'] });
  expect(ready).toEqual({ type: 'Ready', status, reason, message });
});
