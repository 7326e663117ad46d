import { type DataPoint, dataPoints } from '../../../src/io/cloudwatch/data-points';
import type { Board } from '../../../src/operator/engine/board';
import type { BoardView, SubjectView } from '../../../src/operator/engine/board-view';
import type { Picture } from '../../../src/operator/engine/picture';
import { Bed } from '../../operator/support/bed';
import { FakeCluster } from '../../operator/support/fake-cluster';
import { declare, defaults, service } from '../../operator/support/manifests';

const ANSWERED = new Map([
  ['marathon', true],
  ['mesos', true],
  ['state-store', true],
]);

const told = (points: readonly DataPoint[]) =>
  points.map(({ name, service: of, value }) => `${name}${of === undefined ? '' : `(${of})`} ${value}`);

describe('of an operator at work', () => {
  let bed: Bed;
  let board: Board;
  let cluster: FakeCluster;

  beforeEach(async () => {
    cluster = new FakeCluster();
    bed = new Bed(cluster);
    board = bed.board();
    for (const host of ['a1', 'a2', 'a3']) await cluster.addAgent(host);
    declare(bed.manifests, [service(), defaults()]);
    bed.start('one', { board });
  });
  afterEach(() => bed.close());

  test('all is well', async () => {
    await bed.run(61);
    expect(told(dataPoints(board.view, ANSWERED))).toEqual([
      'Heartbeat 1',
      'MarathonWithoutLeader 0',
      'MesosWithoutLeader 0',
      'NotReady 0',
      'AgentsWithoutService(spark-2-4) 0',
      'LostAgents(spark-2-4) 0',
    ]);
  });

  test('an agent that has come has no service yet, and a lost one is counted apart', async () => {
    await bed.run(61);
    await cluster.lose('a2');
    // Its task never starts.
    cluster.marathon.raise = async () => ({ is: 'locked', deployments: [] }) as never;
    await cluster.addAgent('a4');
    await bed.run(61);
    const points = told(dataPoints(board.view, ANSWERED));
    expect(points).toContain('AgentsWithoutService(spark-2-4) 1');
    expect(points).toContain('LostAgents(spark-2-4) 1');
    expect(points).toContain('NotReady 1');
  });

  test('whoever stands by knows of no service', async () => {
    await bed.run(61);
    const other = bed.board();
    bed.start('two', { board: other });
    await bed.run(21);
    expect(other.view.lead.leads).toBe(false);
    expect(told(dataPoints(other.view, new Map()))).toEqual(['Heartbeat 1', 'NotReady 0']);
  });
});

const view = (picture?: Picture, conditions: SubjectView['conditions'] = []): BoardView => {
  const subject = { kind: 'ShuffleService', name: 's', conditions, ...(picture ? { picture } : {}) };
  return { subjects: [subject], troubles: [] } as unknown as BoardView;
};
const pointOf = (name: string, of: BoardView, answered: ReadonlyMap<string, boolean> = new Map()) =>
  dataPoints(of, answered).find((point) => point.name === name)?.value;

test.each<[string, ReadonlyMap<string, boolean>, number | undefined]>([
  ['answered nothing', new Map([['marathon', false]]), 1],
  ['answered', new Map([['marathon', true]]), 0],
  ['was not asked', new Map(), undefined],
])('Marathon that %s', (_, answered, value) => {
  expect(pointOf('MarathonWithoutLeader', view(), answered)).toBe(value);
});

const app = { id: '/a', port: 7337 };
const hosts = [{ state: 'missing', hosts: ['a1', 'a2'] }];
test.each<[string, Picture, number | undefined]>([
  ['is unknown', { apps: [{ ...app, is: 'active' }], hosts }, undefined],
  [
    'is that of the active one, whatever the next one covers',
    {
      apps: [
        { ...app, is: 'active', eligible: 3, covered: 2 },
        { ...app, is: 'rollout', eligible: 3, covered: 0 },
      ],
      hosts,
    },
    1,
  ],
  ['is that of the first one', { apps: [{ ...app, is: 'rollout', eligible: 3, covered: 0 }], hosts: [] }, 3],
  ['is of all that are eligible before anything runs', { apps: [], hosts }, 2],
  ['is unknown before anybody saw an agent', { apps: [], hosts: [] }, undefined],
  [
    'is not that of one that ends',
    {
      apps: [{ ...app, is: 'retiring', eligible: 3, covered: 0 }],
      hosts: [{ state: 'running', hosts: ['a'] }],
    },
    0,
  ],
])('the number of agents without a service %s', (_, picture, value) => {
  expect(pointOf('AgentsWithoutService', view(picture))).toBe(value);
});

test('what nobody has looked at is not ready, nor is an index that cannot be read', () => {
  expect(pointOf('NotReady', view())).toBe(1);
  const ready = { type: 'Ready', status: 'True', reason: 'AsDeclared', message: '', lastTransitionTime: '' };
  expect(pointOf('NotReady', view(undefined, [{ ...ready, status: 'True', good: true }]))).toBe(0);
  const torn = { ...view(), troubles: [{ key: 'index/a.json', because: 'torn' }] };
  expect(pointOf('NotReady', torn)).toBe(2);
});

test('what another kind keeps on hosts is no shuffle service', () => {
  const of = view({ apps: [], hosts });
  const subjects = of.subjects.map((subject) => ({ ...subject, kind: 'Other' }));
  expect(dataPoints({ ...of, subjects }, new Map()).filter(({ service }) => service !== undefined)).toEqual(
    [],
  );
});
