import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { AutoscalingLifecycleHook } from '@cdktf/provider-aws/lib/autoscaling-lifecycle-hook';
import { DataAwsEc2InstanceType } from '@cdktf/provider-aws/lib/data-aws-ec2-instance-type';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { DataResource, type TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

/** The same resources as `AgentGroup` makes, written by hand with the provider's own classes. */
class RawGroup extends Construct {
  constructor(scope: Construct, id: string, userData: string, scripts: S3Bucket) {
    super(scope, id);
    const namePrefix = `${id}-agents-`;
    const tags = { Name: this.node.path };
    const profile = this.profile(namePrefix, tags, scripts);
    const group = this.network(namePrefix, tags);
    const template = this.template({ namePrefix, tags, profile, group, userData });
    const hook = {
      name: 'becomes-an-agent',
      lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      heartbeatTimeout: 1800,
      defaultResult: 'ABANDON',
    };
    const scaling = new AutoscalingGroup(this, 'group', {
      name: profile.role,
      initialLifecycleHook: [hook],
      waitForCapacityTimeout: '0',
      minSize: 3,
      maxSize: 50,
      desiredCapacity: 5,
      vpcZoneIdentifier: ['subnet-0123456789abcdef0'],
      launchTemplate: { id: template.id, version: `\${${template.fqn}.latest_version}` },
      protectFromScaleIn: true,
      suspendedProcesses: ['AZRebalance'],
      healthCheckType: 'EC2',
      tag: [{ key: 'Name', value: this.node.path, propagateAtLaunch: false }],
      lifecycle: { ignoreChanges: ['desired_capacity'] },
    });
    new AutoscalingLifecycleHook(this, 'hook', { ...hook, autoscalingGroupName: scaling.name });
  }

  private profile(namePrefix: string, tags: Record<string, string>, scripts: S3Bucket): IamInstanceProfile {
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['ec2.amazonaws.com'] }],
        },
      ],
    });
    const role = new IamRole(this, 'role', { namePrefix, assumeRolePolicy: trust.json, tags });
    const allowed = new DataAwsIamPolicyDocument(this, 'allowed', {
      statement: [
        { actions: ['s3:GetObject'], resources: [`${scripts.arn}/boot/*`] },
        {
          actions: ['autoscaling:CompleteLifecycleAction', 'autoscaling:RecordLifecycleActionHeartbeat'],
          resources: [`arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/${role.name}`],
        },
      ],
    });
    new IamRolePolicy(this, 'policy', { role: role.id, policy: allowed.json });
    return new IamInstanceProfile(this, 'profile', { namePrefix, role: role.name, tags });
  }

  private network(namePrefix: string, tags: Record<string, string>): SecurityGroup {
    const group = new SecurityGroup(this, 'network', {
      namePrefix,
      vpcId: 'vpc-0123456789abcdef0',
      description: 'Spark agents: shuffle service and block manager, among agents and from drivers',
      tags,
    });
    const every = { securityGroupId: group.id, ipProtocol: '-1' };
    new VpcSecurityGroupEgressRule(this, 'egress-ipv4', { ...every, cidrIpv4: '0.0.0.0/0' });
    new VpcSecurityGroupEgressRule(this, 'egress-ipv6', { ...every, cidrIpv6: '::/0' });
    const agents = { securityGroupId: group.id, referencedSecurityGroupId: group.id, ipProtocol: 'tcp' };
    new VpcSecurityGroupIngressRule(this, 'blocks', {
      ...agents,
      description: 'Spark block manager',
      fromPort: 32_768,
      toPort: 60_999,
    });
    new VpcSecurityGroupIngressRule(this, 'shuffle', {
      ...agents,
      description: 'Spark external shuffle service',
      fromPort: 7_337,
      toPort: 7_339,
    });
    const health = { fromPort: 61_337, toPort: 61_337, description: 'Health of the agent' };
    new VpcSecurityGroupIngressRule(this, 'health', { ...agents, ...health });
    new VpcSecurityGroupIngressRule(this, 'health-cluster', {
      ...agents,
      ...health,
      referencedSecurityGroupId: 'sg-0123456789abcdef0',
    });
    return group;
  }

  private template(part: {
    namePrefix: string;
    tags: Record<string, string>;
    profile: IamInstanceProfile;
    group: SecurityGroup;
    userData: string;
  }): LaunchTemplate {
    const type = new DataAwsEc2InstanceType(this, 'type', { instanceType: 'i3.2xlarge' });
    const parameter = new DataAwsSsmParameter(this, 'parameter', {
      name: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
    });
    const image = new DataResource(this, 'image', {
      input: { id: parameter.insecureValue },
      triggersReplace: { revision: '1' },
      lifecycle: { ignoreChanges: ['input'] },
    });
    return new LaunchTemplate(this, 'launch-template', {
      namePrefix: part.namePrefix,
      imageId: `\${${image.fqn}.output.id}`,
      instanceType: 'i3.2xlarge',
      userData: part.userData,
      iamInstanceProfile: { arn: part.profile.arn },
      vpcSecurityGroupIds: [part.group.id, 'sg-0123456789abcdef0'],
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: { encrypted: 'true', volumeSize: 30, volumeType: 'gp3', deleteOnTermination: 'true' },
        },
      ],
      tags: part.tags,
      tagSpecifications: [
        { resourceType: 'instance', tags: part.tags },
        { resourceType: 'volume', tags: part.tags },
      ],
      lifecycle: {
        precondition: [
          {
            condition: `\${${type.fqn}.instance_storage_supported}`,
            errorMessage: 'found no instance store',
          },
          { condition: `\${${type.fqn}.default_vcpus >= 2}`, errorMessage: 'found too few vcpus' },
          { condition: `\${${type.fqn}.memory_size >= 5120}`, errorMessage: 'found too little memory' },
        ],
      },
    });
  }
}

/** Where machines bring their scripts from: one for all groups. */
function scriptsBucket(stack: TerraformStack): S3Bucket {
  const made = new S3Bucket(stack, 'scripts', { bucketPrefix: 'scripts-', forceDestroy: true });
  const { id, bucket, arn } = made;
  const policy = new DataAwsIamPolicyDocument(stack, 'scripts-policy', {
    statement: [
      {
        effect: 'Deny',
        actions: ['s3:*'],
        resources: [arn, `${arn}/*`],
        principals: [{ type: '*', identifiers: ['*'] }],
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      },
    ],
  });
  new S3BucketPolicy(stack, 'scripts-closed', { bucket: id, policy: policy.json });
  new S3BucketPublicAccessBlock(stack, 'scripts-private', { bucket: id, blockPublicPolicy: true });
  new S3BucketOwnershipControls(stack, 'scripts-owner', {
    bucket: id,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
  });
  new S3BucketVersioningA(stack, 'scripts-versions', {
    bucket: id,
    versioningConfiguration: { status: 'Disabled' },
  });
  new S3BucketServerSideEncryptionConfigurationA(stack, 'scripts-encryption', {
    bucket: id,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
  });
  const contentBase64 = Buffer.alloc(17_000, 'u').toString('base64');
  new S3Object(stack, 'scripts-object', { bucket, key: 'boot/scripts.sh.gz', contentBase64 });
  return made;
}

/** Adds `count` groups with ready-made user data, which is the work that a raw stack leaves to its author. */
export function addGroups(stack: TerraformStack, count: number): void {
  const userData = Buffer.alloc(5_400, 'u').toString('base64');
  const scripts = scriptsBucket(stack);
  for (let i = 0; i < count; i++) new RawGroup(stack, `spark-${i}`, userData, scripts);
}
