import { matchers, type SynthesizedStack, userDataOf } from '../../constructs/testing';
import { MarathonSource } from '../../src/domain/marathon-server/source';
import { plainCluster } from '../support/cluster';
import { asApp, late, onMachines, SECRET, SHA } from '../support/dedicated-marathon';

expect.extend(matchers);

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
