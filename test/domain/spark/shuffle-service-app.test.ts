import type { z } from 'zod';
import { normalizeApp } from '../../../src/domain/marathon/app';
import { StaticReservation } from '../../../src/domain/mesos/static-reservation';
import { canonicalJson } from '../../../src/domain/render/json';
import { SparkDistribution } from '../../../src/domain/spark/distribution';
import { reservationRoom } from '../../../src/domain/spark/reservation-room';
import {
  type ShuffleServiceAppProps,
  shuffleServiceApp,
} from '../../../src/domain/spark/shuffle-service-app';
import { marathonAppTemplate } from '../../../src/manifest/shuffle-service';
import { matchesGolden } from '../../support/golden';

const version = '2.4.0';
const home = '/opt/spark/dist';
const kinds = {
  docker: SparkDistribution.docker('mesosphere/spark:2.7.0-2.4.0-hadoop-2.7', { version, home }),
  ucr: SparkDistribution.ucr('mesosphere/spark:2.7.0-2.4.0-hadoop-2.7', { version, home }),
  archive: SparkDistribution.archive('https://repo/spark-2.4.0-bin-hadoop2.7.tgz', {
    version,
    sha256: 'ab'.repeat(32),
  }),
  host: SparkDistribution.host('/opt/spark', { version }),
};
const reservation = StaticReservation.forRole('shuffle', { cpus: 2, memory: '2g', ports: '7337-7339' });
const props: ShuffleServiceAppProps = {
  name: 'spark-2-4',
  spark: kinds.docker,
  reservation,
  sharedDirectory: '/var/lib/tmp/spark',
};

test.each(Object.entries(kinds))(
  'the app of a %s distribution is as reviewed, and fits the manifest',
  (kind, spark) => {
    const app = shuffleServiceApp({ ...props, spark, attributes: { workload: 'spark' } });
    const asManifest: z.input<typeof marathonAppTemplate> = app;
    expect(marathonAppTemplate.parse(asManifest)).toEqual(app);
    matchesGolden(`spark/shuffle-service-${kind}.json`, `${canonicalJson(app, 2)}\n`);
  },
);

test('one service and its successor fit the reservation in wide use', () => {
  const { cpus, mem } = shuffleServiceApp(props);
  expect(reservationRoom([{ name: 'a', cpus, mem }], reservation)).toEqual([]);
});

test.each(['docker', 'ucr'] as const)('%s: inside and outside the shared directory has one path', (kind) => {
  const { container } = shuffleServiceApp({ ...props, spark: kinds[kind] });
  expect(container?.volumes[0]).toEqual({
    containerPath: '/var/lib/tmp/spark',
    hostPath: '/var/lib/tmp/spark',
    mode: 'RW',
  });
});

test('one user runs it everywhere: by name where Mesos switches, by uid where Docker does', () => {
  const sparkUser = { name: 'etl', uid: 1234 };
  const docker = shuffleServiceApp({ ...props, sparkUser });
  expect(docker.container?.docker.parameters).toEqual([{ key: 'user', value: '1234' }]);
  expect(shuffleServiceApp({ ...props, sparkUser, spark: kinds.ucr }).user).toBe('etl');
  expect(docker.env['SPARK_USER']).toBe('etl');
  const root = shuffleServiceApp({ ...props, sparkUser: { name: 'root', uid: 0 } });
  expect(root.container?.volumes).toHaveLength(1);
});

test('what a service may be told arrives', () => {
  const app = shuffleServiceApp({
    ...props,
    heap: '512m',
    cpus: 0.25,
    properties: { 'spark.shuffle.io.backLog': '8192', 'spark.network.timeout': '300s' },
    javaOptions: ['-XX:+UseG1GC'],
    environment: { JAVA_HOME: '/usr/lib/jvm/a "b" $HOME' },
    updates: 'InPlace',
    app: { labels: { team: 'data' }, constraints: [['rack', 'IS', 'r1']], secrets: { a: { source: 'b' } } },
  });
  expect(app).toMatchObject({
    cpus: 0.25,
    mem: 768,
    env: {
      JAVA_HOME: '/usr/lib/jvm/a "b" $HOME',
      SPARK_DAEMON_MEMORY: '512m',
      SPARK_DAEMON_JAVA_OPTS: '-XX:MaxDirectMemorySize=128m -XX:+UseG1GC',
      SPARK_SHUFFLE_OPTS:
        '-Dspark.network.timeout=300s -Dspark.shuffle.cleaner.interval=30s -Dspark.shuffle.io.backLog=8192 -Dspark.shuffle.io.connectionTimeout=300s',
    },
    upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
    constraints: [
      ['hostname', 'UNIQUE'],
      ['rack', 'IS', 'r1'],
    ],
    labels: {
      team: 'data',
      'mesos-spark.owner': 'ShuffleService/spark-2-4',
      'mesos-spark.spark-version': '2.4.0',
    },
    secrets: { a: { source: 'b' } },
  });
});

test('rules 3 and 11: no timer gives up a slot, no check kills, no update asks for a second port', () => {
  const app = shuffleServiceApp(props);
  expect(normalizeApp(app)).toMatchObject({
    unreachableStrategy: 'disabled',
    requirePorts: true,
    upgradeStrategy: { maximumOverCapacity: 0 },
    healthChecks: [{ protocol: 'COMMAND', maxConsecutiveFailures: 2147483647 }],
    networks: [{ mode: 'host' }],
  });
  for (const field of ['id', 'instances', 'role', 'acceptedResourceRoles'])
    expect(app).not.toHaveProperty(field);
  expect(app.portDefinitions).toEqual([{ protocol: 'tcp', name: 'shuffle' }]);
});

test('where the janitor cleans, the service does not, and nobody watches its cleaner', () => {
  const app = shuffleServiceApp({ ...props, cleanup: 'Janitor', connectionTimeout: '10min' });
  expect(normalizeApp(app)).toMatchObject({
    env: {
      SPARK_SHUFFLE_OPTS:
        '-Dspark.shuffle.cleaner.interval=31557600s -Dspark.shuffle.io.connectionTimeout=600s',
    },
    healthChecks: [{ protocol: 'MESOS_TCP', portIndex: 0, maxConsecutiveFailures: 2147483647 }],
  });
  expect(app.cmd).not.toContain('cleaner');
  expect(shuffleServiceApp({ ...props, cleanup: 'Service' })).toEqual(shuffleServiceApp(props));
});

test('the same props give the same bytes: nothing in it is of its time', () => {
  expect(canonicalJson(shuffleServiceApp(props))).toBe(canonicalJson(shuffleServiceApp({ ...props })));
});

test.each<[Partial<ShuffleServiceAppProps>, string]>([
  [
    { heap: '2g', memory: '1g' },
    'heap: found a heap of 2 GiB in a task of 1 GiB, wanted a task of at least 2240 MiB',
  ],
  [
    { heap: '3g' },
    'memory: found a task of 3840 MiB, wanted at most 2 GiB, the memory reserved for "shuffle"; reserve more, or lower heap and memory',
  ],
  [{ cpus: 3 }, 'cpus: found a task of 3 cpus, wanted at most 2, the cpus reserved for "shuffle"'],
  [{ cpus: 0 }, 'cpus: found 0, wanted a number from 0.001'],
  [
    { port: 80 },
    'port: found 80, wanted one of 7337-7339, the ports reserved for "shuffle"; pick one of them',
  ],
  [{ sharedDirectory: 'tmp' }, 'sharedDirectory: found "tmp", wanted an absolute path'],
  [{ sharedDirectory: '/a,b' }, 'Spark splits lists of directories and volumes at commas and colons'],
  [{ sharedDirectory: '/a/../b' }, 'sharedDirectory: found "/a/../b"'],
  [{ sparkUser: { name: 'Spark', uid: 1 } }, 'sparkUser.name: found "Spark"'],
  [
    { properties: { 'spark.shuffle.service.port': '7337' } },
    'properties["spark.shuffle.service.port"]: found "7337", wanted nothing; the port is that of the reservation; say port beside it',
  ],
  [
    { properties: { 'spark.local.dir': '/x' } },
    'wanted a setting that the shuffle service reads; spark.local.dir belongs to applications',
  ],
  [
    { properties: { 'spark.shuffle.io.backLog': 'x' } },
    'properties["spark.shuffle.io.backLog"]: found "x", wanted a whole number',
  ],
  [
    { properties: { 'spark.shuffle.service.index.cache.entries': '9' } },
    'wanted spark.shuffle.service.index.cache.size; it does nothing in this version',
  ],
  [
    {
      spark: SparkDistribution.host('/s', { version: '2.2.3' }),
      properties: { 'spark.shuffle.service.index.cache.size': '1g' },
    },
    'for Spark 2.2.3, wanted Spark 2.3; this version does not know it',
  ],
  [
    { properties: { 'spark.shuffle.cleaner.interval': '1s' } },
    'properties["spark.shuffle.cleaner.interval"]: found "1s", wanted nothing; say cleanup or cleanupInterval beside it',
  ],
  [
    { properties: { 'spark.shuffle.io.connectionTimeout': '10s' } },
    'found "10s", wanted nothing; say connectionTimeout beside it',
  ],
  [{ connectionTimeout: '10s' }, 'connectionTimeout: found 10secs, wanted whole seconds, from 2mins to 1 h'],
  [{ connectionTimeout: '120' }, 'connectionTimeout: found "120", wanted a number with a unit'],
  [{ cleanupInterval: '500ms' }, 'cleanupInterval: found 500ms, wanted whole seconds, from 1secs to 1 h'],
  [
    { cleanup: 'Janitor', cleanupInterval: '1m' },
    'cleanupInterval: found 1m with the cleanup "Janitor", wanted nothing; the service does not clean then',
  ],
  [{ cleanup: 'janitor' as 'Janitor' }, 'cleanup: found "janitor", wanted "Service" or "Janitor"'],
  [{ javaOptions: ['a\0'] }, 'java option: found "a\\u0000", wanted text without a NUL'],
  [
    { environment: { SPARK_DAEMON_MEMORY: '9g' } },
    'environment["SPARK_DAEMON_MEMORY"]: found "SPARK_DAEMON_MEMORY", wanted other variables; say heap, properties, javaOptions, sparkUser or authentication instead',
  ],
  [{ environment: { 'A B': '' } }, 'environment["A B"]: found "A B", wanted a name of letters'],
  [
    { app: { networks: [{ mode: 'container', name: 'dcos' }] } },
    `app.networks: found [{"mode":"container","name":"dcos"}], wanted the host's network; executors register and fetch blocks by the address of their host`,
  ],
  [
    { app: { instances: 5 } },
    'app.instances: found 5, wanted nothing; the operator keeps one instance on every eligible agent',
  ],
  [
    { app: { requirePorts: false } },
    'app.requirePorts: found false, wanted nothing; without it Marathon takes any port',
  ],
  [{ app: { healthChecks: [] } }, 'app.healthChecks: found [], wanted nothing; a check that kills'],
  [
    { app: { constraints: [['hostname', 'UNIQUE']] } },
    'app.constraints[0]: found ["hostname","UNIQUE"], wanted constraints besides it; it is always there',
  ],
  [
    { app: { constraints: [['rack', 'MAX_PER', '1']] } },
    'app.constraints[0]: found ["rack","MAX_PER","1"], wanted a constraint that every agent meets or fails alone (LIKE, UNLIKE, IS); it would leave agents of the group without',
  ],
  [
    { app: { constraints: [['rack', 'NEAR']] } },
    'app.constraints[0]: found ["rack","NEAR"], wanted one of the operators',
  ],
  [{ app: { constraints: 'x' } }, 'app.constraints: found "x", wanted a list of lists of texts'],
  [{ app: { labels: { a: 1 } } }, 'app.labels: found {"a":1}, wanted texts by name'],
])('fails on %j', (wrong, message) => {
  expect(() => shuffleServiceApp({ ...props, ...wrong })).toThrow(message);
});

test('fails on everything at once', () => {
  const wrong = { heap: '2g', memory: '1g', cpus: 9, port: 1, sharedDirectory: '', app: { id: '/x' } };
  expect(() => shuffleServiceApp({ ...props, ...wrong })).toThrow(
    /heap: .*\ncpus: .*\nport: .*\nsharedDirectory: .*\napp\.id: /,
  );
});
