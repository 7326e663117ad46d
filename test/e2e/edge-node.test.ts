import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { at, listAt, textAt } from './demo/answers';
import { type Moto, startMoto } from './support/moto';
import { ClientStack, DEFAULTS } from './support/spark-client';
import { ROOT } from './support/tools';

/** An edge node's stack, deployed by Terraform: what EC2, IAM and S3 then say of it. */

const SPARK = `https://downloads.example/spark-2.4.0-bin-2.7.tgz#sha256=${'a'.repeat(64)}`;

let moto: Moto;
let stack: ClientStack;
let template: unknown;
beforeAll(async () => {
  moto = await startMoto();
  stack = new ClientStack(moto, { spark: SPARK, instances: 2, tags: { team: 'data' } });
  await stack.deploy();
  template = await stack.template();
}, 240_000);
afterAll(async () => {
  await moto?.stop();
  stack?.remove();
}, 60_000);

test('a second plan is empty', () => {
  expect(stack.isSettled()).toBe(true);
}, 60_000);

test('its machines start from its template, with its group and that of the cluster', async () => {
  const AutoScalingGroupNames = [stack.output('group')];
  const answer = await moto.ask('autoscaling', 'describe_auto_scaling_groups', { AutoScalingGroupNames });
  const instances = listAt(answer, 'AutoScalingGroups', 0, 'Instances');
  expect(instances).toHaveLength(2);
  const InstanceIds = instances.map((one) => textAt(one, 'InstanceId'));
  const described = await moto.ask('ec2', 'describe_instances', { InstanceIds });
  const machines = listAt(described, 'Reservations').flatMap((one) => listAt(one, 'Instances'));
  expect(machines).toHaveLength(2);
  for (const machine of machines) {
    expect(textAt(machine, 'InstanceType')).toBe('t3.large');
    const groups = listAt(machine, 'SecurityGroups').map((one) => textAt(one, 'GroupName'));
    expect(groups.sort()).toEqual(['cluster', expect.stringMatching(/^mesos-spark-client-/)]);
    expect(listAt(machine, 'Tags')).toEqual(
      expect.arrayContaining([
        { Key: 'Name', Value: 'mesos-spark-client' },
        { Key: 'team', Value: 'data' },
      ]),
    );
  }
  expect(at(template, 'MetadataOptions')).toMatchObject({
    HttpTokens: 'required',
    HttpPutResponseHopLimit: 1,
  });
}, 60_000);

test('masters and agents reach the ports of drivers, nobody reaches another', async () => {
  const GroupIds = [stack.output('security-group')];
  const answer = await moto.ask('ec2', 'describe_security_groups', { GroupIds });
  const rules = listAt(answer, 'SecurityGroups', 0, 'IpPermissions');
  const from = rules
    .flatMap((rule) => listAt(rule, 'UserIdGroupPairs'))
    .map((pair) => textAt(pair, 'GroupId'));
  const named = await moto.ask('ec2', 'describe_security_groups', { GroupIds: from });
  const names = listAt(named, 'SecurityGroups').map((group) => textAt(group, 'GroupName'));
  expect(names.sort()).toEqual(['agents', 'masters']);
  for (const rule of rules) {
    expect(rule).toMatchObject({ IpProtocol: 'tcp', FromPort: 1024, ToPort: 65_535, IpRanges: [] });
  }
  const out = listAt(answer, 'SecurityGroups', 0, 'IpPermissionsEgress');
  expect(out.map((rule) => at(rule, 'IpProtocol'))).toEqual(out.map(() => '-1'));
  expect(JSON.stringify(out)).toContain('0.0.0.0/0');
  expect(JSON.stringify(out)).toContain('::/0');
});

test('the role of its profile may read its program and what is published under its name', async () => {
  const InstanceProfileName = textAt(template, 'IamInstanceProfile', 'Name');
  const profile = await moto.ask('iam', 'get_instance_profile', { InstanceProfileName });
  expect(listAt(profile, 'InstanceProfile', 'Roles')).toHaveLength(1);
  const role = at(profile, 'InstanceProfile', 'Roles', 0);
  expect(at(role, 'AssumeRolePolicyDocument', 'Statement', 0)).toMatchObject({
    ...{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } },
  });
  const RoleName = textAt(role, 'RoleName');
  const attached = await moto.ask('iam', 'list_attached_role_policies', { RoleName });
  expect(listAt(attached, 'AttachedPolicies')).toEqual([]);
  const policies = listAt(await moto.ask('iam', 'list_role_policies', { RoleName }), 'PolicyNames');
  expect(policies).toHaveLength(1);
  const policy = await moto.ask('iam', 'get_role_policy', { RoleName, PolicyName: policies[0] });
  const [manifests, state] = [stack.output('manifests'), stack.output('state')];
  expect(at(policy, 'PolicyDocument', 'Statement')).toEqual([
    {
      Sid: 'ReadOwn',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: [`arn:aws:s3:::${state}/published/${DEFAULTS}/*`, `arn:aws:s3:::${manifests}/client/*`],
    },
    {
      Sid: 'TellAbsent',
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${state}`,
      Condition: {
        StringLikeIfExists: { 's3:prefix': ['published/', `published/${DEFAULTS}/*`] },
      },
    },
  ]);
});

interface CloudConfig {
  readonly write_files: readonly {
    readonly path: string;
    readonly permissions: string;
    readonly content: string;
  }[];
  readonly runcmd: readonly unknown[];
}

test('the user data that EC2 hands out has the script, and the very program that lies in the bucket', async () => {
  const packed = Buffer.from(textAt(template, 'UserData'), 'base64');
  const config = parse(gunzipSync(packed).toString('utf8')) as CloudConfig;
  expect(config.runcmd).toEqual([['/opt/mesos-spark/boot/client.sh']]);
  const files = Object.fromEntries(config.write_files.map((file) => [file.path, file]));
  const script = readFileSync(path.join(ROOT, 'constructs/client/client.sh'), 'utf8');
  expect(files['/opt/mesos-spark/boot/client.sh']).toMatchObject({ content: script, permissions: '0755' });
  expect(files['/opt/mesos-spark/boot/install-spark.sh']?.content).toContain(
    ` --spark '${SPARK}' --defaults ${DEFAULTS} --store s3://${stack.output('state')}\n`,
  );
  expect(files['/etc/mesos-spark/defaults.env']?.content).toBe(`AWS_REGION=${moto.region}\n`);
  const settings = files['/etc/mesos-spark/client.env']?.content ?? '';
  const url = /^MESOS_SPARK_BUNDLE_URL=s3:\/\/([^/]+)\/(.+)$/m.exec(settings);
  expect(url?.[1]).toBe(stack.output('manifests'));
  const object = await moto.ask('s3', 'get_object', { Bucket: url?.[1], Key: url?.[2] });
  const bytes = Buffer.from(textAt(object, 'Body'), 'base64');
  const digest = createHash('sha256').update(bytes).digest('hex');
  expect(/^MESOS_SPARK_BUNDLE_SHA256=(\w+)$/m.exec(settings)?.[1]).toBe(digest);
  expect(bytes.equals(readFileSync(path.join(ROOT, 'dist/bundle/mesos-spark.cjs')))).toBe(true);
});

test('a destroy leaves nothing, with what was published', async () => {
  const object = {
    Bucket: stack.output('state'),
    Key: `published/${DEFAULTS}/spark-defaults.conf`,
    Body: 'x',
  };
  await moto.ask('s3', 'put_object', object);
  stack.destroy();
  expect(listAt(await moto.ask('autoscaling', 'describe_auto_scaling_groups'), 'AutoScalingGroups')).toEqual(
    [],
  );
  expect(listAt(await moto.ask('ec2', 'describe_launch_templates'), 'LaunchTemplates')).toEqual([]);
  expect(listAt(await moto.ask('iam', 'list_instance_profiles'), 'InstanceProfiles')).toEqual([]);
  expect(listAt(await moto.ask('s3', 'list_buckets'), 'Buckets')).toEqual([]);
}, 120_000);
