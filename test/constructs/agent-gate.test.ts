import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { AgentGroup } from '../../constructs/agent-group';
import type { AgentGroupProps } from '../../constructs/agent-group-props';
import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import { ManifestStore } from '../../constructs/manifest-store';
import { MesosCluster } from '../../constructs/mesos-cluster';
import { ShuffleService } from '../../constructs/shuffle-service';
import { SparkDefaults } from '../../constructs/spark-defaults';
import { synthesize, synthesizeStack } from '../../constructs/testing';
import { agentBoot } from '../../src/domain/agent/boot';
import { hostShuffleService } from '../../src/domain/agent/host-shuffle';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { bootProps, MESOS, SHUFFLE } from '../support/agent-boot';
import { problemsOf } from '../support/agent-group';
import { dcosCluster } from '../support/cluster';

type Given = Partial<AgentGroupProps>;
type Cluster = 'dcos' | string | undefined;

interface Made {
  readonly gates: readonly boolean[];
  readonly constraints: string | undefined;
  readonly warnings: readonly string[];
  readonly shapes: readonly string[];
}

/** Groups with one service on all of them; the cluster is DC/OS, or plain Mesos of a version. */
function make(cluster: Cluster, ...groups: readonly Given[]): Made {
  let made: Omit<Made, 'warnings'> | undefined;
  const warnings: string[] = [];
  synthesize((stack) => {
    const joined =
      cluster === 'dcos'
        ? dcosCluster(stack)
        : MesosCluster.fromAttributes(stack, 'mesos', {
            zookeeperUrl: 'zk://10.0.0.1:2181/mesos',
            mesosMasterUrl: 'http://leader.example.internal:5050',
            marathonUrl: 'http://leader.example.internal:8080',
            vpcId: 'vpc-0a',
            subnetIds: ['subnet-0a'],
            securityGroupIds: [],
            ...(cluster === undefined ? {} : { version: cluster }),
          });
    const agents = groups.map(
      (given, i) =>
        new AgentGroup(stack, `spark-${i}`, {
          cluster: joined,
          instanceType: 'i3.2xlarge',
          capacity: { min: 1, max: 3 },
          storage: EphemeralStorage.instanceStore(),
          reservations: [SHUFFLE],
          attributes: { workload: 'spark' },
          ...given,
        }),
    );
    const store = new ManifestStore(stack, 'store');
    const shuffle = new ShuffleService(stack, 'shuffle', {
      store,
      name: 'spark-2-4',
      reservation: SHUFFLE,
      agents,
      spark: SparkDistribution.host('/opt/spark', { version: '2.4.0' }),
    });
    const defaults = new SparkDefaults(stack, 'defaults', {
      store,
      shuffle,
      properties: { 'spark.mesos.constraints': 'zone:a' },
    });
    made = {
      gates: agents.map(({ hasShuffleGate }) => hasShuffleGate),
      constraints: defaults.properties['spark.mesos.constraints'],
      shapes: agents.map(({ shapes }) => shapes),
    };
    for (const one of stack.node.findAll()) {
      warnings.push(
        ...one.node.metadata.filter(({ type }) => type.endsWith('warn')).map(({ data }) => `${data}`),
      );
    }
  });
  if (made === undefined) throw new Error('found nothing made');
  // Of what the applications are given other tests tell.
  return { ...made, warnings: warnings.filter((text) => !text.startsWith('properties[')) };
}

test.each<[string, Cluster, Given]>([
  ['DC/OS', 'dcos', {}],
  ['plain Mesos from 1.5 on', '1.11', {}],
  ['a policy that is said', '1.11', { agentFlags: { reconfigurationPolicy: 'additive' } }],
])('%s: executors wait for the service, and ask for what says that it answers', (_, cluster, given) => {
  const { gates, constraints, warnings, shapes } = make(cluster, given, given);
  expect(gates).toEqual([true, true]);
  expect(constraints).toBe('mesos_spark_shuffle:ready;workload:spark;zone:a');
  expect(warnings).toEqual([]);
  expect(shapes[0]).toContain('"policy":"additive"');
});

test.each<[string, Cluster, Given, readonly string[]]>([
  ['nobody wants it', 'dcos', { shuffleGate: 'off' }, []],
  [
    'the version is not known',
    undefined,
    {},
    [expect.stringContaining('shuffleGate: found a cluster without version, wanted Mesos 1.5 or later')],
  ],
  [
    'agents are too old',
    '1.4',
    {},
    [expect.stringContaining('shuffleGate: found Mesos 1.4, wanted Mesos 1.5')],
  ],
  [
    'the policy is equal',
    '1.11',
    { agentFlags: { reconfigurationPolicy: 'equal' } },
    [expect.stringContaining('found the reconfiguration policy "equal"')],
  ],
])('there is no gate where %s', (_, cluster, given, told) => {
  const { gates, constraints, warnings } = make(cluster, given);
  expect(gates).toEqual([false]);
  expect(constraints).toBe('workload:spark;zone:a');
  expect(warnings).toEqual(told);
});

test('where some groups have none, executors ask for nothing and synth says what that means', () => {
  const { constraints, warnings } = make('dcos', {}, { shuffleGate: 'off' });
  expect(constraints).toBe('workload:spark;zone:a');
  expect(warnings).toEqual([
    expect.stringContaining(
      'shuffle.agents: found a shuffleGate on 1 of 2 groups, wanted it on all or on none',
    ),
  ]);
});

test.each<[string, Cluster, Given, string]>([
  [
    'is asked for and cannot be',
    '1.4',
    { shuffleGate: {} },
    'shuffleGate: found Mesos 1.4, wanted Mesos 1.5',
  ],
  [
    'waits for more than there can be',
    'dcos',
    { shuffleGate: { services: 4 } },
    'shuffleGate.services: found 4, wanted a whole number from 1 to 3',
  ],
  [
    'would not be alone in saying it',
    'dcos',
    { attributes: { mesos_spark_shuffle: 'yes' } },
    'attributes.mesos_spark_shuffle: found "yes", wanted nothing: agents get it when their shuffle services answer',
  ],
  [
    'has no ports to wait for',
    'dcos',
    { reservations: [], shuffleGate: {} },
    'shuffleGate: found no reserved ports, wanted a reservation with ports',
  ],
])('a gate that %s is refused', (_, cluster, given, message) => {
  expect(problemsOf(() => make(cluster, given)).join('\n')).toContain(message);
});

test('agents whose services systemd starts before them have the attribute from the start', () => {
  const spark = SparkDistribution.host('/opt/spark', { version: '3.5.9' });
  const hostShuffleServices = [hostShuffleService({ port: 7447, spark })];
  const { files } = agentBoot(bootProps(MESOS, 'private', { reservations: [], hostShuffleServices }));
  const environment = files.find(({ path }) => path === '/etc/mesos-spark/platform.env')?.content;
  expect(environment).toContain('MESOS_ATTRIBUTES="mesos_spark_shuffle:ready;workload:spark"');
});

/** What is said of a gate with services of these names on its group, after one synth and after two. */
function counted(
  shuffleGate: AgentGroupProps['shuffleGate'],
  ...names: readonly string[]
): readonly string[] {
  const warnings: string[] = [];
  const stack = new TerraformStack(new App(), 'test');
  const cluster = dcosCluster(stack);
  const group = (id: string) =>
    new AgentGroup(stack, id, {
      cluster,
      instanceType: 'i3.2xlarge',
      capacity: { min: 1, max: 3 },
      storage: EphemeralStorage.instanceStore(),
      reservations: [SHUFFLE],
      ...(shuffleGate === undefined ? {} : { shuffleGate }),
    });
  const [agents, without] = [group('spark'), group('without-services')];
  const store = new ManifestStore(stack, 'store');
  for (const name of names) {
    new ShuffleService(stack, name, {
      store,
      name,
      reservation: SHUFFLE,
      // Twice the same group is one.
      agents: [agents, agents],
      heap: '512m',
      spark: SparkDistribution.host('/opt/spark', { version: '2.4.0' }),
    });
  }
  new AwsProvider(stack, 'aws', { region: 'us-east-1' });
  synthesizeStack(stack);
  synthesizeStack(stack);
  for (const one of [agents, without]) {
    const found = one.node.metadata.filter(({ type }) => type.endsWith('warn'));
    warnings.push(...found.map(({ data }) => `${one.node.id}: ${data}`));
  }
  return warnings;
}

test.each<[string, AgentGroupProps['shuffleGate'], readonly string[], readonly string[]]>([
  ['as many as are declared', { services: 2 }, ['a', 'b'], []],
  ['one, as one is declared', undefined, ['a'], []],
  ['some that are declared elsewhere', { services: 2 }, [], []],
  ['none: there is no gate', 'off', ['a', 'b'], []],
  [
    'fewer, by default',
    undefined,
    ['a', 'b'],
    [
      'spark: shuffleGate.services: found 1, wanted 2, the shuffle services that are declared on the group: a, b; ' +
        'executors may come before their own service answers; say shuffleGate: { services: 2 }',
    ],
  ],
  [
    'more',
    { services: 3 },
    ['a'],
    [
      'spark: shuffleGate.services: found 3, wanted 1, the shuffle services that are declared on the group: a; ' +
        'executors that ask for the gate never come; say shuffleGate: { services: 1 }, unless the others are declared elsewhere',
    ],
  ],
])('a gate that waits for %s', (_, gate, names, warnings) => {
  expect(counted(gate, ...names)).toEqual(warnings);
});
