import { type AgentDrainManifestInput, stateStoreKeys } from '../../src/manifest';
import { Bed } from './support/bed';
import type { Cluster } from './support/cluster';
import { FakeCluster } from './support/fake-cluster';
import { labCluster } from './support/lab-cluster';
import { declare, defaults, drain, service } from './support/manifests';

const clusters: readonly (readonly [string, () => Promise<Cluster>])[] = [
  ['a fake', async () => new FakeCluster()],
  ['the lab over HTTP', labCluster],
];

const HOSTS = ['a1', 'a2', 'a3'];
const OTHERS = ['a1', 'a3'];

/** What the agent's own health answer says of its ports. */
function connections(bed: Bed, host: string, count: number): void {
  const port = { listening: true, connections: count, cleaner: 'alive' as const };
  bed.cluster.ports.set(host, { is: 'known', ports: new Map([7337, 7338, 7339].map((one) => [one, port])) });
}

describe.each(clusters)('the drain of an agent over %s', (_, make) => {
  let bed: Bed;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    bed = new Bed(await make());
    for (const host of HOSTS) {
      await bed.cluster.addAgent(host);
      connections(bed, host, 0);
    }
    say();
    stop = bed.start('one');
    await bed.run(60);
    expect(bed.writes.splice(0)).toEqual(['create 3']);
  });

  afterEach(() => bed.close());

  function say(...drains: readonly AgentDrainManifestInput[]): void {
    declare(bed.manifests, [service(), defaults(), ...drains]);
  }

  const drained = (name = 'a2') => bed.condition('Drained', 'AgentDrain', name);
  const section = (name = 'a2') => bed.status('AgentDrain', name).drain;

  async function taskOn(host: string): Promise<string> {
    return (await bed.cluster.held()).find((one) => one.host === host)?.id ?? '';
  }

  /** On the drained agent, and on both others. */
  async function withApplication(): Promise<void> {
    await bed.cluster.application('etl', 3);
    await bed.run(20);
    for (const host of HOSTS) connections(bed, host, 1);
  }

  /** Of the shuffle service. */
  async function covered(): Promise<readonly string[]> {
    const { agents } = bed.status();
    return (agents?.rows ?? []).filter(({ state }) => state === 'running').map(({ hostname }) => hostname);
  }

  test('waits for executors, then for the connection that keeps files in use, and removes the task by name, once', async () => {
    await withApplication();
    const task = (await bed.cluster.held()).find(
      ({ host, id }) => host === 'a2' && /spark-2-4|task-/.test(id),
    );
    say(drain('a2', { because: 'new disks' }));
    await bed.run(30);
    expect(bed.writes.splice(0)).toEqual(['deactivate']);
    expect(drained()).toMatchObject({ status: 'False', reason: 'InUse' });
    expect(section()).toMatchObject({ hostname: 'a2', phase: 'Waiting', because: 'new disks' });
    expect(section()?.users).toMatchObject([
      { name: 'etl', because: 'has 1 tasks on the agent' },
      { name: 'port 7337' },
    ]);
    expect(bed.status().agents?.rows).toContainEqual(
      expect.objectContaining({ hostname: 'a2', state: 'leaving', because: 'drained by AgentDrain/a2' }),
    );
    // Dynamic allocation gives the executor back, and the files stay.
    await bed.cluster.scale('etl', 0);
    await bed.cluster.scale('etl', 2);
    await bed.run(1500);
    expect(bed.writes).toEqual([]);
    expect(drained()?.message).toContain('port 7337: somebody is connected');
    connections(bed, 'a2', 0);
    await bed.run(580);
    expect(bed.writes).toEqual([]);
    expect(drained()?.message).toMatch(/nobody has been seen to use the files for \d+ of 600 s/);
    expect(section()?.users).toMatchObject([{ name: 'etl' }]);
    await bed.run(120);
    expect(bed.writes).toEqual([`release ${task?.id}`]);
    expect(drained()).toMatchObject({ status: 'True', reason: 'Drained' });
    expect(section()).toMatchObject({ phase: 'Drained', users: [] });
    expect(await covered()).toEqual(OTHERS);
    expect(bed.status().agents).toMatchObject({ eligible: 2, covered: 2, instances: 2, target: 2 });
    expect(bed.condition('Ready')?.status).toBe('True');
    // And nothing is written any more, whatever comes.
    bed.writes.splice(0);
    bed.puts.splice(0);
    await bed.run(300);
    expect(bed.writes).toEqual([]);
    expect(bed.puts.filter((key) => key !== stateStoreKeys.lease)).toEqual([]);
    await bed.cluster.addAgent('a4');
    await bed.run(60);
    expect(bed.writes).toEqual(['raise 3']);
    expect((await bed.runningOn()).filter((host) => host === 'a2')).toEqual([]);
  }, 30_000);

  test('where the agent does not say who is connected, whoever was there before has to end', async () => {
    await withApplication();
    bed.cluster.ports.delete('a2');
    say(drain('a2'));
    await bed.run(60);
    await bed.cluster.scale('etl', 0);
    // Who begins later has never been there.
    await bed.cluster.application('late', 1);
    await bed.run(1500);
    expect(bed.writes.splice(0)).toEqual(['deactivate']);
    expect(section()?.users).toMatchObject([
      { name: 'etl', because: 'had tasks on the agent, which does not say who is connected' },
    ]);
    await bed.cluster.endApplication('etl');
    await bed.run(700);
    expect(bed.writes).toEqual([expect.stringMatching(/^release /)]);
    expect(drained()?.status).toBe('True');
  }, 30_000);

  test('at its deadline it goes on, and says who was still there', async () => {
    await withApplication();
    say(drain('a2', { deadline: '10mins' }));
    await bed.run(580);
    expect(bed.writes.splice(0)).toEqual(['deactivate']);
    expect(section()?.deadlineAt).toMatch(/^2026-01-01T00:1\d/);
    await bed.run(120);
    expect(bed.writes).toEqual([expect.stringMatching(/^release /)]);
    expect(drained()).toMatchObject({ status: 'True', reason: 'DeadlinePassed' });
    expect(drained()?.message).toMatch(/the deadline has passed, although etl: .*still there: etl \(/);
    expect(section()?.users).toMatchObject([{ name: 'etl' }, { name: 'port 7337' }]);
  }, 30_000);

  test('a deadline at a moment is kept by the clock, also while no operator looks', async () => {
    await withApplication();
    const deadlineAt = new Date(bed.clock.now().getTime() + 300_000).toISOString();
    say(drain('a2', { deadlineAt }), drain('a3', { deadline: '5mins' }));
    await bed.run(60);
    await stop();
    await bed.run(600);
    bed.writes.splice(0);
    stop = bed.start('two');
    await bed.run(100);
    expect(bed.writes).toEqual([expect.stringMatching(/^release /)]);
    expect(drained('a2')).toMatchObject({ status: 'True', reason: 'DeadlinePassed' });
    // Time in which nobody looked does not count.
    expect(drained('a3')).toMatchObject({ status: 'False', reason: 'InUse' });
    await bed.run(300);
    expect(drained('a3')).toMatchObject({ status: 'True', reason: 'DeadlinePassed' });
  }, 30_000);

  test('an operator that ends in the middle is followed by another that goes on', async () => {
    await withApplication();
    say(drain('a2'));
    await bed.run(60);
    await stop();
    await bed.cluster.scale('etl', 0);
    connections(bed, 'a2', 0);
    await bed.run(60);
    stop = bed.start('two');
    await bed.run(580);
    expect(bed.writes.splice(0)).toEqual(['deactivate']);
    await bed.run(120);
    expect(bed.writes).toEqual([expect.stringMatching(/^release /)]);
    expect(drained()?.status).toBe('True');
  }, 30_000);

  test('unknown is not gone: agents that are only recovered keep it waiting, and so does another master', async () => {
    say(drain('a2'));
    await bed.run(400);
    await bed.cluster.failover(['a1', 'a2']);
    await bed.run(500);
    expect(bed.writes.splice(0)).toEqual(['deactivate']);
    expect(drained()).toMatchObject({ status: 'False', reason: 'NotObserved' });
    for (const host of ['a1', 'a2']) await bed.cluster.bringBack(host);
    await bed.run(570);
    expect(bed.writes).toEqual([]);
    await bed.run(150);
    expect(bed.writes).toEqual([expect.stringMatching(/^release /)]);
  }, 30_000);

  test('an agent that is lost in the middle is waited for, and its slot is held', async () => {
    await withApplication();
    say(drain('a2'));
    await bed.run(60);
    await bed.cluster.lose('a2');
    await bed.cluster.endApplication('etl');
    bed.cluster.ports.delete('a2');
    await bed.run(900);
    expect(bed.writes.splice(0)).toEqual(['deactivate']);
    expect(drained()).toMatchObject({ status: 'False', reason: 'AgentLost' });
    await bed.cluster.bringBack('a2');
    await bed.run(120);
    expect(bed.writes).toEqual([expect.stringMatching(/^release /)]);
    expect(drained()).toMatchObject({ status: 'True', reason: 'Drained' });
    expect(bed.status().agents).toMatchObject({ eligible: 2, covered: 2, instances: 2, target: 2 });
  }, 30_000);

  test('a lost agent whose machine is to end is not waited for', async () => {
    say(drain('a2', { terminate: true, deadline: '2mins' }));
    await bed.run(30);
    await bed.cluster.lose('a2');
    await bed.run(180);
    expect(drained()).toMatchObject({ status: 'True', reason: 'AgentLost' });
    expect(bed.writes).toEqual(['deactivate']);
    expect(bed.status().agents).toMatchObject({ eligible: 2, instances: 3, lost: 1 });
  }, 30_000);

  test('an agent that is marked as gone takes its task along, and a machine of its name is none of the drain', async () => {
    say(drain('a2', { markGone: true }));
    await bed.run(700);
    expect(bed.writes.splice(0)).toEqual(['deactivate', expect.stringMatching(/^release /), 'mark gone']);
    expect(drained()).toMatchObject({ status: 'True', reason: 'Drained' });
    await bed.cluster.addAgent('a2');
    await bed.run(60);
    expect(bed.writes).toEqual(['raise 3']);
    expect(await covered()).toEqual(HOSTS);
    expect(drained()?.status).toBe('True');
  }, 30_000);

  test('a drain that is deleted before its end gives the agent back, and one that has ended leaves it', async () => {
    await withApplication();
    say(drain('a2'));
    await bed.run(60);
    say();
    await bed.run(60);
    expect(bed.writes.splice(0)).toEqual(['deactivate', 'reactivate']);
    expect(await covered()).toEqual(HOSTS);
    expect(bed.condition('Removed', 'AgentDrain', 'a2')?.status).toBe('True');
    await bed.cluster.endApplication('etl');
    connections(bed, 'a2', 0);
    // Once more under the same name.
    say(drain('a2'));
    await bed.run(700);
    expect(drained()).toMatchObject({ status: 'True', reason: 'Drained' });
    bed.writes.splice(0);
    say();
    await bed.run(120);
    expect(bed.writes).toEqual([]);
    expect(await covered()).toEqual(OTHERS);
  }, 30_000);

  test('a drain that is deleted before its task is removed gives the agent back', async () => {
    declare(bed.manifests, [service({ paused: true }), defaults(), drain('a2', { deadline: '0s' })]);
    await bed.run(60);
    expect(drained()).toMatchObject({ reason: 'Removing' });
    expect(drained()?.message).toContain('waits for the shuffle service to remove');
    say();
    await bed.run(120);
    expect(bed.writes).toEqual(['deactivate', 'reactivate']);
    expect(await covered()).toEqual(HOSTS);
    expect(bed.status().agents).toMatchObject({ instances: 3, target: 3 });
  }, 30_000);

  test('of two drains of one agent the last one gives it back', async () => {
    await withApplication();
    say(drain('a2'), drain('a2', { name: 'other', deadline: '20mins' }));
    await bed.run(60);
    say(drain('a2', { name: 'other', deadline: '20mins' }));
    await bed.run(60);
    expect(bed.writes.splice(0)).toEqual(['deactivate']);
    expect(drained('other')?.reason).toBe('InUse');
    say();
    await bed.run(60);
    expect(bed.writes).toEqual(['reactivate']);
    expect(await covered()).toEqual(HOSTS);
  }, 30_000);

  test('an agent without a task goes at once', async () => {
    await bed.cluster.addAgent('b1', { resources: 'cpus:8;mem:15360;ports:[1025-32000]' });
    say(drain('b1'));
    await bed.run(60);
    expect(drained('b1')).toMatchObject({ status: 'True', reason: 'Drained' });
    expect(bed.writes).toEqual(['deactivate']);
  });

  test('an agent that came while it was declared is never given a task', async () => {
    await bed.cluster.addAgent('a4');
    say(drain('a4'));
    await bed.run(100);
    expect(bed.writes).toEqual(['deactivate']);
    expect(await bed.runningOn()).toEqual(HOSTS);
  });

  test('nothing is done about a name that no agent has, until one has', async () => {
    say(drain('a9'));
    await bed.run(60);
    expect(bed.writes).toEqual([]);
    expect(bed.condition('Resolved', 'AgentDrain', 'a9')).toMatchObject({ reason: 'AgentNotFound' });
    await bed.cluster.addAgent('a9');
    await bed.run(60);
    expect(bed.writes).toEqual(['deactivate']);
    expect(section('a9')?.hostname).toBe('a9');
  });

  test('a drain with removeTask false leaves the service where it is', async () => {
    say(drain('a2', { removeTask: false }));
    await bed.run(700);
    expect(bed.writes).toEqual(['deactivate']);
    expect(drained()?.status).toBe('True');
    expect(await taskOn('a2')).not.toBe('');
  }, 30_000);
});
