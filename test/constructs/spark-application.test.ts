import { type TerraformStack, Token } from 'cdktf';
import type { ICluster } from '../../constructs/cluster';
import { Credentials } from '../../constructs/credentials';
import { DedicatedMarathon } from '../../constructs/dedicated-marathon';
import { ManifestStore } from '../../constructs/manifest-store';
import {
  ScheduledSparkApplication,
  type ScheduledSparkApplicationProps,
} from '../../constructs/scheduled-spark-application';
import { ShuffleService } from '../../constructs/shuffle-service';
import { SparkApplication, type SparkApplicationProps } from '../../constructs/spark-application';
import { SparkDefaults } from '../../constructs/spark-defaults';
import { SparkDispatcher, type SparkDispatcherProps } from '../../constructs/spark-dispatcher';
import { matchers, type SynthesizedStack, synthesize } from '../../constructs/testing';
import { MarathonSource } from '../../src/domain/marathon-server/source';
import { StaticReservation } from '../../src/domain/mesos/static-reservation';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { dcosCluster, plainCluster } from '../support/cluster';
import { operatorEnvironment, operatorStack } from '../support/operator';
import { problemsOf } from '../support/problems';

expect.extend(matchers);

const METRONOME = 'https://leader.example.internal/service/metronome';
const DOCKER = SparkDistribution.docker('example/spark:2.4.0', { version: '2.4.0', home: '/opt/spark/dist' });
const late = () => Token.asString({ toString: () => '', resolve: () => '${data.x.y}', creationStack: [] });

const COMMON = {
  name: 'pi',
  spark: DOCKER,
  mainClass: 'org.apache.spark.examples.SparkPi',
  mainApplicationFile: 'https://files.example/pi.jar',
};

type Cluster = (stack: TerraformStack) => ICluster;
const withMetronome: Cluster = (stack) => dcosCluster(stack, { metronomeUrl: `${METRONOME}/` });

function build(props: Partial<SparkApplicationProps> = {}, cluster: Cluster = dcosCluster): SynthesizedStack {
  return synthesize((stack) => {
    const store = new ManifestStore(stack, 'store');
    const made = new SparkApplication(stack, 'pi', { store, cluster: cluster(stack), ...COMMON, ...props });
    expect(made.name).toBe('pi');
  });
}

function schedule(
  props: Partial<ScheduledSparkApplicationProps> = {},
  cluster: Cluster = withMetronome,
): SynthesizedStack {
  return synthesize((stack) => {
    const store = new ManifestStore(stack, 'store');
    const given = { store, cluster: cluster(stack), schedule: '0 2 * * *', ...COMMON, ...props };
    expect(new ScheduledSparkApplication(stack, 'pi', given).name).toBe('pi');
  });
}

test('writes what the cluster and the Spark say, with every default named', () => {
  expect(build({ arguments: ['400'] })).toHaveManifest('SparkApplication', 'pi', {
    spec: {
      ...{ type: 'Scala', runsOn: 'Marathon', sparkVersion: '2.4.0', image: 'example/spark:2.4.0' },
      sparkHome: '/opt/spark/dist',
      master: expect.stringMatching(/^zk:\/\/zk-1\.zk:2181,.*zk-5\.zk:2181\/mesos$/),
      mainClass: COMMON.mainClass,
      mainApplicationFile: COMMON.mainApplicationFile,
      arguments: ['400'],
      restartPolicy: { type: 'Never' },
      ...{ onChange: 'Restart', deletionPolicy: 'Retain', paused: false },
    },
  });
});

test('on plain Mesos the masters are those of its agents', () => {
  expect(build({}, plainCluster)).toHaveManifest('SparkApplication', 'pi', {
    spec: { master: 'zk://10.0.0.1:2181,10.0.0.2:2181/mesos' },
  });
});

test('an archive is fetched by both, and finds the libraries of DC/OS', () => {
  const spark = SparkDistribution.archive('https://files.example/spark-2.4.0-bin.tgz', { version: '2.4.0' });
  expect(build({ spark })).toHaveManifest('SparkApplication', 'pi', {
    spec: {
      sparkArchive: 'https://files.example/spark-2.4.0-bin.tgz',
      sparkHome: 'spark-2.4.0-bin',
      nativeLibrary: { libmesos: '/opt/mesosphere/lib/libmesos.so', folder: '/opt/mesosphere/lib' },
    },
  });
});

test('an image may be run by Mesos itself', () => {
  const spark = SparkDistribution.ucr('a/b', { version: '2.4.0', home: '/s', forcePull: true });
  expect(build({ spark })).toHaveManifest('SparkApplication', 'pi', {
    spec: { image: 'a/b', containerizer: 'mesos', forcePullImage: true, sparkHome: '/s' },
  });
});

test('the defaults of a shuffle service are named', () => {
  const reservation = StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' });
  const stack = synthesize((scope) => {
    const store = new ManifestStore(scope, 'store');
    const user = { name: 'etl', uid: 501 };
    const agents = [
      { reservations: [reservation], sharedDirectory: '/data', sparkUser: user, attributes: {} },
    ];
    const service = { store, name: 'spark-2-4', reservation, agents, spark: DOCKER };
    const shuffle = new ShuffleService(scope, 'shuffle', service);
    const defaults = new SparkDefaults(scope, 'defaults', { store, shuffle });
    new SparkApplication(scope, 'pi', { store, cluster: dcosCluster(scope), defaults, ...COMMON });
  });
  expect(stack).toHaveManifest('SparkApplication', 'pi', { spec: { sparkDefaults: 'spark-2-4' } });
});

test('where a dispatcher is named it starts the driver', () => {
  const dispatcher = 'http://spark.marathon.l4lb.thisdcos.directory:7077';
  const stack = build({ dispatcher, restartPolicy: { type: 'OnFailure' } });
  expect(stack).toHaveManifest('SparkApplication', 'pi', {
    spec: { runsOn: 'Dispatcher', dispatcher, restartPolicy: { type: 'OnFailure' } },
  });
});

describe('a dispatcher of the same program', () => {
  const through = (props: Partial<SparkDispatcherProps>) =>
    synthesize((stack) => {
      const store = new ManifestStore(stack, 'store');
      const shared = { store, cluster: dcosCluster(stack), spark: DOCKER };
      const dispatcher = new SparkDispatcher(stack, 'dispatcher', { ...shared, name: 'spark', ...props });
      new SparkApplication(stack, 'pi', { ...shared, ...COMMON, dispatcher });
    });

  test.each<[string, Partial<SparkDispatcherProps>, string]>([
    [
      'the agent that it is tied to',
      { app: { constraints: [['hostname', 'CLUSTER', '10.0.0.7']] }, port: 7078 },
      'http://10.0.0.7:7078',
    ],
    ['a name', { url: 'http://spark.marathon.mesos:7077' }, 'http://spark.marathon.mesos:7077'],
    [
      'a name rather than the agent',
      { app: { constraints: [['@hostname', 'IS', 'a']] }, url: 'https://b' },
      'https://b',
    ],
  ])('is found by %s', (_, props, dispatcher) => {
    expect(through(props)).toHaveManifest('SparkApplication', 'pi', {
      spec: { runsOn: 'Dispatcher', dispatcher },
    });
  });

  test.each([
    [undefined],
    [[['rack', 'CLUSTER', 'r1']]],
    [[['hostname', 'UNIQUE']]],
    [[['hostname', 'CLUSTER']]],
    [[['hostname', 'LIKE', '10.*']]],
  ])('has no address that stays with %j', (constraints) => {
    expect(() => through(constraints === undefined ? {} : { app: { constraints } })).toThrow(
      'test/pi.dispatcher: found spark, whose address changes with its agent, wanted one that has a url',
    );
  });

  test('says no address that is none', () => {
    expect(() => through({ url: 'spark:7077' })).toThrow('test/dispatcher.url: found "spark:7077", wanted');
    expect(() => through({ url: 'http://u:planted@spark' })).toThrow(
      /url: found a URL with a user(?!.*planted)/s,
    );
  });
});

test('everything that is wrong is told at once, and each place once', () => {
  const spark = SparkDistribution.archive('https://x/spark.tgz', {
    version: '2.4.0',
    sha256: 'a'.repeat(64),
  });
  const driver = { memory: 'much' };
  expect(
    problemsOf(() => build({ spark, driver, runsOn: 'Metronome', name: late() })).map(({ at }) => at),
  ).toEqual(['test/pi.name', 'test/pi.spark', 'test/pi.cluster', 'test/pi.driver.memory']);
});

test('another Marathon is named with what it is shown, which an operator of the store may read', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:m';
  const marathon = 'http://10.0.0.1:8080';
  const asked = { marathon, marathonCredentials: Credentials.basic(arn) };
  expect(build(asked)).toHaveManifest('SparkApplication', 'pi', {
    spec: { marathon, marathonCredentials: { kind: 'basic', secret: arn } },
  });
  const dedicated = synthesize((stack) => {
    const store = new ManifestStore(stack, 'store');
    const added = jest.spyOn(store, 'addSecret');
    const runs = {
      on: 'marathon',
      store,
      source: MarathonSource.docker('mesosphere/marathon:v1.8.222'),
    } as const;
    const cluster = dcosCluster(stack);
    const props = {
      cluster,
      name: 'marathon-etl',
      role: 'etl',
      version: '1.8.222',
      runs,
    };
    const own = new DedicatedMarathon(stack, 'marathon', props);
    new SparkApplication(stack, 'pi', {
      store,
      cluster,
      ...COMMON,
      ...asked,
      marathon: own,
    });
    expect(added.mock.calls).toEqual([[arn]]);
  });
  expect(dedicated).toHaveManifest('SparkApplication', 'pi', {
    spec: { marathon: expect.stringMatching(/\/service\/marathon-etl$/) },
  });
  expect(() => build({ marathonCredentials: Credentials.basic(arn) })).toThrow(
    'test/pi.marathon: found nothing, wanted the Marathon that `marathonCredentials` are for',
  );
});

test('texts may be late', () => {
  expect(build({ arguments: [late()], sparkConf: { 'spark.a': late() } })).toHaveManifest(
    'SparkApplication',
    'pi',
    { spec: { arguments: ['${data.x.y}'], sparkConf: { 'spark.a': '${data.x.y}' } } },
  );
});

test.each<[Partial<SparkApplicationProps>, string]>([
  [{ runsOn: 'Metronome' }, 'test/pi.cluster: found one without, wanted a cluster with a metronomeUrl'],
  [{ runsOn: 'Dispatcher' }, 'test/pi.dispatcher: found nothing, wanted the URL of the dispatcher'],
  [{ restartPolicy: { type: 'Always', onFailureRetries: 1 } }, 'test/pi.restartPolicy.onFailureRetries'],
  [{ driver: { memory: 'much' } }, 'test/pi.driver.memory: found "much", wanted a size such as "2g"'],
  [{ master: late() }, 'test/pi.master: found'],
  [{ name: 'Not a name' }, 'test/pi.name: found "Not a name"'],
])('%j is refused', (props, message) => {
  expect(() => build(props)).toThrow(message);
});

test('a schedule is a manifest of its own', () => {
  const props = { timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid', suspend: true } as const;
  const file = { mainApplicationFile: 'hdfs://hdfs/a.py', mainClass: undefined };
  const { mainClass: _, ...common } = COMMON;
  const stack = synthesize((scope) => {
    const store = new ManifestStore(scope, 'store');
    const given = {
      ...common,
      mainApplicationFile: file.mainApplicationFile,
      hadoopConfDir: '/etc/hadoop',
      ...props,
    };
    new ScheduledSparkApplication(scope, 'pi', {
      ...given,
      ...{ store, cluster: withMetronome(scope), schedule: '0 2 * * *' },
      restartPolicy: { type: 'OnFailure', activeDeadlineSeconds: 600 },
    });
  });
  expect(stack).toHaveManifest('ScheduledSparkApplication', 'pi', {
    spec: {
      ...{ schedule: '0 2 * * *', startingDeadlineSeconds: 900, deletionPolicy: 'Retain', paused: false },
      ...props,
      template: {
        ...{ type: 'Python', runsOn: 'Metronome' },
        restartPolicy: { type: 'OnFailure', activeDeadlineSeconds: 600 },
      },
    },
  });
});

test.each<[Partial<ScheduledSparkApplicationProps>, string]>([
  [{ schedule: 'daily' }, 'test/pi.schedule: found "daily", wanted five fields'],
  [{ timeZone: 'Mars' }, 'test/pi.timeZone: found "Mars", wanted a time zone'],
  [{ mainClass: 'no class' }, 'test/pi.mainClass: found "no class"'],
])('a schedule with %j is refused', (props, message) => {
  expect(() => schedule(props)).toThrow(message);
});

test('a schedule needs a Metronome, which the operator is told', () => {
  expect(() => schedule({}, dcosCluster)).toThrow('wanted a cluster with a metronomeUrl');
  expect(() => schedule({}, (stack) => dcosCluster(stack, { metronomeUrl: 'zk://a/b' }))).toThrow(
    'metronomeUrl: found "zk://a/b", wanted http:// or https:// URLs',
  );
  expect(operatorEnvironment(operatorStack({ cluster: { metronomeUrl: METRONOME } }))).toContain(
    `MESOS_SPARK_METRONOME=${METRONOME}\n`,
  );
  expect(operatorEnvironment(operatorStack())).not.toContain('METRONOME');
});
