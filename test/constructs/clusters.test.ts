import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { DataAwsSubnets } from '@cdktf/provider-aws/lib/data-aws-subnets';
import type { Construct } from 'constructs';
import { MesosCluster, type MesosClusterAttributes } from '../../constructs/mesos-cluster';
import { synthesize } from '../../constructs/testing';
import { servicePlace } from '../../src/cli/address-option';
import { MesosInstallation } from '../../src/domain/agent/mesos-installation';
import { problemsOf } from '../support/agent-group';
import { dcosCluster } from '../support/cluster';

const attributes: MesosClusterAttributes = {
  zookeeperUrl: 'zk://10.0.0.1:2181/mesos',
  mesosMasterUrl: 'http://leader.example.internal:5050/',
  marathonUrl: 'http://leader.example.internal:8080',
  vpcId: 'vpc-0a',
  subnetIds: ['subnet-0a'],
  securityGroupIds: ['sg-0a'],
};

function mesosCluster(scope: Construct, more: Partial<MesosClusterAttributes> = {}): MesosCluster {
  return MesosCluster.fromAttributes(scope, 'mesos', { ...attributes, ...more });
}

test('a cluster is what was said of it, without slashes at the end', () => {
  synthesize((scope) => {
    expect(mesosCluster(scope)).toMatchObject({
      mesosMasterUrl: 'http://leader.example.internal:5050',
      agentRole: 'private',
      platform: { kind: 'mesos', zookeeperUrl: 'zk://10.0.0.1:2181/mesos' },
    });
    expect(dcosCluster(scope, { agentRole: 'public' }).agentRole).toBe('public');
  });
});

test('ids and URLs may come from Terraform', () => {
  synthesize((scope) => {
    const late = new DataAwsSsmParameter(scope, 'late', { name: 'late' }).insecureValue;
    const subnets = new DataAwsSubnets(scope, 'subnets', {});
    const made = dcosCluster(scope, {
      bootstrapUrl: late,
      mesosMasterUrl: `https://${late}/mesos`,
      vpcId: late,
      subnetIds: subnets.ids,
      securityGroupIds: [late],
    });
    expect(made.vpcId).toBe(late);
    expect(mesosCluster(scope, { zookeeperUrl: late }).platform).toMatchObject({ zookeeperUrl: late });
  });
});

test.each([
  ['http://10.0.0.1:5050/,http://10.0.0.2:5050/', 'http://10.0.0.1:5050,http://10.0.0.2:5050'],
  ['zk://10.0.0.1:2181,10.0.0.2:2181/mesos', 'zk://10.0.0.1:2181,10.0.0.2:2181/mesos'],
  ['zk+https://10.0.0.1/mesos', 'zk+https://10.0.0.1/mesos'],
])('masters and Marathon may stand at %s, which the program takes as it is', (place, taken) => {
  synthesize((scope) => {
    const made = mesosCluster(scope, { mesosMasterUrl: place, marathonUrl: place });
    expect(made).toMatchObject({ mesosMasterUrl: taken, marathonUrl: taken });
  });
  expect(servicePlace('--mesos', taken)).toHaveProperty('value');
});

test.each([
  [
    'http://10.0.0.1:5050,10.0.0.2',
    'test/mesos.mesosMasterUrl[1]: found "10.0.0.2", wanted an http or https URL',
  ],
  ['http://10.0.0.1,', 'test/mesos.mesosMasterUrl[1]: found "", wanted an http or https URL'],
  ['zk://10.0.0.1', 'test/mesos.mesosMasterUrl: found "zk://10.0.0.1", wanted ZooKeeper\'s hosts and a path'],
  [
    'zk+https://joe:opensesame@10.0.0.1/mesos',
    'test/mesos.mesosMasterUrl: found a URL with a user or password in it (not shown)',
  ],
])('fails on masters at %s', (mesosMasterUrl, message) => {
  const [found = ''] = problemsOf(() => synthesize((scope) => mesosCluster(scope, { mesosMasterUrl })));
  expect(found).toContain(message);
  expect(found).not.toContain('opensesame');
});

test('plain Mesos may have no Marathon of its own', () => {
  synthesize((scope) => {
    const { marathonUrl: _, ...rest } = attributes;
    expect(MesosCluster.fromAttributes(scope, 'mesos', rest).marathonUrl).toBeUndefined();
  });
});

test('fails on everything at once', () => {
  const found = problemsOf(() =>
    synthesize((scope) =>
      dcosCluster(scope, {
        bootstrapUrl: 'bootstrap:8080',
        mesosMasterUrl: 'ftp://leader',
        marathonUrl: 'https://leader/$(id)',
        caCertificate: '-----BEGIN CERTIFICATE-----',
        vpcId: 'vpc',
        subnetIds: [],
        securityGroupIds: ['group'],
      }),
    ),
  );
  const url = 'wanted an http or https URL with a host, such as "http://bootstrap.example.internal:8080"';
  expect(found).toEqual([
    `test/dcos.bootstrapUrl: found "bootstrap:8080", ${url}`,
    `test/dcos.mesosMasterUrl: found "ftp://leader", ${url}`,
    `test/dcos.marathonUrl: found "https://leader/$(id)", ${url}`,
    expect.stringMatching(/^test\/dcos\.caCertificate: found 27 characters that are no ARN/),
    'test/dcos.vpcId: found "vpc", wanted an id such as "vpc-0123456789abcdef0", or a token',
    'test/dcos.securityGroupIds: found "group", wanted an id such as "sg-0123456789abcdef0", or a token',
    'test/dcos.subnetIds: found an empty list, wanted one subnet or more',
  ]);
});

test.each([
  ['zk://joe:opensesame@10.0.0.1:2181/mesos', 'found a URL with a user or password in it (not shown)'],
  ['10.0.0.1:2181/', 'found "10.0.0.1:2181/", wanted ZooKeeper\'s hosts and a path'],
  ['10.0.0.1,$(id)', 'found "10.0.0.1,$(id)", wanted ZooKeeper\'s hosts and a path'],
  ['', 'found "", wanted ZooKeeper\'s hosts and a path'],
  ['zk://10.0.0.1:2181', 'found "zk://10.0.0.1:2181", wanted ZooKeeper\'s hosts and a path'],
])('fails on the ZooKeeper URL %s', (zookeeperUrl, message) => {
  const [found = ''] = problemsOf(() => synthesize((scope) => mesosCluster(scope, { zookeeperUrl })));
  expect(found).toContain(message);
  expect(found).not.toContain('opensesame');
});

test.each([
  [['10.0.0.1', 'zk-2:2181'], 'zk://10.0.0.1,zk-2:2181/mesos'],
  ['10.0.0.1:2181,10.0.0.2:2181', 'zk://10.0.0.1:2181,10.0.0.2:2181/mesos'],
  ['zk://10.0.0.1:2181,10.0.0.2:2181/team/mesos', 'zk://10.0.0.1:2181,10.0.0.2:2181/team/mesos'],
])("ZooKeeper's hosts %j are %s", (zookeeperUrl, url) => {
  synthesize((scope) => {
    expect(mesosCluster(scope, { zookeeperUrl }).platform).toMatchObject({ zookeeperUrl: url });
  });
});

test.each(['1.10', '2.3', '2.1.3.4', '2', 'v2.1', '2.1; rm -rf /', '', ' 2.1', '2.1\n'])(
  'fails on the version of DC/OS %j',
  (version) => {
    const found = problemsOf(() => synthesize((scope) => dcosCluster(scope, { version })));
    expect(found).toEqual([
      `test/dcos.version: found ${JSON.stringify(version)}, wanted a version from 1.11 to 2.2, such as "2.2"; leave it out to have what holds for all of them`,
    ]);
  },
);

test('versions may be releases or patches of them', () => {
  synthesize((scope) => {
    expect(dcosCluster(scope, { version: '1.13.9' }).platform).toMatchObject({ version: '1.13.9' });
    expect(mesosCluster(scope, { version: '1.1' }).platform).toMatchObject({ version: '1.1' });
  });
  const found = problemsOf(() => synthesize((scope) => mesosCluster(scope, { version: '1.12' })));
  expect(found).toEqual([expect.stringContaining('wanted a version from 1.1 to 1.11, such as "1.11"')]);
});

test("the package's own files need a package", () => {
  const installation = MesosInstallation.archive('https://example.com/mesos.tgz', { sha256: '0'.repeat(64) });
  const found = problemsOf(() =>
    synthesize((scope) => mesosCluster(scope, { installation, configuration: 'files' })),
  );
  expect(found).toEqual([
    'test/mesos.configuration: found files, with Mesos from an archive, wanted environment; an archive has no unit that reads /etc/mesos-slave; take a package, or leave configuration out',
  ]);
  const other = problemsOf(() =>
    synthesize((scope) => mesosCluster(scope, { configuration: 'flags' as 'files' })),
  );
  expect(other).toEqual(['test/mesos.configuration: found "flags", wanted one of environment, files']);
});

test('fails on a password in a URL, and does not show it', () => {
  const [found = ''] = problemsOf(() =>
    synthesize((scope) => dcosCluster(scope, { bootstrapUrl: 'http://joe:opensesame@bootstrap' })),
  );
  expect(found).toBe(
    'test/dcos.bootstrapUrl: found a URL with a user or password in it (not shown), wanted a URL without; user data and Terraform state can be read by many; keep secrets out of them',
  );
});
