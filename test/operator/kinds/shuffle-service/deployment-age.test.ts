import { Memory } from '../../../../src/operator/engine/memory';
import { withAges } from '../../../../src/operator/kinds/shuffle-service/deployment-age';
import { VirtualClock } from '../../support/virtual-clock';

const deployment = (id: string) => ({ id, since: '2020-01-01T00:00:00.000Z', apps: [], actions: [] });

test('rule 7: a deployment is as old as this process has seen it, whatever Marathon says by its own clock', async () => {
  const clock = new VirtualClock();
  const world = { clock, memory: new Memory() };
  const ages = (...ids: readonly string[]) =>
    withAges(world, 's', ids.map(deployment)).map(({ seenForMillis }) => seenForMillis);
  expect(ages('a')).toEqual([0]);
  await clock.run(100, 0);
  expect(ages('a', 'b')).toEqual([100_000, 0]);
  await clock.run(10, 0);
  expect(withAges(world, 'other', [deployment('a')])).toMatchObject([{ seenForMillis: 0 }]);
  expect(ages('b')).toEqual([10_000]);
  expect(ages('a', 'b')).toEqual([0, 10_000]);
  world.memory = new Memory();
  await clock.run(10, 0);
  expect(ages('b')).toEqual([0]);
});
