import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { inside } from './known';
import { OperatorBundle } from './operator-bundle';
import { operatorSettings } from './operator-checks';
import type { OperatorImage } from './operator-image';
import type { IWatchedAgents, OperatorProps } from './operator-props';
import { OperatorRole } from './operator-role';
import { type OperatorUserData, operatorUserData } from './operator-user-data';
import { attributeText } from './terraform-text';

/** Runs the operator: an auto scaling group of small machines over the cluster's subnets, and so its zones. */
export class Operator extends Construct {
  readonly autoScalingGroupName: string;
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: OperatorProps) {
    super(scope, id);
    const settings = inside(this, () => operatorSettings(props));
    const bundle = new OperatorBundle(this, 'bundle', props.store, props.bundle);
    const role = new OperatorRole(this, 'access', {
      store: props.store,
      secretArns: secretArns(props),
      managedPolicyArns: props.managedPolicyArns ?? [],
      seesInstances: settings.agentVpcIds.length > 0,
    });
    props.store.addSecretReader((secretArn) => role.addSecret(attributeText(secretArn)));
    this.securityGroupId = this.addSecurityGroup(props.cluster.vpcId);
    this.openHealth(props.agents ?? []);
    const userData = operatorUserData(this, { props, settings, bundle });
    const template = this.addTemplate(props, role, userData);
    const group = this.addGroup(props, template, bundle);
    this.autoScalingGroupName = group.name;
    props.store.addOperator(group);
  }

  /** Nothing connects to the operator. */
  private addSecurityGroup(vpcId: string): string {
    const group = new SecurityGroup(this, 'security-group', {
      namePrefix: 'mesos-spark-operator-',
      description: 'Machines of the mesos-spark operator: outbound only',
      vpcId: attributeText(vpcId),
    });
    const everywhere = { securityGroupId: group.id, ipProtocol: '-1' };
    new VpcSecurityGroupEgressRule(this, 'egress-ipv4', { ...everywhere, cidrIpv4: '0.0.0.0/0' });
    new VpcSecurityGroupEgressRule(this, 'egress-ipv6', { ...everywhere, cidrIpv6: '::/0' });
    return group.id;
  }

  /** Named after the groups, so that another order of them changes nothing. */
  private openHealth(agents: readonly IWatchedAgents[]): void {
    for (const { node, healthPort, securityGroupId } of new Set(agents)) {
      if (healthPort === undefined) continue;
      new VpcSecurityGroupIngressRule(this, `health-${node.path.replaceAll('/', '-')}`, {
        securityGroupId,
        referencedSecurityGroupId: this.securityGroupId,
        description: 'Health of the agent, for the operator',
        ipProtocol: 'tcp',
        fromPort: healthPort,
        toPort: healthPort,
      });
    }
  }

  private addTemplate(props: OperatorProps, role: OperatorRole, userData: OperatorUserData): LaunchTemplate {
    const { cluster, architecture = 'arm64', tags = {}, image = amazonLinux(architecture) } = props;
    const allTags = attributeTags({ Name: 'mesos-spark-operator', ...tags });
    return new LaunchTemplate(this, 'launch-template', {
      namePrefix: 'mesos-spark-operator-',
      imageId: attributeText('id' in image ? image.id : `resolve:ssm:${image.ssmParameter}`),
      instanceType: attributeText(
        props.instanceType ?? (architecture === 'arm64' ? 't4g.small' : 't3.small'),
      ),
      iamInstanceProfile: { name: role.instanceProfileName },
      vpcSecurityGroupIds: [this.securityGroupId, ...cluster.securityGroupIds],
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: image.rootDevice ?? '/dev/xvda',
          ebs: { encrypted: 'true', volumeType: 'gp3', deleteOnTermination: 'true' },
        },
      ],
      tagSpecifications: ['instance', 'volume'].map((resourceType) => ({ resourceType, tags: allTags })),
      userData: userData.text,
      ...(userData.preconditions.length === 0
        ? {}
        : { lifecycle: { precondition: [...userData.preconditions] } }),
    });
  }

  private addGroup(props: OperatorProps, template: LaunchTemplate, bundle: OperatorBundle): AutoscalingGroup {
    const { instances = 2, cluster } = props;
    return new AutoscalingGroup(this, 'group', {
      namePrefix: 'mesos-spark-operator-',
      minSize: instances,
      maxSize: instances,
      desiredCapacity: instances,
      vpcZoneIdentifier: [...(props.subnetIds ?? cluster.subnetIds)],
      healthCheckType: 'EC2',
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      // The machines hold nothing: a new program or setting replaces them one after the other.
      instanceRefresh: { strategy: 'Rolling', preferences: { minHealthyPercentage: 50 } },
      dependsOn: [bundle.object],
    });
  }
}

function amazonLinux(architecture: 'arm64' | 'x86_64'): OperatorImage {
  const parameter = `al2023-ami-kernel-default-${architecture}`;
  return { ssmParameter: `/aws/service/ami-amazon-linux-latest/${parameter}` };
}

function attributeTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [attributeText(key), attributeText(value)]),
  );
}

function secretArns({
  cluster,
  marathonCredentials,
  secretArns: more = [],
}: OperatorProps): readonly string[] {
  const { credentials, caCertificate } = cluster;
  const own = [credentials?.secretArn, marathonCredentials?.secretArn, caCertificate];
  return [...own.filter((arn) => arn !== undefined), ...more.map(attributeText)];
}
