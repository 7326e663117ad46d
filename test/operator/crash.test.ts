import { GONE_AGENTS_ANNOTATION } from '../../src/manifest';
import { Bed } from './support/bed';
import { Crash } from './support/crash';
import { FakeCluster } from './support/fake-cluster';
import { declare, defaults, service } from './support/manifests';

const HOSTS = ['a1', 'a2', 'a3'];

async function bedWithAgents(): Promise<{ bed: Bed; cluster: FakeCluster }> {
  const cluster = new FakeCluster();
  const bed = new Bed(cluster);
  for (const host of HOSTS) await cluster.addAgent(host);
  declare(bed.manifests, [service(), defaults()]);
  return { bed, cluster };
}

/** Passes with time in between, by one process after another. */
async function work(
  bed: Bed,
  crash: Crash | undefined,
  passes: number,
  operator = bed.passes(() => {}, crash ? { crash } : {}),
): Promise<void> {
  for (let i = 0; i < passes; i++) {
    await operator.run().catch((error: Error) => expect(error.message).toBe('the process is gone'));
    await bed.clock.run(10, 0);
  }
}

describe.each(['before', 'after'] as const)('a process that ends %s a write', (when) => {
  test('of a first deployment leaves what the next one finishes, with one app', async () => {
    let crashes = 0;
    for (let at = 1; ; at++) {
      const { bed, cluster } = await bedWithAgents();
      const crash = new Crash(at, when);
      await work(bed, crash, 4);
      await work(bed, undefined, 8);
      expect([...cluster.apps.values()]).toHaveLength(1);
      expect(await bed.runningOn()).toEqual(HOSTS);
      expect(bed.condition('Ready')?.status).toBe('True');
      expect(bed.condition('Ready', 'SparkDefaults', 'defaults')?.status).toBe('True');
      expect(bed.writes.filter((write) => write.startsWith('create')).length).toBeLessThanOrEqual(1);
      if (!crash.happened) break;
      crashes++;
    }
    // revision, state, app, status, endpoint, status, file, status, …
    expect(crashes).toBeGreaterThanOrEqual(8);
  });

  test('of a release gives the slot up once all the same (rule 3)', async () => {
    let crashes = 0;
    for (let at = 1; ; at++) {
      const { bed, cluster } = await bedWithAgents();
      await work(bed, undefined, 4);
      await cluster.lose('a2');
      declare(bed.manifests, [service({ annotations: { [GONE_AGENTS_ANNOTATION]: 'a2' } }), defaults()]);
      const crash = new Crash(at, when);
      await work(bed, crash, 3);
      await work(bed, undefined, 30);
      expect(await bed.runningOn()).toEqual(['a1', 'a3']);
      expect(bed.status().agents).toMatchObject({ instances: 2, target: 2, lost: 0 });
      if (!crash.happened) break;
      crashes++;
    }
    expect(crashes).toBeGreaterThanOrEqual(3);
  });
});

test('what is asked without an answer is not asked again while it may still be under way', async () => {
  const { bed, cluster } = await bedWithAgents();
  await work(bed, undefined, 4);
  await cluster.lose('a2');
  declare(bed.manifests, [service({ annotations: { [GONE_AGENTS_ANNOTATION]: 'a2' } }), defaults()]);
  bed.writes.splice(0);
  // The note is written, the request itself is lost.
  await work(bed, new Crash(2, 'before'), 1);
  const next = bed.passes(() => {});
  await work(bed, undefined, 11, next);
  expect(bed.writes).toEqual([]);
  await work(bed, undefined, 3, next);
  expect(bed.writes.map((write) => write.split(' ')[0])).toEqual(['release', 'wipe']);
  expect(await bed.runningOn()).toEqual(['a1', 'a3']);
});

test('a port that was taken between two processes is not taken a second time', async () => {
  const { bed, cluster } = await bedWithAgents();
  await work(bed, new Crash(2, 'before'), 1);
  cluster.apps.set('/other', {
    definition: { portDefinitions: [{ port: 7337 }] },
    instances: 0,
    tasks: [],
    deploying: false,
    queued: 0,
  });
  await work(bed, undefined, 4);
  expect(bed.status().activeRevision?.port).toBe(7338);
  expect(bed.condition('Ready')?.status).toBe('True');
});
