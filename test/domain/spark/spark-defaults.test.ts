import { problemText } from '../../../src/domain/core/problem';
import { propertiesFile } from '../../../src/domain/render/properties-file';
import { SparkDistribution } from '../../../src/domain/spark/distribution';
import {
  type SparkDefaultsProps,
  sparkDefaults,
  sparkDefaultsProperties,
} from '../../../src/domain/spark/spark-defaults';
import { matchesGolden } from '../../support/golden';

const version = '2.4.0';
const home = '/opt/spark/dist';
const kinds = {
  docker: SparkDistribution.docker('mesosphere/spark:2.7.0-2.4.0-hadoop-2.7', { version, home }),
  ucr: SparkDistribution.ucr('mesosphere/spark:2.7.0-2.4.0-hadoop-2.7', { version, home }),
  archive: SparkDistribution.archive('https://repo/spark-2.4.0-bin-hadoop2.7.tgz', { version }),
  host: SparkDistribution.host('/opt/spark', { version }),
};
const props: SparkDefaultsProps = {
  shuffle: { sharedDirectory: '/var/lib/tmp/spark', sparkVersion: version },
  distribution: kinds.docker,
};
const given = (properties: Record<string, string>, more: Partial<SparkDefaultsProps> = {}) =>
  sparkDefaultsProperties({ ...props, ...more, properties });

test.each(Object.entries(kinds))(
  'spark-defaults.conf of a %s distribution is as reviewed',
  (kind, distribution) => {
    const { properties, warnings } = sparkDefaults({
      ...props,
      distribution,
      dynamicAllocation: { minExecutors: 1, maxExecutors: 10, executorIdleTimeout: '120s' },
      attributes: { workload: 'spark' },
      properties: { 'spark.scheduler.mode': 'FAIR', 'spark.executor.extraJavaOptions': '-Da="b c" # \\ ü' },
    });
    expect(warnings.map(({ reason }) => reason)).toEqual([
      'NoCoresLimit',
      'NoExecutorCores',
      'NoExecutorMemory',
      'CachedExecutorsStay',
      'AgentsLeftOut',
    ]);
    expect(Object.keys(properties)).toEqual(Object.keys(properties).sort());
    matchesGolden(`spark/spark-defaults-${kind}.conf`, propertiesFile(properties));
  },
);

test('the port is left to the operator', () => {
  expect(sparkDefaultsProperties(props)).not.toHaveProperty(['spark.shuffle.service.port']);
});

test('items of a user are added to our lists, once', () => {
  const properties = given(
    {
      'spark.mesos.executor.docker.volumes': '/data:/data:ro,/var/lib/tmp/spark:/var/lib/tmp/spark:rw',
      'spark.mesos.executor.docker.parameters': 'ulimit=nofile:65536',
      'spark.mesos.constraints': 'rack:1',
    },
    { attributes: { workload: 'spark' } },
  );
  expect(properties).toMatchObject({
    'spark.mesos.executor.docker.volumes':
      '/var/lib/tmp/spark:/var/lib/tmp/spark:rw,/etc/passwd:/etc/passwd:ro,/data:/data:ro',
    'spark.mesos.executor.docker.parameters': 'user=7337,ulimit=nofile:65536',
    'spark.mesos.constraints': 'workload:spark;rack:1',
  });
});

test.each([
  { 'spark.local.dir': '/var/lib/tmp/spark/team' },
  { 'spark.local.dir': '/var/lib/tmp/spark/a,/var/lib/tmp/spark/b' },
  { 'spark.shuffle.service.enabled': 'true', 'spark.dynamicAllocation.enabled': 'true' },
  { 'spark.mesos.coarse': 'true' },
])('%j agrees', (properties) => {
  expect(given(properties)).toMatchObject(properties);
});

test.each<[Record<string, string>, string, Partial<SparkDefaultsProps>?]>([
  [
    { 'spark.shuffle.service.port': '7338' },
    'properties["spark.shuffle.service.port"]: found "7338", wanted nothing; the operator publishes the port of the active shuffle service',
  ],
  [
    { 'spark.shuffle.service.enabled': 'false' },
    'properties["spark.shuffle.service.enabled"]: found "false", wanted "true"',
  ],
  [
    { 'spark.dynamicAllocation.enabled': 'false' },
    'properties["spark.dynamicAllocation.enabled"]: found "false", wanted "true"',
  ],
  [
    { 'spark.dynamicAllocation.maxExecutors': '20' },
    'found "20", wanted "10"; leave it out, or say it where the other value is said',
    { dynamicAllocation: { maxExecutors: 10 } },
  ],
  [
    { 'spark.local.dir': '/tmp' },
    'properties["spark.local.dir"]: found "/tmp", wanted /var/lib/tmp/spark or folders in it; the shuffle service sees no other directory of the host',
  ],
  [{ 'spark.local.dir': '/var/lib/tmp/spark-2' }, 'found "/var/lib/tmp/spark-2", wanted /var/lib/tmp/spark'],
  [{ 'spark.local.dir': '/var/lib/tmp/spark/../x' }, 'wanted /var/lib/tmp/spark or folders in it'],
  [{ 'spark.local.dir': '/var/lib/tmp/spark,/tmp' }, 'wanted /var/lib/tmp/spark or folders in it'],
  [
    { 'spark.executorEnv.SPARK_LOCAL_DIRS': '/tmp' },
    'wanted /var/lib/tmp/spark or folders in it; the shuffle service sees no other directory',
  ],
  [{ 'spark.mesos.network.name': 'dcos' }, 'wanted nothing; a container network hides the address'],
  [{ 'spark.mesos.coarse': 'false' }, 'wanted true; dynamic allocation needs the coarse-grained mode'],
  [
    { 'spark.mesos.executor.docker.image': 'other' },
    'found "other", wanted "mesosphere/spark:2.7.0-2.4.0-hadoop-2.7"',
  ],
  [{ 'spark.mesos.containerizer': 'mesos' }, 'found "mesos", wanted "docker"'],
  [{ 'spark.executor.uri': 'http://x/y.tgz' }, 'wanted nothing; executors get Spark from the distribution'],
  [
    { 'spark.mesos.executor.docker.image': 'x' },
    'wanted nothing; executors get Spark from the distribution',
    { distribution: kinds.host },
  ],
  [
    { 'spark.mesos.executor.docker.volumes': '/tmp/spark:/var/lib/tmp/spark:rw' },
    '/var/lib/tmp/spark would be another directory than the service sees',
  ],
  [
    { 'spark.mesos.executor.docker.volumes': '/x:/var/lib/tmp/spark/a' },
    '/var/lib/tmp/spark/a would be another directory',
  ],
  [{ 'spark.mesos.executor.docker.volumes': '/x:/var/lib/tmp/' }, '/var/lib/tmp would be another directory'],
  [
    { 'spark.mesos.executor.docker.volumes': '/a:/a' },
    'wanted nothing; executors of this distribution run in no image',
    { distribution: kinds.archive },
  ],
  [
    { 'spark.mesos.executor.docker.parameters': 'user=root' },
    'wanted parameters besides user=7337; user=root would part executors from the shuffle service',
  ],
  [{ 'spark.mesos.executor.docker.parameters': 'net=bridge' }, 'net=bridge would part executors'],
  [
    { 'spark.mesos.executor.docker.parameters': 'a=b' },
    'wanted nothing; only the Docker daemon takes parameters',
    { distribution: kinds.ucr },
  ],
  [{ 'spark.cores.max': 'all' }, 'properties["spark.cores.max"]: found "all", wanted a whole number'],
])('fails on %j', (properties, message, more = {}) => {
  expect(() => given(properties, more)).toThrow(message);
});

test.each<[string, Partial<SparkDefaultsProps>, string]>([
  [
    'a driver of another version',
    { sparkVersion: '2.3.0' },
    'sparkVersion: found Spark 2.3.0, wanted Spark 2.4, as executors run; a driver needs executors of its own version',
  ],
  [
    'Spark 3 on a service of Spark 2',
    { distribution: SparkDistribution.host('/opt/spark', { version: '3.0.3' }) },
    'found Spark 3.0.3 with a shuffle service of Spark 2.4.0, wanted a shuffle service of Spark 3; declare one, or set spark.shuffle.useOldFetchProtocol to true',
  ],
  [
    'an archive that executors would not find',
    { distribution: SparkDistribution.archive('https://repo/spark.tgz', { version, home: 'dist' }) },
    'spark.home: found dist in https://repo/spark.tgz, wanted a folder at the top of the archive whose name starts with "spark"',
  ],
  [
    'an archive with a query',
    { distribution: SparkDistribution.archive('https://repo/spark-2.tgz?x=1', { version }) },
    'and a URI without a query',
  ],
  [
    'wrong dynamic allocation',
    { dynamicAllocation: { minExecutors: -1 } },
    'dynamicAllocation.minExecutors: found -1',
  ],
])('fails on %s', (_, more, message) => {
  expect(() => given({}, more)).toThrow(message);
});

test('Spark 3 reads from a service of Spark 2 by the old protocol, Spark 2 from one of Spark 3 as it is', () => {
  const old = { 'spark.shuffle.useOldFetchProtocol': 'true' };
  expect(given(old, { distribution: SparkDistribution.host('/s', { version: '3.0.3' }) })).toMatchObject(old);
  expect(() => given({}, { shuffle: { ...props.shuffle, sparkVersion: '3.3.4' } })).not.toThrow();
});

test('what only looks right is warned of', () => {
  const { warnings } = sparkDefaults({
    ...props,
    properties: { 'spark.executor.home': '/x', 'spark.scheduler.listenerbus.eventqueue.size': '5' },
  });
  expect(warnings.slice(0, 2).map(problemText)).toEqual([
    expect.stringContaining('wanted spark.mesos.executor.home'),
    expect.stringContaining('wanted spark.scheduler.listenerbus.eventqueue.capacity'),
  ]);
});

test('fails on several contradictions at once', () => {
  const properties = { 'spark.local.dir': '/tmp', 'spark.shuffle.service.port': '1', x: 'y' };
  expect(() => given(properties)).toThrow(
    /properties\["x"\].*\nproperties\["spark\.local\.dir"\].*\nproperties\["spark\.shuffle\.service\.port"\]/,
  );
});
