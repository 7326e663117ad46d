import type { AgentDrainState, Interruption } from '../../../src/manifest';
import { decided, type Facts, isDue } from '../../../src/operator/interruptions/decided';

const CLOCK = '2026-01-01T00:30:00.000Z';
const hook = { group: 'g', name: 'drains-first', heartbeatSeconds: 3900 };
const drain = (name = 'i-0a') => ({ name, agentId: `S-${name}`, hostname: 'a1' });
const base: Interruption = {
  causes: [{ kind: 'Terminating', event: 'e', at: '2026-01-01T00:00:00.000Z', because: 'scaled in' }],
  deadlineAt: '2026-01-01T01:00:00.000Z',
  ends: true,
  markGone: false,
  hook,
  drains: [drain()],
  declared: true,
};
const state = (more: Partial<AgentDrainState> = {}): AgentDrainState => ({
  agent: 'S',
  agentId: 'S',
  hostname: 'a1',
  since: CLOCK,
  cordon: 'Deactivate',
  seen: [],
  ...more,
});
type End = NonNullable<AgentDrainState['ended']>;
const ended = (reason: End['reason'], message = 'm') => state({ ended: { reason, message } });
const facts = (states: Record<string, AgentDrainState> = {}, more: Partial<Facts> = {}): Facts => ({
  clock: CLOCK,
  states: new Map(Object.entries(states)),
  machineEnded: false,
  ...more,
});
const answered = (reason: string) => ({
  ...hook,
  outcome: { reason, because: '', at: CLOCK },
  answered: true as const,
});
const two = { ...base, drains: [drain('i-0a'), drain('i-0a-2')] };

test.each<[string, Interruption, Facts]>([
  ['its drain has not begun', base, facts()],
  ['its drain goes on', base, facts({ 'i-0a': state() })],
  ['one of two drains has ended', two, facts({ 'i-0a': ended('Drained'), 'i-0a-2': state() })],
  [
    'the deadline has passed and the drain is about to say so',
    base,
    facts({}, { clock: '2026-01-01T01:01:59.000Z' }),
  ],
  ['the machine is there', { ...base, hook: answered('Drained') }, facts({ 'i-0a': ended('Drained') })],
  [
    'nobody waits and its drain has ended',
    { ...base, hook: undefined } as never,
    facts({ 'i-0a': ended('Drained') }),
  ],
])('nothing follows where %s', (_, one, known) => {
  expect(decided(one, known)).toBe(one);
});

test.each<[string, Interruption, Facts, string]>([
  ['nobody needs its files', base, facts({ 'i-0a': ended('Drained') }), 'Drained'],
  ['its deadline has passed', base, facts({ 'i-0a': ended('DeadlinePassed') }), 'DeadlinePassed'],
  ['its agent is gone', base, facts({ 'i-0a': ended('AgentGone') }), 'AgentGone'],
  [
    'one of two agents was still used',
    two,
    facts({ 'i-0a': ended('Drained'), 'i-0a-2': ended('DeadlinePassed') }),
    'DeadlinePassed',
  ],
  [
    'its drain does not end',
    base,
    facts({ 'i-0a': state() }, { clock: '2026-01-01T01:02:00.000Z' }),
    'DeadlinePassed',
  ],
  [
    'its agents were never found',
    { ...base, drains: undefined } as never,
    facts({}, { clock: '2026-01-01T01:02:00.000Z' }),
    'DeadlinePassed',
  ],
  ['somebody has deleted its drain', base, facts({ 'i-0a': state({ over: true }) }), 'Withdrawn'],
])('its group is let go where %s', (_, one, known, reason) => {
  const next = decided(one, known);
  expect(next.hook?.outcome).toMatchObject({ reason, at: known.clock });
  expect([next.over, next.hook?.answered]).toEqual([undefined, undefined]);
});

test.each<[string, Interruption, Facts, string]>([
  [
    'has ended, with its drain',
    { ...base, hook: answered('Drained') },
    facts({ 'i-0a': ended('Drained') }, { machineEnded: true }),
    'MachineEnded',
  ],
  [
    'has ended before its drain began',
    { ...base, hook: answered('HookOver') },
    facts({}, { machineEnded: true }),
    'MachineEnded',
  ],
  ['had no agent', { ...base, drains: [], hook: answered('NoAgent') }, facts(), 'NoAgent'],
  [
    'was waited for by nobody',
    { ...base, drains: undefined, hook: answered('HookOver') } as never,
    facts(),
    'HookOver',
  ],
  [
    'is no longer to be drained, says a person',
    { ...base, hook: answered('Withdrawn') },
    facts({ 'i-0a': state({ over: true }) }),
    'Withdrawn',
  ],
])('it is over with a machine that %s', (_, one, known, reason) => {
  expect(decided(one, known).over).toMatchObject({ reason, at: CLOCK });
});

test('a machine that has ended has its drain end, too', () => {
  const known = facts({ 'i-0a': state() }, { machineEnded: true });
  const next = decided({ ...base, hook: answered('HookOver'), ends: false }, known);
  expect(next).toMatchObject({ deadlineAt: CLOCK, ends: true, declared: false });
  // And once is enough.
  const again = { ...next, declared: true };
  expect(decided(again, { ...known, clock: '2026-01-01T00:31:00.000Z' })).toBe(again);
});

test('nothing is done before it is to begin, or once it is over', () => {
  expect(isDue({ ...base, beginsAt: '2026-01-01T00:30:01.000Z' }, CLOCK)).toBe(false);
  expect(isDue({ ...base, beginsAt: CLOCK }, CLOCK)).toBe(true);
  expect(isDue({ ...base, over: { reason: '', because: '', at: '' } }, CLOCK)).toBe(false);
});
