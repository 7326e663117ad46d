import { noteBirth } from '../../../../src/operator/kinds/shuffle-service/birth';
import { countAgents, countTasks } from '../../../../src/operator/kinds/shuffle-service/count';
import { raiseInstances } from '../../../../src/operator/kinds/shuffle-service/cover';
import { needOf } from '../../../../src/operator/kinds/shuffle-service/eligibility';
import type { Observed, Running } from '../../../../src/operator/kinds/shuffle-service/model';
import {
  nextRelease,
  releaseUnclear,
  wipeReleased,
} from '../../../../src/operator/kinds/shuffle-service/releases';
import { agent, app, lost, task, view } from '../../support/agents';
import { APP } from '../../support/manifests';

const CREATED = '2026-01-01T00:00:00.000Z';
const CHANGED = '2026-01-01T00:01:04.000Z';
const need = needOf({ ...APP, portDefinitions: [{ port: 7337, protocol: 'tcp' }] }, 'shuffle');
const metadata = { annotations: { 'mesos-spark/gone-agents': 'a2' } };

/** Three instances: a1 and a3 run, a2 is lost, and a person says that it is gone. */
function seen(version: string, configuredAt: string) {
  const marathon = app(3, [task('a1'), task('a3'), { ...lost('a2'), version }], { configuredAt });
  const agents = view([agent('a1'), agent('a3'), agent('a4')]);
  const placed = { revision: 'r', appId: marathon.id, port: 7337, releases: [] };
  const tasks = countTasks(marathon, { queued: 0, queueSteady: true }, placed);
  const sight = { placed, app: marathon, tasks, queued: 0, queueSteady: true, queueReasons: [] };
  const o = { view: agents, gone: { is: 'known', ids: new Set() }, deployments: [], now: CHANGED };
  return {
    sight: { ...sight, agents: countAgents(agents, need, tasks) } as unknown as Running,
    o: { ...o, state: { value: {}, etag: '1' } } as unknown as Observed & { state: never },
  };
}

test('rule 3: a task that was lost since the app is as it is holds its slot, where the numbers say so', () => {
  const { sight, o } = seen(CREATED, CREATED);
  expect(nextRelease(metadata, sight, o)).toMatchObject([{ do: 'release-slot', task: { host: 'a2' } }]);
  expect(releaseUnclear(metadata, sight, o)).toBeUndefined();
});

test('rule 3: of a task that was lost before the app was changed no number tells whether it holds a slot', () => {
  const { sight, o } = seen(CREATED, CHANGED);
  expect(nextRelease(metadata, sight, o)).toEqual([]);
  expect(releaseUnclear(metadata, sight, o)).toMatch(/^1 tasks were lost before somebody changed the app/);
  expect(releaseUnclear({}, sight, o)).toBeUndefined();
  // New agents get theirs all the same: a surplus without an agent harms nobody.
  expect(sight.agents && raiseInstances(sight, sight.agents)).toMatchObject({ to: 4 });
  const ghosts = [{ ...lost('a5'), id: 'ghost' }];
  expect(wipeReleased({ ...sight, tasks: { ...sight.tasks, ghosts } })).toEqual([]);
});

describe('rule 3: an app that somebody deleted and that is created anew', () => {
  const look = (born: string | undefined, configuredAt?: string) => {
    const marathon = app(2, [task('a1'), task('a3'), { ...lost('a2'), version: CREATED }], {
      ...(configuredAt === undefined ? {} : { configuredAt }),
    });
    const placed = { revision: 'r', appId: marathon.id, port: 7337, releases: [], ...(born ? { born } : {}) };
    const tasks = countTasks(marathon, { queued: 0, queueSteady: true }, placed);
    return { marathon, placed, tasks };
  };

  test('holds no slot with what its earlier life has lost, which is taken off the list', () => {
    const { marathon, placed, tasks } = look(CHANGED, CHANGED);
    expect(tasks).toMatchObject({ open: [], former: [], ghosts: [{ host: 'a2' }], held: 0 });
    const sight = { placed, app: marathon, tasks } as unknown as Running;
    expect(wipeReleased(sight)).toMatchObject([{ do: 'wipe-task', taskId: 'task-a2' }]);
  });

  test('is noted to be since it was created, at the first look after that', () => {
    const noted = (born: string) => {
      const { marathon, placed, tasks } = look(born, CHANGED);
      const state = { value: { service: 's', active: placed, retiring: [] }, etag: '1' };
      const o = { active: { placed, app: marathon, tasks }, retiring: [], state };
      return noteBirth(o as unknown as Parameters<typeof noteBirth>[0]);
    };
    expect(noted('asked')).toMatchObject({ do: 'note-birth', state: { active: { born: CHANGED } } });
    expect(noted(CREATED)).toBeUndefined();
  });
});
