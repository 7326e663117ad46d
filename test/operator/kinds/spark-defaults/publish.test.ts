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
const ENV = stateStoreKeys.sparkEnv('defaults');
const CURRENT = stateStoreKeys.sparkDefaultsCurrent('defaults');
const blue: Endpoint = {
  service: 'spark-2-4',
  port: 7337,
  appId: '/shuffle/spark-2-4-0a1b2c3d',
  sparkVersion: '2.4.0',
  sharedDirectory: '/var/lib/tmp/spark',
};
const green: Endpoint = { ...blue, port: 7338, appId: '/shuffle/spark-2-4-4e5f6a7b' };
const HEAD = `# Shuffle service spark-2-4, app ${blue.appId}, port 7337. It shares "/var/lib/tmp/spark". For Spark "2.4.0". Written by mesos-spark.`;
const TEXT = `${HEAD}
spark.shuffle.service.enabled=true
spark.shuffle.service.port=7337
`;
const ENV_TEXT = `${HEAD}
export SPARK_LOCAL_DIRS=/var/lib/tmp/spark
`;
const BLUE = sha256(`${TEXT}\0${ENV_TEXT}`).slice(0, 12);
const KEPT = [
  stateStoreKeys.sparkDefaultsVersion('defaults', BLUE),
  stateStoreKeys.sparkEnvVersion('defaults', BLUE),
] as const;

let store: MemoryStore;
const given = defaults();
const manifestOf = (spec: Readonly<Record<string, unknown>>): SparkDefaultsManifest =>
  parseBySchema(sparkDefaultsManifest, { ...given, spec: { ...given.spec, ...spec } });
const manifest = manifestOf({ env: { localDirs: ['/var/lib/tmp/spark'] } });
beforeEach(() => {
  store = new MemoryStore();
});

const announce = (endpoint: Endpoint) =>
  store.set(stateStoreKeys.endpoint('spark-2-4'), JSON.stringify(endpoint));
const look = (): Promise<Observed> => observe(manifest, { store, sha256 });
const planned = async () => plan(manifest, await look());
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

test('the version comes first, then the files, last its name; then there is nothing to write', async () => {
  announce(blue);
  expect(await publish()).toEqual([...KEPT, ENV, KEY, CURRENT]);
  expect(KEPT[0]).toMatch(/^published\/defaults\/versions\/[0-9a-f]{12}\/spark-defaults\.conf$/);
  expect([KEY, KEPT[0]].map((key) => store.text(key))).toEqual([TEXT, TEXT]);
  expect([ENV, KEPT[1]].map((key) => store.text(key))).toEqual([ENV_TEXT, ENV_TEXT]);
  expect(store.text(CURRENT)).toBe(`${BLUE}\n`);
  expect(await planned()).toEqual([]);
});

test('whatever is there after any number of writes, the named version has both of its files', async () => {
  announce(blue);
  await publish();
  announce(green);
  for (;;) {
    const version = store.text(CURRENT)?.trim() ?? '';
    const port = version === BLUE ? 7337 : 7338;
    for (const key of [stateStoreKeys.sparkDefaultsVersion, stateStoreKeys.sparkEnvVersion]) {
      expect(store.text(key('defaults', version))).toContain(`, port ${port}.`);
    }
    const [action] = await planned();
    if (action === undefined) break;
    await store.put(action.key, action.body, action.condition);
  }
  expect(store.text(CURRENT)).not.toBe(`${BLUE}\n`);
});

test('another port is another version; the former one stays where it was', async () => {
  announce(blue);
  await publish();
  announce(green);
  expect(await publish()).toHaveLength(5);
  expect(store.text(KEY)).toContain('spark.shuffle.service.port=7338\n');
  expect(store.text(KEPT[0])).toBe(TEXT);
  // Back again: it is there already.
  announce(blue);
  expect(await publish()).toEqual([ENV, KEY, CURRENT]);
  expect(store.text(KEY)).toBe(TEXT);
});

test('a version that is gone is kept again', async () => {
  announce(blue);
  await publish();
  store.remove(KEPT[1]);
  expect((await planned()).map((action) => [action.do, action.key])).toEqual([['keep-version', KEPT[1]]]);
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
  const five = (word: string) => Array.from({ length: 5 }, () => word);
  expect(results.map(({ is }) => is)).toEqual([...five('written'), ...five('conflict')]);
});

test('a version that somebody else kept meanwhile is no trouble, a file is looked at again', async () => {
  announce(blue);
  const world = { store, sha256 } as unknown as Parameters<ReturnType<typeof sparkDefaults.parse>['look']>[0];
  const { actions } = await sparkDefaults.parse(manifest).look(world);
  await publish();
  expect(await Promise.all(actions.map((action) => action.apply()))).toEqual([
    { is: 'done' },
    { is: 'done' },
    ...[ENV, KEY, CURRENT].map((key) => ({
      is: 'wait',
      because: `${key} was changed by somebody else meanwhile`,
    })),
  ]);
});

const said = async () => judge(manifest, await look()).status;
const use = ({ appId, port }: Endpoint) => ({ service: 'spark-2-4', appId, port });

test('status reports what stands there, not what should', async () => {
  announce(blue);
  expect(await said()).toEqual({ warnings: expect.anything() });
  await publish();
  const { warnings: _, ...first } = await said();
  expect(first).toEqual({ published: KEY, publishedVersion: BLUE, uses: [use(blue)] });
  announce(green);
  expect(judge(manifest, await look())).toMatchObject({
    status: { publishedVersion: BLUE, uses: [use(blue)] },
    conditions: [
      { type: 'EndpointKnown' },
      { type: 'Compatible', status: 'True' },
      { type: 'Published', status: 'False', reason: 'OutOfDate' },
    ],
  });
  await publish();
  expect((await said()).uses).toEqual([use(green)]);
});

test('while the named version is the former one, both are in use', async () => {
  announce(blue);
  await publish();
  announce(green);
  for (const { key, body, condition } of (await planned()).slice(0, -1))
    await store.put(key, body, condition);
  expect(await said()).toMatchObject({ publishedVersion: BLUE, uses: [use(green), use(blue)] });
});

test('a file of an older operator says nothing of its app, and no version is named', async () => {
  store.set(KEY, 'spark.shuffle.service.port=7337\n');
  const { warnings: _, ...rest } = await said();
  expect(rest).toEqual({ published: KEY });
});

test('properties that contradict the endpoint are not published, and what is stays', async () => {
  announce(blue);
  await publish();
  const moved = manifestOf({
    properties: { 'spark.local.dir': '/tmp', 'spark.shuffle.service.enabled': 'true' },
  });
  const observed = await observe(moved, { store, sha256 });
  expect(plan(moved, observed)).toEqual([]);
  expect(judge(moved, observed).conditions[1]).toEqual({
    type: 'Compatible',
    status: 'False',
    reason: 'Contradicted',
    message:
      'properties["spark.local.dir"]: found "/tmp", wanted /var/lib/tmp/spark or folders in it; the shuffle service sees no other directory of the host',
  });
  // The service moves there: then it is right.
  announce({ ...green, sharedDirectory: '/tmp' });
  expect(plan(moved, await observe(moved, { store, sha256 }))).toHaveLength(5);
});

test('what only looks right is in the status, with its reason', async () => {
  const spec = {
    properties: {
      'spark.dynamicAllocation.enabled': 'true',
      'spark.shuffle.service.enabled': 'true',
      'spark.executor.home': '/x',
    },
  };
  const { warnings = [] } = judge(manifestOf(spec), await look()).status;
  expect(warnings.map(({ severity, reason }) => `${severity} ${reason}`)).toEqual([
    'warning NoEffect',
    'warning NoCoresLimit',
    'warning NoExecutorCores',
    'warning NoExecutorMemory',
    'warning CachedExecutorsStay',
    'note AgentsLeftOut',
  ]);
  expect(warnings[0]?.message).toContain('wanted spark.mesos.executor.home; it does nothing in this version');
});

test.each<[Readonly<Record<string, unknown>>, string]>([
  [{ properties: { 'spark.authenticate.secret': 'x' } }, 'wanted without secrets'],
  [{ properties: { 'spark.shuffle.service.port': '7337' } }, 'wanted without spark.shuffle.service.port'],
  [{ env: { libraryPath: ['lib'] } }, 'env.libraryPath[0]: found "lib", wanted an absolute path'],
])('a manifest with %j is refused', (spec, message) => {
  expect(() => manifestOf(spec)).toThrow(message);
});
