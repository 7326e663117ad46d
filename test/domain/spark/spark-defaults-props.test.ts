import { SparkDistribution } from '../../../src/domain/spark/distribution';
import { PRESET_NAMES } from '../../../src/domain/spark/presets';
import { type SparkDefaultsProps, sparkDefaults } from '../../../src/domain/spark/spark-defaults';

/** Props of SparkDefaults besides the properties themselves. */

const at = (version: string) => SparkDistribution.host('/opt/spark', { version });
const make = (props: Partial<SparkDefaultsProps> = {}, version = '2.4.8') =>
  sparkDefaults({
    shuffle: { sharedDirectory: '/data/spark', sparkVersion: version },
    distribution: at(version),
    ...props,
  });

describe('presets', () => {
  test.each(PRESET_NAMES)('%s releases executors that hold cached blocks', (preset) => {
    expect(make({ preset }).warnings.map(({ reason }) => reason)).not.toContain('CachedExecutorsStay');
  });

  test('a service keeps one executor, and its listeners a long queue', () => {
    expect(make({ preset: 'service' }).properties).toMatchObject({
      'spark.dynamicAllocation.minExecutors': '1',
      'spark.dynamicAllocation.executorIdleTimeout': '120s',
      'spark.dynamicAllocation.cachedExecutorIdleTimeout': '120s',
      'spark.scheduler.listenerbus.eventqueue.capacity': '500000',
    });
    const old = make({ preset: 'service' }, '2.2.3').properties;
    expect(old['spark.scheduler.listenerbus.eventqueue.size']).toBe('500000');
    expect(old).not.toHaveProperty(['spark.scheduler.listenerbus.eventqueue.capacity']);
  });

  test('a notebook has at most ten executors and gives all of them back', () => {
    expect(make({ preset: 'interactive' }).properties).toMatchObject({
      'spark.dynamicAllocation.minExecutors': '0',
      'spark.dynamicAllocation.maxExecutors': '10',
      'spark.dynamicAllocation.cachedExecutorIdleTimeout': '3600s',
    });
  });

  test('what is said beside goes before', () => {
    const { properties } = make({
      preset: 'service',
      dynamicAllocation: { minExecutors: 3 },
      properties: { 'spark.scheduler.listenerbus.eventqueue.capacity': '20000' },
    });
    expect(properties).toMatchObject({
      'spark.dynamicAllocation.minExecutors': '3',
      'spark.dynamicAllocation.executorIdleTimeout': '120s',
      'spark.scheduler.listenerbus.eventqueue.capacity': '20000',
    });
  });

  test('another word is refused', () => {
    expect(() => make({ preset: 'streaming' as 'batch' })).toThrow(
      'preset: found "streaming", wanted one of batch, interactive, service',
    );
  });
});

test('a bare number is seconds, as Spark reads it', () => {
  expect(make({ dynamicAllocation: { executorIdleTimeout: '15' } }).properties).toMatchObject({
    'spark.dynamicAllocation.executorIdleTimeout': '15s',
  });
});

test('event logs lie where the history server looks', () => {
  expect(make({ eventLog: { directory: 'hdfs://hdfs/history', compress: true } }).properties).toMatchObject({
    'spark.eventLog.enabled': 'true',
    'spark.eventLog.dir': 'hdfs://hdfs/history',
    'spark.eventLog.compress': 'true',
    'spark.history.fs.logDirectory': 'hdfs://hdfs/history',
  });
  expect(() => make({ eventLog: { directory: 'history' } })).toThrow(
    'eventLog.directory: found "history", wanted a URI or an absolute path',
  );
});

test('libraries are found by driver and executors', () => {
  const libraries = { jars: ['/a.jar', 'hdfs:///b.jar'], classPath: ['/x/*', '/y'], libraryPath: ['/l'] };
  expect(make({ libraries }).properties).toMatchObject({
    'spark.jars': '/a.jar,hdfs:///b.jar',
    'spark.driver.extraClassPath': '/x/*:/y',
    'spark.executor.extraClassPath': '/x/*:/y',
    'spark.driver.extraLibraryPath': '/l',
    'spark.executor.extraLibraryPath': '/l',
  });
  expect(() => make({ libraries: { jars: ['a,b'], classPath: ['/x:/y'] } })).toThrow(
    'libraries.jars[0]: found "a,b", wanted a path without "," and outer spaces\nlibraries.classPath[0]: found "/x:/y"',
  );
});

describe('spark-env.sh', () => {
  test('names the shared directory', () => {
    expect(make().env).toEqual({ localDirs: ['/data/spark'] });
    const env = { localDirs: ['/data/spark/etl'], nativeLibrary: '/usr/lib/libmesos.so' };
    expect(make({ env }).env).toEqual(env);
  });

  test('names no other, and no secret', () => {
    expect(() => make({ env: { localDirs: ['/tmp'], variables: { DB_PASSWORD: 'x' } } })).toThrow(
      'env.localDirs: found "/tmp", wanted /data/spark or folders in it; the shuffle service sees no other directory of the host\nenv.variables["DB_PASSWORD"]: found a secret',
    );
  });
});

describe('authentication', () => {
  const service = (authenticates: boolean, sparkVersion = '2.4.8') => ({
    sharedDirectory: '/data/spark',
    sparkVersion,
    authenticates,
  });

  test('is of applications and service alike; the secret is nowhere', () => {
    const { properties } = make({ shuffle: service(true), authentication: { encryption: 'Aes' } });
    expect(properties).toMatchObject({
      'spark.authenticate': 'true',
      'spark.network.crypto.enabled': 'true',
    });
    expect(make({ shuffle: service(true), authentication: { encryption: 'Sasl' } }).properties).toMatchObject(
      {
        'spark.authenticate.enableSaslEncryption': 'true',
      },
    );
    expect(Object.keys(properties).filter((key) => key.includes('secret'))).toEqual([]);
  });

  test.each<[Partial<SparkDefaultsProps>, string, string]>([
    [
      { shuffle: service(false), authentication: {} },
      '2.4.8',
      'authentication: found applications that authenticate, wanted as the shuffle service, which does not; say authentication of the shuffle service, too',
    ],
    [
      { shuffle: service(false), properties: { 'spark.authenticate': 'true' } },
      '2.4.8',
      'authentication: found applications that authenticate',
    ],
    [
      { shuffle: service(true) },
      '2.4.8',
      'found applications that do not authenticate, wanted as the shuffle service, which does; say authentication: {}',
    ],
    [
      { shuffle: service(true, '2.1.3'), authentication: { encryption: 'Aes' } },
      '2.1.3',
      'authentication.encryption: found "Aes" for Spark 2.1.3, wanted Spark 2.2 or later; say "Sasl"',
    ],
    [
      { shuffle: { ...service(true), encryption: 'Aes' }, authentication: {} },
      '2.4.8',
      'authentication.encryption: found none, wanted "Aes", which the shuffle service insists on',
    ],
    [
      { shuffle: { ...service(true), encryption: 'Sasl' }, authentication: { encryption: 'Aes' } },
      '2.4.8',
      'authentication.encryption: found "Aes", wanted "Sasl"',
    ],
    [
      { authentication: {}, properties: { 'spark.authenticate.secret.file': '/etc/secret' } },
      '3.5.1',
      'properties["spark.authenticate.secret.file"]: found "/etc/secret", wanted nothing; Spark takes secrets from files on Kubernetes only',
    ],
    [
      { authentication: {}, properties: { 'spark.authenticate.secret': 'hunter2' } },
      '2.4.8',
      'properties["spark.authenticate.secret"]: found a secret, wanted nothing: what stands here is stored',
    ],
  ])('%j with Spark %s is refused', (props, version, message) => {
    expect(() => make(props, version)).toThrow(message);
  });
});
