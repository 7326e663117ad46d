import { problemText } from '../../../src/domain/core/problem';
import { applicationProblems } from '../../../src/domain/spark/application-problems';
import { applicationWarnings } from '../../../src/domain/spark/application-warnings';

const context = { sparkVersion: '2.4.8', sharedDirectory: '/data/spark', port: 7337 };
const sound = {
  'spark.cores.max': '100',
  'spark.dynamicAllocation.cachedExecutorIdleTimeout': '120s',
  'spark.dynamicAllocation.enabled': 'true',
  'spark.dynamicAllocation.executorIdleTimeout': '120s',
  'spark.executor.cores': '4',
  'spark.executor.memory': '8g',
  'spark.local.dir': '/data/spark/etl',
  'spark.shuffle.service.enabled': 'true',
  'spark.shuffle.service.port': '7337',
};
const problems = (properties: Record<string, string>, more: Partial<typeof context> = {}) =>
  applicationProblems({ ...sound, ...properties }, { ...context, ...more }).map(problemText);

test('a sound application has no problems, and only the note that holds for all', () => {
  expect(problems({})).toEqual([]);
  expect(applicationWarnings(sound, '2.4.8')).toMatchObject([{ reason: 'AgentsLeftOut', severity: 'note' }]);
});

describe('dynamic allocation without the shuffle service', () => {
  const without = { 'spark.shuffle.service.enabled': 'false' };
  const message = (wanted: string) =>
    `properties["spark.dynamicAllocation.enabled"]: found true without the shuffle service, wanted ${wanted}; executors that go take the files with them that others still read`;

  test('is refused', () => {
    expect(problems(without)).toEqual([message('spark.shuffle.service.enabled=true')]);
  });

  test.each<[string, string | undefined, boolean]>([
    ['2.4.8', 'true', false],
    ['3.0.3', undefined, false],
    ['3.0.3', 'true', true],
    ['3.4.0', undefined, true],
    ['3.5.1', 'false', false],
  ])('Spark %s with tracking %s', (sparkVersion, tracking, fine) => {
    const properties = {
      ...without,
      ...(tracking === undefined ? {} : { 'spark.dynamicAllocation.shuffleTracking.enabled': tracking }),
    };
    const wanted = sparkVersion.startsWith('2')
      ? 'spark.shuffle.service.enabled=true'
      : 'spark.shuffle.service.enabled=true or spark.dynamicAllocation.shuffleTracking.enabled=true';
    expect(problems(properties, { sparkVersion })).toEqual(fine ? [] : [message(wanted)]);
  });

  test('matters to nobody where it is off', () => {
    expect(problems({ ...without, 'spark.dynamicAllocation.enabled': 'false' })).toEqual([]);
  });
});

test.each<[Record<string, string>, string]>([
  [{ 'spark.shuffle.service.port': '7338' }, 'found "7338", wanted 7337, where the shuffle service listens'],
  [
    { 'spark.local.dir': '/data/spark,/tmp' },
    'wanted /data/spark or folders in it; the shuffle service sees no other',
  ],
  [{ 'spark.local.dir': '/data/spark/../x' }, 'wanted /data/spark or folders in it'],
  [
    { 'spark.executorEnv.SPARK_LOCAL_DIRS': '/tmp' },
    'properties["spark.executorEnv.SPARK_LOCAL_DIRS"]: found "/tmp"',
  ],
  [{ 'spark.executorEnv.SPARK_EXECUTOR_DIRS': '/tmp' }, 'wanted /data/spark or folders in it'],
  [{ 'spark.mesos.driverEnv.SPARK_LOCAL_DIRS': '/tmp' }, 'wanted /data/spark or folders in it'],
  [
    { 'spark.mesos.executor.docker.parameters': 'user=1,env=SPARK_LOCAL_DIRS=/tmp' },
    'found "/tmp", wanted /data/spark or folders in it',
  ],
  [{ 'spark.mesos.network.name': 'dcos' }, 'wanted nothing; a container network hides the address'],
  [{ 'spark.mesos.network.labels': 'a:b' }, 'wanted nothing; a container network hides the address'],
  [{ 'spark.executorEnv.VIRTUAL_NETWORK_ENABLED': 'true' }, 'a container network hides the address'],
  [{ 'spark.mesos.coarse': 'false' }, 'wanted true; dynamic allocation needs the coarse-grained mode'],
])('%j is refused', (properties, message) => {
  expect(problems(properties)).toEqual([expect.stringContaining(message)]);
});

describe('a fixed port in executors', () => {
  test.each([
    '-Dcom.sun.management.jmxremote.port=9010',
    '-Dcom.sun.management.jmxremote.rmi.port=9011',
    '-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005',
    '-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005',
    '-Xrunjdwp:server=y,transport=dt_socket,address=localhost:5005',
    '-javaagent:/opt/jmx_prometheus_javaagent-0.16.jar=9404:/etc/jmx.yml',
    '-javaagent:/opt/jolokia-jvm.jar=host=0.0.0.0,port=8778',
    '"-Dcom.sun.management.jmxremote.port=9010"',
  ])('%s is refused', (option) => {
    for (const key of ['extraJavaOptions', 'defaultJavaOptions']) {
      const found = problems({ [`spark.executor.${key}`]: `-Da=b ${option} -Dc="d e"` });
      expect(found).toEqual([
        expect.stringContaining('wanted no fixed port in executors; a second executor'),
      ]);
    }
    expect(problems({ 'spark.executorEnv.JAVA_TOOL_OPTIONS': option })).toHaveLength(1);
    // A driver is alone.
    expect(problems({ 'spark.driver.extraJavaOptions': option })).toEqual([]);
  });

  test.each([
    '-Dcom.sun.management.jmxremote.port=0',
    '-agentlib:jdwp=transport=dt_socket,server=n,address=debugger:5005',
    '-agentlib:jdwp=transport=dt_socket,server=y,address=0',
    '-Dmy.port=9010',
    '-javaagent:/opt/statsd-jvm-profiler.jar=server=statsd,port=8125',
  ])('%s is none', (option) => {
    expect(problems({ 'spark.executor.extraJavaOptions': option })).toEqual([]);
  });
});

test.each([
  ['-Xmx2g', 'Spark refuses it; say spark.executor.memory'],
  ['-Dspark.x=y', 'Spark refuses it; say it as a property'],
])('Spark refuses %s for executors', (option, fix) => {
  expect(problems({ 'spark.executor.extraJavaOptions': option })).toEqual([expect.stringContaining(fix)]);
});

describe('warnings', () => {
  const reasons = (properties: Record<string, string | undefined>) => {
    const all = Object.entries({ ...sound, ...properties }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    return applicationWarnings(Object.fromEntries(all), '2.4.8')
      .filter(({ severity }) => severity === 'warning')
      .map(({ reason }) => reason);
  };

  test.each<[Record<string, string | undefined>, readonly string[]]>([
    [{ 'spark.cores.max': undefined }, ['NoCoresLimit']],
    [{ 'spark.cores.max': undefined, 'spark.dynamicAllocation.maxExecutors': '10' }, []],
    [
      {
        'spark.cores.max': undefined,
        'spark.dynamicAllocation.maxExecutors': '10',
        'spark.executor.cores': undefined,
      },
      ['NoCoresLimit', 'NoExecutorCores'],
    ],
    [{ 'spark.executor.memory': undefined }, ['NoExecutorMemory']],
    [{ 'spark.executor.instances': '6' }, ['InstancesIgnored']],
    [{ 'spark.dynamicAllocation.cachedExecutorIdleTimeout': undefined }, ['CachedExecutorsStay']],
    [{ 'spark.dynamicAllocation.executorIdleTimeout': '15' }, ['ShortIdleTimeout']],
    [{ 'spark.dynamicAllocation.executorIdleTimeout': '30' }, []],
    [{ 'spark.dynamicAllocation.executorIdleTimeout': '29999ms' }, ['ShortIdleTimeout']],
    [{ 'spark.dynamicAllocation.executorIdleTimeout': undefined }, []],
    [{ 'spark.blockManager.port': '7200' }, ['OneExecutorAnAgent']],
    [{ 'spark.blockManager.port': '0' }, []],
    [{ 'spark.blacklist.enabled': 'true' }, ['AgentsLeftOut']],
    [
      {
        'spark.dynamicAllocation.enabled': 'false',
        'spark.executor.instances': '6',
        'spark.dynamicAllocation.cachedExecutorIdleTimeout': undefined,
        'spark.dynamicAllocation.executorIdleTimeout': '1',
      },
      [],
    ],
  ])('of %j are %j', (properties, expected) => {
    expect(reasons(properties)).toEqual(expected);
  });
});
