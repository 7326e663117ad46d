import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { ICluster } from '../../constructs/cluster';
import { MarathonSource } from '../../src/domain/marathon-server/source';
import { dcosCluster, plainCluster } from '../support/cluster';
import { asApp, late, onMachines, SECRET } from '../support/dedicated-marathon';

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
