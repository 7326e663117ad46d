import {
  API_VERSION,
  type ConditionState,
  type StatusDocument,
  stateStoreKeys,
} from '../../../../src/manifest';
import { readConsumers } from '../../../../src/operator/kinds/shuffle-service/consumers';
import { MemoryStore } from '../../support/memory-store';

const use = { service: 'spark-2-4', appId: '/shuffle/spark-2-4-a', port: 7337 };
const said = (type: string, status: ConditionState['status'], reason: string) => ({
  ...{ type, status, reason, message: '', lastTransitionTime: '2026-01-01T00:00:00.000Z' },
});

async function consumersWith(conditions: StatusDocument['status']['conditions']) {
  const store = new MemoryStore();
  const status: StatusDocument = {
    ...{ apiVersion: API_VERSION, kind: 'SparkDispatcher', metadata: { name: 'spark' } },
    status: { observedGeneration: 'g', stack: 's', conditions, uses: [use] },
  };
  await store.put(stateStoreKeys.status('SparkDispatcher', 'spark'), JSON.stringify(status), {
    ifAbsent: true,
  });
  return (await readConsumers(store, 'spark-2-4')).map(({ name }) => name);
}

test.each([
  ['a manifest', [said('Ready', 'True', 'AsDeclared')], 1],
  ['one that is gone and looked after by nobody', [said('Ready', 'False', 'Retained')], 0],
  [
    'one that is gone, of which something goes on',
    [said('Ready', 'False', 'Retained'), said('Removed', 'False', 'Retained')],
    1,
  ],
])('%s', async (_, conditions, count) => {
  expect(await consumersWith(conditions)).toHaveLength(count);
});

test('a status that cannot be read may use anything', async () => {
  const store = new MemoryStore();
  const key = stateStoreKeys.status('SparkDefaults', 'defaults');
  await store.put(key, '{"apiVersion": "mesos-spark/v9"', { ifAbsent: true });
  expect(await readConsumers(store, 'spark-2-4')).toEqual([{ name: key }]);
});

describe('what is noted and not told', () => {
  const state = (note: object) => ['state', JSON.stringify(note)] as const;
  const status = (...conditions: ReturnType<typeof said>[]) =>
    [
      'status',
      JSON.stringify({
        ...{ apiVersion: API_VERSION, kind: 'SparkApplication', metadata: { name: 'pi' } },
        status: { observedGeneration: 'g', stack: 's', conditions },
      }),
    ] as const;
  const failed = status(said('Observed', 'False', 'Failed'));
  const looked = status(said('Ready', 'True', 'AsDeclared'));
  const consumer = { name: 'SparkApplication/pi', appId: use.appId };

  test.each<[string, readonly (readonly ['state' | 'status', string])[], readonly object[]]>([
    ['no status was written since', [state({ use })], [consumer]],
    ['no look has succeeded since', [state({ use }), failed], [consumer]],
    ['a status says otherwise', [state({ use }), looked], []],
    ['it has ended', [state({ use, ended: { outcome: 'Completed' } })], []],
    ['it is of another service', [state({ use: { ...use, service: 'other' } })], []],
    ['several', [state({ next: use, former: [{ use }], uses: [use] })], [consumer, consumer, consumer]],
    ['it cannot be read', [['state', '{']], [{ name: 'state/SparkApplication/pi.json' }]],
  ])('%s', async (_, objects, expected) => {
    const store = new MemoryStore();
    for (const [what, body] of objects) {
      await store.put(stateStoreKeys[what]('SparkApplication', 'pi'), body, { ifAbsent: true });
    }
    expect(await readConsumers(store, 'spark-2-4')).toEqual(expected);
  });
});
