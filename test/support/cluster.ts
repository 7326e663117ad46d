import type { Construct } from 'constructs';
import { DcosCluster, type DcosClusterAttributes } from '../../constructs/dcos-cluster';

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
