import { stateStoreKeys } from '../../src/manifest';
import { Bed } from './support/bed';
import type { Cluster } from './support/cluster';
import { FakeCluster } from './support/fake-cluster';
import { FakeMachines } from './support/fake-machines';
import { labCluster } from './support/lab-cluster';
import { declare, defaults, service } from './support/manifests';

const clusters: readonly (readonly [string, () => Promise<Cluster>])[] = [
  ['a fake', async () => new FakeCluster()],
  ['the lab over HTTP', labCluster],
];

const RECORDS = stateStoreKeys.machines('spark-2-4');
const HOSTS = ['a1', 'a2', 'a3', 'a4'];

describe.each(clusters)('an operator over %s that is told of machines', (_, make) => {
  let bed: Bed;
  let machines: FakeMachines;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    machines = new FakeMachines();
    bed = new Bed(await make());
    bed.machines = machines;
    for (const host of HOSTS) await bed.cluster.addAgent(host);
    for (const host of HOSTS) machines.start(host);
    declare(bed.manifests, [service(), defaults()]);
    stop = bed.start('one');
    await bed.run(60);
    expect(bed.writes.splice(0)).toEqual(['create 4']);
  });

  afterEach(() => bed.close());

  const taskOn = async (host: string) =>
    (await bed.cluster.held()).find((task) => task.host === host)?.id ?? '';
  const row = (hostname: string) => bed.status().agents?.rows.find((one) => one.hostname === hostname);
  const records = () => JSON.parse(bed.state.text(RECORDS) ?? '{}') as { agents: Record<string, unknown> };

  test('rule 3: notes where agents run, once, and asks nothing while none is lost', async () => {
    expect(Object.values(records().agents)).toEqual(
      expect.arrayContaining([0, 1, 2, 3].map((n) => expect.objectContaining({ machine: `i-${n}` }))),
    );
    machines.asked.splice(0);
    bed.puts.splice(0);
    await bed.run(300);
    expect(machines.asked).toEqual([]);
    expect(bed.puts).not.toContain(RECORDS);
  });

  test('rule 3: gives up the slot of a lost agent whose machine is terminated, exactly once', async () => {
    const lost = await taskOn('a3');
    await bed.cluster.lose('a3');
    machines.set('a3', 'terminated');
    await bed.run(900);
    expect(bed.writes).toEqual([`release ${lost}`, `wipe ${lost}`]);
    expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a4']);
    expect(bed.status().agents).toMatchObject({ eligible: 3, covered: 3, instances: 3, target: 3, lost: 0 });
  });

  test('rule 3: keeps the slot of one whose machine is stopped, and tells so; its task goes on afterwards', async () => {
    const lost = await taskOn('a3');
    await bed.cluster.lose('a3');
    machines.set('a3', 'stopped');
    await bed.run(1200);
    expect(bed.writes).toEqual([]);
    expect(row('a3')).toMatchObject({ state: 'lost', because: 'i-2 is stopped' });
    machines.set('a3', 'running');
    await bed.cluster.bringBack('a3');
    await bed.run(60);
    expect(bed.writes).toEqual([]);
    expect(await taskOn('a3')).toBe(lost);
    expect(await bed.runningOn()).toEqual(HOSTS);
  });

  test('rule 3: a machine that has ended is nothing as long as its agent is registered', async () => {
    machines.set('a3', 'terminated');
    await bed.run(600);
    expect(bed.writes).toEqual([]);
    expect(await bed.runningOn()).toEqual(HOSTS);
  });

  test.each([
    ['NotAuthorized', 'EC2 DescribeInstances: UnauthorizedOperation'],
    ['MachinesUnavailable', 'EC2 DescribeInstances: TimeoutError'],
  ])('rule 3: %s is no end: nothing happens, and the status tells it', async (reason, message) => {
    await bed.cluster.lose('a3');
    machines.set('a3', 'terminated');
    machines.failure = { is: 'unknown', reason, message };
    await bed.run(600);
    expect(bed.writes).toEqual([]);
    expect(row('a3')).toMatchObject({ state: 'lost', because: message });
    machines.failure = undefined;
    await bed.run(250);
    expect(bed.writes.map((write) => write.split(' ')[0])).toEqual(['release', 'wipe']);
  });

  test('rule 3: what EC2 has forgotten meanwhile is known by what an earlier operator noted', async () => {
    const lost = await taskOn('a3');
    await stop();
    await bed.cluster.lose('a3');
    machines.set('a3', 'forgotten');
    await bed.run(700);
    bed.start('two');
    await bed.run(300);
    expect(bed.writes).toEqual([`release ${lost}`, `wipe ${lost}`]);
  });

  test.each([
    ['is not there', () => bed.rawState.remove(RECORDS)],
    ['cannot be read', () => bed.rawState.set(RECORDS, '{"agents":')],
  ])('rule 3: absence is no end of a machine where what was noted %s', async (_, damage) => {
    await bed.cluster.lose('a3');
    machines.set('a3', 'forgotten');
    damage();
    await bed.run(700);
    expect(bed.writes).toEqual([]);
    expect(row('a3')).toMatchObject({ state: 'lost', because: 'which machine it ran on is not known' });
    // And is noted again for the others.
    expect(Object.keys(records().agents)).toHaveLength(3);
  });

  test('rule 3: in another account nothing is listed, and nothing is concluded from it', async () => {
    await bed.cluster.lose('a3');
    for (const host of HOSTS) machines.set(host, 'forgotten');
    await bed.run(700);
    expect(bed.writes).toEqual([]);
  });

  test('rule 3: a disk that moved keeps its agent; a new agent at the address ends the old one', async () => {
    const lost = await taskOn('a3');
    await bed.cluster.lose('a3');
    machines.set('a3', 'terminated');
    machines.start('a3');
    await bed.run(600);
    expect(bed.writes).toEqual([]);
    expect(row('a3')?.because).toBe(
      'i-2 has ended; its address is that of i-4, which has not registered anew',
    );
    await bed.cluster.addAgent('a3');
    await bed.run(700);
    expect(bed.writes.filter((write) => write.startsWith('release'))).toEqual([`release ${lost}`]);
    expect(await bed.runningOn()).toEqual(HOSTS);
  });

  test('an agent whose machine is not found is looked up again later, not in every pass', async () => {
    await bed.cluster.addAgent('a9');
    await bed.run(60);
    machines.asked.splice(0);
    await bed.run(300);
    expect(machines.asked).toEqual([]);
    machines.start('a9');
    await bed.run(600);
    expect(machines.asked).toEqual(['at a9']);
    expect(Object.keys(records().agents)).toHaveLength(5);
  });
});
