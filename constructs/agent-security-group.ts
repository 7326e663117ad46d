import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import { Ranges } from '../src/domain/core/ranges';
import type { Drivers } from './agent-group-props';
import { type Peer, peersOf } from './security-peers';

export interface AgentSecurityGroupProps {
  readonly vpcId: string;
  readonly namePrefix: string;
  /** Where shuffle services listen. */
  readonly shufflePorts: Ranges;
  /** Where executors listen. */
  readonly blockManagerPorts: Ranges;
  readonly drivers: Drivers;
  /** Where machines answer how they are. */
  readonly healthPort: number | undefined;
  /** Of operator and masters. */
  readonly clusterSecurityGroupIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

const PURPOSES = {
  shuffle: 'Spark external shuffle service',
  blocks: 'Spark block manager',
  health: 'Health of the agent',
};

/**
 * Opens the shuffle ports and Spark's block manager ports, to the agents of the group and to the drivers, the port
 * of their health to agents and to what has the cluster's own groups, and everything outwards. What the masters need
 * is in the cluster's own groups.
 */
export class AgentSecurityGroup extends Construct {
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: AgentSecurityGroupProps) {
    super(scope, id);
    const group = new SecurityGroup(this, 'group', {
      namePrefix: props.namePrefix,
      description: 'Spark agents: shuffle service and block manager, among agents and from drivers',
      vpcId: props.vpcId,
      tags: { ...props.tags },
    });
    this.securityGroupId = group.id;
    const drivers = peersOf(props.drivers, 'drivers');
    this.addRules('shuffle', props.shufflePorts, drivers);
    // EC2 refuses a rule that is there already.
    this.addRules('blocks', props.blockManagerPorts.without(props.shufflePorts), drivers);
    if (props.healthPort !== undefined) {
      const asking = peersOf({ securityGroupIds: props.clusterSecurityGroupIds }, 'drivers');
      this.addRules('health', Ranges.of([props.healthPort, props.healthPort]), asking);
    }
    const everywhere = { securityGroupId: group.id, ipProtocol: '-1' };
    new VpcSecurityGroupEgressRule(this, 'egress-ipv4', { ...everywhere, cidrIpv4: '0.0.0.0/0' });
    new VpcSecurityGroupEgressRule(this, 'egress-ipv6', { ...everywhere, cidrIpv6: '::/0' });
  }

  private addRules(name: keyof typeof PURPOSES, ports: Ranges, others: readonly Peer[]): void {
    const self: Peer = { name: 'agents', rule: { referencedSecurityGroupId: this.securityGroupId } };
    for (const [fromPort, toPort] of ports.toArray()) {
      for (const peer of [self, ...others]) {
        new VpcSecurityGroupIngressRule(this, `${name}-${fromPort}-${toPort}-${peer.name}`, {
          securityGroupId: this.securityGroupId,
          description: PURPOSES[name],
          ipProtocol: 'tcp',
          fromPort,
          toPort,
          ...peer.rule,
        });
      }
    }
  }
}
