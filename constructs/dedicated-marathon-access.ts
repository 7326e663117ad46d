import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import { attributeText } from './terraform-text';

export interface MarathonAccessProps {
  readonly vpcId: string;
  readonly httpPort: number;
  readonly libprocessPort: number;
  /** Groups that may use the API. */
  readonly clients: readonly string[];
  /** Groups of the masters, which send Mesos' messages. */
  readonly masters: readonly string[];
  readonly secretArns: readonly string[];
  readonly managedPolicyArns: readonly string[];
}

/** Who may talk to the machines of a Marathon, and what they may do: read their secret and nothing else. */
export class MarathonAccess extends Construct {
  readonly balancerGroupId: string;
  readonly machinesGroupId: string;
  /** Undefined where they need no rights at all. */
  readonly instanceProfileName: string | undefined;

  constructor(scope: Construct, id: string, props: MarathonAccessProps) {
    super(scope, id);
    const { httpPort, libprocessPort } = props;
    this.balancerGroupId = this.addGroup('balancer', props.vpcId, 'Load balancer of a Marathon');
    this.machinesGroupId = this.addGroup('machines', props.vpcId, 'Machines of a Marathon');
    props.clients.forEach((client, i) => {
      this.allow(`client-${i}`, { to: this.balancerGroupId, from: client, port: httpPort });
    });
    this.allow('balancer-to-machines', {
      to: this.machinesGroupId,
      from: this.balancerGroupId,
      port: httpPort,
    });
    // A standby hands requests on to the leader.
    this.allow('standby-to-leader', { to: this.machinesGroupId, from: this.machinesGroupId, port: httpPort });
    props.masters.forEach((master, i) => {
      this.allow(`master-${i}`, { to: this.machinesGroupId, from: master, port: libprocessPort });
    });
    this.instanceProfileName = this.addProfile(props);
  }

  private addGroup(name: string, vpcId: string, description: string): string {
    const group = new SecurityGroup(this, name, {
      namePrefix: `mesos-spark-marathon-${name}-`,
      description,
      vpcId: attributeText(vpcId),
    });
    const everywhere = { securityGroupId: group.id, ipProtocol: '-1' };
    new VpcSecurityGroupEgressRule(this, `${name}-ipv4`, { ...everywhere, cidrIpv4: '0.0.0.0/0' });
    new VpcSecurityGroupEgressRule(this, `${name}-ipv6`, { ...everywhere, cidrIpv6: '::/0' });
    return group.id;
  }

  private allow(
    name: string,
    rule: { readonly to: string; readonly from: string; readonly port: number },
  ): void {
    new VpcSecurityGroupIngressRule(this, name, {
      securityGroupId: rule.to,
      referencedSecurityGroupId: rule.from,
      ipProtocol: 'tcp',
      fromPort: rule.port,
      toPort: rule.port,
    });
  }

  private addProfile({ secretArns, managedPolicyArns }: MarathonAccessProps): string | undefined {
    if (secretArns.length === 0 && managedPolicyArns.length === 0) return undefined;
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['ec2.amazonaws.com'] }],
        },
      ],
    });
    const role = new IamRole(this, 'role', {
      namePrefix: 'mesos-spark-marathon-',
      assumeRolePolicy: trust.json,
    });
    if (secretArns.length > 0) {
      const actions = ['secretsmanager:GetSecretValue'];
      const allowed = new DataAwsIamPolicyDocument(this, 'allowed', {
        statement: [{ sid: 'ReadSecret', actions, resources: [...secretArns] }],
      });
      new IamRolePolicy(this, 'policy', { role: role.id, policy: allowed.json });
    }
    managedPolicyArns.forEach((policyArn, i) => {
      new IamRolePolicyAttachment(this, `managed-${i}`, {
        role: role.name,
        policyArn: attributeText(policyArn),
      });
    });
    return new IamInstanceProfile(this, 'profile', { namePrefix: 'mesos-spark-marathon-', role: role.name })
      .name;
  }
}
