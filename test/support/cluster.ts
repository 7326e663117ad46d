import type { Construct } from 'constructs';
import { DcosCluster, type DcosClusterAttributes } from '../../constructs/dcos-cluster';
import { MesosCluster } from '../../constructs/mesos-cluster';

/** A cluster for tests. */
export function dcosCluster(scope: Construct, attributes: Partial<DcosClusterAttributes> = {}): DcosCluster {
  return DcosCluster.fromAttributes(scope, 'dcos', {
    bootstrapUrl: 'http://bootstrap.example.internal:8080',
    mesosMasterUrl: 'https://leader.example.internal/mesos',
    marathonUrl: 'https://leader.example.internal/service/marathon',
    vpcId: 'vpc-0a',
    subnetIds: ['subnet-0a', 'subnet-0b'],
    securityGroupIds: ['sg-0a'],
    ...attributes,
  });
}

/** A cluster of plain Mesos. */
export function plainCluster(scope: Construct): MesosCluster {
  return MesosCluster.fromAttributes(scope, 'mesos', {
    zookeeperUrl: 'zk://10.0.0.1:2181,10.0.0.2:2181/mesos',
    mesosMasterUrl: 'http://leader.example.internal:5050',
    marathonUrl: 'http://leader.example.internal:8080',
    vpcId: 'vpc-0a',
    subnetIds: ['subnet-0a'],
    securityGroupIds: ['sg-0a'],
  });
}
