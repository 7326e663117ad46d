import { TerraformOutput, type TerraformStack, Token } from 'cdktf';
import { ManifestStore } from '../../constructs/manifest-store';
import { ShuffleService } from '../../constructs/shuffle-service';
import type { IShuffleAgents, ShuffleServiceProps } from '../../constructs/shuffle-service-props';
import { SparkDefaults, type SparkDefaultsProps } from '../../constructs/spark-defaults';
import { matchers, type SynthesizedStack, synthesize } from '../../constructs/testing';
import { StaticReservation } from '../../src/domain/mesos/static-reservation';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import type { ServiceAuthentication } from '../../src/domain/spark/service-authentication';
import { SparkSecret } from '../../src/domain/spark/spark-secret';

expect.extend(matchers);

const reservation = StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' });
const agents = (attributes: Readonly<Record<string, string>> = {}): IShuffleAgents => ({
  reservations: [reservation],
  sharedDirectory: '/data/spark',
  sparkUser: { name: 'etl', uid: 501 },
  attributes,
});
const late = () => Token.asString({ toString: () => '', resolve: () => '${data.x.y}', creationStack: [] });

interface Given {
  readonly service?: Partial<ShuffleServiceProps>;
  readonly defaults?: Partial<SparkDefaultsProps>;
}

function declare(stack: TerraformStack, { service, defaults }: Given): SparkDefaults {
  const store = new ManifestStore(stack, 'store');
  const shuffle = new ShuffleService(stack, 'shuffle', {
    store,
    name: 'spark-2-4',
    reservation,
    agents: [agents()],
    spark: SparkDistribution.docker('example/spark:2.4.0', { version: '2.4.0', home: '/opt/spark/dist' }),
    ...service,
  });
  return new SparkDefaults(stack, 'defaults', { store, shuffle, ...defaults });
}

const build = (given: Given = {}): SynthesizedStack => synthesize((stack) => void declare(stack, given));

const docker = {
  'spark.dynamicAllocation.enabled': 'true',
  'spark.local.dir': '/data/spark',
  'spark.mesos.containerizer': 'docker',
  'spark.mesos.executor.docker.image': 'example/spark:2.4.0',
  'spark.mesos.executor.docker.parameters': 'user=501',
  'spark.mesos.executor.docker.volumes': '/data/spark:/data/spark:rw,/etc/passwd:/etc/passwd:ro',
  'spark.mesos.executor.home': '/opt/spark/dist',
  'spark.shuffle.service.enabled': 'true',
};

test("everything is derived from the service; the port is the operator's to add", () => {
  expect(build()).toHaveManifest('SparkDefaults', 'spark-2-4', {
    spec: {
      shuffleService: 'spark-2-4',
      sparkVersion: '2.4.0',
      properties: docker,
      env: { localDirs: ['/data/spark'] },
      paused: false,
    },
  });
  expect(synthesizedProperties({})).toEqual(docker);
});

function synthesizedProperties(given: Given): Readonly<Record<string, string>> {
  let found: Readonly<Record<string, string>> = {};
  synthesize((stack) => {
    found = declare(stack, given).properties;
  });
  return found;
}

test('dynamic allocation and properties are added, under a name of their own', () => {
  const stack = build({
    defaults: {
      name: 'etl',
      paused: true,
      dynamicAllocation: { minExecutors: 1, maxExecutors: 10, executorIdleTimeout: '2m' },
      properties: { 'spark.scheduler.mode': 'FAIR', 'spark.mesos.principal': late() },
    },
  });
  expect(stack).toHaveManifest('SparkDefaults', 'etl', {
    spec: {
      paused: true,
      properties: {
        ...docker,
        'spark.dynamicAllocation.executorIdleTimeout': '120s',
        'spark.dynamicAllocation.maxExecutors': '10',
        'spark.dynamicAllocation.minExecutors': '1',
        'spark.scheduler.mode': 'FAIR',
        'spark.mesos.principal': '${data.x.y}',
      },
    },
  });
});

test.each<[string, Given, string | undefined]>([
  ['to agents with what those of the service have in common', {}, 'rack:r1;workload:spark'],
  ['to the named ones', { defaults: { attributes: { workload: 'etl' } } }, 'workload:etl'],
  ['to any', { defaults: { attributes: {} } }, undefined],
])('executors go %s', (_, given, constraints) => {
  const both = [
    agents({ workload: 'spark', rack: 'r1', zone: 'a', odd: 'a;b' }),
    agents({ workload: 'spark', rack: 'r1', zone: 'b', odd: 'a;b' }),
  ];
  const properties = synthesizedProperties({ ...given, service: { agents: both } });
  expect(properties['spark.mesos.constraints']).toBe(constraints);
});

test('executors may have another Spark than the service', () => {
  const executors = SparkDistribution.archive('https://example.com/spark-2.4.8-bin-hadoop2.7.tgz', {
    version: '2.4.8',
  });
  expect(synthesizedProperties({ defaults: { executors } })).toEqual({
    'spark.dynamicAllocation.enabled': 'true',
    'spark.executor.uri': 'https://example.com/spark-2.4.8-bin-hadoop2.7.tgz',
    'spark.local.dir': '/data/spark',
    'spark.shuffle.service.enabled': 'true',
  });
});

test('it says where the file will be', () => {
  const stack = synthesize((inner) => {
    new TerraformOutput(inner, 'url', { value: declare(inner, {}).publishedUrl });
  });
  expect(stack.json['output']).toEqual({
    url: {
      value:
        's3://${aws_s3_bucket.store_state_bucket_79C8C39E.bucket}/published/spark-2-4/spark-defaults.conf',
    },
  });
});

const sized = {
  'spark.cores.max': '100',
  'spark.executor.cores': '4',
  'spark.executor.memory': '8g',
};

const annotations = (defaults: NonNullable<Given['defaults']>) => {
  let found: readonly (readonly [string, string])[] = [];
  synthesize((stack) => {
    const made = declare(stack, { defaults });
    found = made.node.metadata.map(({ type, data }) => [type, String(data)]);
  });
  return found;
};

test('what does nothing in this version is a warning; how things are is told as that', () => {
  expect(
    annotations({
      preset: 'batch',
      properties: { ...sized, 'spark.shuffle.service.index.cache.entries': '7' },
    }),
  ).toEqual([
    [
      '@cdktf/warn',
      expect.stringContaining('properties["spark.shuffle.service.index.cache.entries"]: found'),
    ],
    ['@cdktf/info', expect.stringContaining('after two failed executors on an agent')],
  ]);
});

test('an application without limits is warned of, with the reasons', () => {
  expect(annotations({}).map(([, text]) => text)).toEqual([
    expect.stringContaining('an application takes every core that it is offered'),
    expect.stringContaining('an executor takes all cores of its offer'),
    expect.stringContaining('Spark takes 1g for each executor'),
    expect.stringContaining('executors that hold cached blocks'),
    expect.stringContaining('Spark 2.4.0'),
  ]);
});

test('presets, event logs, libraries and the environment go into the manifest', () => {
  const stack = build({
    defaults: {
      preset: 'service',
      eventLog: { directory: 'hdfs://hdfs/history' },
      libraries: { jars: ['/opt/jars/driver.jar'] },
      env: { nativeLibrary: '/usr/lib/libmesos.so', variables: { SPARK_SCALA_VERSION: '2.11' } },
    },
  });
  expect(stack).toHaveManifest('SparkDefaults', 'spark-2-4', {
    spec: {
      properties: {
        ...docker,
        'spark.dynamicAllocation.cachedExecutorIdleTimeout': '120s',
        'spark.dynamicAllocation.executorIdleTimeout': '120s',
        'spark.dynamicAllocation.minExecutors': '1',
        'spark.eventLog.dir': 'hdfs://hdfs/history',
        'spark.eventLog.enabled': 'true',
        'spark.history.fs.logDirectory': 'hdfs://hdfs/history',
        'spark.jars': '/opt/jars/driver.jar',
        'spark.scheduler.listenerbus.eventqueue.capacity': '500000',
      },
      env: {
        localDirs: ['/data/spark'],
        nativeLibrary: '/usr/lib/libmesos.so',
        variables: { SPARK_SCALA_VERSION: '2.11' },
      },
    },
  });
});

test('authentication is that of the service', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:spark-x1Y2z3';
  const secret = SparkSecret.onAgents(arn);
  const of = (authentication: ServiceAuthentication) => ({
    agents: [{ ...agents(), sparkSecrets: [arn] }],
    authentication,
  });
  expect(() => build({ service: of({ secret }) })).toThrow(
    'wanted as the shuffle service, which does; say authentication: {}',
  );
  expect(() => build({ defaults: { authentication: {} } })).toThrow(
    'wanted as the shuffle service, which does not; say authentication of the shuffle service, too',
  );
  const service = of({ secret, encryption: 'Aes' });
  expect(() => build({ service, defaults: { authentication: { encryption: 'Sasl' } } })).toThrow(
    'authentication.encryption: found "Sasl", wanted "Aes", which the shuffle service insists on',
  );
  const made = synthesizedProperties({ service, defaults: { authentication: { encryption: 'Aes' } } });
  expect(made).toMatchObject({ 'spark.authenticate': 'true', 'spark.network.crypto.enabled': 'true' });
  expect(JSON.stringify(made)).not.toContain('secret');
});

test.each<[string, Given, string]>([
  [
    'a directory that the service does not see',
    { defaults: { properties: { 'spark.local.dir': '/tmp' } } },
    'test/defaults.properties["spark.local.dir"]: found "/tmp", wanted /data/spark or folders in it; the shuffle service sees no other directory of the host',
  ],
  [
    'a volume that hides the shared directory',
    { defaults: { properties: { 'spark.mesos.executor.docker.volumes': '/tmp:/data/spark' } } },
    'test/defaults.properties["spark.mesos.executor.docker.volumes"]: found "/tmp:/data/spark", wanted volumes besides',
  ],
  [
    'a port of its own',
    { defaults: { properties: { 'spark.shuffle.service.port': '7337' } } },
    'test/defaults.properties["spark.shuffle.service.port"]: found "7337", wanted nothing; the operator publishes the port of the active shuffle service',
  ],
  [
    'executors that the service cannot serve',
    {
      defaults: {
        executors: SparkDistribution.docker('example/spark:3.5.1', { version: '3.5.1', home: '/opt/spark' }),
      },
    },
    'test/defaults.sparkVersion: found Spark 3.5.1 with a shuffle service of Spark 2.4.0, wanted a shuffle service of Spark 3; declare one, or set spark.shuffle.useOldFetchProtocol to true',
  ],
  [
    'a late value where another follows from the service',
    { defaults: { properties: { 'spark.local.dir': late() } } },
    'test/defaults.properties["spark.local.dir"]: found a value that only Terraform will know (a token), wanted',
  ],
  [
    'late figures of dynamic allocation',
    { defaults: { dynamicAllocation: { maxExecutors: Token.asNumber({ a: 1 }) } } },
    'test/defaults.dynamicAllocation.maxExecutors: found a value that only Terraform will know (a token), wanted',
  ],
])('fails on %s', (_, given, message) => {
  expect(() => build(given)).toThrow(message);
});

describe('time-outs of applications', () => {
  const asking = (timeout: string, service: Partial<ShuffleServiceProps> = {}) =>
    build({ service, defaults: { properties: { 'spark.network.timeout': timeout } } });

  test('may be as long as the service waits for them', () => {
    expect(asking('299s')).toHaveManifest('SparkDefaults', 'spark-2-4');
    expect(asking('800s', { upgrade: { whenInUse: 'Wait', quiet: '1600s' } })).toHaveManifest(
      'SparkDefaults',
      'spark-2-4',
    );
    expect(asking('800s', { connectionTimeout: '15m' })).toHaveManifest('SparkDefaults', 'spark-2-4');
  });

  test('fails on one that outlasts the quiet of an update, beside whatever else is wrong', () => {
    const make = () =>
      build({
        defaults: {
          properties: { 'spark.network.timeout': '800s', 'spark.shuffle.service.port': '7337' },
        },
      });
    expect(make).toThrow(
      'test/defaults.properties["spark.network.timeout"]: found 800secs, wanted at most half of the 10mins after which "spark-2-4" counts as unused; an update would end the service beside applications that live; say upgrade.quiet "1600s" on it, or a longer connectionTimeout',
    );
    expect(make).toThrow('test/defaults.properties["spark.shuffle.service.port"]: found "7337"');
  });
});
