import fc from 'fast-check';
import type { Instance } from '../../../../src/lab/world/marathon/instance';
import { proposeScaling } from '../../../../src/lab/world/marathon/scaling';
import { countTasks } from '../../../../src/operator/kinds/shuffle-service/count';
import { fits, releaseDrained, removalUnclear } from '../../../../src/operator/kinds/shuffle-service/drained';
import type { AppSight, Observed } from '../../../../src/operator/kinds/shuffle-service/model';
import { app, lost, task } from '../../support/agents';

const QUEUE = { queued: 0, queueSteady: true };
const counted = (instances: number, queued = 0) =>
  countTasks(app(instances, [task('a1'), task('a2')]), { ...QUEUE, queued }, { releases: [] });

test('a task is named only where the numbers fit, so that nothing else is ended along with it', () => {
  expect(fits(counted(2))).toBe(true);
  expect(fits(counted(3, 1))).toBe(true);
  // Somebody has lowered the app, and Marathon is about to end one of its own choice.
  expect(fits(counted(1))).toBe(false);
  expect(fits(counted(2, 1))).toBe(false);
  // A slot that nobody can tell of.
  expect(fits(counted(3))).toBe(false);
  const away = countTasks(app(2, [task('a1'), lost('a2')]), QUEUE, { releases: [] });
  expect(fits(away)).toBe(true);
});

/** a1 is to go, a3 is lost since before a person changed the app. */
function leaving(instances: number, queued: number) {
  const changed = { configuredAt: '2026-01-01T00:01:04.000Z' };
  const former = { ...lost('a3'), version: '2026-01-01T00:00:00.000Z' };
  const marathon = app(instances, [task('a1'), task('a2'), former], changed);
  const placed = { revision: 'r', appId: marathon.id, port: 7337, releases: [] };
  const sight = { placed, app: marathon, tasks: countTasks(marathon, { ...QUEUE, queued }, placed) };
  const drains = { cordoned: new Map([['id-a1', 'd']]), released: new Map([['id-a1', 'AgentDrain/d']]) };
  const o = { drains, deployments: [], state: { value: {}, etag: '1' } };
  return [sight as unknown as AppSight, o as unknown as Observed & { state: never }] as const;
}

test('a task is removed beside one that was lost before somebody changed the app, whether that one holds a slot or not', () => {
  const [sight, o] = leaving(3, 0);
  expect(sight.tasks.former).toHaveLength(1);
  expect(releaseDrained(sight, o)).toMatchObject([{ do: 'release-task', task: { id: 'task-a1' } }]);
  expect(removalUnclear(sight, o)).toBeUndefined();
});

test('a task that is not removed because a lost one could go along with it is said to wait, and for what', () => {
  // Either the lost task was given up, or one that waits for an offer is one too many.
  const [sight, o] = leaving(3, 1);
  expect(releaseDrained(sight, o)).toEqual([]);
  expect(removalUnclear(sight, o)).toMatch(
    /^task-a1 on a1 is to be removed, .* 1 lost .* 0 slots .*wipe=true/,
  );
  expect(removalUnclear(sight, {})).toBeUndefined();
  // What Marathon ends by itself at its next check need not be told.
  const [soon, then] = leaving(2, 1);
  expect(removalUnclear(soon, then)).toBeUndefined();
});

/** Instances by what they are. Marathon lists those that run and those that are lost, whether they are given up or not. */
const KINDS = {
  running: ['Running', 'Running'],
  dying: ['Running', 'Decommissioned'],
  held: ['Unreachable', 'Running'],
  ghost: ['Unreachable', 'Decommissioned'],
  queued: ['Scheduled', 'Running'],
} as const;

const amounts = fc.record({
  running: fc.integer({ min: 0, max: 3 }),
  dying: fc.integer({ min: 0, max: 2 }),
  held: fc.integer({ min: 0, max: 3 }),
  ghost: fc.integer({ min: 0, max: 3 }),
  queued: fc.integer({ min: 0, max: 3 }),
  instances: fc.integer({ min: 1, max: 10 }),
});

test('where the numbers fit nothing goes along with the task that is named, whichever lost ones hold slots', () => {
  let fitting = 0;
  fc.assert(
    fc.property(amounts, ({ instances, ...of }) => {
      const all = (['running', 'dying', 'held', 'ghost', 'queued'] as const).flatMap((kind) =>
        Array.from({ length: of[kind] }, (_, i) => ({ kind, id: `${kind}${i}` })),
      );
      const listed = all.filter(({ kind }) => kind !== 'queued');
      const tasks = listed.map(({ kind, id }) => (KINDS[kind][0] === 'Running' ? task(id) : lost(id)));
      const marathon = app(instances, tasks);
      if (!fits(countTasks(marathon, { ...QUEUE, queued: of.queued }, { releases: [] }))) return;
      fitting++;
      const world = all.map(({ kind, id }, order) => {
        const [condition, goal] = KINDS[kind];
        return { id, condition, goal, order, since: order } as Instance;
      });
      for (const { kind, id } of all.filter((one) => KINDS[one.kind][0] === 'Running')) {
        const { kill } = proposeScaling({
          instances: world,
          sentenced: new Set([id]),
          scaleTo: instances - 1,
          killSelection: 'YOUNGEST_FIRST',
        });
        expect(kill.map((one) => one.id)).toEqual(kind === 'running' ? [id] : []);
      }
    }),
    { numRuns: 2000 },
  );
  expect(fitting).toBeGreaterThan(50);
});
