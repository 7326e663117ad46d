import { Duration } from '../../src/domain/core/duration';
import { systemClock } from '../../src/io/clock';
import { ec2Machines } from '../../src/io/ec2-machines';
import { Bed } from '../operator/support/bed';
import { FakeCluster } from '../operator/support/fake-cluster';
import { declare, service } from '../operator/support/manifests';
import { type Moto, startMoto } from './support/moto';

let moto: Moto;
const before = { ...process.env };

beforeAll(async () => {
  moto = await startMoto();
  // The SDK reads its own environment.
  Object.assign(process.env, moto.env);
}, 60_000);
afterAll(async () => {
  process.env = before;
  await moto?.stop();
});

interface Instance {
  readonly InstanceId: string;
  readonly PrivateIpAddress: string;
  readonly PrivateDnsName: string;
}

/** A VPC of its own, always with the same addresses, and instances in it. */
async function vpcWith(
  count: number,
): Promise<{ readonly vpcId: string; readonly instances: readonly Instance[] }> {
  const { Vpc } = (await moto.ask('ec2', 'create_vpc', { CidrBlock: '10.0.0.0/16' })) as {
    Vpc: { VpcId: string };
  };
  const { Subnet } = (await moto.ask('ec2', 'create_subnet', {
    VpcId: Vpc.VpcId,
    CidrBlock: '10.0.0.0/24',
  })) as { Subnet: { SubnetId: string } };
  const instances: Instance[] = [];
  for (let i = 0; i < count; i++) {
    const { Instances } = (await moto.ask('ec2', 'run_instances', {
      ImageId: 'ami-12c6146b',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: Subnet.SubnetId,
      PrivateIpAddress: `10.0.0.${10 + i}`,
    })) as { Instances: readonly Instance[] };
    instances.push(...Instances);
  }
  return { vpcId: Vpc.VpcId, instances };
}

const machinesOf = (vpcId: string) =>
  ec2Machines({ vpcIds: [vpcId], timeout: Duration.seconds(10), clock: systemClock });
const end = (operation: 'stop_instances' | 'terminate_instances', id: string) =>
  moto.ask('ec2', operation, { InstanceIds: [id] });

test('instances are found by address and by name in their VPC, and seen to stop and to end', async () => {
  const { vpcId, instances } = await vpcWith(3);
  const other = await vpcWith(3);
  const ec2 = machinesOf(vpcId);
  const [first, second, third] = instances;
  if (!first || !second || !third) throw new Error('too few instances');
  const hosts = [first.PrivateIpAddress, second.PrivateDnsName, '10.0.0.99'];
  expect(await ec2.at(hosts)).toEqual({
    is: 'known',
    machines: new Map([
      [first.PrivateIpAddress, [{ id: first.InstanceId, running: true }]],
      [second.PrivateDnsName, [{ id: second.InstanceId, running: true }]],
    ]),
  });
  // The same addresses, in the other VPC.
  expect(other.instances.map(({ PrivateIpAddress }) => PrivateIpAddress)).toEqual(
    instances.map(({ PrivateIpAddress }) => PrivateIpAddress),
  );
  await end('terminate_instances', first.InstanceId);
  await end('stop_instances', second.InstanceId);
  const ids = [first.InstanceId, second.InstanceId, third.InstanceId, 'i-0123456789abcdef0'];
  const states = await ec2.states(ids);
  expect(states.is === 'known' && Object.fromEntries(states.states)).toEqual({
    [first.InstanceId]: { is: 'ended', because: `EC2 says that ${first.InstanceId} is terminated` },
    [second.InstanceId]: { is: 'there', because: `EC2 says that ${second.InstanceId} is stopped` },
    [third.InstanceId]: { is: 'there', because: `EC2 says that ${third.InstanceId} is running` },
    'i-0123456789abcdef0': { is: 'unlisted' },
  });
});

test('rule 3: an operator gives up the slot of an agent whose instance is terminated, not of one that is stopped', async () => {
  const { vpcId, instances } = await vpcWith(4);
  const cluster = new FakeCluster();
  const bed = new Bed(cluster);
  bed.machines = machinesOf(vpcId);
  for (const { PrivateIpAddress } of instances) await cluster.addAgent(PrivateIpAddress);
  declare(bed.manifests, [service()]);
  const passes = bed.passes();
  const work = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await passes.run();
      await bed.clock.run(20, 0);
    }
  };
  await work(4);
  expect(bed.writes.splice(0)).toEqual(['create 4']);
  const [terminated, stopped] = instances;
  if (!terminated || !stopped) throw new Error('too few instances');
  const lost = (await cluster.held()).find(({ host }) => host === terminated.PrivateIpAddress)?.id;
  for (const { PrivateIpAddress } of [terminated, stopped]) await cluster.lose(PrivateIpAddress);
  await work(3);
  expect(bed.writes).toEqual([]);
  await end('terminate_instances', terminated.InstanceId);
  await end('stop_instances', stopped.InstanceId);
  await work(10);
  expect(bed.writes).toEqual([`release ${lost}`, `wipe ${lost}`]);
  expect(bed.status().agents).toMatchObject({ instances: 3, target: 3, lost: 1 });
  expect(bed.status().agents?.rows[0]).toMatchObject({
    hostname: stopped.PrivateIpAddress,
    state: 'lost',
    because: `EC2 says that ${stopped.InstanceId} is stopped`,
  });
});
