import { API_VERSION, stateStoreKeys } from '../../src/manifest';
import { Bed } from './support/bed';
import { Crash } from './support/crash';
import { FakeCluster } from './support/fake-cluster';
import { declare } from './support/manifests';

type Given = Readonly<Record<string, unknown>>;

const web = (spec: Given = {}, { name = 'web', app = {} }: { name?: string; app?: Given } = {}) => ({
  apiVersion: API_VERSION,
  kind: 'MarathonApp',
  metadata: { name },
  spec: {
    app: { id: '/web', cmd: 'sleep 1000', instances: 2, portDefinitions: [{ port: 0 }], ...app },
    deletionPolicy: 'Drain',
    ...spec,
  },
});

let cluster: FakeCluster;
let bed: Bed;

async function begin(): Promise<void> {
  cluster = new FakeCluster();
  bed = new Bed(cluster);
  for (const host of ['a1', 'a2']) await cluster.addAgent(host);
}
beforeEach(begin);

async function work(passes: number, operator = bed.passes()) {
  for (let i = 0; i < passes; i++) {
    await operator.run();
    await bed.clock.run(10, 0);
  }
}

async function deployed(manifest = web()): Promise<void> {
  declare(bed.manifests, [manifest]);
  await work(3);
  cluster.writes.splice(0);
}

const condition = (type: string, name = 'web') => bed.condition(type, 'MarathonApp', name);
const status = () => bed.status('MarathonApp', 'web');

test('Drain: the app ends, is told once, and the name is free again', async () => {
  await deployed();
  expect(status().app).toEqual({ id: '/web', instances: 2, running: 2 });
  declare(bed.manifests, []);
  await work(2);
  expect(cluster.writes).toEqual(['remove /web']);
  expect(condition('Removed')).toMatchObject({ status: 'True', reason: 'Removed' });
  expect(condition('Ready')?.message).toBe('the manifest is gone: the app is gone');
  bed.puts.splice(0);
  // Somebody else's from now on.
  await cluster.marathon.create({ id: '/web', instances: 1, portDefinitions: [{ port: 0 }] });
  cluster.writes.splice(0);
  await work(5);
  expect([cluster.writes, bed.puts]).toEqual([[], []]);
});

test('Retain: the app stays, and the status says which', async () => {
  await deployed(web({ deletionPolicy: 'Retain' }));
  declare(bed.manifests, []);
  await work(3);
  expect(cluster.writes).toEqual([]);
  expect(condition('Ready')).toMatchObject({
    reason: 'Retained',
    message: 'the manifest is gone: /web (2 of 2 instances run) stays as it is and is no longer looked after',
  });
});

test('what locks the app is waited for, however long, unless it is ours and only adds tasks', async () => {
  await deployed();
  cluster.hang = true;
  cluster.deploymentChange = { actions: [{ action: 'RestartApplication', app: '/web' }] };
  await cluster.marathon.raise('/web', 3);
  cluster.writes.splice(0);
  declare(bed.manifests, []);
  const operator = bed.passes();
  await work(100, operator);
  expect(cluster.writes).toEqual([]);
  expect(condition('Removed')).toMatchObject({
    status: 'False',
    reason: 'Locked',
    message: '/web ends once deployment deployment is over; nothing is ended with force',
  });
  cluster.hang = false;
  await cluster.addAgent('a3');
  await work(3, operator);
  expect(cluster.writes).toEqual(['remove /web']);
});

test('one that we began, that never ends and only adds tasks, is stopped after ten minutes', async () => {
  cluster.hang = true;
  declare(bed.manifests, [web({}, { app: { instances: 3 } })]);
  await work(3);
  declare(bed.manifests, []);
  cluster.writes.splice(0);
  const operator = bed.passes();
  await work(59, operator);
  expect(cluster.writes).toEqual([]);
  await work(5, operator);
  expect(cluster.writes).toEqual(['stop deployment', 'remove /web']);
  expect(condition('Removed')?.status).toBe('True');
});

describe('an app that may be somebody else’s stays', () => {
  test('taken over and never changed since', async () => {
    await cluster.marathon.create({ ...web().spec.app, instances: 2 });
    await work(1);
    await deployed(web({ adopt: true }));
    expect(condition('Owned')?.reason).toBe('Adopted');
    declare(bed.manifests, []);
    await work(3);
    expect(cluster.writes).toEqual([]);
    expect(condition('Removed')).toMatchObject({
      status: 'True',
      reason: 'LeftAlone',
      message: '/web stays: it carries no label mesos-spark.owner',
    });
  });

  test('taken over and changed, it is ours', async () => {
    await cluster.marathon.create({ ...web().spec.app, mem: 32, instances: 2 });
    await work(1);
    await deployed(web({ adopt: true }, { app: { mem: 64 } }));
    declare(bed.manifests, []);
    await work(3);
    expect(cluster.writes).toEqual(['remove /web']);
  });

  test('made anew by another', async () => {
    await deployed();
    const labels = { 'mesos-spark.owner': 'MarathonApp/shop' };
    await cluster.marathon.replace({ id: '/web', instances: 2, portDefinitions: [{ port: 0 }], labels });
    cluster.writes.splice(0);
    declare(bed.manifests, []);
    await work(3);
    expect(cluster.writes).toEqual([]);
    expect(condition('Removed')?.message).toBe('/web stays: its label names MarathonApp/shop');
  });

  // The new one comes later by name, and both changes in one index.
  test.each(['a-web', 'z-web'])('taken over by %s while it goes', async (name) => {
    await deployed();
    declare(bed.manifests, [web({ adopt: 'MarathonApp/web' }, { name })]);
    await work(3);
    expect(cluster.writes).toEqual([]);
    expect(condition('Owned', name)?.reason).toBe('Adopted');
    expect(condition('Removed')?.message).toBe(`/web stays: MarathonApp/${name} has taken it over`);
  });
});

test('declared again meanwhile it is taken up again', async () => {
  await deployed();
  cluster.hang = true;
  await cluster.marathon.raise('/web', 3);
  cluster.writes.splice(0);
  const operator = bed.passes();
  declare(bed.manifests, []);
  await work(3, operator);
  declare(bed.manifests, [web({}, { app: { instances: 3 } })]);
  cluster.hang = false;
  await cluster.addAgent('a3');
  await work(3, operator);
  expect(cluster.writes).toEqual([]);
  expect(condition('Ready')).toMatchObject({
    status: 'True',
    message: '3 of 3 instances of /web run',
  });
  expect(condition('Removed')).toBeUndefined();
});

test('both ids of a change of id that was not taken up', async () => {
  await deployed();
  declare(bed.manifests, [web({}, { app: { id: '/web-2' } })]);
  await work(2);
  expect(condition('Owned')?.reason).toBe('IdChanged');
  declare(bed.manifests, []);
  await work(3);
  expect(cluster.writes).toEqual(['remove /web']);
});

test('without the notes the status is enough', async () => {
  await deployed();
  bed.rawState.remove('state/MarathonApp/web.json');
  declare(bed.manifests, []);
  await work(2);
  expect(cluster.writes).toEqual(['remove /web']);
});

test.each([
  ['locked', { is: 'locked', message: 'App is locked', deployments: ['d'] }],
  ['refused by a permission', { is: 'refused', status: 403, message: 'no' }],
  ['already gone', { is: 'refused', status: 404, message: 'no app' }],
] as const)('an answer of the moment is waited for: %s', async (_, answer) => {
  await deployed();
  declare(bed.manifests, []);
  cluster.nextAnswer = answer;
  const operator = bed.passes();
  await work(3, operator);
  expect(condition('Removed')?.status).toBe('True');
  expect(cluster.apps.size).toBe(0);
});

test('a process that ends at any write removes the app once', async () => {
  for (const when of ['before', 'after'] as const) {
    for (let at = 1; ; at++) {
      await begin();
      await deployed();
      declare(bed.manifests, []);
      const crash = new Crash(at, when);
      await work(
        2,
        bed.passes(() => {}, { crash }),
      ).catch(() => undefined);
      if (!crash.happened) break;
      await work(3);
      expect([at, when, cluster.writes]).toEqual([at, when, ['remove /web']]);
      expect(condition('Removed')?.status).toBe('True');
    }
  }
});

test('a dry run says what would end', async () => {
  await deployed();
  declare(bed.manifests, []);
  const [report] = await bed.passes(() => {}, { dryRun: true }).run();
  expect(report?.planned).toEqual([
    { do: 'remove-app', because: 'its manifest is gone, and said deletionPolicy "Drain"' },
  ]);
  expect(cluster.writes).toEqual([]);
});

describe('rule: a Marathon goes after those who live on it', () => {
  const URL = 'http://web.example:8080';
  const KEY = stateStoreKeys.state('SparkDispatcher', 'spark');
  const dispatcher = JSON.stringify({ appId: '/spark', marathon: `${URL}/` });

  test('nothing is even planned while somebody does, and it goes at the next look once nobody does', async () => {
    await deployed(web({ answersAt: [URL] }));
    expect(status().app?.answersAt).toEqual([URL]);
    bed.rawState.set(KEY, dispatcher);
    declare(bed.manifests, []);
    await work(3);
    expect(cluster.writes).toEqual([]);
    expect(condition('Removed')).toMatchObject({ status: 'False', reason: 'InUse' });
    expect(condition('Removed')?.message).toContain('/web is the Marathon of SparkDispatcher/spark, and');
    expect(condition('Applied')).toMatchObject({ status: 'True' });
    bed.rawState.remove(KEY);
    await work(2);
    expect(cluster.writes).toEqual(['remove /web']);
    expect(condition('Removed')).toMatchObject({ status: 'True' });
  });
});
