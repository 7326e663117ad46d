import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { Duration } from '../src/domain/core/duration';
import { attempt, type Problem, shown } from '../src/domain/core/problem';
import type { ICluster } from './cluster';
import { rejectIn, unknownProblems } from './known';
import type { IManifestStore } from './manifest-store';
import { OperatorBundle } from './operator-bundle';
import { OperatorRole } from './operator-role';
import { type OperatorUserData, operatorUserData } from './operator-user-data';
import { attributeText } from './terraform-text';

export interface OperatorProps {
  readonly store: IManifestStore;
  /** Whose Mesos and Marathon it talks to, how it shows who it is, and where its machines stand. */
  readonly cluster: ICluster;
  /**
   * Machines. One leads, the others wait for it to fall silent.
   * @default 2
   */
  readonly instances?: number;
  /** @default 'arm64' */
  readonly architecture?: 'arm64' | 'x86_64';
  /** @default - t4g.small, or t3.small for x86_64 */
  readonly instanceType?: string;
  /**
   * An AMI, or the public or own SSM parameter that names one; it is read each time a machine starts. With
   * Amazon Linux 2023 or with `node` (20 or later) and `aws` installed.
   * @default - the newest Amazon Linux 2023 of the architecture
   */
  readonly image?: OperatorImage;
  /** @default - the cluster's */
  readonly subnetIds?: readonly string[];
  /**
   * The program.
   * @default - the one of this package
   */
  readonly bundle?: string;
  /**
   * How often everything is looked at.
   * @default '10s'
   */
  readonly interval?: Duration | string;
  /**
   * Policies for what you run beside it, for example `arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore`.
   * @default - none
   */
  readonly managedPolicyArns?: readonly string[];
  /** @default - only `Name` */
  readonly tags?: Readonly<Record<string, string>>;
}

/** `rootDevice` is the name of its root volume, by default `/dev/xvda`. */
export type OperatorImage = ({ readonly id: string } | { readonly ssmParameter: string }) & {
  readonly rootDevice?: string;
};

/** Runs the operator: an auto scaling group of small machines over the cluster's subnets, and so its zones. */
export class Operator extends Construct {
  readonly autoScalingGroupName: string;
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: OperatorProps) {
    super(scope, id);
    rejectIn(this, operatorProblems(props));
    const bundle = new OperatorBundle(this, 'bundle', props.store, props.bundle);
    const role = new OperatorRole(this, 'access', {
      store: props.store,
      secretArns: secretArns(props.cluster),
      managedPolicyArns: props.managedPolicyArns ?? [],
    });
    this.securityGroupId = this.addSecurityGroup(props.cluster.vpcId);
    const template = this.addTemplate(props, role, operatorUserData(this, props, bundle));
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

function secretArns(cluster: ICluster): readonly string[] {
  return [cluster.credentials?.secretArn, cluster.caCertificate].filter((arn) => arn !== undefined);
}

function operatorProblems(props: OperatorProps): readonly Problem[] {
  const { instances = 2, interval, cluster, subnetIds = cluster.subnetIds } = props;
  const read = attempt(() => (typeof interval === 'string' ? Duration.parse(interval) : interval));
  return [
    ...unknownProblems('instances', instances),
    ...(Number.isInteger(instances) && instances >= 0
      ? []
      : [{ at: 'instances', found: shown(instances), wanted: 'a whole number from 0' }]),
    ...(subnetIds.length > 0
      ? []
      : [{ at: 'subnetIds', found: 'none', wanted: 'a subnet or more that reaches S3, Mesos and Marathon' }]),
    ...('problems' in read ? read.problems.map((problem) => ({ ...problem, at: 'interval' })) : []),
  ];
}
