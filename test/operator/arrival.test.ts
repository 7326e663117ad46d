import { sha256 } from '../../src/io/digest';
import { shuffleServiceManifest, stateStoreKeys } from '../../src/manifest';
import type { World } from '../../src/operator/engine/kind';
import { NotLeadingError } from '../../src/operator/engine/leadership';
import { Memory } from '../../src/operator/engine/memory';
import { observe } from '../../src/operator/kinds/shuffle-service/observe';
import { plan } from '../../src/operator/kinds/shuffle-service/plan';
import { welcome } from '../../src/operator/kinds/shuffle-service/welcome';
import type { Marathon } from '../../src/operator/ports';
import { Bed } from './support/bed';
import { FakeCluster } from './support/fake-cluster';
import { declare, service } from './support/manifests';
import { seeded } from './support/seeded';

let cluster: FakeCluster;
let bed: Bed;

beforeEach(() => {
  cluster = new FakeCluster();
  bed = new Bed(cluster);
});
afterEach(() => bed.close());

const idOf = (host: string) => cluster.agents.findLast(({ hostname }) => hostname === host)?.id ?? '';

const nothing = (what: string) => () => {
  throw new Error(`no ${what}`);
};

/** As a look sees it, and nothing shared. */
const world = (): World => ({
  ...{ mesos: cluster.mesos, marathon: cluster.marathon, marathonAt: () => cluster.marathon },
  ...{ agentHealth: cluster.agentHealth, store: bed.state, sha256, clock: bed.clock, log: bed.log },
  ...{
    metronome: nothing('Metronome'),
    dispatcherAt: nothing('dispatcher'),
    cosmos: nothing('package manager'),
    dispatcherUiAt: nothing("dispatcher's page"),
    zeppelinAt: nothing('Zeppelin'),
  },
  memory: new Memory(),
});

/** Passes of one operator over a service that is settled on two agents. */
async function settled(overrides: Parameters<typeof service>[0] = {}) {
  for (const host of ['a1', 'a2']) await cluster.addAgent(host);
  declare(bed.manifests, [service(overrides)]);
  const passes = bed.passes();
  for (let i = 0; i < 6; i++) {
    await passes.run();
    await bed.clock.run(10, 0);
  }
  expect(await bed.runningOn()).toEqual(['a1', 'a2']);
  for (const list of [bed.reads, bed.puts, bed.writes, bed.events]) list.splice(0);
  return passes;
}

test('an agent that joins is covered before all others are looked at, and the pass over everything follows', async () => {
  const passes = await settled();
  await cluster.addAgent('a3');
  await passes.run('wake', { arrived: () => [idOf('a3')] });
  expect(bed.writes).toEqual(['raise 3']);
  const asked = bed.reads.filter((one) => !/^(list|get) /.test(one));
  expect(asked.slice(0, 5)).toEqual([
    `mesos view of ${idOf('a3')}`,
    'marathon queue',
    'marathon app',
    'marathon queue',
    'mesos view',
  ]);
  // The status tells of it.
  expect(bed.status().events?.filter(({ reason }) => reason === 'RaiseInstances')).toMatchObject([
    { message: '2 agents have a task, 1 more are free, 0 slots are held by lost agents: 3 instances, not 2' },
  ]);
  await bed.clock.run(10, 0);
  expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a3']);
});

test.each<[string, Parameters<typeof service>[0], () => Promise<unknown>]>([
  ['without the reservation', {}, () => cluster.addAgent('a3', { resources: 'cpus:8;mem:15360' })],
  [
    'of which it may not see all',
    {},
    async () => {
      await cluster.addAgent('a3');
      cluster.agent('a3').hidden = true;
    },
  ],
  ['that is gone again', {}, async () => undefined],
  ['of a master that has not read its registry', {}, () => cluster.setRecovering(true)],
])('nothing is written for an agent %s, and no app is read for it', async (_, overrides, change) => {
  const passes = await settled(overrides);
  await change();
  const stop = new AbortController();
  await passes.run('wake', { arrived: () => [idOf('a3') || 'no-such-agent'], stop: stop.signal });
  expect(bed.writes).toEqual([]);
  const first = bed.reads.findIndex((one) => one.startsWith('mesos view of'));
  expect(bed.reads[first + 1]).toBe('mesos view');
});

test('nothing is written at once where many come: the pass over everything is quicker', async () => {
  const passes = await settled();
  const hosts = Array.from({ length: 9 }, (_, i) => `b${i}`);
  for (const host of hosts) await cluster.addAgent(host);
  await passes.run('wake', { arrived: () => hosts.map(idOf) });
  expect(bed.reads.some((one) => one.startsWith('mesos view of'))).toBe(false);
  expect(bed.writes).toEqual(['raise 11']);
});

test.each(['dryRun', 'observeOnly'])(
  'nobody is welcomed by an operator that writes nothing: %s',
  async (mode) => {
    await settled();
    await cluster.addAgent('a3');
    await bed.passes(() => {}, { [mode]: true }).run();
    const observer = bed.passes(() => {}, { [mode]: true });
    await observer.run();
    bed.reads.splice(0);
    await observer.run('wake', { arrived: () => [idOf('a3')] });
    expect([bed.reads.includes('mesos view'), bed.writes]).toEqual([true, []]);
    expect(bed.reads.some((one) => one.startsWith('mesos view of'))).toBe(false);
  },
);

test('nothing is written at once by an operator that has lost the lead', async () => {
  let leads = true;
  for (const host of ['a1', 'a2']) await cluster.addAgent(host);
  declare(bed.manifests, [service()]);
  const passes = bed.passes(() => {
    if (!leads) throw new NotLeadingError('somebody else leads');
  });
  for (let i = 0; i < 6; i++) {
    await passes.run();
    await bed.clock.run(10, 0);
  }
  leads = false;
  await cluster.addAgent('a3');
  bed.reads.splice(0);
  cluster.writes.splice(0);
  await expect(passes.run('wake', { arrived: () => [idOf('a3')] })).rejects.toThrow(NotLeadingError);
  // It was about to: the gate was asked right before the write, and the pass ends there.
  expect(bed.reads.filter((one) => one.startsWith('mesos'))).toEqual([`mesos view of ${idOf('a3')}`]);
  expect(cluster.writes).toEqual([]);
});

test('each of several services on one group covers an agent that joins, each by a look of its own', async () => {
  for (const host of ['a1', 'a2']) await cluster.addAgent(host);
  declare(bed.manifests, [service(), service({ name: 'spark-3', sparkVersion: '3.0.0' })]);
  const passes = bed.passes();
  for (let i = 0; i < 6; i++) {
    await passes.run();
    await bed.clock.run(10, 0);
  }
  expect(await bed.runningOn()).toEqual(['a1', 'a1', 'a2', 'a2']);
  bed.writes.splice(0);
  bed.reads.splice(0);
  await cluster.addAgent('a3');
  await passes.run('wake', { arrived: () => [idOf('a3')] });
  expect(bed.writes).toEqual(['raise 3', 'raise 3']);
  // The first has written: what was read before it is not for the second.
  const views = bed.reads.filter((one) => one.startsWith('mesos view'));
  expect(views.slice(0, 3)).toEqual([
    `mesos view of ${idOf('a3')}`,
    `mesos view of ${idOf('a3')}`,
    'mesos view',
  ]);
});

test('while a rollout runs only the active app is raised at once; green and who retires follow', async () => {
  const passes = await settled();
  const active = bed.condition('Deployed') && cluster.apps.keys().next().value;
  declare(bed.manifests, [service({ sparkVersion: '2.4.1' })]);
  cluster.freezeHealth = true;
  for (let i = 0; i < 3; i++) {
    await passes.run();
    await bed.clock.run(10, 0);
  }
  expect(cluster.apps.size).toBe(2);
  cluster.writes.splice(0);
  bed.events.splice(0);
  await cluster.addAgent('a3');
  await passes.run('wake', { arrived: () => [idOf('a3')] });
  expect(cluster.writes[0]).toBe(`raise ${active} 3`);
  const acted = bed.events.filter(({ event }) => event === 'action');
  // Only what is done for an arrival names no manifest.
  expect(acted.filter(({ name }) => name === undefined)).toHaveLength(1);
});

test('an app on a Marathon of its own is raised there', async () => {
  bed.marathons.set('http://own:8080', cluster.marathon);
  const passes = await settled({ marathon: 'http://own:8080' });
  cluster.writes.splice(0);
  await cluster.addAgent('a3');
  await passes.run('wake', { arrived: () => [idOf('a3')] });
  expect([cluster.writes, bed.writes]).toEqual([[expect.stringMatching(/^raise .* 3$/)], []]);
  expect(bed.reads.indexOf(`mesos view of ${idOf('a3')}`)).toBeLessThan(bed.reads.indexOf('mesos view'));
  // The cluster's own was not even asked.
  expect(bed.reads.filter((one) => one.startsWith('marathon'))).toEqual([]);
});

test('rule 1: where the lost task of the same host may go on, only a look at all agents tells', async () => {
  const passes = await settled();
  await cluster.lose('a1');
  await passes.run();
  // Its agent is back, and its task not yet; another machine has come under its name.
  cluster.agent('a1').presence = 'here';
  await cluster.addAgent('a1');
  expect(await welcome(shuffleServiceManifest.parse(service()), [idOf('a1')], world())).toEqual([]);
  await passes.run('wake', { arrived: () => [idOf('a1')] });
  expect(bed.writes).toEqual([]);
});

test('rule 1: for an app that was created anew, and of which that is not noted yet, nothing is written at once', async () => {
  await settled();
  await cluster.addAgent('a3');
  const raised = (marathon: Marathon) =>
    welcome(shuffleServiceManifest.parse(service()), [idOf('a3')], { ...world(), marathon });
  const { marathon } = cluster;
  const dated: Marathon = {
    ...marathon,
    app: async (id) => {
      const app = await marathon.app(id);
      return app && { ...app, configuredAt: '2026-01-01T00:00:00.000Z' };
    },
  };
  // As it was created, and since when it is nobody has written down.
  const state = bed.state.text(stateStoreKeys.state('ShuffleService', 'spark-2-4'));
  expect(JSON.parse(state ?? '')).toMatchObject({ active: { born: 'asked' } });
  expect(await raised(dated)).toEqual([]);
  expect(await raised(marathon)).toMatchObject([{ do: 'raise-instances', to: 3 }]);
});

test('nothing is written at once while a deployment runs, nor by an operator that only observes', async () => {
  const passes = await settled();
  cluster.hang = true;
  await cluster.addAgent('a3');
  await passes.run('wake', { arrived: () => [idOf('a3')] });
  await cluster.addAgent('a4');
  await passes.run('wake', { arrived: () => [idOf('a4')] });
  expect(bed.writes).toEqual(['raise 3']);
  bed.reads.splice(0);
  await bed.passes(() => {}, { observeOnly: true }).run('wake', { arrived: () => [idOf('a4')] });
  expect(bed.reads.some((one) => one.startsWith('mesos view of'))).toBe(false);
});

test.each<[string, Parameters<typeof service>[0], number]>([
  ['paused meanwhile', { paused: true }, 0],
  ['paused before', { paused: true }, 1],
  ['changed meanwhile', { sparkVersion: '2.4.1' }, 0],
])('nothing is written at once for a manifest that was %s', async (_, overrides, passesBefore) => {
  const passes = await settled();
  declare(bed.manifests, [service(overrides)]);
  for (let i = 0; i < passesBefore; i++) await passes.run();
  bed.reads.splice(0);
  await cluster.addAgent('a3');
  await passes.run('wake', { arrived: () => [idOf('a3')] });
  expect(bed.reads.some((one) => one.startsWith('mesos view of'))).toBe(false);
  expect(bed.writes).toEqual(overrides?.paused ? [] : ['raise 3']);
});

test('rule 1, random: what is raised at once is never more than a look at everything would raise', async () => {
  let raised = 0;
  for (let seed = 1; seed <= 60; seed++) {
    cluster = new FakeCluster();
    bed = new Bed(cluster);
    await settled();
    const random = seeded(seed);
    const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
    const manifest = shuffleServiceManifest.parse(service());
    const looking = world();
    for (let step = 0; step < 12; step++) {
      const hosts = cluster.agents.map(({ hostname }) => hostname);
      const host = pick(hosts);
      const changes = [
        () => cluster.addAgent(`n${step}`),
        () => cluster.addAgent(`n${step}`),
        () => cluster.addAgent(host),
        async () => {
          cluster.agent(host).hidden = !cluster.agent(host).hidden;
        },
        async () => {
          // Registered again, and its tasks not yet heard of.
          cluster.agent(host).presence = 'here';
        },
        () => cluster.lose(host),
        () => cluster.bringBack(host),
        () => cluster.deactivate(host),
        async () => cluster.advance(pick([1, 30, 400])),
        () => cluster.failover([host]),
        async () => {
          cluster.paused = !cluster.paused;
        },
      ];
      await pick(changes)();
      const arrived = hosts.filter(() => random() < 0.4).map(idOf);
      if (random() < 0.7) arrived.push(...cluster.agents.slice(-1).map(({ id }) => id));
      const [quick] = await welcome(manifest, arrived, looking);
      if (!quick) continue;
      const everything = plan(manifest, await observe(manifest, looking));
      const full = everything.find((one) => one.do === 'raise-instances');
      if (quick.do !== 'raise-instances' || full?.do !== 'raise-instances')
        throw new Error('a raise without one');
      expect([full.appId, full.from]).toEqual([quick.appId, quick.from]);
      expect(quick.to).toBeLessThanOrEqual(full.to);
      raised++;
      if (random() < 0.5) await cluster.marathon.raise(quick.appId, quick.to);
    }
    await bed.close();
  }
  expect(raised).toBeGreaterThan(50);
});
