import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { CONF_CATALOGUE, defaultOf, exists, findEntry } from '../../../src/domain/spark/conf-catalogue';
import { valueProblems } from '../../../src/domain/spark/conf-value';
import { isAtLeast } from '../../../src/domain/spark/version';
import { NAMES, VERSIONS } from './names';

const ROOT = path.join(__dirname, '../../..');

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

/** No version reads them, and people write them. */
const BY_HAND = ['spark.executor.home'];

/** Another pair of eyes: the recorded names were found by other means, and have no capitals at the start of a part. */
const RECORDED = /^spark(\.[a-z][A-Za-z0-9-]*)+$/;

test('the catalogue is what its parts give, byte for byte', () => {
  const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, '.dev/catalogue.mjs'), '--check']);
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
});

test('every entry has a type that is known, and readers that are', () => {
  const readers = ['dispatcher', 'driver', 'executor', 'history', 'service', 'standalone'];
  const units = ['ns', 'ms', 's', 'min', 'b', 'k', 'm'];
  const odd = CONF_CATALOGUE.filter(({ type, readBy }) => {
    const quantity = type.is === 'duration' || type.is === 'size';
    if (quantity && !units.includes(type.unit)) return true;
    if (type.is === 'enum' && type.of.length < 2) return true;
    return (
      !['bool', 'int', 'double', 'string', 'list', 'enum', 'duration', 'size'].includes(type.is) ||
      readBy.some((reader) => !readers.includes(reader))
    );
  });
  expect(odd.map(({ key }) => key)).toEqual([]);
  expect(CONF_CATALOGUE.length).toBeGreaterThan(1100);
});

test('a default may depend on the version', () => {
  const of = (key: string, version: string) => {
    const entry = findEntry(key);
    return entry && defaultOf(entry, version);
  };
  expect(of('spark.dynamicAllocation.shuffleTracking.enabled', '3.3.4')).toBe('false');
  expect(of('spark.dynamicAllocation.shuffleTracking.enabled', '3.4.0')).toBe('true');
  expect(of('spark.shuffle.service.port', '2.0.2')).toBe('7337');
  expect(of('spark.cores.max', '2.4.8')).toBeUndefined();
});

test('what is said to exist in a version is in its class files', () => {
  const missing = CONF_CATALOGUE.filter(
    ({ key, composed }) => !composed && !BY_HAND.includes(key) && RECORDED.test(key),
  ).flatMap((entry) =>
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
  expect(values.length).toBeGreaterThan(700);
  expect(values.flatMap((e) => valueProblems(e.key, e, e.default ?? ''))).toEqual([]);
});
