import { problemText } from '../../../src/domain/core/problem';
import { ownPropertyProblems, saidUnder } from '../../../src/domain/spark/own-properties';

const published = {
  'spark.dynamicAllocation.enabled': 'true',
  'spark.executor.memory': '4g',
  'spark.local.dir': '/data/spark',
  'spark.mesos.constraints': 'workload:spark',
  'spark.mesos.executor.docker.volumes': '/data/spark:/data/spark:rw,/etc/passwd:/etc/passwd:ro',
  'spark.shuffle.service.enabled': 'true',
  'spark.shuffle.service.port': '7338',
};
const problems = (
  own: Record<string, string>,
  properties: Record<string, string> = published,
  sharedDirectory?: string,
) => ownPropertyProblems(own, { properties, sharedDirectory }, '2.4.8').map(problemText);

test.each<Record<string, string>>([
  {},
  { 'spark.executor.memory': '8g', 'spark.shuffle.service.port': '7338' },
  { 'spark.local.dir': '/data/spark/etl' },
  { 'spark.mesos.constraints': 'rack:1;workload:spark' },
  // They go without the service.
  {
    'spark.dynamicAllocation.enabled': 'false',
    'spark.local.dir': '/tmp',
    'spark.mesos.network.name': 'dcos',
    'spark.shuffle.service.enabled': 'false',
    'spark.shuffle.service.port': '1',
  },
])('%j goes with what is published', (own) => {
  expect(problems(own)).toEqual([]);
});

test.each<[Record<string, string>, string]>([
  [{ 'spark.shuffle.service.port': '7337' }, 'found "7337", wanted 7338, where the shuffle service listens'],
  [{ 'spark.local.dir': '/tmp' }, 'properties["spark.local.dir"]: found "/tmp", wanted /data/spark'],
  [{ 'spark.executorEnv.SPARK_LOCAL_DIRS': '/tmp' }, 'found "/tmp", wanted /data/spark or folders in it'],
  [{ 'spark.mesos.network.name': 'dcos' }, 'a container network hides the address'],
  [{ 'spark.mesos.coarse': 'false' }, 'dynamic allocation needs the coarse-grained mode'],
  [{ 'spark.shuffle.service.enabled': 'false' }, 'found true without the shuffle service'],
  [
    { 'spark.executor.extraJavaOptions': '-Dcom.sun.management.jmxremote.port=9010' },
    'wanted no fixed port in executors',
  ],
  [{ 'spark.mesos.constraints': 'rack:1' }, 'found "rack:1", wanted "workload:spark" among it'],
  [
    { 'spark.mesos.executor.docker.volumes': '/a:/a,/etc/passwd:/etc/passwd:ro' },
    'wanted "/data/spark:/data/spark:rw" among it; it takes the place of what is published',
  ],
])('%j undoes it', (own, message) => {
  expect(problems(own)).toEqual([expect.stringContaining(message)]);
});

test('what is wrong with what is published is not told of the application', () => {
  const wrong = { ...published, 'spark.mesos.network.name': 'dcos' };
  expect(problems({ 'spark.executor.memory': '8g' }, wrong)).toEqual([]);
});

test('several folders are published: one of them is as good as another', () => {
  const two = { ...published, 'spark.local.dir': '/data/spark/a,/data/spark/b' };
  expect(problems({ 'spark.local.dir': '/data/spark/b/etl' }, two)).toEqual([]);
  expect(problems({ 'spark.local.dir': '/tmp' }, two)).toHaveLength(1);
});

describe('where the published folder is one in the shared directory', () => {
  const below = { ...published, 'spark.local.dir': '/data/spark/a' };

  test.each<[string, string | undefined, number]>([
    ['/data/spark/b', '/data/spark', 0],
    ['/data/spark', '/data/spark', 0],
    ['/data/sparkle', '/data/spark', 1],
    ['/data/spark/../x', '/data/spark', 1],
    // A file of before does not say which directory that is.
    ['/data/spark/b', undefined, 1],
    ['/data/spark/a/b', undefined, 0],
  ])('%s beside %s has %d problems', (folder, shared, count) => {
    for (const key of ['spark.local.dir', 'spark.executorEnv.SPARK_LOCAL_DIRS']) {
      expect(problems({ [key]: folder }, below, shared)).toHaveLength(count);
    }
  });

  test('the shared directory is what is wanted', () => {
    expect(problems({ 'spark.local.dir': '/tmp' }, below, '/data/spark')).toEqual([
      expect.stringContaining('found "/tmp", wanted /data/spark or folders in it'),
    ]);
  });
});

test('a list of parameters is not shown: it may set an environment', () => {
  const parameters = { 'spark.mesos.executor.docker.parameters': 'user=7337' };
  const own = { 'spark.mesos.executor.docker.parameters': 'env=TOKEN=planted' };
  expect(problems(own, { ...published, ...parameters })).toEqual([
    expect.stringContaining('found other parameters, wanted "user=7337" among it'),
  ]);
});

test.each<[string, string]>([
  ['properties["spark.a"]', 'spec.sparkConf.spark.a'],
  ['properties["spark.b"]', 'properties["spark.b"]'],
])('%s stands in the words of whoever said it: %s', (at, place) => {
  const problem = { at, found: 'x', wanted: 'y' };
  expect(saidUnder('spec.sparkConf', { 'spark.a': '1' }, [problem])).toEqual([{ ...problem, at: place }]);
});

test('without published ones an application that says that it uses the service is held to it', () => {
  const own = { 'spark.mesos.network.name': 'dcos' };
  expect(problems(own, {})).toEqual([]);
  expect(problems({ ...own, 'spark.shuffle.service.enabled': 'true' }, {})).toHaveLength(1);
});
