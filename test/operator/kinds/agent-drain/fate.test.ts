import type { AgentDrainManifest, AgentDrainState } from '../../../../src/manifest';
import { fateOf, machineOf } from '../../../../src/operator/kinds/agent-drain/fate';
import type { Observed, Place } from '../../../../src/operator/kinds/agent-drain/model';
import { plan } from '../../../../src/operator/kinds/agent-drain/plan';
import type { MachineState, Machines } from '../../../../src/operator/ports';
import { agent, view } from '../../support/agents';
import { FakeMachines } from '../../support/fake-machines';

const OLD = { deactivates: false };
const a1 = agent('a1');
const STATE = { agentId: a1.id, hostname: 'a1', machine: 'i-1', cordon: 'Reserve', seen: [] };
const state = (more: Partial<AgentDrainState> = {}) => ({ ...STATE, ...more }) as AgentDrainState;

describe('the machine of an agent that reservations are to keep out', () => {
  const running = (...ids: readonly string[]) => {
    const machines = new FakeMachines();
    for (const id of ids) machines.start('a1', id);
    return machines;
  };
  const found = (machines: Machines | undefined, agents = [a1], changes = OLD) =>
    machineOf(a1.id, view(agents, changes), machines ? { machines } : {});

  test('is the one that has its address while it is connected', async () => {
    expect(await found(running('i-1'))).toBe('i-1');
  });

  test('is not known where more than one could be it, where none runs, or where nobody says', async () => {
    expect(await found(running('i-1', 'i-2'))).toBeUndefined();
    expect(await found(running())).toBeUndefined();
    const stopped = running('i-1');
    stopped.set('a1', 'stopped');
    expect(await found(stopped)).toBeUndefined();
    expect(await found(running('i-1'), [{ ...a1, active: false }])).toBeUndefined();
    expect(await found(running('i-1'), [a1, agent('a1', { id: 'another' })])).toBeUndefined();
    const silent = running('i-1');
    silent.failure = { is: 'unknown', reason: 'MachinesUnavailable', message: 'no answer' };
    expect(await found(silent)).toBeUndefined();
    expect(await found(undefined)).toBeUndefined();
  });

  test('is not asked for where the agent is deactivated instead', async () => {
    const machines = running('i-1');
    expect(await found(machines, [a1], { deactivates: true })).toBeUndefined();
    expect(machines.asked).toEqual([]);
  });
});

describe('an agent is gone for good', () => {
  const AWAY: Place = { is: 'away' };
  const HERE: Place = { is: 'here', agent: a1 };
  const ENDED: MachineState = { is: 'ended', because: 'i-1 is terminated' };
  const THERE: MachineState = { is: 'there', because: 'i-1 is stopped' };
  const UNLISTED: MachineState = { is: 'unlisted' };

  test.each<readonly [Place, MachineState, string]>([
    [{ is: 'gone' }, THERE, 'gone'],
    [AWAY, ENDED, 'gone'],
    [AWAY, THERE, 'stays'],
    [AWAY, UNLISTED, 'stays'],
    [HERE, THERE, 'stays'],
    [HERE, ENDED, 'unclear'],
    [{ is: 'recovered' }, ENDED, 'unclear'],
    [{ is: 'unknown', message: 'no master' }, ENDED, 'unclear'],
  ])('%j, %j: %s', async (place, said, is) => {
    const states = new Map([['i-1', said]]);
    const machines = { ...new FakeMachines(), states: async () => ({ is: 'known', states }) };
    const asked = { machines: machines as unknown as Machines };
    expect((await fateOf(state(), place, asked)).is).toBe(is);
  });

  test('never without its machine, or somebody who tells of it', async () => {
    expect(await fateOf(state(), AWAY, {})).toEqual({ is: 'stays' });
    const machines = new FakeMachines();
    expect(await fateOf(state({ machine: undefined }), AWAY, { machines })).toEqual({ is: 'stays' });
    expect(machines.asked).toEqual([]);
  });

  test.each([{}, { removing: { reason: 'Unused', because: '', task: true, users: [] }, markedGone: true }])(
    'where the registry says so while it is drained, whoever has asked for that (%j)',
    (more) => {
      const o = {
        state: { value: state(more as Partial<AgentDrainState>), etag: '1' },
        place: { is: 'gone' },
      };
      const actions = plan({ spec: {} } as AgentDrainManifest, o as unknown as Observed);
      expect(actions).toMatchObject([{ do: 'end-drain', next: { gone: true } }]);
    },
  );
});
