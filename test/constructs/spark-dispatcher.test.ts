import type { TerraformStack } from 'cdktf';
import type { ICluster } from '../../constructs/cluster';
import { Credentials } from '../../constructs/credentials';
import { ManifestStore } from '../../constructs/manifest-store';
import { SparkDispatcher, type SparkDispatcherProps } from '../../constructs/spark-dispatcher';
import {
  SparkDispatcherPackage,
  type SparkDispatcherPackageProps,
} from '../../constructs/spark-dispatcher-package';
import { matchers, type SynthesizedStack, synthesize } from '../../constructs/testing';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { sparkPackageOptions } from '../../src/domain/spark/renders/package-options';
import { dcosCluster, plainCluster } from '../support/cluster';
import { operatorEnvironment, operatorStack } from '../support/operator';
import { problemsOf } from '../support/problems';

expect.extend(matchers);

const DOCKER = SparkDistribution.docker('example/spark:2.4.0', { version: '2.4.0', home: '/opt/spark/dist' });

function build(
  props: Partial<SparkDispatcherProps> = {},
  cluster: (stack: TerraformStack) => ICluster = dcosCluster,
): SynthesizedStack {
  return synthesize((stack) => {
    const store = new ManifestStore(stack, 'store');
    const given = { store, cluster: cluster(stack), name: 'spark', spark: DOCKER, ...props };
    expect(new SparkDispatcher(stack, 'dispatcher', given).name).toBe('spark');
  });
}

test('writes what the cluster and the Spark say, with every default named', () => {
  expect(build()).toHaveManifest('SparkDispatcher', 'spark', {
    spec: {
      ...{ provider: 'Marathon', sparkVersion: '2.4.0', image: 'example/spark:2.4.0' },
      sparkHome: '/opt/spark/dist',
      master: expect.stringMatching(/^zk:\/\/zk-1\.zk:2181,.*zk-5\.zk:2181\/mesos$/),
      recovery: { zooKeeper: { servers: expect.stringMatching(/^zk-1\.zk:2181,.*zk-5\.zk:2181$/) } },
      ...{ port: 7077, webUiPort: 8082, cpus: 1, memory: '1g', whenLost: 'Wait' },
      upgrade: { whenInUse: 'Wait' },
      ...{ sparkConf: {}, dispatcherConf: {}, app: {}, deletionPolicy: 'Retain', paused: false },
    },
  });
});

test('on plain Mesos it is their ZooKeeper; an archive finds the libraries of DC/OS', () => {
  expect(build({}, plainCluster)).toHaveManifest('SparkDispatcher', 'spark', {
    spec: {
      master: 'zk://10.0.0.1:2181,10.0.0.2:2181/mesos',
      recovery: { zooKeeper: { servers: '10.0.0.1:2181,10.0.0.2:2181' } },
    },
  });
  const spark = SparkDistribution.archive('https://files.example/spark-2.4.0-bin.tgz', { version: '2.4.0' });
  expect(build({ spark })).toHaveManifest('SparkDispatcher', 'spark', {
    spec: {
      sparkArchive: spark.source.kind === 'archive' ? spark.source.uri : '',
      nativeLibrary: { folder: '/opt/mesosphere/lib' },
    },
  });
});

test('what cannot work is refused at synth, in the words of the props', () => {
  expect(() => build({ master: '10.0.0.1:5050' })).toThrow(/recovery: found nothing, and masters/);
  expect(() => build({ dispatcherConf: { 'spark.mesos.role': 'x' } })).toThrow(
    /dispatcherConf\.spark\.mesos\.role: found/,
  );
  const old = SparkDistribution.docker('example/spark:2.1', { version: '2.1.3', home: '/opt/spark/dist' });
  expect(() => build({ spark: old })).toThrow(/spark: found "2\.1\.3", wanted 2\.2 or later/);
  const ucr = SparkDistribution.ucr('example/spark', { version: '2.4.0', home: '/opt/spark/dist' });
  expect(() => build({ spark: ucr })).toThrow(/SparkDistribution\.ucr/);
  expect(() => build({ recovery: 'None', webUiPort: 7077 })).toThrow(
    /webUiPort: found 7077, wanted another port/,
  );
});

test('everything that is wrong is told at once', () => {
  const wrong = { master: '10.0.0.1:5050', webUiPort: 7077, url: 'spark', memory: 'much' };
  const spark = SparkDistribution.ucr('example/spark', { version: '2.4.0', home: '/opt/spark/dist' });
  expect(problemsOf(() => build({ ...wrong, spark })).map(({ at }) => at)).toEqual([
    'test/dispatcher.spark',
    'test/dispatcher.recovery',
    'test/dispatcher.url',
    'test/dispatcher.memory',
    'test/dispatcher.webUiPort',
  ]);
  expect(problemsOf(() => build({ memory: 'much' })).map(({ at }) => at)).toEqual(['test/dispatcher.memory']);
});

test('another Marathon is named with what it is shown', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:m';
  const marathon = 'http://10.0.0.1:8080';
  const marathonCredentials = Credentials.token(arn);
  expect(build({ marathon, marathonCredentials })).toHaveManifest('SparkDispatcher', 'spark', {
    spec: { marathon, marathonCredentials: { kind: 'token', secret: arn } },
  });
  expect(() => build({ marathonCredentials })).toThrow(
    /dispatcher\.marathon: found nothing, wanted the Marathon/,
  );
});

const COSMOS = 'https://leader.example.internal';

describe('the package of DC/OS', () => {
  const install = (
    props: Partial<SparkDispatcherPackageProps> = {},
    cosmosUrl: string | undefined = COSMOS,
  ) =>
    synthesize((stack) => {
      const store = new ManifestStore(stack, 'store');
      const cluster = dcosCluster(stack, cosmosUrl === '' ? {} : { cosmosUrl });
      expect(new SparkDispatcherPackage(stack, 'etl', { store, name: 'etl', cluster, ...props }).name).toBe(
        'etl',
      );
    });

  test('is declared with its options, and with every default named', () => {
    const options = sparkPackageOptions({
      name: 'etl',
      sparkUser: { name: 'spark', uid: 7337 },
      distribution: DOCKER,
    });
    expect(install({ options })).toHaveManifest('SparkDispatcher', 'etl', {
      spec: {
        ...{ provider: 'Package', package: 'spark', adopt: false, deletionPolicy: 'Retain', paused: false },
        options: { service: { name: 'etl', 'docker-image': 'example/spark:2.4.0', docker_user: '7337' } },
      },
    });
  });

  test('has the address that it is given, and says all that is wrong at once', () => {
    let url: string | undefined;
    synthesize((stack) => {
      const store = new ManifestStore(stack, 'store');
      const cluster = dcosCluster(stack, { cosmosUrl: COSMOS });
      const given = {
        store,
        name: 'etl',
        cluster,
        url: 'http://dispatcher.etl.l4lb.thisdcos.directory:7077',
      };
      url = new SparkDispatcherPackage(stack, 'etl', given).url;
    });
    expect(url).toBe('http://dispatcher.etl.l4lb.thisdcos.directory:7077');
    const wrong = { url: 'etl', packageName: '' };
    expect(problemsOf(() => install(wrong, '')).map(({ at }) => at)).toEqual([
      'test/etl.cluster',
      'test/etl.url',
      'test/etl.packageName',
    ]);
  });

  test('needs a cluster whose package manager can be asked, and takes no secrets', () => {
    expect(() => install({}, '')).toThrow(
      /cluster: found one without, wanted a DcosCluster with a cosmosUrl/,
    );
    const options = { security: { ssl: { keystorepassword: 'x' } } };
    expect(() => install({ options })).toThrow(
      /options\.security\.ssl\.keystorepassword: found .*not shown.* wanted nothing/,
    );
  });

  test('the operator is told where it is; ZooKeeper names none', () => {
    const environment = (cosmosUrl: string) => operatorEnvironment(operatorStack({ cluster: { cosmosUrl } }));
    expect(environment(`${COSMOS}/`)).toContain(`MESOS_SPARK_COSMOS=${COSMOS}`);
    expect(() => environment('zk://10.0.0.1:2181/mesos')).toThrow(/cosmosUrl: found/);
  });
});
