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
