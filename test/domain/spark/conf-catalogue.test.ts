import { CONF_CATALOGUE, exists, findEntry } from '../../../src/domain/spark/conf-catalogue';
import { valueProblems } from '../../../src/domain/spark/conf-value';
import { isAtLeast } from '../../../src/domain/spark/version';
import { NAMES, VERSIONS } from './names';

/** Every setting that published guides to dynamic allocation on Mesos mention. */
const MENTIONED = [
  'spark.cores.max',
  'spark.driver.cores',
  'spark.driver.extraClassPath',
  'spark.driver.extraLibraryPath',
  'spark.driver.memory',
  'spark.dynamicAllocation.cachedExecutorIdleTimeout',
  'spark.dynamicAllocation.enabled',
  'spark.dynamicAllocation.executorIdleTimeout',
  'spark.dynamicAllocation.initialExecutors',
  'spark.dynamicAllocation.maxExecutors',
  'spark.dynamicAllocation.minExecutors',
  'spark.executor.cores',
  'spark.executor.extraClassPath',
  'spark.executor.extraLibraryPath',
  'spark.executor.home',
  'spark.executor.instances',
  'spark.executor.memory',
  'spark.executor.uri',
  'spark.jars',
  'spark.local.dir',
  'spark.mesos.containerizer',
  'spark.mesos.executor.docker.image',
  'spark.mesos.executor.docker.volumes',
  'spark.mesos.executor.home',
  'spark.network.timeout',
  'spark.scheduler.listenerbus.eventqueue.size',
  'spark.scheduler.mode',
  'spark.shuffle.cleaner.interval',
  'spark.shuffle.io.backLog',
  'spark.shuffle.io.connectionTimeout',
  'spark.shuffle.io.serverThreads',
  'spark.shuffle.service.enabled',
  'spark.shuffle.service.index.cache.entries',
  'spark.shuffle.service.port',
];

test('every setting is there once, and every one that guides mention', () => {
  const keys = CONF_CATALOGUE.map((entry) => entry.key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(MENTIONED.filter((key) => findEntry(key) === undefined)).toEqual([]);
});

test('what is said to exist in a version is in its class files', () => {
  const missing = CONF_CATALOGUE.filter((entry) => !entry.composed && entry.noOp?.since !== '2.0').flatMap(
    (entry) =>
      VERSIONS.filter((version) => exists(entry, version) && !NAMES.get(entry.key)?.includes(version)).map(
        (version) => `${entry.key} in ${version}`,
      ),
  );
  expect(missing).toEqual([]);
});

test('what is said not to exist in a version is not in its class files', () => {
  const there = CONF_CATALOGUE.flatMap((entry) =>
    VERSIONS.filter((version) => !exists(entry, version) && NAMES.get(entry.key)?.includes(version)).map(
      (version) => `${entry.key} in ${version}`,
    ),
  );
  expect(there).toEqual([]);
});

test('composed names are in no class file, which is why they are marked', () => {
  expect(CONF_CATALOGUE.filter((entry) => entry.composed && NAMES.has(entry.key))).toEqual([]);
});

test('the replacement of a renamed setting exists from then on', () => {
  for (const { key, deprecated } of CONF_CATALOGUE) {
    if (!deprecated) continue;
    const next = findEntry(deprecated.use);
    expect({ key, next: next && exists(next, deprecated.since) }).toEqual({ key, next: true });
    expect(isAtLeast(deprecated.since, next?.since ?? '0')).toBe(true);
  }
});

test('a default that is a value is one of its type', () => {
  const values = CONF_CATALOGUE.filter((e) => /^(-?\d|true|false)/.test(e.default ?? ''));
  expect(values.length).toBeGreaterThan(80);
  expect(values.flatMap((e) => valueProblems(e.key, e, (e.default ?? '').replace(/;.*/, '')))).toEqual([]);
});
