import { DRAIN_HOOK } from '../../src/domain/agent/drain-hook';
import { Duration } from '../../src/domain/core/duration';
import { autoScalingHooks } from '../../src/io/auto-scaling-hooks';
import { systemClock } from '../../src/io/clock';
import { ec2Machines } from '../../src/io/ec2-machines';
import { sqsInterruptions } from '../../src/io/sqs-interruptions';
import type { Interruptions, MachineAddresses, MachineHooks } from '../../src/operator/ports';
import { FakeHooks, FakeQueue } from '../operator/support/fake-interruptions';
import { FakeMachines } from '../operator/support/fake-machines';
import { spotEvent } from '../support/aws-events';
import { listAt, textAt } from './demo/answers';
import { type Moto, startMoto } from './support/moto';

/** The fakes of the unit tests and the clients of AWS, by the same examination. */

let moto: Moto;
const before = { ...process.env };
const timeout = Duration.seconds(10);

beforeAll(async () => {
  moto = await startMoto();
  // The SDK reads its own environment.
  Object.assign(process.env, moto.env);
}, 60_000);
afterAll(async () => {
  process.env = before;
  await moto?.stop();
});

interface Queue {
  readonly port: Interruptions;
  send(body: string): Promise<unknown>;
}

async function sqs(): Promise<Queue> {
  const QueueUrl = textAt(await moto.ask('sqs', 'create_queue', { QueueName: `q${Date.now()}` }), 'QueueUrl');
  return {
    port: sqsInterruptions({ url: QueueUrl, timeout }),
    send: (MessageBody) => moto.ask('sqs', 'send_message', { QueueUrl, MessageBody }),
  };
}

async function fakeQueue(): Promise<Queue> {
  const port = new FakeQueue(systemClock);
  return { port, send: async (body) => port.send(body) };
}

describe.each([
  ['a fake', fakeQueue],
  ['SQS', sqs],
])('the queue of %s', (_, make) => {
  test('gives each message until it is done with, and hides it meanwhile', async () => {
    const { port, send } = await make();
    await send(JSON.stringify(spotEvent('i-1234567890abcdef0')));
    await send('{"half":');
    const messages = [...(await port.receive()), ...(await port.receive())];
    expect(messages.map(({ content }) => content.is).sort()).toEqual(['notices', 'unreadable']);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(2);
    expect(await port.receive()).toEqual([]);
    for (const { receipt } of messages) await port.done(receipt);
    // Once more is no error.
    await port.done(messages[0]?.receipt ?? '');
  }, 30_000);

  test('ends its wait when it is stopped', async () => {
    const { port } = await make();
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    const began = performance.now();
    expect(await port.receive(stop.signal)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(4000);
  }, 30_000);
});

test('a queue that is not there is told by its URL and the name of the error alone', async () => {
  const url = `${moto.url}/123456789012/nothing`;
  const port = sqsInterruptions({ url, timeout });
  await expect(port.receive()).rejects.toThrow(
    /^SQS ReceiveMessage of http:\/\/127\.0\.0\.1:\d+\/123456789012\/nothing: \w+$/,
  );
});

interface Group {
  readonly port: MachineHooks;
  readonly group: string;
  /** A machine that waits, by its id. */
  readonly machine: string;
  has(machine: string): Promise<boolean>;
}

async function autoScaling(): Promise<Group> {
  const group = `g${Date.now()}`;
  const image = textAt(
    await moto.ask('ec2', 'describe_images', { Owners: ['amazon'] }),
    'Images',
    0,
    'ImageId',
  );
  await moto.ask('autoscaling', 'create_launch_configuration', {
    LaunchConfigurationName: group,
    ImageId: image,
    InstanceType: 'm5.large',
  });
  await moto.ask('autoscaling', 'create_auto_scaling_group', {
    AutoScalingGroupName: group,
    LaunchConfigurationName: group,
    ...{ MinSize: 0, MaxSize: 3, DesiredCapacity: 2 },
    AvailabilityZones: [`${moto.region}a`],
  });
  await moto.ask('autoscaling', 'put_lifecycle_hook', {
    AutoScalingGroupName: group,
    LifecycleHookName: DRAIN_HOOK,
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    HeartbeatTimeout: 60,
  });
  const ids = async () => {
    const answer = await moto.ask('autoscaling', 'describe_auto_scaling_groups', {
      AutoScalingGroupNames: [group],
    });
    return listAt(answer, 'AutoScalingGroups', 0, 'Instances').map((one) => textAt(one, 'InstanceId'));
  };
  const [machine = ''] = await ids();
  await moto.ask('autoscaling', 'terminate_instance_in_auto_scaling_group', {
    InstanceId: machine,
    ShouldDecrementDesiredCapacity: true,
  });
  return {
    port: autoScalingHooks({ timeout }),
    group,
    machine,
    has: async (id) => (await ids()).includes(id),
  };
}

async function fakeGroup(): Promise<Group> {
  const port = new FakeHooks(systemClock);
  port.hold('i-0a', 60);
  return { port, group: 'g', machine: 'i-0a', has: async (id) => port.waits(id) };
}

describe.each([
  ['a fake', fakeGroup],
  ['Auto Scaling', autoScaling],
])('the hook of %s', (_, make) => {
  test('waits until it is answered, and afterwards is over', async () => {
    const { port, group, machine, has } = await make();
    const held = { group, hook: DRAIN_HOOK, machine };
    expect(await port.heartbeat(held)).toEqual({ is: 'done' });
    expect(await has(machine)).toBe(true);
    expect(await port.complete(held)).toEqual({ is: 'done' });
    expect(await has(machine)).toBe(false);
    expect(await port.complete(held)).toEqual({ is: 'over' });
    expect(await port.heartbeat(held)).toEqual({ is: 'over' });
    expect(await port.complete({ ...held, machine: 'i-1234567890abcdef0' })).toEqual({ is: 'over' });
  }, 30_000);
});

test('a hook or a group that is not there is over, and no answer is an error', async () => {
  const { port, group, machine } = await autoScaling();
  expect(await port.complete({ group, hook: 'another', machine })).toEqual({ is: 'over' });
  expect(await port.complete({ group: 'nothing', hook: DRAIN_HOOK, machine })).toEqual({ is: 'over' });
  process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:1';
  const silent = autoScalingHooks({ timeout });
  await expect(silent.complete({ group, hook: DRAIN_HOOK, machine })).rejects.toThrow(
    new RegExp(`^Auto Scaling CompleteLifecycleAction of ${machine} in ${group}: \\w+$`),
  );
  process.env['AWS_ENDPOINT_URL'] = moto.url;
}, 30_000);

async function addressesInEc2(): Promise<{
  readonly port: MachineAddresses;
  readonly id: string;
  readonly host: string;
}> {
  const vpcId = textAt(await moto.ask('ec2', 'describe_vpcs'), 'Vpcs', 0, 'VpcId');
  const started = await moto.ask('ec2', 'run_instances', {
    ImageId: 'ami-12c6146b',
    MinCount: 1,
    MaxCount: 1,
  });
  const [id, host] = ['InstanceId', 'PrivateIpAddress'].map((name) => textAt(started, 'Instances', 0, name));
  const port = ec2Machines({ vpcIds: [vpcId], timeout, clock: systemClock });
  return { port, id: id ?? '', host: host ?? '' };
}

async function fakeAddresses() {
  const port = new FakeMachines();
  return { port, id: port.start('10.0.0.9', 'i-1234567890abcdef1'), host: '10.0.0.9' };
}

test.each([
  ['a fake', fakeAddresses],
  ['EC2', addressesInEc2],
])(
  'the addresses of %s are those of the machines that were asked for, and none of others',
  async (_, make) => {
    const { port, id, host } = await make();
    const hosts = await port.hosts([id, 'i-1234567890abcdef0', '*']);
    if (hosts.is !== 'known') throw new Error(hosts.message);
    expect(hosts.hosts.get(id)).toContain(host);
    expect([hosts.hosts.get('i-1234567890abcdef0'), hosts.hosts.get('*')]).toEqual([[], []]);
  },
);
