import { problemText } from '../../../src/domain/core/problem';
import { checkProperties } from '../../../src/domain/spark/check-properties';
import { findEntry } from '../../../src/domain/spark/conf-catalogue';
import { durationOf } from '../../../src/domain/spark/conf-value';
import { NAMES } from './names';

const texts = (key: string, value: string, version = '2.4.8') => {
  const { problems, warnings } = checkProperties({ [key]: value }, version);
  return { problems: problems.map(problemText), warnings: warnings.map(problemText) };
};

test.each([
  ['spark.shuffle.service.enabled', 'true'],
  ['spark.shuffle.service.enabled', 'TRUE'],
  ['spark.dynamicAllocation.maxExecutors', '10'],
  ['spark.dynamicAllocation.executorIdleTimeout', '120s'],
  ['spark.dynamicAllocation.executorIdleTimeout', '15'],
  ['spark.network.timeout', '2min'],
  ['spark.executor.memory', '2g'],
  ['spark.executor.memory', '2GB'],
  ['spark.driver.maxResultSize', '0'],
  ['spark.scheduler.mode', 'fair'],
  ['spark.memory.fraction', '0.6'],
  ['spark.memory.fraction', '${spark.my.fraction}'],
  ['spark.jars', '/a.jar,/b.jar'],
  ['spark.executorEnv.JAVA_HOME', '/usr/lib/jvm'],
  ['spark.sql.shuffle.partitions', '400'],
  ['spark.hadoop.fs.s3a.access.key', 'x'],
  ['spark.my.own.setting', 'anything # ! : = "x"'],
])('%s=%s is fine', (key, value) => {
  expect(texts(key, value)).toEqual({ problems: [], warnings: [] });
});

test.each([
  [
    'spark.shuffle.service.enabled',
    'yes',
    'found "yes", wanted true or false for spark.shuffle.service.enabled',
  ],
  [
    'spark.dynamicAllocation.maxExecutors',
    'many',
    'wanted a whole number for spark.dynamicAllocation.maxExecutors',
  ],
  [
    'spark.dynamicAllocation.executorIdleTimeout',
    '1.5m',
    'wanted a whole number with us, ms, s, m, min, h or d',
  ],
  ['spark.dynamicAllocation.cachedExecutorIdleTimeout', 'infinity', 'wanted a whole number with us, ms'],
  ['spark.network.timeout', '2mins', 'wanted a whole number with us, ms'],
  [
    'spark.executor.memory',
    '1.5g',
    'wanted a whole number with b, k, m, g, t or p for spark.executor.memory',
  ],
  ['spark.executor.memory', '2 g', 'wanted a whole number with b'],
  ['spark.scheduler.mode', 'LIFO', 'wanted one of FIFO, FAIR for spark.scheduler.mode'],
  ['spark.memory.fraction', 'half', 'wanted a number for'],
  ['spark.jars', '/a.jar,,/b.jar', 'wanted a comma-separated list without empty items'],
  ['spark.cores.max', '', 'found "", wanted a whole number'],
  ['spark.app.name', ' x', 'found " x", wanted no space at its ends; Spark trims it'],
  ['spark.app.name', 'x\n', 'found "x\\n", wanted no space at its ends'],
  ['spark.app.name', 'a\0b', 'wanted text without a NUL character'],
  ['hive.metastore.uris', 'x', 'wanted a name that starts with "spark."; Spark ignores others'],
  ['spark.a b', 'x', 'wanted a name that starts with "spark."'],
])('fails on %s=%j', (key, value, message) => {
  const { problems, warnings } = texts(key, value);
  expect(problems).toEqual([expect.stringContaining(message)]);
  expect(problems[0]).toMatch(/^properties\["/);
  expect(warnings).toEqual([]);
});

test.each([
  [
    'spark.shuffle.service.index.cache.entries',
    '2048',
    '2.2.3',
    [expect.stringContaining('only the service reads it')],
  ],
  [
    'spark.shuffle.service.index.cache.entries',
    '2048',
    '2.4.8',
    [
      expect.stringContaining(
        'wanted spark.shuffle.service.index.cache.size; it does nothing in this version',
      ),
    ],
  ],
  ['spark.scheduler.listenerbus.eventqueue.size', '500000', '2.2.3', []],
  [
    'spark.scheduler.listenerbus.eventqueue.size',
    '500000',
    '2.4.8',
    [expect.stringContaining('wanted spark.scheduler.listenerbus.eventqueue.capacity; it has been renamed')],
  ],
  [
    'spark.dynamicAllocation.shuffleTracking.enabled',
    'true',
    '2.4.8',
    [expect.stringContaining('for Spark 2.4.8, wanted Spark 3.0 or later; this version does not know it')],
  ],
  ['spark.dynamicAllocation.shuffleTracking.enabled', 'true', '3.0.3', []],
  ['spark.blacklist.enabled', 'true', '3.0.3', []],
  [
    'spark.blacklist.enabled',
    'true',
    '3.1.0',
    [expect.stringContaining('wanted spark.excludeOnFailure.enabled')],
  ],
  ['spark.excludeOnFailure.enabled', 'true', '3.0.3', [expect.stringContaining('wanted Spark 3.1 or later')]],
  ['spark.memory.useLegacyMode', 'false', '3.3.4', [expect.stringContaining('wanted Spark before 3.0')]],
  [
    'spark.executor.home',
    '/opt/spark',
    '2.4.8',
    [expect.stringContaining('wanted spark.mesos.executor.home; it does nothing')],
  ],
  ['spark.shuffle.cleaner.interval', '30s', '2.4.8', [expect.stringContaining('only the service reads it')]],
  ['spark.mesos.maxDrivers', '5', '2.4.8', [expect.stringContaining('only the dispatcher reads it')]],
  [
    'spark.dynamicAllocation.maxExecutor',
    '5',
    '2.4.8',
    [expect.stringContaining('did you mean spark.dynamicAllocation.maxExecutors?')],
  ],
  [
    'spark.dynamicallocation.enabled',
    'true',
    '2.4.8',
    [expect.stringContaining('did you mean spark.dynamicAllocation.enabled?')],
  ],
  [
    'spark.shufle.service.enabled',
    'true',
    '2.4.8',
    [expect.stringContaining('did you mean spark.shuffle.service.enabled?')],
  ],
])('%s=%s for Spark %s warns %j', (key, value, version, warnings) => {
  expect(texts(key, value, version)).toEqual({ problems: [], warnings });
});

test('no name that Spark itself knows is taken for a typo', () => {
  const strangers = [...NAMES.keys()].filter(
    (name) => findEntry(name) === undefined && name.split('.').length > 2,
  );
  expect(strangers.length).toBeGreaterThan(200);
  const taken = strangers.flatMap((name) =>
    checkProperties({ [name]: 'x' }, '3.5.9').warnings.filter(({ reason }) => reason === 'UnknownSetting'),
  );
  expect(taken.map(({ found, fix }) => `${found}: ${fix}`)).toEqual([]);
});

test.each([
  ['spark.yarn.executor.memoryOverhead', 'only another cluster manager reads it'],
  ['spark.kubernetes.container.image', 'only another cluster manager reads it'],
  ['spark.history.fs.logDirectory', undefined],
  ['spark.dynamicAllocation.idleTimeout', 'did you mean spark.dynamicAllocation.executorIdleTimeout?'],
  ['spark.mesos.quorum.of.owls.and.larks', 'Spark ignores it; see the settings of this version'],
  ['spark.cassandra.connection.host', undefined],
])('of %s it says %s', (key, fix) => {
  expect(checkProperties({ [key]: '1' }, '2.4.8').warnings.map((one) => one.fix)).toEqual(fix ? [fix] : []);
});

test.each([
  'spark.authenticate.secret',
  'spark.mesos.secret',
  'spark.mesos.driver.secret.values',
  'spark.ssl.keyStorePassword',
  'spark.ssl.historyServer.keyPassword',
  'spark.hadoop.fs.s3a.secret.key',
  'spark.hadoop.javax.jdo.option.ConnectionPassword',
  'spark.executorEnv.DB_PASSWORD',
  'spark.mesos.driverEnv.API_TOKEN',
])('the value of %s is refused and not shown', (key) => {
  const { problems } = texts(key, 'hunter2');
  expect(problems).toEqual([expect.stringContaining('stored and published in clear text')]);
  expect(problems[0]).not.toContain('hunter2');
});

test.each([
  'spark.authenticate.secret.file',
  'spark.mesos.secret.file',
  'spark.mesos.driver.secret.names',
  'spark.mesos.driver.secret.envkeys',
  'spark.authenticate',
])('%s is no secret', (key) => {
  expect(texts(key, 'true', '3.5.9').problems).toEqual([]);
});

test('a bare number of time is in the unit of its setting', () => {
  expect(durationOf('spark.dynamicAllocation.executorIdleTimeout', '15')?.toSeconds()).toBe(15);
  expect(durationOf('spark.executor.heartbeatInterval', '15')?.toMillis()).toBe(15);
  expect(durationOf('spark.network.timeout', ' 2min ')?.toSeconds()).toBe(120);
  expect(durationOf('spark.network.timeout', '${spark.x}')).toBeUndefined();
});
