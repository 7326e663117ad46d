import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { TerraformStack } from 'cdktf';
import { AgentGroup, type AgentGroupProps, AgentImage, EphemeralStorage, Purchasing } from '../../constructs';
import type { DcosClusterAttributes } from '../../constructs/dcos-cluster';
import { synthesize } from '../../constructs/testing';
import { StaticReservation } from '../../src/domain/mesos/static-reservation';
import { SHUFFLE } from '../support/agent-boot';
import { dcosCluster } from '../support/cluster';
import { listAt, textAt } from './demo/answers';
import { type Moto, startMoto } from './support/moto';
import { tools } from './support/tools';

/** What only AWS knows of instance types and images, asked of the emulator by the real Terraform. */

let moto: Moto;
let folder: string;
let network: Pick<DcosClusterAttributes, 'vpcId' | 'subnetIds' | 'securityGroupIds'>;
beforeAll(async () => {
  moto = await startMoto();
  network = await defaultNetwork();
  folder = mkdtempSync(path.join(tmpdir(), 'agent-plan-'));
}, 60_000);
afterAll(async () => {
  await moto?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

interface Planned {
  readonly status: number | null;
  /** Without the frames and line breaks that Terraform draws. */
  readonly output: string;
}

/** The network that every new account has. */
async function defaultNetwork() {
  const vpcId = textAt(await moto.ask('ec2', 'describe_vpcs'), 'Vpcs', 0, 'VpcId');
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const subnets = listAt(await moto.ask('ec2', 'describe_subnets', { Filters }), 'Subnets');
  const groups = await moto.ask('ec2', 'describe_security_groups', { Filters });
  return {
    vpcId,
    subnetIds: subnets.map((subnet) => textAt(subnet, 'SubnetId')).sort(),
    securityGroupIds: [textAt(groups, 'SecurityGroups', 0, 'GroupId')],
  };
}

function terraform(...args: readonly string[]): Planned {
  const { TERRAFORM_BINARY_NAME: program = 'terraform', ...env } = tools().terraform;
  const { status, stdout, stderr } = spawnSync(program, [...args, '-no-color', '-input=false'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env, ...moto.env },
  });
  return { status, output: `${stdout}${stderr}`.replace(/[│╷╵]/g, '').replace(/\s+/g, ' ') };
}

let initialized = false;

function write(props: Partial<AgentGroupProps>): void {
  const { json } = synthesize((stack) => addGroup(stack, props));
  writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify(json));
  if (initialized) return;
  const { status, output } = terraform('init', '-backend=false');
  if (status !== 0) throw new Error(output);
  initialized = true;
}

function plan(props: Partial<AgentGroupProps>): Planned {
  write(props);
  return terraform('plan', '-lock=false');
}

function addGroup(stack: TerraformStack, props: Partial<AgentGroupProps>): void {
  new AwsProvider(stack, 'aws', {
    region: moto.region,
    skipCredentialsValidation: true,
    skipMetadataApiCheck: 'true',
    maxRetries: 2,
  });
  new AgentGroup(stack, 'spark', {
    cluster: dcosCluster(stack, network),
    instanceType: 'i3.2xlarge',
    capacity: { min: 1, max: 2 },
    storage: EphemeralStorage.instanceStore(),
    reservations: [SHUFFLE],
    ...props,
  });
}

const reserve = (cpus: number, memory: string) => [
  StaticReservation.forRole('shuffle', { cpus, memory, ports: '7337-7339' }),
];

test('the example is planned', () => {
  expect(plan({})).toMatchObject({
    status: 0,
    output: expect.stringMatching(/Plan: \d+ to add, 0 to change/),
  });
}, 120_000);

test('so is a group of two types on EBS, partly spot, with an image that is looked up', () => {
  const found = plan({
    instanceType: 'm5.2xlarge',
    otherInstanceTypes: ['m5a.2xlarge'],
    storage: EphemeralStorage.ebs({ size: '500g' }),
    purchasing: Purchasing.mixed({ onDemandBase: 1 }),
    image: AgentImage.lookup({ owners: ['amazon', '099720109477'], name: 'ubuntu*' }),
    drivers: { cidrs: ['10.0.0.0/8', 'fd00::/8'] },
  });
  expect(found).toMatchObject({ status: 0, output: expect.stringContaining('Plan:') });
}, 120_000);

test.each<[string, Partial<AgentGroupProps>, string]>([
  [
    'a type without instance store',
    { instanceType: 'm5.2xlarge' },
    'instanceType: found m5.2xlarge without instance store, wanted a type with instance store, such as i3.2xlarge; or use EphemeralStorage.ebs',
  ],
  [
    'a second type without it',
    { otherInstanceTypes: ['m5.2xlarge'] },
    'otherInstanceTypes[0]: found m5.2xlarge without instance store',
  ],
  [
    'more cpus reserved than the machine has',
    { reservations: reserve(8.5, '4g') },
    'instanceType: found i3.2xlarge with 8 vcpus, wanted at least the 8.5 that the reservations hold; take a larger type or reserve less',
  ],
  [
    'more memory reserved than the machine has',
    { reservations: reserve(2, '61g') },
    'instanceType: found i3.2xlarge with 62464 MiB of memory, wanted at least 63488 MiB: 62464 for the reservations and 1024 for the system; take a larger type or reserve less',
  ],
  ['a type that AWS does not have', { instanceType: 'i3.17xlarge' }, 'i3.17xlarge'],
])(
  'fails at %s',
  (_, props, message) => {
    const { status, output } = plan(props);
    expect(status).toBe(1);
    expect(output).toContain(message);
  },
  120_000,
);

describe('a group that stands', () => {
  /** Exit code 0 where nothing would change, 2 where something would. */
  function changes(props: Partial<AgentGroupProps>): Planned {
    write(props);
    return terraform('plan', '-detailed-exitcode', '-lock=false');
  }

  async function publish(image: string): Promise<void> {
    const input = { Name: '/golden/ami', Value: image, Type: 'String', Overwrite: true };
    await moto.ask('ssm', 'put_parameter', input);
  }

  async function images(): Promise<readonly string[]> {
    const found = await moto.ask('ec2', 'describe_images');
    return [0, 1].map((i) => textAt(found, 'Images', i, 'ImageId'));
  }

  const golden = (revision: string): Partial<AgentGroupProps> => ({
    image: AgentImage.ssmParameter('/golden/ami', { revision, rootDeviceName: '/dev/xvda' }),
    // Under Xen, so that the mapping of instance store is read back, too.
    instanceType: 'i2.2xlarge',
    otherInstanceTypes: ['r3.4xlarge'],
    purchasing: Purchasing.mixed({ onDemandBase: 1, onDemandPercentage: 10 }),
  });

  test('does not change when an image is published, and does when its revision says so', async () => {
    const [first = '', second = ''] = await images();
    await publish(first);
    write(golden('1'));
    expect(terraform('apply', '-auto-approve')).toMatchObject({ status: 0 });
    expect(changes(golden('1'))).toMatchObject({ status: 0 });

    await publish(second);
    expect(changes(golden('1'))).toMatchObject({ status: 0 });

    const revised = changes(golden('2'));
    expect(revised.status).toBe(2);
    expect(revised.output).toContain('terraform_data.spark_image_kept_');
    expect(revised.output).not.toMatch(/aws_autoscaling_group\S+ (will be destroyed|must be replaced)/);
    expect(terraform('destroy', '-auto-approve')).toMatchObject({ status: 0 });
  }, 240_000);
});
