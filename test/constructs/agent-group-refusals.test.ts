import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { AgentGroup } from '../../constructs/agent-group';
import type { AgentGroupProps } from '../../constructs/agent-group-props';
import { AgentImage } from '../../constructs/agent-image';
import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import { synthesize } from '../../constructs/testing';
import { StaticReservation } from '../../src/domain/mesos/static-reservation';
import { agentGroupStack, only, problemsOf } from '../support/agent-group';
import { dcosCluster } from '../support/cluster';

const refused = (props: Partial<AgentGroupProps>) => problemsOf(() => agentGroupStack(props));

test('fails on everything at once, each with where, found, wanted and how to mend it', () => {
  const found = refused({
    instanceType: 'i3-2xlarge',
    capacity: { min: 5, desired: 3, max: 50 },
    reservations: [
      StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' }),
      StaticReservation.forRole('other', { cpus: 2, memory: '4g', ports: '7339' }),
    ],
    attributes: { 'a;b': 'x', rack: 'r 1' },
    // A flag that the types do not know, as from JavaScript.
    agentFlags: { gcDelai: '2days' } as AgentGroupProps['agentFlags'] & object,
    sparkUser: { name: 'Spark', uid: 7337 },
    sharedDirectory: '/var/lib/docker/spark',
    blockManagerPorts: '70000',
    drivers: { securityGroupIds: ['sg_1'], cidrs: ['10.0.0.0'] },
    subnetIds: [],
    permissions: [{ actions: ['*'], resources: ['*'] }],
    rootVolume: { size: '10.5g' },
    volumes: [{ deviceName: '/dev/sda1', size: '1g' }],
    tags: { 'aws:x': 'y' },
    userData: { files: [{ path: '/etc/mesos-spark/agent.env', content: '', mode: '777' }] },
    instanceRefresh: { minHealthyPercentage: 101 },
  });
  expect(found).toEqual([
    'test/spark.blockManagerPorts: found 70000, wanted ports from 1 to 65535',
    'test/spark.instanceRefresh: found no drainOnTermination, wanted drainOnTermination as well: without it every machine ends with the shuffle files that jobs still need; say drainOnTermination: {}, and deploy it before the first change that replaces machines',
    'test/spark.reservations[1].ports: found 7339, which reservations[0] holds for "shuffle", wanted each port in one reservation; Mesos would offer it to both roles',
    'test/spark.agentFlags.gcDelai: found a flag that mesos-agent does not have, wanted one that it has, perhaps gcDelay; an unknown one goes into customFlags',
    'test/spark.attributes["a;b"]: found "a;b", wanted a name without colon, semicolon and line break',
    'test/spark.attributes.rack: found "r 1", wanted a value without spaces; Mesos drops them; use - or _ in their place',
    'test/spark.sparkUser.name: found "Spark", wanted a user name: lower-case letters, digits, "_" and "-", at most 32',
    'test/spark.sharedDirectory: found "/var/lib/docker/spark", which overlaps /var/lib/docker, wanted a folder of its own; the default is /var/lib/tmp/spark',
    'test/spark.instanceType: found "i3-2xlarge", wanted an EC2 instance type such as "i3.2xlarge"',
    'test/spark.capacity: found min 5, desired 3, max 50, wanted min not above desired and desired not above max',
    'test/spark.rootVolume.size: found 10752 MiB, wanted a whole number of GiB from 1 to 65536',
    'test/spark.volumes[0].deviceName: found "/dev/sda1", wanted a name that EC2 leaves to volumes, /dev/sdf to /dev/sdp',
    'test/spark.instanceRefresh.minHealthyPercentage: found 101, wanted a whole number from 0 to 100',
    'test/spark.drivers.securityGroupIds: found "sg_1", wanted an id such as "sg-0123456789abcdef0", or a token',
    'test/spark.drivers.cidrs[0]: found "10.0.0.0", wanted a network such as "10.1.0.0/16"',
    'test/spark.subnetIds: found an empty list, wanted one subnet or more',
    'test/spark.permissions[0].actions: found "*", wanted a service and an action, such as "s3:GetObject"',
    'test/spark.permissions[0].resources: found "*", wanted the ARN of what it is for; every task on the agent has what the agent may do',
    'test/spark.tags["aws:x"]: found "aws:x", wanted a key that does not start with "aws:"',
    'test/spark.userData.files[0].path: found "/etc/mesos-spark/agent.env", wanted a path that the group itself does not write',
    'test/spark.userData.files[0].mode: found "777", wanted four octal digits such as "0644"',
  ]);
});

test.each<[string, Partial<AgentGroupProps>, string]>([
  [
    'ports that are none',
    { ports: 'http' },
    'ports: found "http", wanted numbers or ranges such as "7337-7339"',
  ],
  [
    'a capacity that is none',
    { capacity: { min: -1, max: 1.5 } },
    'capacity.min: found -1, wanted a whole number from 0',
  ],
  [
    'a type twice',
    { otherInstanceTypes: ['i3.2xlarge'] },
    'otherInstanceTypes[0]: found "i3.2xlarge", wanted each type once',
  ],
  [
    'types of two architectures',
    { otherInstanceTypes: ['i4g.2xlarge'] },
    'otherInstanceTypes: found i3.2xlarge (x86_64), i4g.2xlarge (arm64), wanted types of one architecture, for there is one image',
  ],
  [
    'a volume in the place of the storage',
    {
      storage: EphemeralStorage.ebs({ size: '10g' }),
      volumes: [{ deviceName: '/dev/xvdf', size: '1g' }],
    },
    'volumes[0].deviceName: found "/dev/xvdf", which another volume has, wanted a name of its own',
  ],
  [
    "a flag that is the group's own",
    { agentFlags: { customFlags: { resources: 'cpus:1' } } },
    'agentFlags.customFlags.resources: found a flag that is not set here, wanted it left out; say it with reservations and ports',
  ],
  [
    'permissions without anything',
    { permissions: [{ actions: [], resources: [] }] },
    'permissions[0].actions: found none, wanted one action or more',
  ],
  [
    'a file that is nowhere',
    { userData: { files: [{ path: 'motd', content: '' }] } },
    'userData.files[0].path: found "motd", wanted an absolute path',
  ],
])('fails on %s', (_, props, message) => {
  expect(refused(props)[0]).toContain(`test/spark.${message}`);
});

describe('values that only Terraform will know', () => {
  const late = (scope: Construct) => new DataAwsSsmParameter(scope, 'late', { name: 'late' }).insecureValue;
  const build = (props: (late: string) => Partial<AgentGroupProps>) =>
    synthesize((scope) => {
      new AgentGroup(scope, 'spark', {
        cluster: dcosCluster(scope),
        instanceType: 'i3.2xlarge',
        capacity: { min: 1, max: 2 },
        storage: EphemeralStorage.instanceStore(),
        ...props(late(scope)),
      });
    });

  test('are taken where nothing is computed from them', () => {
    const stack = build((value) => ({
      instanceType: value,
      subnetIds: [value],
      keyName: value,
      capacity: { min: 1, desired: Token.asNumber(value), max: Token.asNumber(value) },
      drivers: { securityGroupIds: [value], cidrs: [value] },
      tags: { team: value },
      permissions: [{ actions: ['s3:GetObject'], resources: [value] }],
    }));
    const reference = '${data.aws_ssm_parameter.late.insecure_value}';
    expect(only(stack, 'aws_launch_template')).toMatchObject({
      instance_type: reference,
      key_name: reference,
      tags: { team: reference },
    });
    expect(only(stack, 'aws_autoscaling_group')).toMatchObject({
      vpc_zone_identifier: [reference],
      max_size: reference,
    });
  });

  test.each<[string, (value: string) => Partial<AgentGroupProps>]>([
    ['attributes.rack', (value) => ({ attributes: { rack: value } })],
    ['agentFlags.gcDelay', (value) => ({ agentFlags: { gcDelay: value } })],
    ['sharedDirectory', (value) => ({ sharedDirectory: value })],
    ['sparkUser.name', (value) => ({ sparkUser: { name: value, uid: 7337 } })],
    ['ports', (value) => ({ ports: value })],
    ['userData.commands[0]', (value) => ({ userData: { commands: [`echo ${value}`] } })],
  ])('fails in %s', (at, props) => {
    expect(problemsOf(() => build(props))).toEqual([
      `test/spark.${at}: found a value that only Terraform will know (a token), wanted a value that is known when the stack is synthesized; write the value itself, or read it from a setting or an environment variable`,
    ]);
  });
});

test('fails on options that hide from the janitor what is read, and only where there is one', () => {
  const storage = EphemeralStorage.instanceStore({ mountOptions: ['noatime'] });
  expect(refused({ storage })).toEqual([
    'test/spark.storage.mountOptions: found noatime, wanted strictatime, for the janitor goes by the time of the last read; the default does: strictatime, lazytime',
  ]);
  expect(() => agentGroupStack({ storage, janitor: 'off' })).not.toThrow();
});

test('fails on /var/lib as a whole where the machine could not have it', () => {
  const storage = EphemeralStorage.instanceStore({ layout: 'varLib' });
  expect(refused({ storage, instanceType: 'i2.xlarge' })).toEqual([
    "test/spark.storage.layout: found 'varLib' on Amazon Linux, whose packages keep their state in /var/lib, wanted an image of Flatcar; take AgentImage.flatcar or an image of your own, or the layout 'binds'",
    "test/spark.storage.layout: found 'varLib' with i2.xlarge, whose disks only the metadata service knows, wanted types on Nitro; it is mounted before there is a network; take the layout 'binds'",
  ]);
  expect(refused({ storage, image: AgentImage.amazonLinux2023() })).toHaveLength(1);
  for (const image of [AgentImage.flatcar(), AgentImage.id('ami-0a')]) {
    expect(() => agentGroupStack({ storage, image })).not.toThrow();
  }
});
