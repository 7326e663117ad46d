import { machineProblem } from '../../../src/cli/ending/machine';
import type { AgentFacts } from '../../../src/cli/reading/cluster';
import { Duration } from '../../../src/domain/core/duration';
import type { Machine, MachineState, Machines, Unknown } from '../../../src/operator/ports';

const silent: Unknown = { is: 'unknown', reason: 'MachinesUnavailable', message: 'EC2 is down' };

function machines(
  states: Readonly<Record<string, MachineState>> | Unknown,
  at: Readonly<Record<string, readonly Machine[]>> | Unknown = silent,
): Machines {
  return {
    remembers: Duration.hours(1),
    states: async () =>
      'reason' in states ? silent : { is: 'known', states: new Map(Object.entries(states)) },
    at: async () => ('reason' in at ? silent : { is: 'known', machines: new Map(Object.entries(at)) }),
  };
}

const agent: AgentFacts = { id: 'S1', hostname: 'h', state: 'unreachable' };
const next: AgentFacts = { id: 'S2', hostname: 'h', state: 'active' };
const there: MachineState = { is: 'there', because: 'EC2 says running' };
const ended: MachineState = { is: 'ended', because: 'EC2 says terminated' };
const alone = { agent, others: [] };

test.each([
  ['a noted machine that is there', ['i-1'], machines({ 'i-1': there }), 'its machine i-1: EC2 says running'],
  [
    'one of two that is there',
    ['i-0', 'i-1'],
    machines({ 'i-0': ended, 'i-1': there }),
    'its machine i-1: EC2 says',
  ],
  ['a noted machine that has ended', ['i-1'], machines({ 'i-1': ended }), undefined],
  ['a noted machine that EC2 has forgotten', ['i-1'], machines({ 'i-1': { is: 'unlisted' } }), undefined],
  ['no word of a noted machine', ['i-1'], machines(silent), 'no word of its machine: EC2 is down'],
  [
    'a machine at its address',
    [],
    machines({}, { h: [{ id: 'i-1', running: true }] }),
    'the machine i-1 at its address',
  ],
  [
    'one that stands still',
    [],
    machines({}, { h: [{ id: 'i-1', running: false }] }),
    'the machine i-1 at its address, which does not run',
  ],
  ['nobody at its address', [], machines({}, {}), undefined],
  ['no word of its address', [], machines({}), 'no word of its machine: EC2 is down'],
])('%s', async (_, noted, who, found) => {
  const problem = await machineProblem(alone, noted, who);
  if (found === undefined) expect(problem).toBeUndefined();
  else
    expect(problem).toMatchObject({
      at: 'h (S1)',
      found: expect.stringContaining(found),
      wanted: 'a machine that has ended',
    });
});

test('a machine at its address is that of the agent that registered anew under the hostname', async () => {
  const who = machines({}, { h: [{ id: 'i-2', running: true }] });
  expect(await machineProblem({ agent, others: [next] }, [], who)).toBeUndefined();
  expect(await machineProblem({ agent, others: [{ ...next, state: 'inactive' }] }, [], who)).toBeDefined();
});

test('of one without a hostname only noted machines are asked for', async () => {
  expect(
    await machineProblem({ agent: { id: 'S1', state: 'unreachable' }, others: [] }, [], machines({})),
  ).toBeUndefined();
});
