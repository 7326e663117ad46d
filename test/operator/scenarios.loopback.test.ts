import { GONE_AGENTS_ANNOTATION, stateStoreKeys } from '../../src/manifest';
import { Bed } from './support/bed';
import type { Cluster } from './support/cluster';
import { FakeCluster } from './support/fake-cluster';
import { labCluster } from './support/lab-cluster';
import { declare, defaults, service } from './support/manifests';

const clusters: readonly (readonly [string, () => Promise<Cluster>])[] = [
  ['a fake', async () => new FakeCluster()],
  ['the lab over HTTP', labCluster],
];

/** What the agent's own health answer says of its ports. */
function connections({ cluster }: Bed, host: string, count: number): void {
  const port = { listening: true, connections: count, cleaner: 'alive' as const };
  const ports = new Map([7337, 7338, 7339].map((number) => [number, port]));
  cluster.ports.set(host, { is: 'known', ports });
}

describe.each(clusters)('two operators over %s', (_, make) => {
  let bed: Bed;

  beforeEach(async () => {
    bed = new Bed(await make());
    for (const host of ['a1', 'a2', 'a3', 'a4', 'a5']) await bed.cluster.addAgent(host);
    declare(bed.manifests, [service(), defaults()]);
    bed.start('one');
    bed.start('two');
  });

  afterEach(() => bed.close());

  async function deployed(): Promise<void> {
    await bed.run(60);
    expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
    expect(bed.writes.splice(0)).toEqual(['create 5']);
  }

  test('cover five agents with one app, then publish endpoint and defaults', async () => {
    await deployed();
    expect(bed.condition('Ready')).toMatchObject({
      status: 'True',
      message: '5 of 5 agents run the shuffle service on port 7337',
    });
    expect(bed.status().agents).toMatchObject({ eligible: 5, covered: 5, instances: 5, target: 5, lost: 0 });
    expect(bed.state.text(stateStoreKeys.sparkDefaults('defaults'))).toEqual(
      expect.stringMatching(
        /^# Shuffle service spark-2-4, app \/shuffle\/\S+, port 7337\. .*\nspark\.shuffle\.service\.enabled=true\nspark\.shuffle\.service\.port=7337\n$/,
      ),
    );
    expect(bed.condition('Ready', 'SparkDefaults', 'defaults')?.status).toBe('True');
  });

  test('rule 5: nothing is written while nothing differs', async () => {
    await deployed();
    bed.puts.splice(0);
    await bed.run(200);
    expect(bed.writes).toEqual([]);
    expect(bed.puts.filter((key) => key !== stateStoreKeys.lease)).toEqual([]);
  });

  test('rule 9: polling alone covers an agent that joins', async () => {
    await deployed();
    await bed.cluster.addAgent('a6');
    await bed.run(60);
    expect(bed.writes).toEqual(['raise 6']);
    expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
    expect(bed.condition('Ready')?.message).toBe('6 of 6 agents run the shuffle service on port 7337');
  });

  test('rule 1: a lost agent keeps its slot, and its task goes on when it is back', async () => {
    await deployed();
    const before = (await bed.cluster.held()).map(({ id }) => id).sort();
    await bed.cluster.lose('a3');
    await bed.run(60);
    expect(bed.status().agents).toMatchObject({ eligible: 4, covered: 4, instances: 5, target: 5, lost: 1 });
    await bed.cluster.addAgent('a6');
    await bed.run(60);
    expect(bed.writes).toEqual(['raise 6']);
    await bed.cluster.bringBack('a3');
    await bed.run(60);
    expect(bed.writes).toEqual(['raise 6']);
    expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
    expect((await bed.cluster.held()).map(({ id }) => id)).toEqual(expect.arrayContaining(before));
  });

  test('rule 1: an agent that stops being eligible keeps its task, and nothing is lowered', async () => {
    await deployed();
    await bed.cluster.deactivate('a2');
    await bed.run(60);
    expect(bed.writes).toEqual([]);
    expect(await bed.runningOn()).toContain('a2');
    expect(bed.status().agents).toMatchObject({ eligible: 4, covered: 4, instances: 5, target: 5 });
    expect(bed.status().agents?.rows[0]).toMatchObject({ hostname: 'a2', state: 'leaving' });
  });

  test('rule 2: agents that are only recovered are neither missing nor gone', async () => {
    await deployed();
    await bed.cluster.failover(['a1', 'a2', 'a3']);
    await bed.run(60);
    expect(bed.writes).toEqual([]);
    expect(bed.condition('Observed')).toMatchObject({ status: 'False', reason: 'AgentsRecovering' });
    for (const host of ['a1', 'a2', 'a3']) await bed.cluster.bringBack(host);
    await bed.run(60);
    expect(bed.writes).toEqual([]);
    expect(bed.condition('Ready')?.status).toBe('True');
  });

  test('rule 2: a master that has not read its registry tells nothing', async () => {
    await deployed();
    await bed.cluster.setRecovering(true);
    await bed.run(60);
    expect(bed.writes).toEqual([]);
    expect(bed.condition('Observed')).toMatchObject({ status: 'False', reason: 'MasterRecovering' });
    await bed.cluster.setRecovering(false);
    await bed.run(60);
    expect(bed.condition('Ready')?.status).toBe('True');
  });

  test('rule 3: a person says that a lost agent is gone, and exactly its slot is given up, once', async () => {
    await deployed();
    const lost = (await bed.cluster.held()).find(({ host }) => host === 'a3')?.id ?? '';
    await bed.cluster.lose('a3');
    declare(bed.manifests, [service({ annotations: { [GONE_AGENTS_ANNOTATION]: 'a3, a9' } }), defaults()]);
    await bed.run(250);
    expect(bed.writes).toEqual([`release ${lost}`, `wipe ${lost}`]);
    expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a4', 'a5']);
    expect(bed.status().agents).toMatchObject({ eligible: 4, covered: 4, instances: 4, target: 4, lost: 0 });
  });

  test('rule 3: beside a released task a new agent is covered by the scale check, without one instance too many', async () => {
    await deployed();
    await bed.cluster.lose('a3');
    declare(bed.manifests, [service({ annotations: { [GONE_AGENTS_ANNOTATION]: 'a3' } }), defaults()]);
    await bed.run(60);
    bed.writes.splice(0);
    await bed.cluster.addAgent('a6');
    await bed.run(320);
    expect(bed.writes).toEqual(['raise 5']);
    expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a4', 'a5', 'a6']);
  });

  test('rule 3: a new agent is added first, then the lost slot is given up', async () => {
    await deployed();
    const lost = (await bed.cluster.held()).find(({ host }) => host === 'a3')?.id ?? '';
    await bed.cluster.lose('a3');
    await bed.cluster.addAgent('a6');
    declare(bed.manifests, [service({ annotations: { [GONE_AGENTS_ANNOTATION]: 'a3' } }), defaults()]);
    await bed.run(100);
    expect(bed.writes).toEqual(['raise 6', `release ${lost}`, `wipe ${lost}`]);
    expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a4', 'a5', 'a6']);
  });

  test('rule 3: of two lost agents only the one that is named is given up', async () => {
    await deployed();
    const lost = (await bed.cluster.held()).find(({ host }) => host === 'a2')?.id ?? '';
    await bed.cluster.lose('a2');
    await bed.cluster.lose('a4');
    declare(bed.manifests, [service({ annotations: { [GONE_AGENTS_ANNOTATION]: 'a2' } }), defaults()]);
    await bed.run(60);
    await bed.cluster.bringBack('a4');
    await bed.run(100);
    expect(bed.writes).toEqual([`release ${lost}`, `wipe ${lost}`]);
    expect(await bed.runningOn()).toEqual(['a1', 'a3', 'a4', 'a5']);
  });

  test('rule 3: an agent that came back is not gone, whatever a person says', async () => {
    await deployed();
    await bed.cluster.lose('a3');
    await bed.run(30);
    await bed.cluster.bringBack('a3');
    declare(bed.manifests, [service({ annotations: { [GONE_AGENTS_ANNOTATION]: 'a3' } }), defaults()]);
    await bed.run(100);
    expect(bed.writes).toEqual([]);
    expect(await bed.runningOn()).toContain('a3');
  });

  test('rule 4: a changed spec runs beside what runs, is published once it covers every agent, and follows alone', async () => {
    await deployed();
    const before = (await bed.cluster.held()).map(({ id }) => id);
    const [old = ''] = [bed.status().activeRevision?.appId];
    declare(bed.manifests, [service({ sparkVersion: '2.4.8' }), defaults()]);
    await bed.cluster.addAgent('a6');
    await bed.run(60);
    // Whoever is sent to a new agent is sent to what is published: it has to be there first.
    expect(bed.writes).toEqual(['raise 6', 'create 6']);
    expect(bed.status().activeRevision).toMatchObject({ port: 7338, sparkVersion: '2.4.8' });
    expect(bed.state.text(stateStoreKeys.sparkDefaults('defaults'))).toContain('port=7338\n');
    expect(bed.status().retiring).toMatchObject([{ appId: old, port: 7337 }]);
    expect(bed.condition('Ready')?.status).toBe('True');
    expect((await bed.cluster.held()).map(({ id }) => id)).toEqual(expect.arrayContaining(before));
    bed.writes.splice(0);
    for (const host of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) connections(bed, host, 0);
    await bed.run(1200);
    expect(bed.writes).toEqual([`remove ${old}`]);
    expect(bed.status().retiring).toBeUndefined();
    expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
    bed.puts.splice(0);
    await bed.run(100);
    expect(bed.puts.filter((key) => key !== stateStoreKeys.lease)).toEqual([]);
  }, 30_000);

  test('rule 10: a manifest that a newer index omits is left alone, and told so', async () => {
    await deployed();
    declare(bed.manifests, [defaults()]);
    await bed.cluster.addAgent('a6');
    await bed.run(60);
    expect(bed.writes).toEqual([]);
    expect(bed.status().conditions).toMatchObject([{ type: 'Ready', status: 'False', reason: 'Retained' }]);
  });
});
