import { gzipSync } from 'node:zlib';
import { type Answer, type Moto, startMoto } from './support/moto';

/** The gaps of stock moto that our patches close; each fails without its patch. */

let moto: Moto;
let image: unknown;
beforeAll(async () => {
  moto = await startMoto('eu-west-1');
  image = at(await moto.ask('ec2', 'describe_images', { Owners: ['amazon'] }), 'Images', 0, 'ImageId');
}, 60_000);
afterAll(() => moto.stop());

const userData = gzipSync('#cloud-config\n{}').toString('base64');

/** Reads below an answer, for example `at(answer, 'Reservations', 0, 'Instances')`. */
function at(answer: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    answer,
  );
}

async function launchTemplate(name: string, imageId = image): Promise<string> {
  const created = await moto.ask('ec2', 'create_launch_template', {
    LaunchTemplateName: name,
    LaunchTemplateData: {
      ImageId: imageId,
      InstanceType: 'i3.2xlarge',
      UserData: userData,
      BlockDeviceMappings: [
        { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
        { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 30, VolumeType: 'gp3', Encrypted: true } },
      ],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'of', Value: 'the instance' }] }],
    },
    TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'of', Value: 'the template' }] }],
  });
  return String(at(created, 'LaunchTemplate', 'LaunchTemplateId'));
}

async function group(name: string, more: object): Promise<Answer> {
  const subnets = at(await moto.ask('ec2', 'describe_subnets'), 'Subnets');
  await moto.ask('autoscaling', 'create_auto_scaling_group', {
    AutoScalingGroupName: name,
    MinSize: 1,
    MaxSize: 9,
    DesiredCapacity: 2,
    VPCZoneIdentifier: (subnets as { SubnetId: string }[]).map((subnet) => subnet.SubnetId).join(','),
    ...more,
  });
  return described(name);
}

const launchedFrom = (template: string) => ({
  LaunchTemplate: { LaunchTemplateId: template, Version: '$Latest' },
});

async function described(name: string): Promise<Answer> {
  const wanted = { AutoScalingGroupNames: [name] };
  const answer = await moto.ask('autoscaling', 'describe_auto_scaling_groups', wanted);
  return at(answer, 'AutoScalingGroups', 0) as Answer;
}

test('ephemeral disks start with their instances and are read back', async () => {
  const template = await launchTemplate('ephemeral');
  expect(at(await group('ephemeral', launchedFrom(template)), 'Instances', 'length')).toBe(2);
  const versions = await moto.ask('ec2', 'describe_launch_template_versions', { LaunchTemplateId: template });
  const data = at(versions, 'LaunchTemplateVersions', 0, 'LaunchTemplateData');
  expect(at(data, 'BlockDeviceMappings', 0)).toEqual({ DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' });
  expect(at(data, 'UserData')).toBe(userData);
});

test("a launch template's own tags stay its own", async () => {
  const template = await launchTemplate('tags');
  await moto.ask('ec2', 'create_tags', { Resources: [template], Tags: [{ Key: 'later', Value: 'yes' }] });
  const templates = await moto.ask('ec2', 'describe_launch_templates', { LaunchTemplateIds: [template] });
  expect(at(templates, 'LaunchTemplates', 0, 'Tags')).toEqual(
    expect.arrayContaining([
      { Key: 'of', Value: 'the template' },
      { Key: 'later', Value: 'yes' },
    ]),
  );
  const versions = await moto.ask('ec2', 'describe_launch_template_versions', { LaunchTemplateId: template });
  expect(at(versions, 'LaunchTemplateVersions', 0, 'LaunchTemplateData', 'TagSpecifications')).toEqual([
    { ResourceType: 'instance', Tags: [{ Key: 'of', Value: 'the instance' }] },
  ]);
});

test('a group keeps warm-up, lifetime and the targets of its lifecycle hooks', async () => {
  const hook = {
    LifecycleHookName: 'drain',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    NotificationTargetARN: 'arn:aws:sqs:eu-west-1:123456789012:drain',
    RoleARN: 'arn:aws:iam::123456789012:role/drain',
  };
  const made = await group('kept', {
    ...launchedFrom(await launchTemplate('kept')),
    DefaultInstanceWarmup: 60,
    MaxInstanceLifetime: 864_000,
    LifecycleHookSpecificationList: [hook],
  });
  expect(made).toMatchObject({ DefaultInstanceWarmup: 60, MaxInstanceLifetime: 864_000 });
  const hooks = await moto.ask('autoscaling', 'describe_lifecycle_hooks', { AutoScalingGroupName: 'kept' });
  expect(at(hooks, 'LifecycleHooks')).toEqual([expect.objectContaining(hook)]);
  const change = { AutoScalingGroupName: 'kept', MaxInstanceLifetime: 0, DefaultInstanceWarmup: 90 };
  await moto.ask('autoscaling', 'update_auto_scaling_group', change);
  const later = await described('kept');
  expect(later['MaxInstanceLifetime']).toBeUndefined();
  expect(later['DefaultInstanceWarmup']).toBe(90);
});

test('a mixed instances policy outlives an update that does not name it', async () => {
  const specification = { LaunchTemplateId: await launchTemplate('mixed'), Version: '$Latest' };
  const policy = {
    LaunchTemplate: {
      LaunchTemplateSpecification: specification,
      Overrides: [{ InstanceType: 'i3.2xlarge' }],
    },
  };
  await group('mixed', { MixedInstancesPolicy: policy });
  await moto.ask('autoscaling', 'update_auto_scaling_group', { AutoScalingGroupName: 'mixed', MinSize: 2 });
  expect(await described('mixed')).toMatchObject({ MinSize: 2, MixedInstancesPolicy: policy });
});

test('an instance refresh replaces the instances with the newest version', async () => {
  const template = await launchTemplate('refresh');
  const before = at(await group('refresh', launchedFrom(template)), 'Instances', 0, 'InstanceId');
  const name = { AutoScalingGroupName: 'refresh' };
  const started = await moto.ask('autoscaling', 'start_instance_refresh', name);
  const refreshes = await moto.ask('autoscaling', 'describe_instance_refreshes', name);
  expect(at(refreshes, 'InstanceRefreshes', 0)).toMatchObject({
    InstanceRefreshId: started['InstanceRefreshId'],
    Status: 'Successful',
  });
  const after = await described('refresh');
  expect(at(after, 'Instances', 'length')).toBe(2);
  expect(at(after, 'Instances', 0, 'InstanceId')).not.toBe(before);
});

test('a bucket that asks for TLS is not closed to everybody, other denials hold', async () => {
  await moto.ask('s3', 'create_bucket', bucket('tls-only'));
  const statement = (action: string, condition?: object) => ({
    Effect: 'Deny',
    Principal: '*',
    Action: action,
    Resource: ['arn:aws:s3:::tls-only', 'arn:aws:s3:::tls-only/*'],
    ...(condition === undefined ? {} : { Condition: condition }),
  });
  const policy = (statements: readonly object[]) =>
    moto.ask('s3', 'put_bucket_policy', {
      Bucket: 'tls-only',
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
    });
  const object = { Bucket: 'tls-only', Key: 'k' };
  const tls = statement('s3:*', { Bool: { 'aws:SecureTransport': 'false' } });
  await policy([tls]);
  await moto.ask('s3', 'put_object', { ...object, Body: 'x' });
  expect(at(await moto.ask('s3', 'head_object', object), 'ContentLength')).toBe(1);
  await policy([tls, statement('s3:GetObject')]);
  await expect(moto.ask('s3', 'get_object', object)).rejects.toThrow('403');
});

test('a bucket with delete markers can be emptied once its versioning is off, as destroy does', async () => {
  const object = { Bucket: 'versioned', Key: 'k' };
  const versioning = (status: string) =>
    moto.ask('s3', 'put_bucket_versioning', {
      Bucket: 'versioned',
      VersioningConfiguration: { Status: status },
    });
  await moto.ask('s3', 'create_bucket', bucket('versioned'));
  await versioning('Enabled');
  await moto.ask('s3', 'put_object', { ...object, Body: 'x' });
  await moto.ask('s3', 'delete_object', object);
  await versioning('Suspended');
  await moto.ask('s3', 'delete_object', object);
  await moto.ask('s3', 'delete_bucket', { Bucket: 'versioned' });
  const buckets = at(await moto.ask('s3', 'list_buckets'), 'Buckets');
  expect(buckets).not.toContainEqual(expect.objectContaining({ Name: 'versioned' }));
});

test('a group starts instances from the image that a parameter names', async () => {
  const parameter = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64';
  const image = `resolve:ssm:${parameter}`;
  const made = await group('resolved', launchedFrom(await launchTemplate('resolved', image)));
  const ids = { InstanceIds: [at(made, 'Instances', 0, 'InstanceId')] };
  const instances = await moto.ask('ec2', 'describe_instances', ids);
  const value = at(await moto.ask('ssm', 'get_parameter', { Name: parameter }), 'Parameter', 'Value');
  expect(at(instances, 'Reservations', 0, 'Instances', 0, 'ImageId')).toBe(value);
});

test('a root volume without a size has that of the image', async () => {
  const LaunchTemplateData = {
    InstanceType: 't4g.small',
    ImageId: image,
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true } }],
  };
  const LaunchTemplateName = 'unsized';
  await moto.ask('ec2', 'create_launch_template', { LaunchTemplateName, LaunchTemplateData });
  const made = await group('unsized', { LaunchTemplate: { LaunchTemplateName, Version: '$Latest' } });
  expect(at(made, 'Instances', 'length')).toBe(2);
});

test('a rule that names a group keeps its description', async () => {
  const GroupId = at(await moto.ask('ec2', 'describe_security_groups'), 'SecurityGroups', 0, 'GroupId');
  const named = (Description: string) => ({ GroupId, Description });
  const made = await moto.ask('ec2', 'authorize_security_group_ingress', {
    GroupId,
    IpPermissions: [
      { IpProtocol: 'tcp', FromPort: 7337, ToPort: 7339, UserIdGroupPairs: [named('shuffle')] },
    ],
  });
  const id = at(made, 'SecurityGroupRules', 0, 'SecurityGroupRuleId');
  const rules = { SecurityGroupRuleIds: [id] };
  const before = await moto.ask('ec2', 'describe_security_group_rules', rules);
  expect(at(before, 'SecurityGroupRules', 0)).toMatchObject({ Description: 'shuffle' });
});

test('a group scales in once its instances are no longer protected', async () => {
  const made = await group('protected', {
    ...launchedFrom(await launchTemplate('protected')),
    NewInstancesProtectedFromScaleIn: true,
  });
  const AutoScalingGroupName = 'protected';
  const nothing = { AutoScalingGroupName, MinSize: 0, MaxSize: 0, DesiredCapacity: 0 };
  await moto.ask('autoscaling', 'update_auto_scaling_group', nothing);
  expect(at(await described('protected'), 'Instances', 'length')).toBe(2);
  const InstanceIds = [0, 1].map((i) => at(made, 'Instances', i, 'InstanceId'));
  const free = { AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn: false };
  await moto.ask('autoscaling', 'set_instance_protection', free);
  expect(at(await described('protected'), 'Instances', 'length')).toBe(0);
});

function bucket(name: string): object {
  return { Bucket: name, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } };
}

test('a machine that its group ends waits for the hook, and EventBridge is told', async () => {
  const template = await launchTemplate('ends');
  await group('ends', launchedFrom(template));
  const QueueUrl = String(at(await moto.ask('sqs', 'create_queue', { QueueName: 'ends' }), 'QueueUrl'));
  const attributes = await moto.ask('sqs', 'get_queue_attributes', {
    QueueUrl,
    AttributeNames: ['QueueArn'],
  });
  const EventPattern = JSON.stringify({ source: ['aws.autoscaling', 'aws.ec2'] });
  await moto.ask('events', 'put_rule', { Name: 'ends', EventPattern });
  await moto.ask('events', 'put_targets', {
    Rule: 'ends',
    Targets: [{ Id: 'queue', Arn: at(attributes, 'Attributes', 'QueueArn') }],
  });
  await moto.ask('autoscaling', 'put_lifecycle_hook', {
    AutoScalingGroupName: 'ends',
    LifecycleHookName: 'waits',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    NotificationMetadata: '{"a":1}',
  });
  await moto.ask('autoscaling', 'set_desired_capacity', { AutoScalingGroupName: 'ends', DesiredCapacity: 1 });
  const states = async () =>
    (at(await described('ends'), 'Instances') as { InstanceId: string; LifecycleState: string }[]).map(
      ({ LifecycleState }) => LifecycleState,
    );
  expect([...(await states())].sort()).toEqual(['InService', 'Terminating:Wait']);
  const body = async () => {
    const { Messages } = await moto.ask('sqs', 'receive_message', { QueueUrl, WaitTimeSeconds: 1 });
    return JSON.parse(String(at(Messages, 0, 'Body'))) as Record<string, unknown>;
  };
  const told = await body();
  const InstanceId = at(told, 'detail', 'EC2InstanceId');
  expect(told).toMatchObject({
    'detail-type': 'EC2 Instance-terminate Lifecycle Action',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    detail: { AutoScalingGroupName: 'ends', LifecycleHookName: 'waits', NotificationMetadata: '{"a":1}' },
  });
  const action = { AutoScalingGroupName: 'ends', LifecycleHookName: 'waits', InstanceId };
  await moto.ask('autoscaling', 'complete_lifecycle_action', {
    ...action,
    LifecycleActionResult: 'CONTINUE',
  });
  expect(await states()).toEqual(['InService']);
  await expect(moto.ask('autoscaling', 'record_lifecycle_action_heartbeat', action)).rejects.toThrow(
    'No active Lifecycle Action found',
  );
  await moto.ask('events', 'put_events', { Entries: [{ Source: 'aws.ec2', DetailType: 'x', Detail: '{}' }] });
  expect((await body())['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
}, 60_000);

test('a queue says where its unread messages go as it was told', async () => {
  const attributesOf = async (QueueUrl: string) =>
    (await moto.ask('sqs', 'get_queue_attributes', { QueueUrl, AttributeNames: ['All'] }))['Attributes'];
  const unread = String(at(await moto.ask('sqs', 'create_queue', { QueueName: 'unread' }), 'QueueUrl'));
  const deadLetterTargetArn = at(await attributesOf(unread), 'QueueArn');
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 10 });
  const made = await moto.ask('sqs', 'create_queue', { QueueName: 'read', Attributes: { RedrivePolicy } });
  expect(await attributesOf(String(at(made, 'QueueUrl')))).toMatchObject({ RedrivePolicy });
}, 60_000);
