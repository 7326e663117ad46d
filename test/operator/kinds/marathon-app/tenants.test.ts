import { API_VERSION, stateStoreKeys } from '../../../../src/manifest';
import { tenantsOf } from '../../../../src/operator/kinds/marathon-app/tenants';
import { MemoryStore } from '../../support/memory-store';

const HERE = 'http://marathon-shuffle.example:8080';
const PLACED = { revision: 'a-7337', appId: '/s', port: 7337, releases: [] };
const at = '2026-01-01T00:00:00Z';

interface Said {
  readonly state?: object | string;
  readonly status?: object | string;
}
const condition = (type: string, status: string, reason = type) => ({
  ...{ type, status, reason, message: '', lastTransitionTime: at },
});

function storeOf(kind: string, { state, status }: Said): MemoryStore {
  const store = new MemoryStore();
  const text = (value: object | string) => (typeof value === 'string' ? value : JSON.stringify(value));
  if (state !== undefined) store.set(stateStoreKeys.state(kind, 'it'), text(state));
  if (status !== undefined) {
    const more = typeof status === 'string' ? {} : status;
    const whole = { observedGeneration: 'x', stack: 's', conditions: [], ...more };
    const document = { apiVersion: API_VERSION, kind, metadata: { name: 'it' }, status: whole };
    store.set(stateStoreKeys.status(kind, 'it'), text(typeof status === 'string' ? status : document));
  }
  return store;
}

const service = { service: 'it', marathon: HERE, retiring: [] };
const REMOVED = { conditions: [condition('Removed', 'True')] };

test.each<[string, string, Said]>([
  ['a service with an app', 'ShuffleService', { state: { ...service, active: PLACED } }],
  ['one that is rolled out', 'ShuffleService', { state: { ...service, green: PLACED } }],
  ['one that drains', 'ShuffleService', { state: { ...service, retiring: [PLACED] } }],
  ['one by another form of its address', 'ShuffleService', { status: { marathon: `${HERE}/` } }],
  ['one that is declared and has nothing yet', 'ShuffleService', { status: { marathon: HERE } }],
  [
    'one that stays after its manifest',
    'ShuffleService',
    {
      state: { ...service, active: PLACED },
      status: { marathon: HERE, conditions: [condition('Ready', 'False', 'Retained')] },
    },
  ],
  ['a dispatcher', 'SparkDispatcher', { state: { appId: '/spark', marathon: HERE } }],
  ['a driver', 'SparkApplication', { state: { runsOn: 'Marathon', address: HERE, place: '/a' } }],
])('%s lives there', async (_, kind, said) => {
  expect(await tenantsOf(storeOf(kind, said), ['zk://zk-1/m', HERE])).toEqual([`${kind}/it`]);
});

test.each<[string, string, Said]>([
  ['a service elsewhere', 'ShuffleService', { state: { ...service, marathon: `${HERE}1`, active: PLACED } }],
  ['a service of the cluster’s own Marathon', 'ShuffleService', { state: { retiring: [], active: PLACED } }],
  ['a service without apps', 'ShuffleService', { state: service }],
  [
    'a service that has been removed',
    'ShuffleService',
    { state: service, status: { marathon: HERE, ...REMOVED } },
  ],
  [
    'one whose manifest is gone and that never had anything',
    'ShuffleService',
    { status: { marathon: HERE, conditions: [condition('Ready', 'False', 'Retained')] } },
  ],
  ['a dispatcher that has been removed', 'SparkDispatcher', { state: { marathon: HERE }, status: REMOVED }],
  ['a package', 'SparkDispatcher', { state: { provider: 'Package', package: 'spark', appId: '/spark' } }],
  [
    'a driver of which nothing is left',
    'SparkApplication',
    { state: { runsOn: 'Marathon', address: HERE, cleared: true } },
  ],
  ['a driver of a dispatcher there', 'SparkApplication', { state: { runsOn: 'Dispatcher', address: HERE } }],
])('%s does not', async (_, kind, said) => {
  expect(await tenantsOf(storeOf(kind, said), [HERE])).toEqual([]);
});

test.each([
  ['state', 'state/ShuffleService/it.json'],
  ['status', 'status/ShuffleService/it.json'],
])('a %s that cannot be read may say anything', async (what, key) => {
  expect(await tenantsOf(storeOf('ShuffleService', { [what]: '{' }), [HERE])).toEqual([key]);
});

test('an app that is no Marathon has no tenants', async () => {
  expect(await tenantsOf(storeOf('ShuffleService', { state: '{' }), [])).toEqual([]);
});
