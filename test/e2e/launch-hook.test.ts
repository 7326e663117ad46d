import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { AgentGroup, EphemeralStorage, Purchasing } from '../../constructs';
import { synthesize } from '../../constructs/testing';
import { SHUFFLE } from '../support/agent-boot';
import { dcosCluster } from '../support/cluster';
import { listAt, textAt } from './demo/answers';
import { fetchScripts, Machine } from './demo/machine';
import { type Moto, startMoto } from './support/moto';
import { tools } from './support/tools';

/** A group that holds its machines back, deployed by Terraform; machines answer by the script that they boot with. */

let moto: Moto;
let folder: string;
let group: string;
beforeAll(async () => {
  moto = await startMoto();
  folder = mkdtempSync(path.join(tmpdir(), 'launch-hook-'));
}, 60_000);
afterAll(async () => {
  await moto?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function terraform(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { TERRAFORM_BINARY_NAME: program = 'terraform', ...env } = tools().terraform;
  const { status, stdout, stderr } = spawnSync(program, [...args, '-no-color', '-input=false'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env, ...moto.env },
  });
  return { status, output: status === 0 ? '' : `${stdout}${stderr}` };
}

async function write(): Promise<void> {
  const vpcId = textAt(await moto.ask('ec2', 'describe_vpcs'), 'Vpcs', 0, 'VpcId');
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const subnets = listAt(await moto.ask('ec2', 'describe_subnets', { Filters }), 'Subnets');
  const groups = await moto.ask('ec2', 'describe_security_groups', { Filters });
  const network = {
    vpcId,
    subnetIds: subnets.map((subnet) => textAt(subnet, 'SubnetId')).sort(),
    securityGroupIds: [textAt(groups, 'SecurityGroups', 0, 'GroupId')],
  };
  const { json } = synthesize((stack) => {
    new AwsProvider(stack, 'aws', {
      region: moto.region,
      skipCredentialsValidation: true,
      skipMetadataApiCheck: 'true',
      maxRetries: 2,
    });
    new AgentGroup(stack, 'spark', {
      cluster: dcosCluster(stack, network),
      instanceType: 'm5.2xlarge',
      otherInstanceTypes: ['m5a.2xlarge'],
      purchasing: Purchasing.mixed({ onDemandBase: 2 }),
      capacity: { min: 2, max: 4 },
      storage: EphemeralStorage.ebs({ size: '100g' }),
      reservations: [SHUFFLE],
      janitor: 'off',
      health: {},
      launchHook: { timeout: '20m' },
    });
  });
  writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify(json));
}

/** State of each machine by its id. */
async function machines(): Promise<Readonly<Record<string, string>>> {
  const AutoScalingGroupNames = [group];
  const answer = await moto.ask('autoscaling', 'describe_auto_scaling_groups', { AutoScalingGroupNames });
  return Object.fromEntries(
    listAt(answer, 'AutoScalingGroups', 0, 'Instances').map((one) => [
      textAt(one, 'InstanceId'),
      textAt(one, 'LifecycleState'),
    ]),
  );
}

async function userData(): Promise<string> {
  const LaunchTemplateId = textAt(
    await moto.ask('ec2', 'describe_launch_templates'),
    'LaunchTemplates',
    0,
    'LaunchTemplateId',
  );
  const versions = await moto.ask('ec2', 'describe_launch_template_versions', { LaunchTemplateId });
  return textAt(versions, 'LaunchTemplateVersions', 0, 'LaunchTemplateData', 'UserData');
}

/** Boots a machine of the group as far as the hook goes: its own script, a stand-in of the metadata service. */
async function launched(id: string): Promise<{ readonly said: string; readonly config: string }> {
  const root = path.join(folder, id);
  const machine = new Machine(root, await userData());
  await fetchScripts(moto, machine);
  const put = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  put('sys/class/dmi/id/board_asset_tag', `${id}\n`);
  put('run/mesos-spark/health.json', '{"healthy":true,\n"agent":{"registered":true,"asked":true},\n');
  const real = spawnSync('sh', ['-c', 'command -v curl'], { encoding: 'utf8' }).stdout.trim();
  put(
    'bin/curl',
    [
      '#!/bin/sh',
      'for url; do :; done',
      'case $url in',
      '*/api/token) printf token;;',
      `*/security-credentials/) printf %s '${group}';;`,
      `*/security-credentials/*) printf '{"AccessKeyId" : "ASIAKEY", "SecretAccessKey" : "se/cr+et", "Token" : "to/ken=="}';;`,
      `*/placement/region) printf ${moto.region};;`,
      '*/services/domain) printf amazonaws.com;;',
      `*) tee '${root}/config' | '${real}' "$@";;`,
      'esac',
    ].join('\n'),
  );
  put('bin/launch', `#!/bin/sh\nexec sh '${root}/opt/mesos-spark/boot/launch-hook.sh'\n`);
  for (const name of ['curl', 'launch']) chmodSync(path.join(root, 'bin', name), 0o755);
  const said = await machine.run('/bin/launch', [], {
    PATH: `${path.join(root, 'bin')}:${process.env['PATH']}`,
    AWS_ENDPOINT_URL: moto.url,
    MESOS_SPARK_PAUSE_SECONDS: '0',
  });
  return { said, config: readFileSync(path.join(root, 'config'), 'utf8') };
}

test('deploying waits for no machine, and each of them waits for the hook', async () => {
  await write();
  expect(terraform('init', '-backend=false')).toMatchObject({ status: 0 });
  expect(terraform('apply', '-auto-approve', '-lock=false')).toEqual({ status: 0, output: '' });
  const answer = await moto.ask('autoscaling', 'describe_auto_scaling_groups');
  group = textAt(answer, 'AutoScalingGroups', 0, 'AutoScalingGroupName');
  expect(textAt(answer, 'AutoScalingGroups', 0, 'HealthCheckType')).toBe('EC2');
  expect(Object.values(await machines())).toEqual(['Pending:Wait', 'Pending:Wait']);
  const hooks = await moto.ask('autoscaling', 'describe_lifecycle_hooks', { AutoScalingGroupName: group });
  expect(listAt(hooks, 'LifecycleHooks')).toEqual([
    expect.objectContaining({
      LifecycleHookName: 'becomes-an-agent',
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      HeartbeatTimeout: 1200,
      DefaultResult: 'ABANDON',
    }),
  ]);
}, 120_000);

test('a second plan is empty', () => {
  expect(terraform('plan', '-detailed-exitcode', '-lock=false')).toEqual({ status: 0, output: '' });
}, 60_000);

test('a machine that is an agent goes into service by its own word, signed as AWS wants it', async () => {
  const [id = ''] = Object.keys(await machines());
  const { said, config } = await launched(id);
  expect(said).toContain('the machine is in service');
  expect((await machines())[id]).toBe('InService');
  const value = (name: string) => new RegExp(`^header = "${name}: (.*)"$`, 'm').exec(config)?.[1] ?? '';
  const body = `Action=CompleteLifecycleAction&Version=2011-01-01&AutoScalingGroupName=${group}&LifecycleHookName=becomes-an-agent&InstanceId=${id}&LifecycleActionResult=CONTINUE`;
  expect(value('authorization')).toBe(signedByAws(body, value('x-amz-date')));
}, 60_000);

/** What AWS' own client signs: the same request with the same keys at the same time. */
function signedByAws(body: string, time: string): string {
  const program = [
    'import hashlib, sys',
    'from botocore.auth import SigV4Auth',
    'from botocore.awsrequest import AWSRequest',
    'from botocore.credentials import Credentials',
    'url, region, body, time = sys.argv[1:]',
    'headers = {"x-amz-content-sha256": hashlib.sha256(body.encode()).hexdigest(), "x-amz-date": time, "x-amz-security-token": "to/ken=="}',
    'request = AWSRequest("POST", url + "/", headers, body)',
    'request.context["timestamp"] = time',
    'auth = SigV4Auth(Credentials("ASIAKEY", "se/cr+et", "to/ken=="), "autoscaling", region)',
    'text = auth.string_to_sign(request, auth.canonical_request(request))',
    'signed = auth.signed_headers(auth.headers_to_sign(request))',
    'print("AWS4-HMAC-SHA256 Credential=" + auth.scope(request) + ", SignedHeaders=" + signed + ", Signature=" + auth.signature(text, request))',
  ].join('\n');
  const args = ['-c', program, moto.url, moto.region, body, time];
  const { stdout, stderr } = spawnSync(tools().python, args, { encoding: 'utf8' });
  return stdout.trim() || stderr;
}

test('it says so once; asked again, by an image of it, nobody waits', async () => {
  const [id = ''] = Object.entries(await machines()).find(([, state]) => state === 'InService') ?? [];
  rmSync(path.join(folder, id, 'var/lib/mesos-spark/launched'));
  expect((await launched(id)).said).toContain('nobody waits for this machine');
  expect((await machines())[id]).toBe('InService');
}, 60_000);

test('one that never becomes an agent is replaced when its time is over, and the agent stays', async () => {
  const before = await machines();
  await moto.ask('autoscaling', 'put_lifecycle_hook', {
    AutoScalingGroupName: group,
    LifecycleHookName: 'becomes-an-agent',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    HeartbeatTimeout: 1,
    DefaultResult: 'ABANDON',
  });
  await sleep(1100);
  const after = await machines();
  expect(Object.values(after).sort()).toEqual(['InService', 'Pending:Wait']);
  const stayed = Object.keys(after).filter((id) => id in before);
  expect(stayed.map((id) => before[id])).toEqual(['InService']);
}, 60_000);

test('a changed hook is Terraform to mend, and a destroy leaves nothing', async () => {
  expect(terraform('apply', '-auto-approve', '-lock=false')).toEqual({ status: 0, output: '' });
  const hooks = await moto.ask('autoscaling', 'describe_lifecycle_hooks', { AutoScalingGroupName: group });
  expect(listAt(hooks, 'LifecycleHooks')[0]).toMatchObject({ HeartbeatTimeout: 1200 });
  expect(terraform('destroy', '-auto-approve', '-lock=false')).toEqual({ status: 0, output: '' });
  expect(await moto.ask('autoscaling', 'describe_auto_scaling_groups')).toMatchObject({
    AutoScalingGroups: [],
  });
}, 180_000);
