import { stateStoreKeys } from '../../src/manifest';
import { subjectOf } from '../../src/operator/engine/kind';
import { Bed } from './support/bed';
import { FakeCluster } from './support/fake-cluster';
import { declare, defaults, service } from './support/manifests';
import { toy, toyKind } from './support/toy-kind';

let cluster: FakeCluster;
let bed: Bed;

beforeEach(async () => {
  cluster = new FakeCluster();
  bed = new Bed(cluster);
  for (const host of ['a1', 'a2', 'a3']) await cluster.addAgent(host);
  declare(bed.manifests, [service(), defaults()]);
});

const KEY = stateStoreKeys.hold('ShuffleService', 'spark-2-4');
const SINCE = '2024-01-01T00:00:00.000Z';
const hold = (more: object = {}, key = KEY) =>
  bed.rawState.set(key, JSON.stringify({ since: SINCE, ...more }));

async function work(passes = 3) {
  const operator = bed.passes();
  for (let i = 0; i < passes; i++) {
    await operator.run();
    await bed.clock.run(10, 0);
  }
}
const othersThanStatus = () => bed.puts.filter((key) => !key.startsWith('status/'));

describe('a hold', () => {
  test.each([
    [{ by: 'ann', because: 'the disk is replaced' }, ` by ann since ${SINCE} (the disk is replaced)`],
    [{}, ` since ${SINCE}`],
  ])('%j keeps everything from being written for one, and says whose it is', async (more, words) => {
    hold(more);
    await work();
    expect(cluster.writes).toEqual([]);
    expect(othersThanStatus()).toEqual([]);
    const message = `${KEY}: held${words}: nothing is written; 3 writes are held back`;
    expect(bed.condition('Paused')).toMatchObject({ status: 'True', reason: 'Held', message });
    expect(bed.condition('Ready')).toMatchObject({ status: 'False', reason: 'Held' });
    expect(bed.condition('Paused', 'SparkDefaults', 'defaults')).toMatchObject({ reason: 'NotPaused' });
  });

  test('that says its end is over', async () => {
    hold();
    await work();
    hold({ until: SINCE });
    await work();
    expect(bed.condition('Paused')).toMatchObject({ status: 'False', reason: 'NotPaused' });
    expect(bed.condition('Ready')).toMatchObject({ status: 'True' });
  });

  test('that cannot be read holds', async () => {
    bed.rawState.set(KEY, '{"since":');
    await work();
    expect(cluster.writes).toEqual([]);
    expect(bed.condition('Paused')?.message).toContain(`${KEY} cannot be read, so what it holds stays held`);
  });

  test('of everything holds every kind', async () => {
    hold({ by: 'ann' }, stateStoreKeys.holdAll);
    await work();
    expect(othersThanStatus()).toEqual([]);
    expect(bed.condition('Paused', 'SparkDefaults', 'defaults')).toMatchObject({
      reason: 'Held',
      message: expect.stringContaining(`holds/all.json: held by ann since ${SINCE}`),
    });
  });

  test('also keeps a removal from being done', async () => {
    const done: string[] = [];
    const removed = (status: 'True' | 'False') => [
      { type: 'Removed', status, reason: 'Drain', message: 'what is left' },
    ];
    const kind = toyKind({
      removal: (name) =>
        subjectOf({
          paused: false,
          observe: async () => done.length > 0,
          plan: (gone) => (gone ? [] : [{ do: 'remove', because: 'nobody declares it' }]),
          judge: (gone) => ({
            conditions: removed(gone ? 'True' : 'False'),
            summary: 'removed',
            status: {},
          }),
          apply: async () => {
            done.push(name);
            return { is: 'done' };
          },
        }),
    });
    declare(bed.manifests, [toy('t')]);
    const passes = bed.passes(() => {}, { kinds: [kind] });
    await passes.run();
    bed.rawState.set(stateStoreKeys.hold('Toy', 't'), JSON.stringify({ since: SINCE }));
    declare(bed.manifests, []);
    await passes.run();
    expect(done).toEqual([]);
    expect(bed.condition('Paused', 'Toy', 't')).toMatchObject({ status: 'True', reason: 'Held' });
    bed.rawState.set(stateStoreKeys.hold('Toy', 't'), JSON.stringify({ since: SINCE, until: SINCE }));
    await passes.run();
    expect(done).toEqual(['t']);
  });

  test.each([false, true])(
    'also holds back what is written at once for an agent that comes: %s',
    async (isHeld) => {
      const passes = bed.passes();
      for (let i = 0; i < 4; i++) {
        await passes.run();
        await bed.clock.run(10, 0);
      }
      if (isHeld) hold();
      await cluster.addAgent('a4');
      for (const list of [bed.writes, bed.reads]) list.splice(0);
      await passes.run('wake', { arrived: () => [cluster.agent('a4').id] });
      expect(bed.writes).toEqual(isHeld ? [] : ['raise 4']);
      expect(bed.reads.some((one) => one.startsWith('mesos view of'))).toBe(!isHeld);
    },
  );
});
