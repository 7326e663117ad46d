import { sha256 } from '../../../../src/io/digest';
import {
  type Endpoint,
  type SparkDefaultsManifest,
  sparkDefaultsManifest,
  stateStoreKeys,
} from '../../../../src/manifest';
import { parseBySchema } from '../../../../src/manifest/schema-problems';
import { sparkDefaults } from '../../../../src/operator/kinds/spark-defaults';
import { judge } from '../../../../src/operator/kinds/spark-defaults/judge';
import { type Observed, observe } from '../../../../src/operator/kinds/spark-defaults/observe';
import { plan } from '../../../../src/operator/kinds/spark-defaults/plan';
import { defaults } from '../../support/manifests';
import { MemoryStore } from '../../support/memory-store';

const KEY = stateStoreKeys.sparkDefaults('defaults');
const blue: Endpoint = {
  service: 'spark-2-4',
  port: 7337,
  appId: '/shuffle/spark-2-4-0a1b2c3d',
  sparkVersion: '2.4.0',
  sharedDirectory: '/var/lib/tmp/spark',
};
const green: Endpoint = { ...blue, port: 7338, appId: '/shuffle/spark-2-4-4e5f6a7b' };
const TEXT = `# Shuffle service spark-2-4, app ${blue.appId}, port 7337. Written by mesos-spark.
spark.shuffle.service.enabled=true
spark.shuffle.service.port=7337
`;

let store: MemoryStore;
const manifest: SparkDefaultsManifest = parseBySchema(sparkDefaultsManifest, defaults());
beforeEach(() => {
  store = new MemoryStore();
});

const announce = (endpoint: Endpoint) =>
  store.set(stateStoreKeys.endpoint('spark-2-4'), JSON.stringify(endpoint));
const look = (): Promise<Observed> => observe(manifest, { store, sha256 });
const planned = async () => plan(manifest, await look());
const versionKey = (text: string) =>
  stateStoreKeys.sparkDefaultsVersion('defaults', sha256(text).slice(0, 12));

/** As the engine does: applies the first action and looks again; gives the keys in the order in which they came. */
async function publish(): Promise<readonly string[]> {
  const keys: string[] = [];
  for (;;) {
    const [action] = await planned();
    if (action === undefined) return keys;
    expect(await store.put(action.key, action.body, action.condition)).toMatchObject({ is: 'written' });
    keys.push(action.key);
  }
}

test('nothing is published while the port is not known', async () => {
  expect(await planned()).toEqual([]);
  store.set(stateStoreKeys.endpoint('spark-2-4'), '{"port":');
  expect(await planned()).toEqual([]);
});

test('the version comes first, under its own name, then the file; then there is nothing to write', async () => {
  announce(blue);
  expect(await publish()).toEqual([versionKey(TEXT), KEY]);
  expect(versionKey(TEXT)).toMatch(/^published\/defaults\/versions\/[0-9a-f]{12}\/spark-defaults\.conf$/);
  expect(store.text(KEY)).toBe(TEXT);
  expect(store.text(versionKey(TEXT))).toBe(TEXT);
  expect(await planned()).toEqual([]);
});

test('another port is another version; the former one stays where it was', async () => {
  announce(blue);
  await publish();
  announce(green);
  expect(await publish()).toHaveLength(2);
  expect(store.text(KEY)).toContain('spark.shuffle.service.port=7338\n');
  expect(store.text(versionKey(TEXT))).toBe(TEXT);
  // Back again: it is there already.
  announce(blue);
  expect(await publish()).toEqual([KEY]);
  expect(store.text(KEY)).toBe(TEXT);
});

test('a version that is gone is kept again', async () => {
  announce(blue);
  await publish();
  store.remove(versionKey(TEXT));
  expect((await planned()).map((action) => action.do)).toEqual(['keep-version']);
});

test('the file is replaced only as it was seen: one of two writers does it', async () => {
  announce(blue);
  await publish();
  announce(green);
  const both = await Promise.all([look(), look()]);
  const results = [];
  for (const observed of both) {
    for (const { key, body, condition } of plan(manifest, observed))
      results.push(await store.put(key, body, condition));
  }
  expect(results.map(({ is }) => is)).toEqual(['written', 'written', 'conflict', 'conflict']);
});

test('a version that somebody else kept meanwhile is no trouble, a file is looked at again', async () => {
  announce(blue);
  const world = { store, sha256 } as unknown as Parameters<ReturnType<typeof sparkDefaults.parse>['look']>[0];
  const { actions } = await sparkDefaults.parse(defaults()).look(world);
  await publish();
  expect(await Promise.all(actions.map((action) => action.apply()))).toEqual([
    { is: 'done' },
    { is: 'wait', because: `${KEY} was changed by somebody else meanwhile` },
  ]);
});

test('status reports what stands there, not what should', async () => {
  announce(blue);
  expect(judge(manifest, await look()).status).toEqual({});
  await publish();
  const version = sha256(TEXT).slice(0, 12);
  const uses = [{ service: 'spark-2-4', appId: blue.appId, port: 7337 }];
  expect(judge(manifest, await look()).status).toEqual({ published: KEY, publishedVersion: version, uses });
  announce(green);
  expect(judge(manifest, await look())).toMatchObject({
    status: { publishedVersion: version, uses },
    conditions: [{ type: 'EndpointKnown' }, { type: 'Published', status: 'False', reason: 'OutOfDate' }],
  });
  await publish();
  expect(judge(manifest, await look()).status.uses).toEqual([
    { service: 'spark-2-4', appId: green.appId, port: 7338 },
  ]);
});

test('a file of an older operator says nothing of its app', async () => {
  store.set(KEY, 'spark.shuffle.service.port=7337\n');
  expect(judge(manifest, await look()).status).toEqual({
    published: KEY,
    publishedVersion: expect.stringMatching(/^[0-9a-f]{12}$/),
  });
});
