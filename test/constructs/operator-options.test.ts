import { type TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import type { ICluster } from '../../constructs/cluster';
import { Credentials } from '../../constructs/credentials';
import { DedicatedMarathon } from '../../constructs/dedicated-marathon';
import type { DedicatedMarathonProps } from '../../constructs/dedicated-marathon-props';
import { ManifestStore } from '../../constructs/manifest-store';
import { MesosCluster } from '../../constructs/mesos-cluster';
import type { IWatchedAgents, OperatorProps } from '../../constructs/operator-props';
import { type SynthesizedStack, synthesize } from '../../constructs/testing';
import { operatorSettings as programSettings } from '../../src/cli/operator-settings';
import { MarathonSource } from '../../src/domain/marathon-server/source';
import { operatorUnit } from '../../src/domain/operator-host/boot';
import {
  operatorStack as build,
  operatorEnvironment as environment,
  operatorFile,
  secret,
} from '../support/operator';

describe('how it runs', () => {
  const unit = (stack: SynthesizedStack) => operatorFile(stack, '.service');

  test('is said by the props, and by nothing that is the default', () => {
    const stack = build({
      operator: { observeOnly: true, logLevel: 'debug', leadership: 'marathon', image: { id: 'ami-0a' } },
    });
    expect(environment(stack)).toContain('MESOS_SPARK_LOG_LEVEL=debug\n');
    expect(unit(stack)).toBe(operatorUnit({ observeOnly: true, besideMarathon: true }));
    expect(unit(build({ operator: { leadership: 'lease', observeOnly: false } }))).toBe(operatorUnit());
  });

  test('several masters, or ZooKeeper, are handed on', () => {
    const mesosMasterUrl = 'http://10.0.0.1:5050,http://10.0.0.2:5050/';
    const marathonUrl = 'zk+https://10.0.0.1:2181,10.0.0.2:2181/marathon';
    expect(environment(build({ cluster: { mesosMasterUrl, marathonUrl } }))).toContain(
      `MESOS_SPARK_MARATHON=${marathonUrl}\nMESOS_SPARK_MESOS=http://10.0.0.1:5050,http://10.0.0.2:5050\n`,
    );
  });

  test('EC2 is asked about the instances of the VPCs that are named, the same in any stack', () => {
    const named = (agentVpcIds: readonly string[]) => build({ operator: { agentVpcIds } });
    const machines = (stack: SynthesizedStack) =>
      /^MESOS_SPARK_MACHINES=(.*)$/m.exec(environment(stack))?.[1];
    const statements = (stack: SynthesizedStack) =>
      JSON.stringify(stack.dataSources('aws_iam_policy_document'));
    const two = named(['vpc-0b', 'vpc-0c', 'vpc-0b']);
    expect(machines(two)).toBe('ec2://vpc-0b,vpc-0c');
    expect(statements(two)).toContain('ec2:DescribeInstances');
    const none = named([]);
    expect(machines(none)).toBeUndefined();
    expect(statements(none)).not.toContain('ec2:');
  });

  test('what is no VPC is refused, and what Terraform will know is checked by it', () => {
    expect(() => build({ operator: { agentVpcIds: ['vpc-0b', 'subnet-0a', 'vpc-0b; id'] } })).toThrow(
      /operator\.agentVpcIds: found "subnet-0a", wanted an id such as "vpc-.*\n.*operator\.agentVpcIds: found "vpc-0b; id"/,
    );
    const late = build({
      made: (stack) => ({
        agentVpcIds: [new TerraformVariable(stack, 'vpc', { type: 'string' }).stringValue],
      }),
    });
    expect(environment(late)).toContain('MESOS_SPARK_MACHINES=ec2://${var.vpc}\n');
    expect(JSON.stringify(late.resources('aws_launch_template'))).toContain(
      'agentVpcIds[0]: found characters',
    );
    const list = (stack: TerraformStack) => ({
      agentVpcIds: new TerraformVariable(stack, 'vpcs', { type: 'list(string)' }).listValue,
    });
    expect(() => build({ made: list })).toThrow('agentVpcIds: found a value that only Terraform will know');
  });

  test.each<[string, Partial<OperatorProps>, readonly string[]]>([
    [
      'the same as the masters, behind their address',
      { marathon: 'https://leader.example.internal/service/b' },
      [],
    ],
    ['the same as the masters, without a word', {}, []],
    ['nothing elsewhere', { marathon: 'http://10.0.0.1:8080' }, ['MESOS_SPARK_MARATHON_CREDENTIALS=none']],
    [
      'nothing where ZooKeeper names it',
      { marathon: 'zk://10.0.0.1/m' },
      ['MESOS_SPARK_MARATHON_CREDENTIALS=none'],
    ],
    [
      'its own',
      { marathon: 'http://10.0.0.1:8080', marathonCredentials: Credentials.basic(secret('own')) },
      [`MESOS_SPARK_MARATHON_CREDENTIALS=${secret('own')}`, 'MESOS_SPARK_MARATHON_CREDENTIALS_KIND=basic'],
    ],
  ])('Marathon is shown %s', (_, operator, lines) => {
    const stack = build({ cluster: { credentials: Credentials.serviceAccount(secret('dcos')) }, operator });
    const found = environment(stack)
      .split('\n')
      .filter((line) => line.includes('MARATHON_CREDENTIALS'));
    expect(found).toEqual(lines);
    const may = JSON.stringify(stack.dataSources('aws_iam_policy_document'));
    expect(may.includes(secret('own'))).toBe(operator.marathonCredentials !== undefined);
    expect(environment(build({ operator: { marathon: 'http://10.0.0.1:8080' } }))).not.toContain(
      'CREDENTIALS',
    );
  });

  test('whatever it is told, the program takes', () => {
    const stack = build({
      cluster: { mesosMasterUrl: 'zk://10.0.0.1/mesos', marathonUrl: 'http://a:8080,http://b:8080' },
      operator: { logLevel: 'warn', agentHealthPort: 1234, interval: '1500ms' },
    });
    const lines = environment(stack)
      .replaceAll(/\$\{[^}]*\}/g, 'late')
      .trim()
      .split('\n');
    const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    expect(programSettings({}, env)).toMatchObject({
      mesos: { is: 'zookeeper' },
      marathon: { is: 'urls', urls: ['http://a:8080', 'http://b:8080'] },
      agentHealthPort: 1234,
      machines: { vpcIds: ['vpc-0a'] },
      logLevel: 'warn',
      mode: 'act',
    });
  });
});

describe("a Marathon that is not the cluster's", () => {
  const withoutMarathon = (scope: Construct) =>
    MesosCluster.fromAttributes(scope, 'mesos', {
      zookeeperUrl: 'zk://10.0.0.1:2181/mesos',
      mesosMasterUrl: 'zk://10.0.0.1:2181/mesos',
      vpcId: 'vpc-0a',
      subnetIds: ['subnet-0a'],
      securityGroupIds: ['sg-0a'],
    });
  const dedicated = (scope: Construct, runs: DedicatedMarathonProps['runs']) =>
    new DedicatedMarathon(scope, 'marathon', {
      cluster: withoutMarathon(scope),
      name: 'marathon-shuffle',
      role: 'shuffle',
      version: '1.11.24',
      runs,
    });
  const source = MarathonSource.archive('https://example.com/marathon.tgz', { sha256: 'a'.repeat(64) });

  test('is the one that everything is on', () => {
    const operator = { marathon: 'http://10.0.0.1:8080/' };
    expect(environment(build({ cluster: withoutMarathon, operator }))).toContain(
      'MESOS_SPARK_MARATHON=http://10.0.0.1:8080\n',
    );
    expect(environment(build({ operator: { marathon: 'zk://10.0.0.1/marathon' } }))).toContain(
      'MESOS_SPARK_MARATHON=zk://10.0.0.1/marathon\n',
    );
  });

  test('may be made here, which Terraform looks at before it puts its address into files', () => {
    let cluster: ICluster | undefined;
    const stack = build({
      cluster: (scope) => {
        cluster = withoutMarathon(scope);
        return cluster;
      },
      made: (scope) => ({
        marathon: new DedicatedMarathon(scope, 'marathon', {
          cluster: cluster ?? withoutMarathon(scope),
          name: 'marathon-shuffle',
          role: 'shuffle',
          version: '1.11.24',
          runs: { on: 'machines', image: { id: 'ami-0a' }, source },
        }),
      }),
    });
    expect(environment(stack)).toMatch(/MESOS_SPARK_MARATHON=http:\/\/\$\{aws_lb\..*\}:8080\n/);
    expect(JSON.stringify(stack.json)).toContain(
      'marathonUrl: found characters that a boot file cannot hold',
    );
  });

  test('cannot be an app of a Marathon that is not there', () => {
    const make = () =>
      synthesize((scope) => {
        const store = new ManifestStore(scope, 'store');
        dedicated(scope, { on: 'marathon', store, source, url: 'http://10.0.0.1:8080' });
      });
    expect(make).toThrow(
      'test/marathon.runs.on: found "marathon" in a cluster without any, wanted "machines"; or say marathonUrl of the cluster, whose Marathon can run this one',
    );
  });

  test('fails without any, and on one that is none', () => {
    expect(() => build({ cluster: withoutMarathon })).toThrow(
      'test/operator.marathon: found nothing, wanted one, for the cluster has none of its own; name a DedicatedMarathon or its URL here, or say marathonUrl of the cluster',
    );
    expect(() => build({ operator: { marathon: 'marathon' } })).toThrow(
      'test/operator.marathon: found "marathon", wanted',
    );
  });
});

describe('the health of agents', () => {
  const group = (name: string, healthPort: number | undefined): IWatchedAgents => ({
    node: { path: `test/${name}` },
    healthPort,
    securityGroupId: `sg-${name}`,
  });
  const rules = (stack: SynthesizedStack) =>
    Object.values(stack.resources('aws_vpc_security_group_ingress_rule'));

  test('is asked for where they answer, and it alone is let in', () => {
    const stack = build({ operator: { agents: [group('a', 1234), group('b', undefined)] } });
    expect(environment(stack)).toContain('MESOS_SPARK_AGENT_HEALTH_PORT=1234\n');
    expect(rules(stack)).toEqual([
      {
        security_group_id: 'sg-a',
        referenced_security_group_id: expect.stringMatching(/^\$\{aws_security_group\.operator_/),
        description: 'Health of the agent, for the operator',
        ip_protocol: 'tcp',
        from_port: 1234,
        to_port: 1234,
      },
    ]);
  });

  test('has rules that another order of the groups leaves alone', () => {
    const [a, b] = [group('a', 61_337), group('b', 61_337)];
    const made = (agents: readonly IWatchedAgents[]) => build({ operator: { agents } });
    expect(made([b, a, b]).json).toEqual(made([a, b]).json);
    expect(environment(made([a, b]))).not.toContain('HEALTH_PORT');
  });

  test('fails on groups that answer at different ports, and on ports that are none', () => {
    const agents = [group('a', 1234), group('b', 1235)];
    expect(() => build({ operator: { agents } })).toThrow(
      'test/operator.agents[1].health.port: found 1235, of test/b, wanted 1234, as the others have it; the operator asks every agent at one port; give all groups the same',
    );
    expect(() => build({ operator: { agents, agentHealthPort: 1235 } })).toThrow(
      'test/operator.agents[0].health.port: found 1234, of test/a, wanted 1235, as agentHealthPort says',
    );
    expect(() => build({ operator: { agentHealthPort: 0 } })).toThrow(
      'test/operator.agentHealthPort: found 0, wanted a port, from 1 to 65535',
    );
  });
});

test('fails on what it cannot be told', () => {
  const wrong = { logLevel: 'loud', leadership: 'raft' } as unknown as Partial<OperatorProps>;
  expect(() => build({ operator: { ...wrong, interval: '500ms' } })).toThrow(
    [
      'test/operator.logLevel: found "loud", wanted one of debug, info, warn, error',
      'test/operator.leadership: found "raft", wanted one of lease, marathon',
      'test/operator.interval: found 500ms, wanted at least one second',
    ].join('\n'),
  );
  expect(() => build({ operator: { leadership: 'marathon' } })).toThrow(
    'test/operator.leadership: found "marathon" with the image of Amazon Linux, on which no Marathon runs, wanted "lease", or an image that holds a Marathon',
  );
});
