import { manifestsOf, matchers, type SynthesizedStack, userDataOf } from '../../constructs/testing';
import { canonicalJson } from '../../src/domain/render/json';
import { kinds } from '../../src/operator/kinds';
import { matchesGolden } from '../support/golden';
import { type Change, SettingsStack, type Tree } from '../support/settings-stack';

expect.extend(matchers);

let example: SettingsStack;
beforeAll(() => {
  example = new SettingsStack('applications.yaml');
});
afterAll(() => example.remove());

const synthesized = (change?: Change) => example.synthesized(change);
const specOf = (stack: SynthesizedStack, kind: string, name: string) =>
  manifestsOf(stack).find((one) => one.kind === kind && one.metadata.name === name)?.spec as Tree;

function environmentOf(stack: SynthesizedStack): string {
  const templates = Object.entries(stack.resources('aws_launch_template'));
  const [, template] = templates.find(([id]) => id.startsWith('operator')) ?? [];
  const files = userDataOf(stack, template?.['user_data'])?.files ?? [];
  return files.find(({ path }) => path.endsWith('operator.env'))?.content ?? '';
}

function secretsReadBy(stack: SynthesizedStack): readonly string[] {
  return Object.values(stack.dataSources('aws_iam_policy_document'))
    .flatMap((document) => document['statement'] as readonly Tree[])
    .filter(({ sid }) => sid === 'ReadSecrets')
    .flatMap(({ resources }) => resources);
}

test('the example keeps its addresses and its manifests', () => {
  const stack = synthesized();
  matchesGolden('stacks/applications-addresses.txt', `${stack.addresses.join('\n')}\n`);
  matchesGolden('stacks/applications.json', `${canonicalJson(manifestsOf(stack), 2)}\n`);
});

test.each(['applications.yaml', 'shuffle.yaml', 'two-versions.yaml'])(
  'the operator reads every manifest of %s',
  (file) => {
    const other = new SettingsStack(file);
    const manifests = manifestsOf(other.synthesized());
    other.remove();
    expect(manifests.length).toBeGreaterThan(1);
    for (const manifest of manifests) {
      const kind = kinds.find((one) => one.kind === manifest.kind);
      expect([manifest.kind, kind?.parse(manifest).paused]).toEqual([manifest.kind, false]);
    }
  },
);

test('another order of the file changes nothing', () => {
  const sections = ['sparkDispatchers', 'sparkApplications', 'sparkDefaults', 'sparkClients'];
  const twice: Change = (s) => {
    s['sparkClients'].other = { ...s['sparkClients'].edge };
    s['zeppelinInterpreters'].other = { ...s['zeppelinInterpreters'].zeppelin };
  };
  const reversed: Change = (s) => {
    twice(s);
    const turned = (one: Tree) => Object.fromEntries(Object.entries(one).reverse());
    for (const section of sections) s[section] = turned(s[section]);
    Object.assign(s, turned(s));
  };
  expect(synthesized(reversed).json['resource']).toEqual(synthesized(twice).json['resource']);
});

test('the operator is told of Metronome and of the package manager, and may read what Zeppelin wants', () => {
  const stack = synthesized((s) => {
    s['operator'].agentHealthPort = 61_337;
    s['zeppelinInterpreters'].zeppelin.credentials = { kind: 'token', secretArn: secret('router') };
  });
  const environment = environmentOf(stack).split('\n');
  expect(environment).toContain('MESOS_SPARK_METRONOME=https://leader.example.internal/service/metronome');
  expect(environment).toContain('MESOS_SPARK_COSMOS=https://leader.example.internal');
  expect(secretsReadBy(stack)).toEqual(
    [
      expect.stringContaining(':secret:mesos-spark-AbCdEf'),
      expect.stringContaining(':secret:zeppelin-AbCdEf'),
      secret('router'),
    ].sort(),
  );
});

test('plain Mesos may have a Metronome, too', () => {
  const stack = synthesized((s) => {
    Object.assign(s['cluster'], { platform: 'mesos', zookeeperUrl: 'zk://10.0.0.1:2181/mesos' });
    delete s['cluster'].bootstrapUrl;
    delete s['cluster'].cosmosUrl;
    delete s['sparkDispatchers'].etl;
  });
  expect(environmentOf(stack)).toContain('MESOS_SPARK_METRONOME=');
  expect(specOf(stack, 'SparkDispatcher', 'spark')).toMatchObject({ master: 'zk://10.0.0.1:2181/mesos' });
  expect(specOf(stack, 'SparkApplication', 'stream')).toMatchObject({ master: 'zk://10.0.0.1:2181/mesos' });
});

describe('an application finds its dispatcher', () => {
  const addressOf = (dispatcher: string, change: Change = () => undefined) =>
    specOf(
      synthesized((s) => {
        s['sparkApplications'].pi.dispatcher = dispatcher;
        change(s);
      }),
      'SparkApplication',
      'pi',
    )['dispatcher'];

  test.each<[string, string, Change | undefined, string]>([
    ['by its name, at the agent that it is tied to', 'spark', undefined, 'http://10.0.0.11:7077'],
    [
      'at its own port',
      'spark',
      (s) => Object.assign(s['sparkDispatchers'].spark, { port: 7078 }),
      'http://10.0.0.11:7078',
    ],
    [
      'by a name that it has',
      'spark',
      (s) => Object.assign(s['sparkDispatchers'].spark, { url: 'http://spark.marathon.mesos:7077', app: {} }),
      'http://spark.marathon.mesos:7077',
    ],
    [
      'that DC/OS installs',
      'etl',
      (s) =>
        Object.assign(s['sparkDispatchers'].etl, {
          url: 'http://dispatcher.etl.l4lb.thisdcos.directory:7077',
        }),
      'http://dispatcher.etl.l4lb.thisdcos.directory:7077',
    ],
    ['by its URL, of another stack', 'http://10.0.0.9:7077', undefined, 'http://10.0.0.9:7077'],
  ])('%s', (_, dispatcher, change, address) => {
    expect(addressOf(dispatcher, change)).toBe(address);
  });
});

test('machines of clients let in agents of the file by name, and groups by id', () => {
  const stack = synthesized();
  const rules = Object.entries(stack.resources('aws_vpc_security_group_ingress_rule'))
    .filter(([id]) => id.startsWith('spark-client-edge_driver'))
    .map(([, rule]) => rule['referenced_security_group_id']);
  expect(rules).toEqual([
    expect.stringMatching(/^\$\{aws_security_group\.agents-spark_/),
    'sg-0123456789abcdef0',
  ]);
});

function secret(name: string): string {
  return `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;
}
