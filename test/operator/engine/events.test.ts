import { MAX_EVENTS } from '../../../src/manifest';
import { eventOf, hasNews, reasonOf, withEvents } from '../../../src/operator/engine/events';
import type { Applied } from '../../../src/operator/engine/kind';
import { Bed } from '../support/bed';
import { FakeCluster } from '../support/fake-cluster';
import { declare, defaults, service } from '../support/manifests';
import { toy, toyKind } from '../support/toy-kind';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const waiting = (message: string, minute: number) =>
  eventOf({ type: 'Normal', reason: 'Waiting', message }, at(minute));

test('what is repeated is one event, counted, with its first and its last time, at the end', () => {
  const first = withEvents([], [waiting('a', 0), waiting('b', 1)]);
  const second = withEvents(first, [waiting('a', 2), waiting('a', 3)]);
  expect(second).toEqual([
    { ...waiting('b', 1) },
    { ...waiting('a', 0), count: 3, lastTime: at(3).toISOString() },
  ]);
  expect([hasNews(first, [waiting('a', 9)]), hasNews(first, [waiting('c', 9)])]).toEqual([false, true]);
});

test('at most 20 are kept, and the oldest go', () => {
  const all = withEvents(
    [],
    Array.from({ length: 30 }, (_, i) => waiting(`${i}`, i)),
  );
  expect(all).toHaveLength(MAX_EVENTS);
  expect(all.map(({ message }) => message)).toEqual(Array.from({ length: 20 }, (_, i) => `${i + 10}`));
});

test('the reason is the action in one word', () => {
  expect(['create-app', 'activate', 'record-releases'].map(reasonOf)).toEqual([
    'CreateApp',
    'Activate',
    'RecordReleases',
  ]);
});

test('a first deployment tells what was done, in order', async () => {
  const cluster = new FakeCluster();
  const bed = new Bed(cluster);
  await cluster.addAgent('a1');
  declare(bed.manifests, [service(), defaults()]);
  const passes = bed.passes();
  for (let i = 0; i < 3; i++) {
    await passes.run();
    await bed.clock.run(10, 0);
  }
  expect(bed.status().events?.map(({ type, reason, count }) => [type, reason, count])).toEqual([
    ['Normal', 'StoreRevision', 1],
    ['Normal', 'Activate', 1],
    ['Normal', 'CreateApp', 1],
    ['Normal', 'PublishEndpoint', 1],
  ]);
});

describe('a repetition', () => {
  let bed: Bed;
  let answers: Applied[];
  let condition: string;

  beforeEach(() => {
    bed = new Bed(new FakeCluster());
    answers = [];
    condition = 'as it was';
    declare(bed.manifests, [toy('x')]);
  });

  const passes = () =>
    bed.passes(() => {}, {
      kinds: [
        toyKind({
          plan: () => [{ do: 'write', because: 'it is wanted' }],
          apply: async () => answers.shift() ?? { is: 'wait', because: 'the app is locked' },
          conditions: () => [{ type: 'Told', status: 'True', reason: 'Told', message: condition }],
        }),
      ],
    });

  test('writes nothing while nothing else changes, and is counted with the next news', async () => {
    const operator = passes();
    for (let i = 0; i < 10; i++) {
      await operator.run();
      await bed.clock.run(60, 0);
    }
    expect(bed.puts).toHaveLength(1);
    condition = 'otherwise';
    await operator.run();
    expect(bed.puts).toHaveLength(2);
    expect(bed.status('Toy', 'x').events).toEqual([
      {
        type: 'Normal',
        reason: 'Waiting',
        message: 'write: the app is locked',
        count: 11,
        firstTime: '2026-01-01T00:00:00.000Z',
        lastTime: '2026-01-01T00:10:00.000Z',
      },
    ]);
  });

  test('another process goes on counting where the first one wrote', async () => {
    await passes().run();
    condition = 'otherwise';
    await passes().run();
    expect(bed.status('Toy', 'x').events).toMatchObject([{ count: 2 }]);
  });

  test('a status that somebody else has written meanwhile loses no event', async () => {
    const operator = passes();
    await operator.run();
    const key = 'status/Toy/x.json';
    const put = bed.state.put;
    bed.state.put = async (...args) => {
      bed.rawState.set(key, bed.state.text(key)?.replace('as it was', 'as they say') ?? '');
      bed.state.put = put;
      return put(...args);
    };
    condition = 'otherwise';
    await operator.run();
    expect(bed.condition('Told', 'Toy', 'x')?.message).toBe('as they say');
    await operator.run();
    expect(bed.condition('Told', 'Toy', 'x')?.message).toBe('otherwise');
    expect(bed.status('Toy', 'x').events).toMatchObject([{ count: 3 }]);
  });

  test('failures are warnings, and their repetition writes nothing either', async () => {
    const operator = bed.passes(() => {}, {
      kinds: [
        toyKind({
          look: async () => {
            throw new Error('out of memory');
          },
        }),
      ],
    });
    for (let i = 0; i < 5; i++) {
      await operator.run();
      await bed.clock.run(400, 0);
    }
    expect(bed.puts).toHaveLength(1);
    expect(bed.status('Toy', 'x').events).toMatchObject([
      { type: 'Warning', reason: 'Failed', message: 'out of memory', count: 1 },
    ]);
  });
});
