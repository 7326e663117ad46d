import { killLeader } from '../../../../src/lab/world/mesos/succession';
import { World } from '../../../../src/lab/world/world';

const MASTERS = [
  { hostname: 'm1', port: 5050 },
  { hostname: 'm2', port: 5050 },
];

let world: World;
beforeEach(() => {
  world = new World({ start: 0, masters: MASTERS });
});

function after(seconds: number): string | undefined {
  world.timeline.advance(seconds * 1000);
  return world.cluster.masters.leading?.hostname;
}

test('a master leads where the one before it died, once ZooKeeper has seen that', () => {
  killLeader(world.cluster, []);
  expect(after(9)).toBeUndefined();
  expect(after(2)).toBe('m2');
});

test('who was started in time leads where all others died', () => {
  killLeader(world.cluster, []);
  after(11);
  killLeader(world.cluster, []);
  world.cluster.masters.start();
  expect(after(11)).toBe('m1');
  expect(world.cluster.master.recovering).toBe(false);
});

test('where all have died, whoever is started first leads', () => {
  killLeader(world.cluster, []);
  after(11);
  killLeader(world.cluster, []);
  expect(after(100)).toBeUndefined();
  world.cluster.masters.start();
  expect(after(1)).toBe('m1');
  expect(world.cluster.master.recovering).toBe(false);
});
