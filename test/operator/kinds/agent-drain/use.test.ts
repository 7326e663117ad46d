import { type AgentDrainState, agentDrainSpec } from '../../../../src/manifest';
import { deadlineOf, isOverdue } from '../../../../src/operator/kinds/agent-drain/deadline';
import type { ServiceTask, UseFacts } from '../../../../src/operator/kinds/agent-drain/model';
import { resolve } from '../../../../src/operator/kinds/agent-drain/resolve';
import { recordAfter, type UseProps, useOf } from '../../../../src/operator/kinds/agent-drain/use';
import type { AgentPorts, TaskView } from '../../../../src/operator/ports';
import { agent, view } from '../../support/agents';

const SINCE = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T00:11:00.000Z';

const state = (changes: Partial<AgentDrainState> = {}): AgentDrainState => ({
  agent: 'a2',
  agentId: 'id-a2',
  hostname: 'a2',
  since: SINCE,
  cordon: 'Deactivate',
  cordoned: true,
  masterId: 'm1',
  seen: [],
  ...changes,
});

const SERVICE: ServiceTask = { id: 't', appId: '/s', service: 's', port: 7337, lost: false };

const task = (frameworkId: string, changes: Partial<TaskView> = {}): TaskView => ({
  id: `${frameworkId}.0`,
  name: 'executor',
  frameworkId,
  agentId: 'id-a2',
  state: 'TASK_RUNNING',
  labels: {},
  ...changes,
});

function health(connections: number | undefined, listening = true): UseFacts['ports'] {
  const answer: AgentPorts =
    connections === undefined
      ? { is: 'unknown', reason: 'AgentSilent', message: 'silent' }
      : { is: 'known', ports: new Map([[7337, { listening, connections, cleaner: 'alive' as const }]]) };
  return new Map([['a2', answer]]);
}

interface World {
  readonly tasks?: readonly TaskView[];
  readonly frameworks?: readonly string[];
  readonly ports?: UseFacts['ports'];
  readonly state?: Partial<AgentDrainState>;
  readonly services?: UseProps['o']['services'];
  readonly view?: UseProps['o']['view'];
}

function props(world: World = {}): UseProps {
  const { tasks = [], frameworks = [], ports = health(0), services, view: seen } = world;
  return {
    spec: { quietSeconds: 600 },
    state: state(world.state),
    o: {
      view: seen ?? view([agent('a2')]),
      place: { is: 'here', agent: agent('a2') },
      services: services ?? { is: 'known', tasks: [SERVICE] },
      use: {
        tasks: { is: 'known', tasks },
        frameworks: { is: 'known', frameworks: frameworks.map((id) => ({ id, name: `name-${id}` })) },
        ports,
      },
      now: LATER,
      watchedSince: SINCE,
    },
  };
}

const QUIET = { since: SINCE, seen: LATER };
const namesOf = (world: World) =>
  useOf(props(world)).users.map(({ frameworkId, name }) => frameworkId ?? name);

describe('who needs what is on an agent', () => {
  test.each<[string, World, readonly string[]]>([
    ['nobody after the quiet time', { state: { quiet: QUIET } }, []],
    ['nobody where no service runs, at once', { services: { is: 'known', tasks: [] } }, []],
    [
      'an executor, even where no service runs',
      { services: { is: 'known', tasks: [] }, tasks: [task('f1')], frameworks: ['f1'] },
      ['f1'],
    ],
    [
      'an executor of an agent that is away',
      { state: { quiet: QUIET }, tasks: [task('f1', { state: 'TASK_UNREACHABLE' })], frameworks: ['f1'] },
      ['f1'],
    ],
    ['whoever is connected', { state: { quiet: QUIET }, ports: health(1) }, ['port 7337']],
    [
      'nobody whose executors have ended, where the agent says that nobody is connected',
      { state: { quiet: QUIET, seen: [{ id: 'f1', name: 'x' }] }, frameworks: ['f1'] },
      [],
    ],
    [
      'whoever was there before, where the agent does not say',
      {
        state: { quiet: QUIET, frameworks: [{ id: 'f1', name: 'x' }] },
        frameworks: ['f1', 'f2'],
        ports: health(undefined),
      },
      ['f1'],
    ],
    [
      'the same where it does not see the service',
      {
        state: { quiet: QUIET, frameworks: [{ id: 'f1', name: 'x' }] },
        frameworks: ['f1'],
        ports: health(0, false),
      },
      ['f1'],
    ],
    [
      'the same where the task of the service is lost, whatever its host says',
      {
        state: { quiet: QUIET, frameworks: [{ id: 'f1', name: 'x' }] },
        frameworks: ['f1'],
        services: { is: 'known', tasks: [{ ...SERVICE, lost: true }] },
      },
      ['f1'],
    ],
    [
      'whoever came later and was seen there, where the agent does not say',
      {
        state: { quiet: QUIET, seen: [{ id: 'f2', name: 'x' }] },
        frameworks: ['f2'],
        ports: health(undefined),
      },
      ['f2'],
    ],
    [
      'unknown without a master',
      { state: { quiet: QUIET }, view: { is: 'unknown', reason: 'X', message: 'y' } },
      ['unknown'],
    ],
    [
      'unknown while agents are only recovered',
      {
        state: { quiet: QUIET },
        view: view([agent('a2')], { recovered: [{ id: 'id-a1', hostname: 'a1' }] }),
      },
      ['unknown'],
    ],
    [
      'unknown without Marathon',
      { state: { quiet: QUIET }, services: { is: 'unknown', message: 'z' } },
      ['unknown'],
    ],
  ])('%s', (_, world, expected) => {
    expect(namesOf(world)).toEqual(expected);
    expect(useOf(props(world)).because === undefined).toBe(expected.length === 0);
  });

  test('nobody is let go while it has not been quiet for long enough, nor by what another master did not hear', () => {
    const young = { since: '2026-01-01T00:02:00.000Z', seen: LATER };
    expect(useOf(props({ state: { quiet: young } })).because).toBe(
      'nobody has been seen to use the files for 540 of 600 s',
    );
    expect(useOf(props({ state: { quiet: QUIET, masterId: 'm0' } })).because).toBeDefined();
    expect(
      recordAfter({ ...props({ state: { quiet: QUIET, masterId: 'm0' } }), waits: false }).quiet,
    ).toBeUndefined();
  });

  test('whoever is seen is written down, and stays so', () => {
    const world = {
      tasks: [task('f1', { state: 'TASK_FINISHED' }), task('marathon')],
      frameworks: ['f1', 'f3'],
    };
    const after = recordAfter({ ...props(world), waits: true });
    expect(after.seen).toEqual([{ id: 'f1', name: 'name-f1' }]);
    expect(after.frameworks).toEqual([
      { id: 'f1', name: 'name-f1' },
      { id: 'f3', name: 'name-f3' },
    ]);
    expect(after.counted).toBe(LATER);
    const later = recordAfter({ ...props({ frameworks: ['f9'], state: after }), waits: true });
    expect(later).toMatchObject({ seen: after.seen, frameworks: after.frameworks });
  });
});

describe('deadlines', () => {
  const times = { now: LATER, clock: '2026-01-01T05:00:00.000Z' };

  test.each([
    [{}, false],
    [{ deadline: '10mins' }, true],
    [{ deadline: '12mins' }, false],
    [{ deadlineAt: '2026-01-01T04:00:00Z' }, true],
    [{ deadlineAt: '2026-01-01T06:00:00Z' }, false],
    [{ deadline: '10mins', deadlineAt: '2026-01-01T06:00:00Z' }, true],
  ])('%j', (spec, passed) => expect(isOverdue(spec, state(), times)).toBe(passed));

  test('the earlier one is told', () => {
    const spec = { deadline: '10mins', deadlineAt: '2026-01-01T00:09:00Z' };
    expect(deadlineOf(spec, state())).toBe('2026-01-01T00:09:00.000Z');
    expect(deadlineOf({}, state())).toBeUndefined();
  });
});

describe('which agent is meant', () => {
  const agents = view([agent('a1'), agent('a2'), agent('a2', { id: 'other' })], {
    recovered: [{ id: 'id-a3', hostname: 'a3' }],
  });

  test('by hostname, by id, and also one that is only recovered', () => {
    expect(resolve('a1', agents)).toEqual({ is: 'found', agentId: 'id-a1', hostname: 'a1' });
    expect(resolve('other', agents)).toEqual({ is: 'found', agentId: 'other', hostname: 'a2' });
    expect(resolve('a3', agents)).toMatchObject({ is: 'found', agentId: 'id-a3' });
  });

  test('none, where two have the name or nobody has it', () => {
    expect(resolve('a2', agents)).toMatchObject({
      reason: 'AgentAmbiguous',
      message: expect.stringContaining('(id-a2, other): name one by its id in spec.agent; nothing is done'),
    });
    expect(resolve('a9', agents)).toMatchObject({ reason: 'AgentNotFound' });
  });
});

test.each([
  [{ agent: 'a b' }, 'agent'],
  [{ agent: 'a1', deadline: '10' }, 'deadline'],
  [{ agent: 'a1', deadlineAt: 'tomorrow' }, 'deadlineAt'],
  [{ agent: 'a1', deadlineAt: '2026-13-01T00:00:00Z' }, 'deadlineAt'],
])('a spec such as %j is refused', (spec, where) => {
  expect(agentDrainSpec.safeParse(spec).error?.issues[0]?.path).toEqual([where]);
});
