import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import { Ranges } from '../src/domain/core/ranges';
import type { Drivers } from './agent-group-props';
import { isLate } from './known';

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

/** Who may connect, as a rule of EC2 says it, and its name among the construct's children. */
interface Peer {
  readonly name: string;
  readonly rule: {
    readonly referencedSecurityGroupId?: string;
    readonly cidrIpv4?: string;
    readonly cidrIpv6?: string;
  };
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
    const drivers = peers(props.drivers);
    this.addRules('shuffle', props.shufflePorts, drivers);
    // EC2 refuses a rule that is there already.
    this.addRules('blocks', props.blockManagerPorts.without(props.shufflePorts), drivers);
    if (props.healthPort !== undefined) {
      const asking = peers({ securityGroupIds: props.clusterSecurityGroupIds });
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

/** Named after what they are, so that a list's order changes nothing; late values are named by their place. */
function peers({ securityGroupIds = [], cidrs = [] }: Drivers): readonly Peer[] {
  return [
    ...securityGroupIds.map((id, i): Peer => {
      return { name: isLate(id) ? `drivers-${i}` : id, rule: { referencedSecurityGroupId: id } };
    }),
    ...cidrs.map((cidr, i): Peer => {
      const name = isLate(cidr) ? `network-${i}` : cidr.replace(/[^0-9a-fA-F]+/g, '-');
      return { name, rule: cidr.includes(':') && !isLate(cidr) ? { cidrIpv6: cidr } : { cidrIpv4: cidr } };
    }),
  ];
}
