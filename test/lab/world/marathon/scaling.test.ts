import type { App } from '../../../../src/lab/world/marathon/app';
import type { Condition, Instance } from '../../../../src/lab/world/marathon/instance';
import { proposeScaling } from '../../../../src/lab/world/marathon/scaling';

const app = {} as App;

function instance(
  id: string,
  condition: Condition,
  startedAt: number,
  goal: Instance['goal'] = 'Running',
): Instance {
  return {
    id,
    appId: '/a',
    app,
    condition,
    goal,
    since: 0,
    order: startedAt,
    attempts: 1,
    task: { id, agentId: 's', host: id, ports: [], stagedAt: startedAt, startedAt, state: 'TASK_RUNNING' },
  };
}

const running = [
  instance('old', 'Running', 1),
  instance('young', 'Running', 3),
  instance('middle', 'Running', 2),
];
const pending = { ...instance('pending', 'Scheduled', 9), task: undefined } as unknown as Instance;
const lost = instance('lost', 'Unreachable', 0);
const ghost = instance('ghost', 'Unreachable', 0, 'Decommissioned');
const inactive = instance('inactive', 'UnreachableInactive', 0);

const propose = (instances: readonly Instance[], scaleTo: number, sentenced: readonly string[] = []) => {
  const { kill, start } = proposeScaling({
    instances,
    scaleTo,
    sentenced: new Set(sentenced),
    killSelection: 'YOUNGEST_FIRST',
  });
  return { kill: kill.map(({ id }) => id), start };
};

describe('what it takes to reach a number of instances', () => {
  test.each([
    ['the youngest goes first', running, 2, [], ['young'], 0],
    ['a running one goes while another is pending', [...running, pending], 3, [], ['young'], 0],
    ['a lost one goes before a running one', [...running, lost], 3, [], ['lost'], 0],
    ['the named one goes', running, 2, ['old'], ['old'], 0],
    ['a ghost is not counted', [...running, ghost], 3, [], [], 0],
    ['a named ghost takes a running one with it', [...running, ghost], 2, ['ghost'], ['young'], 0],
    ['an inactive one is not counted', [...running, inactive], 4, [], [], 1],
    ['what is missing is started', running, 5, [], [], 2],
    ['a named one is replaced where the number stays', running, 3, ['old'], ['old'], 1],
  ] as const)('%s', (_, instances, scaleTo, sentenced, kill, start) => {
    expect(propose(instances, scaleTo, sentenced)).toEqual({ kill: [...kill], start });
  });

  test('OLDEST_FIRST takes the oldest', () => {
    const { kill } = proposeScaling({
      instances: running,
      scaleTo: 2,
      sentenced: new Set(),
      killSelection: 'OLDEST_FIRST',
    });
    expect(kill.map(({ id }) => id)).toEqual(['old']);
  });
});
