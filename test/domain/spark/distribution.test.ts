import { SparkDistribution } from '../../../src/domain/spark/distribution';

const at = { version: '2.4.0', home: '/opt/spark/dist' };

test('an archive unpacks into a folder of its own name, unless another is said', () => {
  const version = '2.2.0';
  const uri = 'http://host/repo/spark-2.2.0-bin-hadoop2.7.tgz';
  expect(SparkDistribution.archive(uri, { version }).home).toBe('spark-2.2.0-bin-hadoop2.7');
  expect(SparkDistribution.archive(`${uri}?sig=1`, { version }).home).toBe('spark-2.2.0-bin-hadoop2.7');
  expect(SparkDistribution.archive(uri, { version, home: 'spark-2/dist' }).home).toBe('spark-2/dist');
});

test('an image may be named by another resource, so its name is only checked to be one word', () => {
  expect(SparkDistribution.docker('${TfToken[TOKEN.3]}:2.4', at).source).toEqual({
    kind: 'docker',
    image: '${TfToken[TOKEN.3]}:2.4',
    forcePull: false,
  });
  expect(SparkDistribution.ucr('a/b', { ...at, forcePull: true }).source).toEqual({
    kind: 'ucr',
    image: 'a/b',
    forcePull: true,
  });
});

test.each<[string, () => SparkDistribution, string | RegExp]>([
  ['an empty image', () => SparkDistribution.docker('', at), 'spark.image: found "", wanted an image'],
  ['an image of two words', () => SparkDistribution.ucr('a b', at), 'spark.image: found "a b"'],
  [
    'a relative home',
    () => SparkDistribution.docker('a', { ...at, home: 'opt' }),
    'spark.home: found "opt", wanted an absolute path',
  ],
  ['a home that climbs', () => SparkDistribution.host('/opt/../etc', at), 'spark.home: found "/opt/../etc"'],
  ['a home with a quote', () => SparkDistribution.host("/opt/it's", at), 'spark.home'],
  [
    'Spark 4',
    () => SparkDistribution.host('/opt/spark', { version: '4.0.0' }),
    'spark.version: found "4.0.0", wanted Spark 2 or 3',
  ],
  [
    'a folder as archive',
    () => SparkDistribution.archive('http://host/spark', at),
    'spark.uri: found "http://host/spark", wanted the URI of a .tgz',
  ],
  ['a path as archive', () => SparkDistribution.archive('/tmp/spark.tgz', at), 'spark.uri'],
  [
    'an absolute home in an archive',
    () => SparkDistribution.archive('http://h/s.tgz', at),
    'spark.home: found "/opt/spark/dist", wanted a folder of the archive',
  ],
  [
    'a short sum',
    () => SparkDistribution.archive('http://h/s.tgz', { version: '2.4.0', sha256: 'abc' }),
    'spark.sha256: found "abc", wanted 64 lower-case hex digits',
  ],
  [
    'everything at once',
    () => SparkDistribution.docker('', { version: 'x', home: '' }),
    /spark\.image.*\nspark\.home.*\nspark\.version/,
  ],
])('fails on %s', (_, make, message) => {
  expect(make).toThrow(message);
});
