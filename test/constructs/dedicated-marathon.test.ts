import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { ICluster } from '../../constructs/cluster';
import { DedicatedMarathon } from '../../constructs/dedicated-marathon';
import type {
  DedicatedMarathonProps,
  OnMachinesProps,
  OnMarathonProps,
} from '../../constructs/dedicated-marathon-props';
import { ManifestStore } from '../../constructs/manifest-store';
import { matchers, type SynthesizedStack, synthesize, userDataOf } from '../../constructs/testing';
import { MarathonSource } from '../../src/domain/marathon-server/source';
import { dcosCluster, plainCluster } from '../support/cluster';

expect.extend(matchers);

const SHA = 'a'.repeat(64);
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:marathon';
const archive = MarathonSource.archive('https://example.com/marathon-1.11.24-9ee9f3ce.tgz', { sha256: SHA });
const image = MarathonSource.docker('mesosphere/marathon:v1.8.222');
const late = () => Token.asString({ toString: () => '', resolve: () => '${data.x.y}', creationStack: [] });

type Given = Partial<Omit<DedicatedMarathonProps, 'runs' | 'cluster'>> & {
  readonly cluster?: (scope: Construct) => ICluster;
};
interface Built {
  readonly stack: SynthesizedStack;
  readonly marathon: DedicatedMarathon;
}

/** As an app, of DC/OS unless another cluster is given. */
function asApp(runs: Partial<OnMarathonProps> = {}, { cluster = dcosCluster, ...given }: Given = {}): Built {
  return build((stack) => ({
    cluster: cluster(stack),
    version: '1.8.222',
    runs: { on: 'marathon', store: new ManifestStore(stack, 'store'), source: image, ...runs },
    ...given,
  }));
}

/** On machines, of plain Mesos unless another cluster is given. */
function onMachines(
  runs: Partial<OnMachinesProps> = {},
  { cluster = plainCluster, ...given }: Given = {},
): Built {
  return build((stack) => ({
    cluster: cluster(stack),
    version: '1.11.24',
    runs: { on: 'machines', source: archive, image: { id: 'ami-0a' }, ...runs },
    ...given,
  }));
}

function build(props: (stack: Construct) => Omit<DedicatedMarathonProps, 'name' | 'role'>): Built {
  let marathon: DedicatedMarathon | undefined;
  const stack = synthesize((scope) => {
    marathon = new DedicatedMarathon(scope, 'marathon', {
      name: 'marathon-shuffle',
      role: 'shuffle',
      ...props(scope),
    });
  });
  if (!marathon) throw new Error('nothing was made');
  return { stack, marathon };
}

const only = (stack: SynthesizedStack, type: string) => {
  const all = Object.values(stack.resources(type));
  expect(all).toHaveLength(1);
  return all[0] ?? {};
};

describe("as an app of the cluster's Marathon", () => {
  test('on DC/OS it finds ZooKeeper and its own URL', () => {
    const { stack, marathon } = asApp();
    const zk = [1, 2, 3, 4, 5].map((i) => `zk-${i}.zk:2181`).join(',');
    expect(stack).toHaveManifest('MarathonApp', 'marathon-shuffle', {
      spec: {
        app: {
          id: '/marathon-shuffle',
          instances: 2,
          mem: 1536,
          env: {
            MARATHON_MASTER: `zk://${zk}/mesos`,
            MARATHON_ZK: `zk://${zk}/marathon-shuffle`,
            MARATHON_MESOS_ROLE: 'shuffle',
          },
          labels: { DCOS_SERVICE_NAME: 'marathon-shuffle' },
        },
      },
    });
    expect(marathon).toMatchObject({
      appId: '/marathon-shuffle',
      marathonUrl: 'https://leader.example.internal/service/marathon-shuffle',
      role: 'shuffle',
      machines: undefined,
    });
  });

  test('on plain Mesos its URL is said', () => {
    const { stack, marathon } = asApp(
      {
        source: MarathonSource.archive('https://a/marathon-1.8.222.tgz', { sha256: SHA }),
        port: 9080,
        url: 'http://marathon-shuffle.marathon.mesos:9080/',
      },
      { cluster: plainCluster },
    );
    expect(marathon.marathonUrl).toBe('http://marathon-shuffle.marathon.mesos:9080');
    expect(stack).toHaveManifest('MarathonApp', 'marathon-shuffle', {
      spec: {
        app: {
          requirePorts: true,
          env: {
            MARATHON_MASTER: 'zk://10.0.0.1:2181,10.0.0.2:2181/mesos',
            MARATHON_ZK: 'zk://10.0.0.1:2181,10.0.0.2:2181/marathon-shuffle',
            MESOS_NATIVE_JAVA_LIBRARY: '/usr/lib/libmesos.so',
          },
        },
      },
    });
  });

  test('what is asked for is written, and late texts stay late', () => {
    const { stack } = asApp(
      {
        instances: 3,
        heap: undefined,
        upgrade: { whenStuck: 'Stop' },
        deletionPolicy: 'Drain',
        memory: '2g',
        app: { user: 'root' },
      } as never,
      {
        zookeeperUrl: `zk://${late()}:2181/mine`,
        frameworkName: 'shuffle-marathon',
        failoverTimeout: '2days',
        mesosAuthentication: { principal: 'shuffle', secretFile: '/mnt/secret' },
        flags: { max_apps: '100' },
      },
    );
    expect(stack).toHaveManifest('MarathonApp', 'marathon-shuffle', {
      spec: {
        upgrade: { whenStuck: 'Stop' },
        deletionPolicy: 'Drain',
        app: {
          instances: 3,
          mem: 2048,
          user: 'root',
          env: {
            MARATHON_ZK: 'zk://${data.x.y}:2181/mine',
            MARATHON_FRAMEWORK_NAME: 'shuffle-marathon',
            MARATHON_FAILOVER_TIMEOUT: '172800',
            MARATHON_MESOS_AUTHENTICATION_SECRET_FILE: '/mnt/secret',
            MARATHON_MAX_APPS: '100',
          },
        },
      },
    });
  });
});

describe('on machines of its own', () => {
  const files = (stack: SynthesizedStack) =>
    Object.fromEntries(
      (userDataOf(stack, only(stack, 'aws_launch_template')['user_data'])?.files ?? []).map(
        ({ path, content }) => [path, content],
      ),
    );

  test('two machines stand behind an internal load balancer that asks for /ping', () => {
    const { stack, marathon } = onMachines();
    expect(only(stack, 'aws_autoscaling_group')).toMatchObject({
      min_size: 2,
      max_size: 2,
      health_check_type: 'EC2',
      target_group_arns: [expect.stringContaining('aws_lb_target_group')],
      instance_refresh: { strategy: 'Rolling', preferences: { min_healthy_percentage: 50 } },
    });
    expect(only(stack, 'aws_lb')).toMatchObject({ internal: true, load_balancer_type: 'network' });
    expect(only(stack, 'aws_lb_target_group')).toMatchObject({
      port: 8080,
      health_check: { protocol: 'HTTP', path: '/ping' },
    });
    expect(only(stack, 'aws_launch_template')).toMatchObject({
      metadata_options: { http_tokens: 'required', http_put_response_hop_limit: 1 },
      block_device_mappings: [{ ebs: { encrypted: 'true' } }],
    });
    expect(marathon.appId).toBeUndefined();
    expect(marathon.marathonUrl).toMatch(/^http:\/\/\$\{TfToken.*:8080$/);
    expect(marathon.machines?.targetGroupArnSuffix).toMatch(/TfToken/);
  });

  test('the machines get unit, flags, what to fetch, and the script', () => {
    const found = files(onMachines().stack);
    expect(Object.keys(found).sort()).toEqual([
      '/etc/mesos-spark/marathon-host.env',
      '/etc/mesos-spark/marathon.env',
      '/etc/systemd/system/mesos-spark-marathon.service',
      '/opt/mesos-spark/boot/marathon.sh',
    ]);
    expect(found['/etc/mesos-spark/marathon.env']).toContain(
      'MARATHON_ACCEPTED_RESOURCE_ROLES_DEFAULT_BEHAVIOR=reserved\n',
    );
    expect(found['/etc/mesos-spark/marathon.env']).toContain(
      'MARATHON_ZK=zk://10.0.0.1:2181,10.0.0.2:2181/marathon-shuffle\n',
    );
    expect(found['/etc/mesos-spark/marathon-host.env']).toContain(`SERVER_ARCHIVE_SHA256=${SHA}\n`);
  });

  test('only the cluster and named clients reach the API, only the masters its messages', () => {
    const { stack } = onMachines({ clientSecurityGroupIds: ['sg-0c'] });
    const rules = Object.values(stack.resources('aws_vpc_security_group_ingress_rule')).map((rule) => [
      rule['referenced_security_group_id'],
      rule['from_port'],
    ]);
    expect(rules).toEqual(
      expect.arrayContaining([
        ['sg-0a', 8080],
        ['sg-0c', 8080],
        ['sg-0a', 9095],
      ]),
    );
    expect(rules).toHaveLength(5);
  });

  test('without a secret the machines have no rights; with one they may read it, and it is nowhere else', () => {
    expect(Object.keys(onMachines().stack.resources('aws_iam_role'))).toEqual([]);
    const { stack } = onMachines({}, { mesosAuthentication: { principal: 'shuffle', secretArn: SECRET } });
    const documents = JSON.stringify(stack.dataSources('aws_iam_policy_document'));
    expect(documents).toContain(`"resources":["${SECRET}"]`);
    const found = files(stack);
    expect(found['/etc/mesos-spark/marathon-host.env']).toContain(`SERVER_SECRET=${SECRET}\n`);
    expect(found['/etc/mesos-spark/marathon.env']).toContain(
      'MARATHON_MESOS_AUTHENTICATION_SECRET_FILE=/run/mesos-spark-marathon/secret\n',
    );
  });

  test('a late ZooKeeper is checked when Terraform knows it', () => {
    const { stack } = onMachines(
      {},
      { zookeeperUrl: `zk://${late()}/mine`, masterUrl: `zk://${late()}/mesos` },
    );
    expect(only(stack, 'aws_launch_template')['lifecycle']).toMatchObject({
      precondition: [
        { error_message: expect.stringContaining('masterUrl: ') },
        { error_message: expect.stringContaining('zookeeperUrl: ') },
      ],
    });
  });
});

const lateZookeeper = (scope: Construct) => {
  const cluster = plainCluster(scope);
  return { ...cluster, platform: { ...cluster.platform, zookeeperUrl: late() } } as unknown as ICluster;
};

test.each<[string, () => unknown, readonly string[]]>([
  [
    'everything at once',
    () =>
      asApp(
        { instances: 1, port: 80, source: MarathonSource.package() },
        { version: '1.4.3', role: '*', heap: 'big', failoverTimeout: 'soon' },
      ),
    [
      'test/marathon.version: found "1.4.3", wanted a version from 1.5 to 1.11',
      'test/marathon.role: found "*"',
      'test/marathon.heap: found "big"',
      'test/marathon.failoverTimeout: found "soon"',
      'test/marathon.runs.instances: found 1, wanted a whole number from 2; with one alone nobody leads while it is replaced',
      'test/marathon.runs.source: found a package, wanted an image or an archive',
      'test/marathon.runs.port: found 80, wanted a port from 1024',
    ],
  ],
  [
    'no URL on plain Mesos',
    () => asApp({}, { cluster: plainCluster }),
    ['test/marathon.runs.url: found nothing, wanted where its API will be reached'],
  ],
  [
    'machines in DC/OS',
    () => onMachines({}, { cluster: dcosCluster }),
    ['test/marathon.runs.on: found "machines" in a cluster of DC/OS, wanted "marathon"'],
  ],
  [
    'an image on machines',
    () => onMachines({ source: MarathonSource.docker('mesosphere/marathon:v1.11.24') }),
    ['test/marathon.runs.source: found an image, wanted an archive or a package'],
  ],
  [
    'one port for both',
    () => onMachines({ httpPort: 9095 }),
    ['test/marathon.runs.libprocessPort: found 9095, which is httpPort'],
  ],
  [
    'a late ZooKeeper without a path',
    () => onMachines({}, { cluster: lateZookeeper }),
    ['test/marathon.zookeeperUrl: found nothing, and hosts of the cluster that only Terraform will know'],
  ],
  [
    'a password in the URL',
    () => onMachines({}, { zookeeperUrl: 'zk://u:geheim@h:2181/x' }),
    ['test/marathon.zookeeperUrl: found a URL with a user or password in it (not shown)'],
  ],
  [
    'an ARN for an app',
    () => asApp({}, { mesosAuthentication: { principal: 'p', secretArn: SECRET } }),
    ['mesosAuthentication.secretArn: found an ARN, which an app has no right to read'],
  ],
  [
    'a file for machines',
    () => onMachines({}, { mesosAuthentication: { principal: 'p', secretFile: '/x' } }),
    ['mesosAuthentication.secretFile: found "/x", wanted secretArn'],
  ],
  [
    'a late number',
    () => asApp({ instances: Token.asNumber({ a: 1 }) }),
    ['test/marathon.runs.instances: found a value that only Terraform will know'],
  ],
])('fails on %s', (_, make, messages) => {
  for (const message of messages) expect(make).toThrow(message);
});

test('no message shows a password', () => {
  expect(() => onMachines({}, { zookeeperUrl: 'zk://u:geheim@h:2181/marathon' })).not.toThrow('geheim');
});
