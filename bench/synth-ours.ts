import type { TerraformStack } from 'cdktf';
import { AgentGroup, DcosCluster, EphemeralStorage, StaticReservation } from '../constructs';

/** Adds `count` agent groups that differ in an attribute, as the groups of one cluster do. */
export function addGroups(stack: TerraformStack, count: number): void {
  const cluster = DcosCluster.fromAttributes(stack, 'dcos', {
    bootstrapUrl: 'http://bootstrap.example.internal:8080',
    mesosMasterUrl: 'https://leader.example.internal/mesos',
    marathonUrl: 'https://leader.example.internal/service/marathon',
    vpcId: 'vpc-0123456789abcdef0',
    subnetIds: ['subnet-0123456789abcdef0'],
    securityGroupIds: ['sg-0123456789abcdef0'],
  });
  const pool = StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' });
  for (let i = 0; i < count; i++) {
    new AgentGroup(stack, `spark-${i}`, {
      cluster,
      instanceType: 'i3.2xlarge',
      capacity: { min: 3, desired: 5, max: 50 },
      storage: EphemeralStorage.instanceStore({ fileSystem: 'xfs' }),
      reservations: [pool],
      attributes: { workload: `spark-${i}` },
      agentFlags: { gcDelay: '2days' },
    });
  }
}
