import childProcess from 'node:child_process';
import { createHash } from 'node:crypto';
import { AgentGroup } from '../../constructs/agent-group';
import type { AgentGroupProps } from '../../constructs/agent-group-props';
import { AgentImage } from '../../constructs/agent-image';
import { Purchasing } from '../../constructs/agent-purchasing';
import { Credentials } from '../../constructs/credentials';
import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import { MesosCluster } from '../../constructs/mesos-cluster';
import { shippedBootScripts } from '../../constructs/shipped-files';
import { matchers, synthesize, userDataOf } from '../../constructs/testing';
import type { StaticReservation } from '../../src/domain/mesos/static-reservation';
import { SHUFFLE } from '../support/agent-boot';
import { agentGroupStack, only } from '../support/agent-group';
import { dcosCluster } from '../support/cluster';
import { matchesGolden } from '../support/golden';

expect.extend(matchers);

const template = (props?: Partial<AgentGroupProps>) => only(agentGroupStack(props), 'aws_launch_template');
const group = (props?: Partial<AgentGroupProps>) => only(agentGroupStack(props), 'aws_autoscaling_group');

/** Without what brings rules and permissions of its own: test/constructs/agent-health.test.ts. */
const UNWATCHED: Partial<AgentGroupProps> = { health: 'off', launchHook: 'off' };

/** Everything at once. */
const FULL: Partial<AgentGroupProps> = {
  otherInstanceTypes: ['i3en.2xlarge'],
  purchasing: Purchasing.mixed({ onDemandBase: 1, onDemandPercentage: 20 }),
  image: AgentImage.lookup({ owners: ['099720109477'], name: 'ubuntu/*-22.04-*' }),
  drivers: { securityGroupIds: ['sg-0d'], cidrs: ['10.0.0.0/8', 'fd00::/8'] },
  volumes: [{ deviceName: '/dev/sdg', size: '10g' }],
  permissions: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::artifacts/*'] }],
};

describe('logical ids, for a changed one replaces agents', () => {
  test.each([
    ['as in the example', {}],
    ['with everything', FULL],
    ['with EBS', { storage: EphemeralStorage.ebs({ size: '500g' }), image: AgentImage.id('ami-0a') }],
  ])('stay the same %s', (name, props) => {
    const { addresses } = agentGroupStack(props);
    matchesGolden(`agent/addresses-${name.replaceAll(' ', '-')}.txt`, `${addresses.join('\n')}\n`);
  });

  test('do not depend on the order of drivers', () => {
    const cidrs = ['10.0.0.0/8', '172.16.0.0/12'];
    const one = agentGroupStack({ drivers: { cidrs } });
    const two = agentGroupStack({ drivers: { cidrs: [...cidrs].reverse() } });
    expect(one.resources('aws_vpc_security_group_ingress_rule')).toEqual(
      two.resources('aws_vpc_security_group_ingress_rule'),
    );
  });
});

describe('the launch template', () => {
  test('wants version 2 of the metadata service and encrypts every volume', () => {
    const found = template({
      volumes: [{ deviceName: '/dev/sdg', size: '10g' }],
      storage: EphemeralStorage.ebs({ size: '500g', type: 'io2', iops: 4000 }),
    });
    expect(found['metadata_options']).toEqual({
      http_endpoint: 'enabled',
      http_put_response_hop_limit: 1,
      http_tokens: 'required',
    });
    const common = { encrypted: 'true', delete_on_termination: 'true' };
    expect(found['block_device_mappings']).toEqual([
      { device_name: '/dev/xvda', ebs: { ...common, volume_size: 30, volume_type: 'gp3' } },
      { device_name: '/dev/sdf', ebs: { ...common, volume_size: 500, volume_type: 'io2', iops: 4000 } },
      { device_name: '/dev/sdg', ebs: { ...common, volume_size: 10, volume_type: 'gp3' } },
    ]);
  });

  test('maps instance store under Xen, by names that no volume has, and not elsewhere', () => {
    const mapped = (props: Partial<AgentGroupProps>) =>
      (template(props)['block_device_mappings'] as readonly Record<string, string>[])
        .filter((one) => one['virtual_name'])
        .map((one) => `${one['virtual_name']}=${one['device_name']}`);
    expect(mapped({ instanceType: 'r3.2xlarge' })).toEqual(['ephemeral0=/dev/sdb', 'ephemeral1=/dev/sdc']);
    const eight = mapped({ instanceType: 'i2.8xlarge', volumes: [{ deviceName: '/dev/sdf', size: '1g' }] });
    expect(eight).toHaveLength(8);
    expect(eight[4]).toBe('ephemeral4=/dev/sdg');
    expect(mapped({ instanceType: 'i3.2xlarge' })).toEqual([]);
    const storage = EphemeralStorage.instanceStore({
      whenMissing: { ebs: { size: '50g', deviceName: '/dev/sdf' } },
    });
    expect(mapped({ instanceType: 'i2.8xlarge', storage })[4]).toBe('ephemeral4=/dev/sdg');
  });

  test('attaches the volume that takes the place of missing disks', () => {
    const storage = EphemeralStorage.instanceStore({ whenMissing: { ebs: { size: '50g' } } });
    expect(template({ storage })['block_device_mappings']).toMatchObject([
      { device_name: '/dev/xvda' },
      { device_name: '/dev/sdf', ebs: { volume_size: 50 } },
    ]);
  });

  test('takes the image that was newest when the group was made', () => {
    const stack = agentGroupStack();
    expect(only(stack, 'aws_launch_template')['image_id']).toMatch(
      /^\$\{terraform_data\.[\w-]+\.output\.id\}$/,
    );
    expect(only(stack, 'terraform_data')).toMatchObject({
      input: { id: expect.stringMatching(/^\$\{data\.aws_ssm_parameter\.[\w-]+\.insecure_value\}$/) },
      triggers_replace: { revision: '1' },
      lifecycle: { ignore_changes: ['input'] },
    });
  });

  test.each([
    ['i3.2xlarge', 'x86_64'],
    ['i4g.2xlarge', 'arm64'],
    ['im4gn.xlarge', 'arm64'],
    ['g4dn.xlarge', 'x86_64'],
  ])('takes the image of the architecture of %s', (instanceType, architecture) => {
    const [parameter] = Object.values(agentGroupStack({ instanceType }).dataSources('aws_ssm_parameter'));
    expect(parameter?.['name']).toBe(
      `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`,
    );
  });

  test('is kept without asking a Terraform on this machine, where perhaps there is none', () => {
    const started = jest.spyOn(childProcess, 'execSync');
    try {
      expect(only(agentGroupStack(), 'terraform_data')).toHaveProperty('input');
      expect(started).not.toHaveBeenCalled();
    } finally {
      started.mockRestore();
    }
  });

  test('an image by id is taken as it is, and tells its own root device', () => {
    const stack = agentGroupStack({ image: AgentImage.id('ami-0a') });
    expect(stack.resources('terraform_data')).toEqual({});
    expect(only(stack, 'aws_launch_template')).toMatchObject({
      image_id: 'ami-0a',
      block_device_mappings: [{ device_name: expect.stringMatching(/aws_ami\.[\w-]+\.root_device_name/) }],
    });
  });

  test.each([
    ['i3.2xlarge', 'x86_64'],
    ['i4g.2xlarge', 'arm64'],
  ])("Flatcar's image is its project's, in the architecture of %s", (instanceType, architecture) => {
    const stack = agentGroupStack({ instanceType, image: AgentImage.flatcar({ channel: 'lts' }) });
    expect(Object.values(stack.dataSources('aws_ami'))).toEqual([
      expect.objectContaining({
        most_recent: true,
        owners: ['075585003325'],
        filter: [
          { name: 'name', values: ['Flatcar-lts-*-hvm*'] },
          { name: 'architecture', values: [architecture] },
        ],
      }),
    ]);
  });

  test('checks what the instance types really have', () => {
    const { lifecycle } = template({ otherInstanceTypes: ['m5d.2xlarge'] });
    const { precondition } = lifecycle as { precondition: { condition: string; error_message: string }[] };
    expect(precondition.map((one) => one.condition.replace(/data\.[\w-]+\.[\w-]+\./, ''))).toEqual(
      [0, 1].flatMap(() => [
        '${instance_storage_supported}',
        '${(default_vcpus >= 2)}',
        '${(memory_size >= 5120)}',
      ]),
    );
    expect(precondition[0]?.error_message).toBe(
      'instanceType: found i3.2xlarge without instance store, wanted a type with instance store, such as i3.2xlarge; or use EphemeralStorage.ebs',
    );
    expect(precondition[5]?.error_message).toMatch(
      /^otherInstanceTypes\[0\]: found m5d\.2xlarge with \$\{data\.aws_ec2_instance_type\.[\w-]+\.memory_size\} MiB of memory, wanted at least 5120 MiB: 4096 for the reservations and 1024 for the system; take a larger type or reserve less$/,
    );
  });

  test.each([
    ['is EBS', EphemeralStorage.ebs({ size: '100g' })],
    ['may be EBS', EphemeralStorage.instanceStore({ whenMissing: { ebs: { size: '100g' } } })],
    ['may be the root volume', EphemeralStorage.instanceStore({ whenMissing: 'root' })],
  ])('does not ask for instance store where the disk %s', (_, storage) => {
    const { lifecycle } = template({ storage });
    expect(JSON.stringify(lifecycle)).not.toContain('instance_storage_supported');
  });
});

describe('the auto scaling group', () => {
  test('replaces no machine by itself', () => {
    const found = group();
    expect(found).toMatchObject({
      min_size: 3,
      desired_capacity: 5,
      max_size: 50,
      protect_from_scale_in: true,
      suspended_processes: ['AZRebalance'],
      vpc_zone_identifier: ['subnet-0a', 'subnet-0b'],
      lifecycle: { ignore_changes: ['desired_capacity'] },
    });
    for (const key of ['instance_refresh', 'max_instance_lifetime', 'mixed_instances_policy']) {
      expect(found).not.toHaveProperty(key);
    }
  });

  test('refreshes where that is asked for', () => {
    expect(
      group({ drainOnTermination: { operator: 'elsewhere' }, instanceRefresh: { minHealthyPercentage: 90 } })[
        'instance_refresh'
      ],
    ).toEqual({
      strategy: 'Rolling',
      preferences: { min_healthy_percentage: 90, scale_in_protected_instances: 'Refresh' },
    });
  });

  test.each([
    ['spot', { purchasing: Purchasing.spot() }, 0, 0, ['i3.2xlarge']],
    [
      'on demand with a second type',
      { otherInstanceTypes: ['i3en.2xlarge'] },
      0,
      100,
      ['i3.2xlarge', 'i3en.2xlarge'],
    ],
    [
      'mixed',
      { purchasing: Purchasing.mixed({ onDemandBase: 2, onDemandPercentage: 25 }) },
      2,
      25,
      ['i3.2xlarge'],
    ],
  ])('buys %s', (_, props, base, percentage, types) => {
    const found = group(props);
    expect(found).not.toHaveProperty('launch_template');
    expect(found['mixed_instances_policy']).toMatchObject({
      instances_distribution: {
        on_demand_base_capacity: base,
        on_demand_percentage_above_base_capacity: percentage,
        spot_allocation_strategy: 'price-capacity-optimized',
      },
      launch_template: { override: types.map((instance_type) => ({ instance_type })) },
    });
  });
});

test('the security group opens shuffle and block manager ports to agents and drivers, and nothing else', () => {
  const stack = agentGroupStack({ ...FULL, ...UNWATCHED });
  const rules = Object.values(stack.resources('aws_vpc_security_group_ingress_rule')).map(
    (rule) =>
      `${rule['ip_protocol']} ${rule['from_port']}-${rule['to_port']} from ${
        rule['cidr_ipv4'] ?? rule['cidr_ipv6'] ?? rule['referenced_security_group_id']
      }`,
  );
  const own = '${aws_security_group.spark_network_group_B23614E6.id}';
  expect(rules.sort()).toEqual(
    ['7337-7339', '32768-60999']
      .flatMap((ports) => ['10.0.0.0/8', 'fd00::/8', 'sg-0d', own].map((from) => `tcp ${ports} from ${from}`))
      .sort(),
  );
});

describe('the instance profile', () => {
  const bucket = '${aws_s3_bucket.mesos-spark-boot-scripts_bucket_B17A8272.arn}';
  const SCRIPTS = { actions: ['s3:GetObject'], resources: [`${bucket}/boot/*`] };

  test('allows nothing but to read the boot scripts by default', () => {
    const stack = agentGroupStack(UNWATCHED);
    expect(stack.resources('aws_iam_role_policy_attachment')).toEqual({});
    const [policy, ...others] = Object.values(stack.resources('aws_iam_role_policy'));
    expect(others).toEqual([]);
    const id = /aws_iam_policy_document\.(\w+)\.json/.exec(String(policy?.['policy']))?.[1] ?? '';
    expect(stack.dataSources('aws_iam_policy_document')[id]?.['statement']).toEqual([SCRIPTS]);
  });

  test('allows nothing where the image holds the scripts', () => {
    const { digest } = shippedBootScripts();
    const image = AgentImage.id('ami-0123456789abcdef0', {
      rootDeviceName: '/dev/xvda',
      bootScripts: digest,
    });
    const stack = agentGroupStack({ ...UNWATCHED, image });
    expect(stack.resources('aws_iam_role_policy')).toEqual({});
    expect(stack.resources('aws_s3_bucket')).toEqual({});
  });

  test('allows what is named', () => {
    const stack = agentGroupStack({ ...FULL, ...UNWATCHED });
    const documents = Object.values(stack.dataSources('aws_iam_policy_document'));
    expect(documents.map((one) => one['statement'])).toContainEqual([
      { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::artifacts/*'] },
      SCRIPTS,
    ]);
    expect(Object.keys(stack.resources('aws_iam_role_policy'))).toHaveLength(1);
  });
});

describe('user data', () => {
  const text = (props?: Partial<AgentGroupProps>) => String(template(props)['user_data']);

  test('has the same bytes at every synth, and on every version of Node', () => {
    expect(text()).toBe(text());
    matchesGolden('agent/user-data.sha256', `${createHash('sha256').update(text()).digest('hex')}\n`);
  });

  test('fails where it is larger than EC2 takes', () => {
    const content = Array.from({ length: 4000 }, (_, i) =>
      createHash('sha256').update(`${i}`).digest('hex'),
    ).join('');
    expect(() => text({ userData: { files: [{ path: '/etc/big', content }] } })).toThrow(
      /test\/spark\.userData: found \d{5,} bytes, compressed, wanted at most 16384, which is all that EC2 takes; put large files/,
    );
  });

  test('waits for a URL that Terraform knows, and has it checked', () => {
    const stack = synthesize((scope) => {
      const late = new AgentGroup(scope, 'other', { ...BASE, cluster: dcosCluster(scope) }).roleArn;
      new AgentGroup(scope, 'spark', { ...BASE, cluster: mesosCluster(scope, late) });
    });
    const [found] = Object.entries(stack.resources('aws_launch_template'))
      .filter(([id]) => id.startsWith('spark'))
      .map(([, attributes]) => attributes);
    const files = userDataOf(stack, found?.['user_data'])?.files ?? [];
    const environment = files.find((file) => file.path === '/etc/mesos-spark/platform.env');
    expect(environment?.content).toMatch(/\nMESOS_MASTER=\$\{aws_iam_role\.[\w-]+\.arn\}\n/);
    expect(JSON.stringify(found?.['lifecycle'])).toContain('can(regex(');
  });

  test('holds no secret, nor where it lies', () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:planted-x1Y2z3';
    const stack = synthesize((scope) => {
      const cluster = dcosCluster(scope, { credentials: Credentials.token(arn), caCertificate: arn });
      new AgentGroup(scope, 'spark', { ...BASE, cluster });
    });
    const { files, rest } = userDataOf(stack, only(stack, 'aws_launch_template')['user_data']) ?? {};
    expect(files?.length).toBeGreaterThan(10);
    expect(JSON.stringify([files, rest])).not.toContain('planted');
    expect(JSON.stringify(stack.json)).not.toContain('planted');
  });

  test('carries files and commands of the user, before the agent starts', () => {
    const stack = agentGroupStack({
      userData: { files: [{ path: '/etc/motd', content: 'hi', mode: '0600' }], commands: ['touch /tmp/a'] },
    });
    const { files, rest } = userDataOf(stack, only(stack, 'aws_launch_template')['user_data']) ?? {};
    expect(files).toContainEqual({
      path: '/etc/motd',
      content: 'hi',
      permissions: '0600',
    });
    const runcmd = rest?.['runcmd'] as readonly unknown[];
    expect(runcmd.indexOf('touch /tmp/a')).toBeLessThan(runcmd.length - 1);
    expect(runcmd[runcmd.length - 1]).toEqual(
      expect.arrayContaining(['systemctl', 'start', '--no-block', 'mesos-spark-install.service']),
    );
  });

  test('reserves what was asked for', () => {
    expect(agentGroupStack()).toReserve('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' });
  });
});

const BASE = {
  instanceType: 'i3.2xlarge',
  capacity: { min: 3, desired: 5, max: 50 },
  storage: EphemeralStorage.instanceStore(),
  reservations: [SHUFFLE],
} as const;

function mesosCluster(scope: ConstructorParameters<typeof AgentGroup>[0], zookeeperUrl?: string) {
  return MesosCluster.fromAttributes(scope, 'mesos', {
    zookeeperUrl: zookeeperUrl ?? 'zk://10.0.0.1:2181,10.0.0.2:2181/mesos',
    mesosMasterUrl: 'http://leader.example.internal:5050',
    marathonUrl: 'http://leader.example.internal:8080',
    vpcId: 'vpc-0a',
    subnetIds: ['subnet-0a'],
    securityGroupIds: ['sg-0a'],
  });
}

test('what others read of a group is what was said, or its default', () => {
  synthesize((scope) => {
    const made = new AgentGroup(scope, 'spark', {
      ...BASE,
      cluster: dcosCluster(scope, { agentRole: 'public' }),
    });
    expect(made).toMatchObject({
      agentRole: 'public',
      sparkUser: { name: 'spark', uid: 7337 },
      sharedDirectory: '/var/lib/tmp/spark',
      attributes: {},
    });
    expect(made.reservations.map((one: StaticReservation) => one.role)).toEqual(['shuffle']);
  });
});
