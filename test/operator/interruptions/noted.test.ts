import { type Ledger, noted } from '../../../src/operator/interruptions/noted';
import type { Cause, Notice } from '../../../src/operator/ports';

const M = 'i-0a';
const hook: Cause = {
  ...{ kind: 'Terminating', group: 'g', hook: 'drains-first' },
  ...{ deadlineSeconds: 3600, heartbeatSeconds: 3900, markGone: true },
};
const spot: Cause = { kind: 'Spot', action: 'terminate' };
const rebalance: Cause = { kind: 'Rebalance' };
const ending: Cause = { kind: 'Ending', state: 'shutting-down' };
const retirement = (starts: string): Cause => ({
  kind: 'Retirement',
  code: 'AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED',
  starts,
});

let count = 0;
const notice = (cause: Cause, at = '2026-01-01T00:00:00.000Z'): Notice => ({
  id: `e${count++}`,
  at,
  machine: M,
  cause,
});
const after = (...notices: readonly Notice[]) =>
  notices.reduce<Ledger>((ledger, one) => noted(ledger, one), new Map()).get(M);

test.each<[string, Cause, object]>([
  [
    'a hook',
    hook,
    {
      deadlineAt: '2026-01-01T01:00:00.000Z',
      ends: true,
      markGone: true,
      hook: { group: 'g', name: 'drains-first', heartbeatSeconds: 3900 },
    },
  ],
  ['a spot interruption', spot, { deadlineAt: '2026-01-01T00:01:50.000Z', ends: true }],
  ['a recommendation', rebalance, { deadlineAt: undefined, ends: false }],
  ['an end', ending, { deadlineAt: '2026-01-01T00:00:00.000Z', ends: true }],
  [
    'a retirement',
    retirement('2026-01-15T06:00:00.000Z'),
    { deadlineAt: '2026-01-15T05:59:00.000Z', beginsAt: '2026-01-14T06:00:00.000Z', ends: true },
  ],
])('%s says when nobody is waited for any more', (_, cause, expected) => {
  expect({ deadlineAt: undefined, ...after(notice(cause)) }).toMatchObject({ declared: false, ...expected });
});

test('of two reasons the earlier end counts, whatever comes first, and both are told', () => {
  for (const order of [
    [hook, spot],
    [spot, hook],
  ]) {
    const one = after(...order.map((cause) => notice(cause)));
    expect(one).toMatchObject({ deadlineAt: '2026-01-01T00:01:50.000Z', ends: true, hook: { group: 'g' } });
    expect(one?.causes).toHaveLength(2);
  }
});

test('what has begun does not wait for a later beginning', () => {
  const starts = '2026-01-15T06:00:00.000Z';
  expect(after(notice(rebalance), notice(retirement(starts)))?.beginsAt).toBeUndefined();
  expect(after(notice(retirement(starts)), notice(rebalance))?.beginsAt).toBeUndefined();
});

test('a retirement that is brought forward is; one that is put off is not', () => {
  const first = notice(retirement('2026-01-15T06:00:00.000Z'));
  expect(after(first, notice(retirement('2026-01-10T06:00:00.000Z')))).toMatchObject({
    deadlineAt: '2026-01-10T05:59:00.000Z',
    beginsAt: '2026-01-09T06:00:00.000Z',
  });
  expect(after(first, notice(retirement('2026-01-20T06:00:00.000Z')))?.deadlineAt).toBe(
    '2026-01-15T05:59:00.000Z',
  );
});

test('a copy and a later one of the same say nothing new: the ledger is the very same', () => {
  const first = notice(hook);
  const ledger = noted(new Map(), first);
  expect(noted(ledger, first)).toBe(ledger);
  expect(noted(ledger, notice(hook, '2026-01-01T00:10:00.000Z'))).toBe(ledger);
});

test('what is over stays so', () => {
  const one = after(notice(spot));
  if (!one) throw new Error('nothing noted');
  const ledger: Ledger = new Map([[M, { ...one, over: { reason: 'MachineEnded', because: '', at: '' } }]]);
  expect(noted(ledger, notice(hook))).toBe(ledger);
});
