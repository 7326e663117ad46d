import { manifestsOf } from '../../constructs/testing';
import { scheduledSparkApplication, sparkApplication } from '../../stacks/applications-schema';
import { sparkDispatcher } from '../../stacks/dispatchers-schema';
import { sparkClient, zeppelinInterpreter } from '../../stacks/spark-users-schema';
import { SettingsStack, type Tree } from '../support/settings-stack';

let example: SettingsStack;
beforeAll(() => {
  example = new SettingsStack('applications.yaml');
});
afterAll(() => example.remove());

const SPARK = { kind: 'docker', image: 'example/spark:2.4.0', version: '2.4.0', home: '/opt/spark/dist' };
const APPLICATION = { spark: SPARK, mainApplicationFile: 'hdfs://nn-1:8020/a.py' };
const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:zeppelin-AbCdEf';

/** The manifest of what is the only one of its section. */
function written(section: string, kind: string, one: Tree): Tree {
  const stack = example.synthesized((settings) => {
    for (const name of USERS) delete settings[name];
    settings[section] = { one };
  });
  const found = manifestsOf(stack).filter((manifest) => manifest.kind === kind);
  expect(found.map(({ metadata }) => metadata.name)).toEqual(['one']);
  return found[0] as Tree;
}
const USERS = [
  'sparkDispatchers',
  'sparkApplications',
  'scheduledSparkApplications',
  'zeppelinInterpreters',
  'sparkClients',
];

describe('the least that may be said', () => {
  test.each<[string, string, Tree, Tree]>([
    ['sparkApplications', 'SparkApplication', APPLICATION, { type: 'Python', runsOn: 'Marathon' }],
    [
      'scheduledSparkApplications',
      'ScheduledSparkApplication',
      { ...APPLICATION, schedule: '0 2 * * *' },
      { timeZone: 'UTC', template: { type: 'Python' } },
    ],
    ['sparkDispatchers', 'SparkDispatcher', { provider: 'Marathon', spark: SPARK }, { port: 7077 }],
    ['sparkDispatchers', 'SparkDispatcher', { provider: 'Package' }, { package: 'spark', options: {} }],
    [
      'zeppelinInterpreters',
      'ZeppelinInterpreter',
      { url: 'https://zeppelin', defaults: 'batch' },
      { sparkDefaults: 'batch', interpreter: 'spark' },
    ],
  ])('of %s', (section, kind, one, spec) => {
    expect(written(section, kind, one)).toMatchObject({ metadata: { name: 'one' }, spec });
  });
});

const words = { labels: { team: 'etl', tier: 1 }, annotations: { 'example/who': true }, paused: true };
const metadata = { labels: { team: 'etl', tier: '1' }, annotations: { 'example/who': 'true' } };
const role = { memory: '2g', memoryOverhead: '512m', javaOptions: '-Xss1m', env: { TZ: 'UTC', N: 1 } };
const template = {
  spark: { ...SPARK, forcePull: true },
  defaults: 'batch',
  master: 'zk://10.0.0.1:2181/mesos',
  nativeLibrary: { libmesos: '/opt/lib/libmesos.so', folder: '/opt/lib' },
  type: 'Scala',
  mainClass: 'org.example.Etl',
  mainApplicationFile: 'https://files.example/etl.jar',
  arguments: ['400', '1.10', '$HOME', '${x}'],
  sparkConf: { 'spark.speculation': true },
  hadoopConfDir: '/etc/hadoop',
  deps: {
    jars: ['https://files.example/a.jar'],
    files: ['https://files.example/a.conf'],
    pyFiles: [],
    packages: ['org.example:a:1.0'],
    excludePackages: ['org.example:b'],
    repositories: ['https://files.example/maven'],
  },
  driver: {
    ...role,
    ...{ cores: 1.5, labels: { a: 1 }, constraints: [['rack', 'LIKE', 'r1|r2']], user: 'etl' },
  },
  executor: { ...role, cores: 2, instances: 4 },
  deletionPolicy: 'Drain',
  ...words,
};
const texts = { env: { TZ: 'UTC', N: '1' } };
const templateSpec = {
  ...{ sparkDefaults: 'batch', sparkVersion: '2.4.0', image: 'example/spark:2.4.0', forcePullImage: true },
  ...{ master: template.master, nativeLibrary: template.nativeLibrary, type: 'Scala' },
  ...{ mainClass: template.mainClass, mainApplicationFile: template.mainApplicationFile },
  ...{
    arguments: template.arguments,
    sparkConf: { 'spark.speculation': 'true' },
    hadoopConfDir: '/etc/hadoop',
  },
  deps: template.deps,
  driver: { ...template.driver, ...texts, labels: { a: '1' } },
  executor: { ...template.executor, ...texts },
};

const application = {
  ...template,
  ...{ runsOn: 'Marathon', marathon: 'http://10.0.0.1:8080', onChange: 'Hold', timeToLiveSeconds: 60 },
  restartPolicy: { type: 'OnFailure', onFailureRetries: 5, onFailureRetryInterval: 10 },
  marathonCredentials: { kind: 'basic', secretArn: ARN },
};
const scheduled = {
  ...template,
  ...{ schedule: '0 2 * * *', timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid' },
  ...{ startingDeadlineSeconds: 600, suspend: true },
  restartPolicy: { type: 'OnFailure', activeDeadlineSeconds: 900 },
};
const dispatcher = {
  ...{ provider: 'Marathon', spark: SPARK, defaults: 'batch', master: 'zk://10.0.0.1:2181/mesos' },
  ...{ nativeLibrary: template.nativeLibrary, url: 'http://spark.marathon.mesos:7077' },
  ...{ sparkConf: { 'spark.task.cpus': 2 }, dispatcherConf: { 'spark.mesos.maxDrivers': 10 } },
  recovery: { zooKeeper: { servers: 'zk-1:2181', directory: '/own' } },
  ...{ port: 7078, webUiPort: 8083, role: 'spark', cpus: 0.5, memory: '2g', user: 'etl' },
  authentication: { principal: 'spark', secret: { file: '/etc/secret' } },
  app: {
    ...{ id: '/etl/spark', role: 'slave_public', acceptedResourceRoles: ['*'] },
    ...{
      constraints: [['hostname', 'CLUSTER', '10.0.0.11']],
      labels: { a: 1 },
      env: { LIBPROCESS_IP: '10.0.0.11' },
    },
  },
  marathonCredentials: { kind: 'basic', secretArn: ARN },
  ...{ marathon: 'zk://10.0.0.1:2181/marathon', whenLost: 'Replace', upgrade: { whenInUse: 'Proceed' } },
  deletionPolicy: 'Teardown',
  ...words,
};
const packaged = {
  ...{ provider: 'Package', url: 'http://10.0.0.9:7077', packageName: 'spark-etl', packageVersion: '2.11.0' },
  ...{ options: { service: { name: 'etl', cpus: 2 } }, adopt: true, deletionPolicy: 'Teardown' },
  ...words,
};
const interpreter = {
  ...{ url: 'https://zeppelin.example', defaults: 'interactive', interpreter: 'spark2' },
  ...{ sparkConf: { 'spark.app.name': 'z' }, properties: { 'zeppelin.spark.maxResult': 1000 }, login: ARN },
  credentials: { kind: 'basic', secretArn: ARN },
  ...{ restart: 'WhenIdle', maximumWait: '2h', deletionPolicy: 'Drain', paused: true },
};

describe('everything that may be said reaches the manifest', () => {
  const { spark: _, defaults: _d, labels: _l, annotations: _a, ...rest } = dispatcher;
  const { provider, url: _u, sparkConf: _sc, dispatcherConf: _dc, marathonCredentials: _mc, ...plain } = rest;
  test.each<[string, string, Tree, Tree]>([
    [
      'sparkApplications',
      'SparkApplication',
      application,
      {
        metadata,
        spec: {
          ...templateSpec,
          ...{
            runsOn: 'Marathon',
            marathon: 'http://10.0.0.1:8080',
            marathonCredentials: { kind: 'basic', secret: ARN },
            onChange: 'Hold',
            timeToLiveSeconds: 60,
          },
          ...{ restartPolicy: application.restartPolicy, deletionPolicy: 'Drain', paused: true },
        },
      },
    ],
    [
      'scheduledSparkApplications',
      'ScheduledSparkApplication',
      scheduled,
      {
        metadata,
        spec: {
          ...{ schedule: '0 2 * * *', timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid' },
          ...{ startingDeadlineSeconds: 600, suspend: true, deletionPolicy: 'Drain', paused: true },
          template: { ...templateSpec, restartPolicy: scheduled.restartPolicy },
        },
      },
    ],
    [
      'sparkDispatchers',
      'SparkDispatcher',
      dispatcher,
      {
        metadata,
        spec: {
          ...plain,
          ...{ provider, sparkDefaults: 'batch', image: 'example/spark:2.4.0' },
          marathonCredentials: { kind: 'basic', secret: ARN },
          ...{ sparkConf: { 'spark.task.cpus': '2' }, dispatcherConf: { 'spark.mesos.maxDrivers': '10' } },
          app: { ...dispatcher.app, labels: { a: '1' } },
        },
      },
    ],
    [
      'sparkDispatchers',
      'SparkDispatcher',
      packaged,
      {
        metadata,
        spec: {
          ...{ package: 'spark-etl', packageVersion: '2.11.0', options: packaged.options, adopt: true },
          ...{ deletionPolicy: 'Teardown', paused: true },
        },
      },
    ],
    [
      'zeppelinInterpreters',
      'ZeppelinInterpreter',
      interpreter,
      {
        spec: {
          ...{ url: 'https://zeppelin.example', sparkDefaults: 'interactive', interpreter: 'spark2' },
          ...{ sparkConf: { 'spark.app.name': 'z' }, properties: { 'zeppelin.spark.maxResult': '1000' } },
          ...{ login: { secret: ARN }, credentials: { kind: 'basic', secret: ARN } },
          ...{ restart: 'WhenIdle', maximumWaitSeconds: 7200, deletionPolicy: 'Drain', paused: true },
        },
      },
    ],
  ])('of %s', (section, kind, one, manifest) => {
    expect(written(section, kind, one)).toMatchObject(manifest);
  });

  test('and here is every field that the schema knows', () => {
    const [ofMarathon, ofPackage] = sparkDispatcher.options;
    const said = [
      // Of the others' own; the dispatcher's name is in another test.
      [sparkApplication, { ...application, dispatcher: '' }],
      [scheduledSparkApplication, scheduled],
      [ofMarathon, dispatcher],
      [ofPackage, packaged],
      [zeppelinInterpreter, interpreter],
      [sparkClient, client],
    ] as const;
    for (const [{ shape }, one] of said) expect(Object.keys(one).sort()).toEqual(Object.keys(shape).sort());
  });
});

const client = {
  ...{ defaults: 'batch', spark: `https://h/spark.tgz#sha256=${'a'.repeat(64)}`, sparkVersion: '2.4.8' },
  ...{
    nativeLibrary: `https://h/m.tgz#sha256=${'b'.repeat(64)}`,
    jars: [`s3://j/a.jar#sha256=${'c'.repeat(64)}`],
  },
  ...{ hadoopConf: 'http://h/conf', reachableFrom: ['spark'], instances: 3, architecture: 'arm64' },
  ...{ instanceType: 'm6g.large', image: { id: 'ami-0123456789abcdef0', rootDevice: '/dev/sda1' } },
  ...{ subnetIds: ['subnet-0123456789abcdef9'], bundle: __filename, tags: { Team: 'etl' } },
  managedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
};

test('so does all of the machines of clients, and the least of it is little', () => {
  const of = (one: Tree) =>
    example.synthesized((settings) => Object.assign(settings, { sparkClients: { one } }));
  const ours = (stack: ReturnType<typeof of>, type: string) =>
    Object.entries(stack.resources(type)).find(([id]) => id.startsWith('spark-client-one'))?.[1];
  const full = of(client);
  expect(ours(full, 'aws_launch_template')).toMatchObject({
    ...{ image_id: client.image.id, instance_type: 'm6g.large' },
    block_device_mappings: [{ device_name: '/dev/sda1' }],
  });
  expect(ours(full, 'aws_autoscaling_group')).toMatchObject({
    max_size: 3,
    vpc_zone_identifier: client.subnetIds,
  });
  expect(ours(full, 'aws_iam_role_policy_attachment')).toMatchObject({
    policy_arn: client.managedPolicyArns[0],
  });
  expect(JSON.stringify(ours(full, 'aws_launch_template'))).toContain('"Team":"etl"');
  const { defaults, spark } = client;
  const least = of({ defaults, spark: spark.replace('spark.tgz', 'spark-2.4.0-bin.tgz') });
  expect(ours(least, 'aws_autoscaling_group')).toMatchObject({ max_size: 1 });
});
