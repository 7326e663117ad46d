import { CHECKS } from '../../../src/domain/doctor/catalogue';
import type { AppSight, FrameworkSight, Parts } from '../../../src/domain/doctor/parts';
import { serviceApps } from '../../../src/domain/doctor/service-app';

const look = (id: string, parts: Partial<Parts>) => {
  const found = CHECKS.find((one) => one.id === id);
  if (!found) throw new Error(`no check ${id}`);
  return found.look(parts);
};

const CLASS = 'exec bin/spark-class org.apache.spark.deploy.mesos.MesosExternalShuffleService';

const app = (definition: AppSight['definition']): AppSight => ({
  id: '/shuffle/one',
  instances: 1,
  definition: { id: '/shuffle/one', cmd: CLASS, ...definition },
  tasks: [],
  deployments: [],
});

const executors = (more: Partial<FrameworkSight>, networks: readonly string[] = []): FrameworkSight => ({
  id: 'f-1',
  name: 'job',
  connected: true,
  cpus: 1,
  tasks: [{ name: 'job 0', agentId: 'a', state: 'TASK_RUNNING', networks }],
  ...more,
});

describe('ExecutorsOnVirtualNetwork', () => {
  test.each<[string, readonly FrameworkSight[], readonly string[]]>([
    ['executors on a network', [executors({}, ['dcos'])], ['containers on dcos']],
    ['executors on the host', [executors({})], []],
    ['a service of Marathon on a network', [executors({ name: 'marathon' }, ['dcos'])], []],
    [
      'another framework on a network',
      [executors({ tasks: [{ name: 'node-0', agentId: 'a', state: 'TASK_RUNNING', networks: ['dcos'] }] })],
      [],
    ],
    [
      'one that is known by its page',
      [
        executors({
          webUiUrl: 'http://driver:4041',
          tasks: [{ name: 'x', agentId: 'a', state: 'TASK_RUNNING', networks: ['dcos'] }],
        }),
      ],
      ['containers on dcos'],
    ],
    [
      'executors that have ended',
      [executors({ tasks: [{ name: 'job 0', agentId: 'a', state: 'TASK_FINISHED', networks: ['dcos'] }] })],
      [],
    ],
  ])('%s', (_, frameworks, found) => {
    expect(look('ExecutorsOnVirtualNetwork', { frameworks }).map((one) => one.found)).toEqual(found);
  });
});

test('DefinitionRefused names the field that a later Marathon refuses', () => {
  const apps = [
    app({
      constraints: [
        ['hostname', 'UNIQUE'],
        ['rack', 'GROUP_BY', 'two'],
      ],
    }),
  ];
  expect(look('DefinitionRefused', { apps })).toMatchObject([
    { where: 'app /shuffle/one, constraints.1', wanted: 'GROUP_BY with a whole number or nothing' },
  ]);
});

describe('the port on which a service listens', () => {
  test.each<[string, AppSight['definition'], number | undefined]>([
    ['nothing said', {}, 7337],
    [
      '-D in SPARK_SHUFFLE_OPTS',
      { env: { SPARK_SHUFFLE_OPTS: '-Da=b -Dspark.shuffle.service.port=7338' } },
      7338,
    ],
    [
      'the last of two',
      { env: { SPARK_SHUFFLE_OPTS: '-Dspark.shuffle.service.port=1 -Dspark.shuffle.service.port=7339' } },
      7339,
    ],
    [
      'the port that Marathon hands over',
      {
        cmd: `export SPARK_SHUFFLE_OPTS="-Dspark.shuffle.service.port=$PORT0" && ${CLASS}`,
        portDefinitions: [{ port: 7338 }],
        requirePorts: true,
      },
      7338,
    ],
    [
      'the port that Marathon hands over, any',
      {
        cmd: `export SPARK_SHUFFLE_OPTS="-Dspark.shuffle.service.port=\${PORT0}" && ${CLASS}`,
        portDefinitions: [{ port: 7338 }],
      },
      undefined,
    ],
    ['--conf is not read', { cmd: `${CLASS} --conf spark.shuffle.service.port=7338` }, 7337],
    ['a properties file may say it', { cmd: `${CLASS} --properties-file /etc/x` }, undefined],
    ['a command of the image', { cmd: 'exec ./service', env: { SPARK_SHUFFLE_OPTS: '' } }, undefined],
  ])('%s', (_, definition, listens) => {
    expect(serviceApps([app(definition)]).map((one) => one.listens)).toEqual([listens]);
  });
});

test.each<[string, AppSight['definition'], number]>([
  [
    'by its class in the arguments',
    {
      cmd: undefined,
      args: ['spark-class', 'org.apache.spark.deploy.mesos.MesosExternalShuffleService'],
    } as never,
    1,
  ],
  ['by its script', { cmd: 'sbin/start-mesos-shuffle-service.sh' }, 1],
  ['by the label of our constructs', { cmd: 'x1', labels: { 'mesos-spark.owner': 'ShuffleService/a' } }, 1],
  ['not for the label of another kind', { cmd: 'x1', labels: { 'mesos-spark.owner': 'MarathonApp/a' } }, 0],
  ['not for a web server', { cmd: 'nginx', portDefinitions: [{ port: 7337 }] }, 0],
])('a shuffle service is known %s', (_, definition, count) => {
  expect(serviceApps([app(definition)])).toHaveLength(count);
});

test.each([
  ['rm -rf /tmp/spark/spark-* && x', 1],
  ['rm -fr /tmp/spark/blockmgr-*; x', 1],
  ['find /data/spark -name "blockmgr-*" -delete && x', 1],
  ['rm -f /tmp/spark/blockmgr.pid && x', 0],
  ['rm -rf /tmp/other && x', 0],
  ['exec x', 0],
])('WipesSharedDirectory: %s', (cmd, count) => {
  expect(look('WipesSharedDirectory', { apps: [app({ cmd: `${cmd} ${CLASS}` })] })).toHaveLength(count);
});

test.each([
  ['MESOS_TCP', 0, 1],
  ['MESOS_TCP', 1_000_000, 1],
  ['MESOS_TCP', 2_147_483_647, 0],
  ['TCP', 0, 0],
  ['TCP', 3, 1],
  ['COMMAND', 0, 1],
])('HealthCheckKills: %s with %d', (protocol, maxConsecutiveFailures, count) => {
  const healthChecks = [{ protocol, maxConsecutiveFailures, command: { value: 'x1' } }];
  expect(look('HealthCheckKills', { apps: [app({ healthChecks })] })).toHaveLength(count);
});

test('of --conf options only the names are told: a value may be a secret', () => {
  const cmd = `${CLASS} --conf spark.authenticate.secret=hunter2`;
  const text = JSON.stringify(look('ConfIgnored', { apps: [app({ cmd })] }));
  expect(text).toContain('spark.authenticate.secret');
  expect(text).not.toContain('hunter2');
});

test.each([
  ['no agent is awaited', [], ['3']],
  ['an agent is not back yet', [{ id: 'r', hostname: 'r' }], []],
])('MoreInstancesThanAgents, where %s', (_, recovered, found) => {
  const task = (host: string) => ({ id: host, host, state: 'TASK_RUNNING', ports: [7337] });
  const one = { ...app({ portDefinitions: [{ port: 7337 }], requirePorts: true }), instances: 3 };
  const parts: Partial<Parts> = {
    apps: [{ ...one, tasks: [task('a'), task('b')] }],
    agents: { list: [], recovered },
    marathon: { version: '1.11.24', marathon_config: {} },
    queue: new Map([[one.id, { count: 1, reasons: [] }]]),
  };
  expect(look('MoreInstancesThanAgents', parts).map((spot) => spot.found.split(',')[0])).toEqual(found);
});
