import { Ranges } from '../../../../src/domain/core/ranges';
import type { MarathonApp } from '../../../../src/domain/marathon/app';
import { importedService } from '../../../../src/domain/spark/imported/imported-service';
import { marathonAppTemplate } from '../../../../src/manifest';

const CLASS = 'org.apache.spark.deploy.mesos.MesosExternalShuffleService';
const ANSWERS = {
  ...{ role: 'shuffle', sparkVersion: '2.4.0', sharedDirectory: '/var/lib/spark' },
  ports: Ranges.parse('7337-7339'),
};

/** Made by hand by somebody who knew. */
const good: MarathonApp = {
  id: '/shuffle/by-hand',
  cmd: `export SPARK_SHUFFLE_OPTS="$SPARK_SHUFFLE_OPTS -Dspark.shuffle.service.port=$PORT0" && exec /opt/spark/bin/spark-class ${CLASS}`,
  ...{ cpus: 0.5, mem: 1024, instances: 3, role: 'shuffle', acceptedResourceRoles: ['shuffle'] },
  env: {
    SPARK_DAEMON_MEMORY: '512m',
    SPARK_SHUFFLE_OPTS: '-Dspark.shuffle.io.connectionTimeout=300s -XX:+UseG1GC',
  },
  constraints: [['hostname', 'UNIQUE']],
  portDefinitions: [{ port: 7337, protocol: 'tcp', name: 'shuffle' }],
  requirePorts: true,
  healthChecks: [{ protocol: 'MESOS_TCP', portIndex: 0, maxConsecutiveFailures: 2_147_483_647 }],
  unreachableStrategy: 'disabled',
};

const traps = (change: MarathonApp) =>
  importedService({ ...good, ...change }, ANSWERS).traps.map(({ reason }) => reason);

test('an app without any is kept to the letter', () => {
  const service = importedService(good, ANSWERS);
  expect(service.traps).toEqual([]);
  expect(service.changes).toEqual([]);
  expect(service.adopt).toBe('/shuffle/by-hand');
  expect(service.app).toMatchObject({ cmd: good.cmd, env: good.env, cpus: 0.5, mem: 1024 });
  expect(service.app['portDefinitions']).toEqual([{ protocol: 'tcp', name: 'shuffle' }]);
  for (const field of ['id', 'instances', 'role', 'acceptedResourceRoles'])
    expect(service.app).not.toHaveProperty(field);
  expect(() => marathonAppTemplate.parse(service.app)).not.toThrow();
});

const start = (words: string) => ({ cmd: String(good.cmd).replace(/exec .*$/, words) });

test.each<[string, MarathonApp]>([
  ['WipesAtStart', { cmd: `rm -rf /var/lib/spark/blockmgr-*; ${good.cmd}` }],
  ['WipesAtStart', { cmd: `find /var/lib/spark -mmin +60 -delete && ${good.cmd}` }],
  ['Daemonizes', start('exec /opt/spark/sbin/start-mesos-shuffle-service.sh')],
  [
    'OutlivesItsTask',
    {
      ...start('exec /opt/spark/sbin/start-mesos-shuffle-service.sh'),
      env: { ...good.env, SPARK_NO_DAEMONIZE: '1' },
    },
  ],
  ['OutlivesItsTask', start(`/opt/spark/bin/spark-class ${CLASS}`)],
  ['LivesWithoutService', { cmd: `${good.cmd}; tail -f /dev/null` }],
  ['IgnoredConf', start(`exec /opt/spark/bin/spark-class ${CLASS} --conf spark.network.timeout=300s`)],
  [
    'FixedPort',
    {
      cmd: `exec /opt/spark/bin/spark-class ${CLASS}`,
      env: { SPARK_DAEMON_MEMORY: '512m', SPARK_SHUFFLE_OPTS: '-Dspark.shuffle.service.port=7337' },
    },
  ],
  ['UnreadSetting', { env: { ...good.env, SPARK_SHUFFLE_OPTS: '-Dspark.dynamicAllocation.enabled=true' } }],
  ['ClosesEarly', { env: { ...good.env, SPARK_SHUFFLE_OPTS: '-Dspark.shuffle.io.connectionTimeout=10s' } }],
  ['ClosesEarly', { env: { ...good.env, SPARK_SHUFFLE_OPTS: '-Dspark.shuffle.io.connectionTimeout=60' } }],
  ['HeapFillsMemory', { env: { ...good.env, SPARK_DAEMON_MEMORY: '1g' } }],
  ['HeapFillsMemory', { env: {} }],
  ['Unreserved', { acceptedResourceRoles: ['*'] }],
  ['NotUnique', { constraints: [] }],
  [
    'LeavesAgentsOut',
    {
      constraints: [
        ['hostname', 'UNIQUE'],
        ['rack', 'GROUP_BY', '3'],
      ],
    },
  ],
  [
    'ContainerNetwork',
    {
      networks: [{ mode: 'container/bridge' }],
      container: { portMappings: [{ containerPort: 7337, hostPort: 7337 }] },
      portDefinitions: [],
      requirePorts: true,
      healthChecks: good.healthChecks ?? [],
    },
  ],
  [
    'DirectoryNotShared',
    {
      container: {
        type: 'DOCKER',
        docker: { image: 'spark:2.4.0' },
        volumes: [{ hostPath: '/data', containerPath: '/var/lib/spark', mode: 'RW' }],
      },
    },
  ],
  ['NoPort', { portDefinitions: [{ port: 0, protocol: 'tcp' }] }],
  ['AnyPort', { requirePorts: false }],
  ['NoHealthCheck', { healthChecks: [] }],
  [
    'CheckOfFixedPort',
    { healthChecks: [{ protocol: 'TCP', port: 7337, maxConsecutiveFailures: 2_147_483_647 }] },
  ],
  ['CheckKills', { healthChecks: [{ protocol: 'TCP', portIndex: 0, maxConsecutiveFailures: 3 }] }],
  ['SlotByTimer', { unreachableStrategy: { inactiveAfterSeconds: 300, expungeAfterSeconds: 600 } }],
])('%s is found, and mended', (reason, change) => {
  expect(new Set(traps(change))).toEqual(
    new Set(reason === 'ContainerNetwork' ? [reason, 'AnyPort'] : [reason]),
  );
  const { app } = importedService({ ...good, ...change }, ANSWERS);
  expect(() => marathonAppTemplate.parse(app)).not.toThrow();
  // What is made of it has none itself.
  const made = {
    ...app,
    id: '/shuffle/made',
    acceptedResourceRoles: ['shuffle'],
    portDefinitions: [{ protocol: 'tcp', name: 'shuffle', port: 7337 }],
  };
  expect(importedService(made, ANSWERS).traps).toEqual([]);
});

test('older spellings are read', () => {
  const { portDefinitions: _, ...rest } = good;
  const service = importedService(
    {
      ...rest,
      cmd: String(good.cmd).replace('/opt/', './spark-2.4.0/'),
      ports: [7337],
      uris: ['http://repo/spark-2.4.0-bin-hadoop2.7.tgz'],
    },
    { ...ANSWERS, sparkHome: 'spark-2.4.0-bin-hadoop2.7' },
  );
  expect(service.traps).toEqual([]);
  expect(service.port).toBe(7337);
});

test('its own files, volumes, constraints and labels go along', () => {
  const { app } = importedService(
    {
      ...good,
      ...start('exec /opt/spark/sbin/start-mesos-shuffle-service.sh'),
      labels: { team: 'data' },
      constraints: [
        ['hostname', 'UNIQUE'],
        ['rack', 'LIKE', 'r1|r2'],
      ],
      fetch: [{ uri: 'file:///etc/docker.tar.gz' }],
      container: {
        type: 'DOCKER',
        docker: { image: 'registry/spark' },
        volumes: [
          { hostPath: '/var/lib/spark', containerPath: '/var/lib/spark', mode: 'RW' },
          { hostPath: '/etc/krb5.conf', containerPath: '/etc/krb5.conf', mode: 'RO' },
        ],
      },
    },
    ANSWERS,
  );
  expect(app).toMatchObject({
    labels: { team: 'data' },
    constraints: [
      ['hostname', 'UNIQUE'],
      ['rack', 'LIKE', 'r1|r2'],
    ],
    fetch: [{ uri: 'file:///etc/docker.tar.gz' }],
    container: { volumes: expect.arrayContaining([expect.objectContaining({ hostPath: '/etc/krb5.conf' })]) },
  });
});

test.each([
  ['NotUnique', { constraints: [] }],
  ['AnyPort', { requirePorts: false }],
])('%s: an app that cannot be counted is not adopted, and told to stay', (_, change) => {
  const service = importedService({ ...good, ...change }, ANSWERS);
  expect(service.adopt).toBeUndefined();
  expect(service.notes.at(-1)).toMatch(/^\/shuffle\/by-hand cannot be adopted .* until you delete it$/);
});

test('a secret of DC/OS is not carried along as a text', () => {
  const app = { ...good, env: { ...good.env, TOKEN: { secret: 'token' } } };
  expect(() => importedService(app, ANSWERS)).toThrow('env.TOKEN: found a secret of DC/OS');
});
