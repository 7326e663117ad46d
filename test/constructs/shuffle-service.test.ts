import { Token } from 'cdktf';
import type { IShuffleAgents } from '../../constructs/shuffle-service-props';
import { manifestsOf, matchers } from '../../constructs/testing';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { SparkSecret } from '../../src/domain/spark/spark-secret';
import { matchesGolden } from '../support/golden';
import { agentsWith, build, type Given, pool } from '../support/shuffle-service';

expect.extend(matchers);

test.each<[string, Given]>([
  ['docker', { heap: '1g', upgrade: { whenInUse: 'Wait' }, deletionPolicy: 'Retain' }],
  ['ucr', { spark: SparkDistribution.ucr('apache/spark:3.5.1', { version: '3.5.1', home: '/opt/spark' }) }],
  [
    'archive',
    {
      spark: SparkDistribution.archive('https://example.com/spark-2.4.8-bin-hadoop2.7.tgz', {
        version: '2.4.8',
      }),
    },
  ],
  ['host', { spark: SparkDistribution.host('/opt/spark', { version: '2.2.3' }) }],
])('the manifest of a service from %s holds the whole app', (kind, given) => {
  const stack = build(given);
  expect(stack).toRunShuffleService('spark-0');
  const object = Object.values(stack.resources('aws_s3_object')).find(({ key }) =>
    /Shuffle/.test(String(key)),
  );
  matchesGolden(`shuffle-service/${kind}.json`, `${object?.['content']}\n`);
});

test('role and ports are those of the reservation, directory and user those of the agents', () => {
  const sparkUser = { name: 'etl', uid: 501 };
  const reservation = pool({ ports: '9000,9002-9003' }, 'etl');
  const stack = build({
    reservation,
    agents: [agentsWith(reservation, { sharedDirectory: '/data/spark', sparkUser })],
  });
  expect(stack).toRunShuffleService('spark-0', {
    role: 'etl',
    slots: [9000, 9002, 9003],
    sharedDirectory: '/data/spark',
    app: { user: 'etl', env: { SPARK_USER: 'etl' } },
    upgrade: { whenInUse: 'Wait' },
    deletionPolicy: 'Retain',
    paused: false,
  });
});

test('what is asked for is written', () => {
  const stack = build({
    port: 7338,
    updates: 'InPlace',
    upgrade: { whenInUse: 'Proceed' },
    deletionPolicy: 'Drain',
    paused: true,
    attributes: { workload: 'spark' },
    labels: { team: 'data' },
    annotations: { 'mesos-spark/gone-agents': '10.0.0.1' },
    app: { killSelection: 'OLDEST_FIRST' },
  });
  expect(stack).toHaveManifest('ShuffleService', 'spark-0', {
    metadata: { labels: { team: 'data' }, annotations: { 'mesos-spark/gone-agents': '10.0.0.1' } },
    spec: {
      port: 7338,
      updates: 'InPlace',
      upgrade: { whenInUse: 'Proceed' },
      deletionPolicy: 'Drain',
      paused: true,
      app: { killSelection: 'OLDEST_FIRST' },
    },
  });
});

test('the janitor of the agents may clean in its place, and whoever reads the manifest knows', () => {
  const agents = [agentsWith(pool(), { hasJanitor: true })];
  const stack = build({ agents, reservation: pool(), cleanup: 'Janitor' });
  expect(stack).toHaveManifest('ShuffleService', 'spark-0', { spec: { cleanup: 'Janitor' } });
  expect(JSON.stringify(manifestsOf(build({})))).not.toContain('"cleanup"');
});

test('fails on a janitor that the agents do not have', () => {
  const fails = (hasJanitor: boolean | undefined) => () =>
    build({
      agents: [agentsWith(pool(), hasJanitor === undefined ? {} : { hasJanitor })],
      reservation: pool(),
      cleanup: 'Janitor',
    });
  for (const hasJanitor of [false, undefined]) {
    expect(fails(hasJanitor)).toThrow(
      'agents[0].janitor: found none, wanted one, for the cleanup "Janitor"; nobody would remove what dead applications leave; let the agents have a janitor',
    );
  }
});

test("a service and its successor fit the seed's 2 GB", () => {
  expect(build({ reservation: pool({ memory: '2g' }) })).toRunShuffleService('spark-0', {
    app: { mem: 1024 },
  });
});

test('late values are accepted where nothing is computed with them', () => {
  const late = Token.asString({ toString: () => '', resolve: () => '${data.x.y}', creationStack: [] });
  expect(build({ environment: { JAVA_HOME: `/opt/${late}` }, labels: { team: late } })).toHaveManifest(
    'ShuffleService',
    'spark-0',
    {
      metadata: { labels: { team: '${data.x.y}' } },
      spec: { app: { env: { JAVA_HOME: '/opt/${data.x.y}' } } },
    },
  );
});

test.each([
  [
    'image',
    (late: string) => SparkDistribution.docker(`${late}:2.4.0`, { version: '2.4.0', home: '/opt/spark' }),
  ],
  [
    'archive',
    (late: string) => SparkDistribution.archive(`https://${late}/spark-2.4.0.tgz`, { version: '2.4.0' }),
  ],
])('the place of the %s may be late', (_, spark) => {
  const late = Token.asString({ toString: () => '', resolve: () => '${data.x.y}', creationStack: [] });
  const stack = build({ spark: spark(late) });
  expect(JSON.stringify(manifestsOf(stack))).toMatch(/\$\{data\.x\.y\}(:2\.4\.0|\/spark-2\.4\.0\.tgz)"/);
});

test('fails on a late name of an archive', () => {
  const late = Token.asString({ a: 1 });
  expect(() => SparkDistribution.archive(`https://example.com/${late}`, { version: '2.4.0' })).toThrow(
    'spark.uri: found',
  );
});

test('two services share a reservation that holds both and the larger once more', () => {
  const stack = build({ heap: '512m', memory: '1g' }, { heap: '1g', memory: '1536m' });
  expect(stack).toRunShuffleService('spark-0');
  expect(stack).toRunShuffleService('spark-1');
});

test('the same agents in another app start from nothing', () => {
  const reservation = pool({ ports: '7337-7338' });
  expect(build({ reservation })).toRunShuffleService('spark-0');
  expect(build({ reservation })).toRunShuffleService('spark-0');
});

test.each<[string, readonly Given[], readonly string[]]>([
  [
    'a port outside the reservation',
    [{ port: 7400 }],
    [
      'shuffle-0.port: found 7400, wanted one of 7337-7339, the ports reserved for "shuffle"; pick one of them, or reserve this port, too',
    ],
  ],
  [
    'a task larger than the reservation',
    [{ reservation: pool({ memory: '1g' }), heap: '1g' }],
    [
      'shuffle-0.memory: found a task of 1280 MiB, wanted at most 1 GiB, the memory reserved for "shuffle"; reserve more, or lower heap and memory',
    ],
  ],
  [
    'a heap above the memory of the task',
    [{ heap: '2g', memory: '2g' }],
    [
      'shuffle-0.heap: found a heap of 2 GiB in a task of 2 GiB, wanted a task of at least 2240 MiB; the JVM needs memory beside its heap; lower heap or raise memory',
    ],
  ],
  [
    'container networking',
    [{ app: { networks: [{ mode: 'container/bridge' }] } }],
    [
      'shuffle-0.app.networks: found [{"mode":"container/bridge"}], wanted the host\'s network; executors register and fetch blocks by the address of their host, which a container network hides',
    ],
  ],
  [
    'a reservation without room for the next version',
    [{ reservation: pool({ memory: '1536m', ports: '7337' }) }],
    [
      'shuffle-0.reservation "shuffle": found 1536 MiB of memory, wanted 2048 MiB, for spark-0 and the largest once more, for its next version; reserve more,',
      'shuffle-0.reservation "shuffle": found 1 ports (7337), wanted 2, for spark-0 and the largest once more, for its next version; reserve more,',
    ],
  ],
  [
    'a third service on three ports',
    [{}, {}, { heap: '256m', memory: '512m' }],
    [
      'shuffle-2.reservation "shuffle": found 3 ports (7337-7339), wanted 4, for spark-0, spark-1, spark-2 and the largest once more, for its next version; reserve more,',
    ],
  ],
  [
    'services that fit, but not with the largest once more',
    [
      { heap: '512m', memory: '1g' },
      { heap: '1g', memory: '1792m', cpus: 1 },
    ],
    [
      'shuffle-1.reservation "shuffle": found 2 cpus, wanted 2.5, for spark-0, spark-1 and the largest once more, for its next version; reserve more,',
      'shuffle-1.reservation "shuffle": found 4096 MiB of memory, wanted 4608 MiB, for spark-0, spark-1 and the largest once more, for its next version; reserve more,',
    ],
  ],
  [
    'an app that another service adopts',
    [{ adopt: '/shuffle' }, { adopt: '/shuffle' }],
    [
      'shuffle-1.adopt: found "/shuffle", which spark-0 adopts, wanted an app of its own; an app has one owner; leave it out for one of them',
    ],
  ],
  [
    'a port that another service takes',
    [{ port: 7337 }, { port: 7337 }],
    [
      'shuffle-1.port: found 7337, which spark-0 takes on the same agents, wanted a port of its own; leave port out: the operator takes a free one',
    ],
  ],
  [
    'no agents',
    [{ agents: [] }],
    ['shuffle-0.agents: found none, wanted the agents that have the reservation'],
  ],
  [
    'agents without the reservation, and with another of that role',
    [{ agents: [agentsWith(pool({}, 'other')), agentsWith(pool({ cpus: 1 }))] }],
    [
      'shuffle-0.agents[0].reservations: found none for "shuffle", wanted {"cpus":2,"memory":"4g","ports":"7337-7339","role":"shuffle"}; give the agents the very reservation that the service is given',
      'shuffle-0.agents[1].reservations: found {"cpus":1,"memory":"4g","ports":"7337-7339","role":"shuffle"}, wanted {"cpus":2,"memory":"4g","ports":"7337-7339","role":"shuffle"}; give the agents the very reservation that the service is given',
    ],
  ],
  [
    'agents that see other paths, have another user or lack the attribute',
    [
      {
        attributes: { workload: 'spark' },
        agents: [
          agentsWith(pool()),
          agentsWith(pool(), {
            sharedDirectory: '/data',
            sparkUser: { name: 'spark', uid: 8 },
            attributes: {},
          }),
        ],
      },
    ],
    [
      'shuffle-0.agents[1].sharedDirectory: found "/data", wanted "/var/lib/tmp/spark", as on agents[0]; a service has one shared directory; executors are told its path once',
      "shuffle-0.agents[1].sparkUser: found spark with uid 8, wanted spark with uid 7337, as on agents[0]; service and executors read and delete each other's files: one user, one uid",
      'shuffle-0.agents[1].attributes.workload: found nothing, wanted "spark"; the service would never run there; give the agents the attribute or leave them out',
    ],
  ],
  [
    'a late value that has to be computed with',
    [{ heap: Token.asString({ a: 1 }), port: Token.asNumber({ a: 1 }) }],
    [
      'shuffle-0.heap: found a value that only Terraform will know (a token), wanted',
      'shuffle-0.port: found a value that only Terraform will know (a token), wanted',
    ],
  ],
  [
    'a name that is none',
    [{ name: 'Spark 2' }],
    ['shuffle-0.name: found "Spark 2", wanted lower-case letters, digits and inner dashes'],
  ],
])('fails on %s', (_, services, messages) => {
  for (const message of messages) expect(() => build(...services)).toThrow(message);
});

test('only services on the same agents share the room, and a group that stands twice is one', () => {
  const reservation = pool({ ports: '7337-7339' });
  const services = (last: (shared: IShuffleAgents, other: IShuffleAgents) => readonly IShuffleAgents[]) => {
    const [shared, other] = [agentsWith(reservation), agentsWith(reservation)];
    return [[shared, shared], [shared], [other], last(shared, other)].map((agents) => ({ agents }));
  };
  expect(build(...services((_, other) => [other]))).toRunShuffleService('spark-3');
  expect(() => build(...services((shared, other) => [other, shared]))).toThrow(
    'wanted 4, for spark-0, spark-1, spark-3 and the largest once more',
  );
});

test('in-place updates need no room for the next version, and only by name', () => {
  const reservation = pool({ memory: '1g', ports: '7337' });
  expect(() => build({ reservation })).toThrow('ask for updates "InPlace", which break running applications');
  expect(build({ reservation, updates: 'InPlace' })).toRunShuffleService('spark-0', { updates: 'InPlace' });
});

test('fails with everything at once', () => {
  const make = () => build({ port: 1, heap: '9g', memory: '1g', app: { instances: 3 } });
  for (const at of ['port', 'heap', 'app.instances']) expect(make).toThrow(`shuffle-0.${at}: found`);
});

describe('authentication', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:spark/shuffle-x1Y2z3';
  const authentication = { secret: SparkSecret.onAgents(arn), encryption: 'Aes' } as const;
  const withSecrets = (sparkSecrets?: readonly string[]) => ({
    authentication,
    agents: [agentsWith(pool(), sparkSecrets === undefined ? {} : { sparkSecrets })],
    reservation: pool(),
  });

  test('the manifest refers to the secret; another reference is another service', () => {
    const appOf = (secretArn: string) => {
      const secret = SparkSecret.onAgents(secretArn);
      const stack = build({ ...withSecrets([secretArn]), authentication: { secret } });
      return manifestsOf(stack).find(({ kind }) => kind === 'ShuffleService')?.spec as { app: object };
    };
    const [one, other] = [appOf(arn), appOf(`${arn}x`)].map(({ app }) => JSON.stringify(app));
    expect(one).toContain(`"MESOS_SPARK_SECRET":"${arn}"`);
    expect(one).not.toBe(other);
  });

  test.each([
    [undefined, 'found none'],
    [[`${arn}x`], 'found others'],
  ])('agents that do not have it (%j) are refused', (sparkSecrets, found) => {
    expect(() => build(withSecrets(sparkSecrets))).toThrow(
      `agents[0].sparkSecrets: ${found}, wanted the secret of authentication, too`,
    );
  });

  test('it may be known to Terraform only, where both are given the same', () => {
    const late = Token.asString({ resolve: () => arn });
    expect(() =>
      build({ ...withSecrets([late]), authentication: { secret: SparkSecret.onAgents(late) } }),
    ).not.toThrow();
  });
});
