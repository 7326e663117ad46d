import { type SparkDispatcherManifestInput, stateStoreKeys } from '../../src/manifest';
import { Crash } from './support/crash';
import {
  type DispatcherStage,
  dispatcher,
  dispatcherStage,
  publish,
  restOf,
  submit,
} from './support/dispatchers';
import { declare } from './support/manifests';

jest.setTimeout(120_000);

let at: DispatcherStage;
beforeEach(() => {
  at = dispatcherStage();
});
afterEach(() => at.bed.close());

/** So many passes, ten seconds apart. */
async function work(passes: number, operator = at.bed.passes()): Promise<void> {
  for (let i = 0; i < passes; i++) {
    await operator.run();
    await at.bed.clock.run(10, 0);
  }
}

const declared = (...manifests: readonly SparkDispatcherManifestInput[]) =>
  declare(at.bed.manifests, manifests);
const status = () => at.bed.status('SparkDispatcher', 'spark');
const condition = (type: string) => at.bed.condition(type, 'SparkDispatcher', 'spark');
const app = () => at.lab.marathon.app('/spark');
const tasks = () => at.lab.lab.world.cluster.tasks;
/** State of the task of a driver. */
const driver = (id: string) =>
  tasks().find(id)?.state ??
  tasks()
    .completed()
    .find((one) => one.id === id)?.state ??
  'none';
const frameworks = () => at.lab.lab.world.cluster.frameworks.all().filter(({ name }) => name === 'spark');

test('a dispatcher starts, registers, and takes submissions', async () => {
  declared(dispatcher());
  await work(5);
  expect(condition('Ready')).toMatchObject({ status: 'True' });
  expect(status().dispatcher).toEqual({
    provider: 'Marathon',
    url: expect.stringMatching(/^http:\/\/agent-\d:7077$/),
    webUiUrl: expect.stringMatching(/^http:\/\/agent-\d:8082$/),
    frameworkId: frameworks()[0]?.id,
    ...{ queued: 0, running: 0, retrying: 0 },
  });
  const id = await submit(at);
  const large = await submit(at, { cores: 100 });
  await work(2);
  expect(driver(id)).toBe('TASK_RUNNING');
  expect(status().dispatcher).toMatchObject({ queued: 1, running: 1 });
  expect(await restOf(at).status(large)).toMatchObject({ state: 'QUEUED' });
  const { length } = at.bed.writes;
  const puts = at.bed.puts.length;
  await work(5);
  expect(at.bed.writes).toHaveLength(length);
  expect(at.bed.puts).toHaveLength(puts);
});

test('an update with ZooKeeper restarts it, and loses no driver, running or queued', async () => {
  declared(dispatcher());
  await work(5);
  const running = await submit(at);
  const queued = await submit(at, { cores: 100 });
  await work(2);
  const [before] = frameworks();
  declared(dispatcher({ memory: '2g' }));
  await work(6);
  expect(at.bed.writes).toEqual(['create 1', 'replace /spark']);
  expect((await app())?.definition['env']).toMatchObject({ SPARK_DAEMON_MEMORY: '2g' });
  expect(frameworks()).toMatchObject([{ id: before?.id, connected: true }]);
  expect(driver(running)).toBe('TASK_RUNNING');
  expect(await restOf(at).status(running)).toMatchObject({ state: 'RUNNING' });
  expect(await restOf(at).status(queued)).toMatchObject({ state: 'QUEUED' });
  expect(condition('Ready')).toMatchObject({ status: 'True' });
});

describe('where nothing is kept', () => {
  test('an update waits until nothing runs and nothing waits', async () => {
    declared(dispatcher({ recovery: 'None' }));
    await work(5);
    const id = await submit(at, { seconds: 100 });
    await work(2);
    declared(dispatcher({ recovery: 'None', memory: '2g' }));
    await work(4);
    expect(condition('Deployed')).toMatchObject({
      status: 'False',
      reason: 'Held',
      message: expect.stringContaining(id),
    });
    expect(at.bed.writes).toEqual(['create 1']);
    await work(15);
    expect(driver(id)).toBe('TASK_FINISHED');
    expect(at.bed.writes).toEqual(['create 1', 'replace /spark']);
    expect(condition('Deployed')).toMatchObject({ status: 'True', reason: 'AsDeclared' });
    expect(condition('LeftBehind')).toMatchObject({ status: 'False', reason: 'Empty' });
  });

  test('a page that does not tell means that somebody may be there', async () => {
    declared(dispatcher({ recovery: 'None' }));
    await work(5);
    at.bed.dispatcherUis = () => ({ view: () => Promise.reject(new Error('connection refused')) });
    declared(dispatcher({ recovery: 'None', memory: '2g' }));
    await work(4);
    expect(condition('Deployed')).toMatchObject({
      reason: 'Held',
      message: expect.stringContaining('connection refused'),
    });
    expect(condition('DriversKnown')).toMatchObject({ status: 'False', reason: 'PageSilent' });
  });

  test('Proceed leaves drivers without a dispatcher, and that is told', async () => {
    declared(dispatcher({ recovery: 'None' }));
    await work(5);
    const id = await submit(at);
    await work(2);
    declared(dispatcher({ recovery: 'None', memory: '2g', upgrade: { whenInUse: 'Proceed' } }));
    await work(6);
    expect(driver(id)).toBe('TASK_RUNNING');
    expect(await restOf(at).status(id)).toEqual({ state: 'NOT_FOUND' });
    expect(frameworks()).toHaveLength(2);
    expect(condition('LeftBehind')).toMatchObject({ status: 'True', reason: 'Orphans' });
    expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'Orphans' });
  });
});

test('another place to keep things counts as keeping nothing', async () => {
  declared(dispatcher());
  await work(5);
  await submit(at);
  const other = { zooKeeper: { servers: 'zk-1:2181,zk-2:2181', directory: '/elsewhere' } };
  declared(dispatcher({ recovery: other }));
  await work(4);
  expect(condition('Deployed')).toMatchObject({ reason: 'Held' });
  expect(at.bed.writes).toEqual(['create 1']);
});

test('another principal is not sent: the framework that is kept could never register again', async () => {
  const secret = { file: '/run/secret' };
  declared(dispatcher({ authentication: { principal: 'one', secret } }));
  await work(5);
  declared(dispatcher({ authentication: { principal: 'two', secret } }));
  await work(4);
  expect(condition('Deployed')).toMatchObject({ status: 'False', reason: 'PrincipalChanged' });
  expect(at.bed.writes).toEqual(['create 1']);
});

describe('published defaults', () => {
  const withDefaults = dispatcher({ sparkDefaults: 'spark-2-4' });
  const uses = () => (status().uses ?? []).map(({ port }) => port).sort();
  const port = (id: string) =>
    at.lab.lab.world.hosted.named('spark')?.property(id, 'spark.shuffle.service.port');

  test('it starts once they are there', async () => {
    declared(withDefaults);
    await work(3);
    expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'NotPublished' });
    expect(at.bed.writes).toEqual([]);
    await publish(at, 7337);
    await work(5);
    expect(condition('Ready')).toMatchObject({ status: 'True' });
    const id = await submit(at);
    expect(port(id)).toBe('7337');
    expect(uses()).toEqual([7337]);
  });

  test('the older shuffle service is in use until the last driver that was taken with it has ended', async () => {
    await publish(at, 7337);
    declared(withDefaults);
    await work(5);
    const [running, queued] = [await submit(at, { seconds: 400 }), await submit(at, { cores: 100 })];
    await work(2);
    await publish(at, 7338);
    await work(6);
    expect(at.bed.writes).toEqual(['create 1', 'replace /spark']);
    const later = await submit(at);
    expect([port(running), port(queued), port(later)]).toEqual(['7337', '7337', '7338']);
    await work(2);
    expect(uses()).toEqual([7337, 7338]);
    await work(50);
    expect(driver(running)).toBe('TASK_FINISHED');
    // It still waits, and was told the older port.
    expect(uses()).toEqual([7337, 7338]);
    await restOf(at).kill(queued);
    await work(3);
    expect(uses()).toEqual([7338]);
  });

  test('it is in use while the dispatcher goes on without a manifest', async () => {
    await publish(at, 7337);
    declared(withDefaults);
    await work(5);
    declared();
    await work(5);
    expect(condition('Removed')).toMatchObject({ status: 'False', reason: 'GoesOn' });
    expect(uses()).toEqual([7337]);
    expect(await app()).toBeDefined();
  });
});

test('an app of somebody else of that id is left alone', async () => {
  await at.lab.marathon.create({ id: '/spark', cmd: 'sleep 1000', cpus: 0.1, mem: 32, instances: 1 });
  await at.bed.clock.run(10, 0);
  declared(dispatcher());
  await work(4);
  expect(condition('Owned')).toMatchObject({ status: 'False', reason: 'OwnedByAnother' });
  expect(at.bed.writes).toEqual([]);
});

test('what somebody changes is put back, and a second instance goes', async () => {
  declared(dispatcher());
  await work(5);
  const definition = (await app())?.definition;
  await at.lab.marathon.replace({ ...definition, cpus: 2, instances: 1 });
  await work(6);
  expect((await app())?.definition['cpus']).toBe(1);
  await at.lab.marathon.raise('/spark', 2);
  await work(6);
  expect((await app())?.instances).toBe(1);
});

test('another id is not taken up while the first is there', async () => {
  declared(dispatcher());
  await work(5);
  declared(dispatcher({ app: { id: '/other' } }));
  await work(4);
  expect(condition('Owned')).toMatchObject({ status: 'False', reason: 'Moved' });
  expect(await at.lab.marathon.app('/other')).toBeUndefined();
});

test('one that nobody offers room can be changed', async () => {
  declared(dispatcher({ cpus: 50 }));
  await work(4);
  expect(condition('Running')).toMatchObject({ status: 'False', reason: 'Waiting' });
  declared(dispatcher());
  await work(8);
  expect(condition('Ready')).toMatchObject({ status: 'True' });
});

test('a lost agent: no second one is started, and that is told', async () => {
  declared(dispatcher());
  await work(5);
  const host = new URL(status().dispatcher?.url ?? '').hostname;
  await at.lab.lose(host);
  await work(10);
  expect(condition('Running')).toMatchObject({ status: 'False', reason: 'Lost' });
  expect((await app())?.tasks).toHaveLength(1);
});

describe('when the manifest is gone', () => {
  test('Drain: it ends once it has no drivers', async () => {
    declared(dispatcher({ deletionPolicy: 'Drain' }));
    await work(5);
    const id = await submit(at, { seconds: 100 });
    await work(2);
    declared();
    await work(4);
    expect(condition('Removed')).toMatchObject({ status: 'False', reason: 'Draining' });
    expect(await app()).toBeDefined();
    await work(15);
    expect(driver(id)).toBe('TASK_FINISHED');
    expect(await app()).toBeUndefined();
    expect(condition('Removed')).toMatchObject({ status: 'True', reason: 'Removed' });
    expect(frameworks()).toMatchObject([{ connected: false }]);
  });

  test('Teardown: its framework ends with its drivers, and nobody else', async () => {
    declared(dispatcher({ deletionPolicy: 'Teardown' }));
    await work(5);
    const id = await submit(at);
    await at.lab.call('POST', '/frameworks', { name: 'spark', executors: 1 });
    await work(2);
    declared();
    await work(8);
    expect(driver(id)).toBe('TASK_KILLED');
    expect(frameworks().map(({ id: one }) => at.bed.writes.includes(`teardown ${one}`))).toEqual([false]);
    expect(condition('Removed')).toMatchObject({ status: 'True', reason: 'Removed' });
  });
});

describe('an operator that ends at any write', () => {
  const when = ['before', 'after'] as const;
  const steps = Array.from({ length: 14 }, (_, i) => i + 1).flatMap((n) => when.map((w) => [n, w] as const));

  test.each(steps)('write %i, %s it is done: another one goes on', async (n, w) => {
    await publish(at, 7337);
    const manifest = dispatcher({ sparkDefaults: 'spark-2-4', deletionPolicy: 'Teardown' });
    declared(manifest);
    const crash = new Crash(n, w);
    const dying = at.bed.passes(() => {}, { crash });
    const alive = at.bed.passes();
    const step = async (passes: number) => {
      for (let i = 0; i < passes; i++) {
        if (crash.happened) await alive.run();
        else await dying.run().catch(() => {});
        await at.bed.clock.run(10, 0);
      }
    };
    await step(7);
    expect(condition('Ready')).toMatchObject({ status: 'True' });
    const id = await submit(at);
    await publish(at, 7338);
    await step(8);
    expect(condition('Ready')).toMatchObject({ status: 'True' });
    expect((status().uses ?? []).map(({ port }) => port)).toEqual([7337, 7338]);
    expect(driver(id)).toBe('TASK_RUNNING');
    expect(frameworks()).toHaveLength(1);
    expect(at.bed.writes.filter((one) => one.startsWith('replace')).length).toBeLessThanOrEqual(1);
    declared();
    await step(8);
    expect(crash.happened).toBe(true);
    expect(await app()).toBeUndefined();
    expect(frameworks()).toEqual([]);
    expect(condition('Removed')).toMatchObject({ status: 'True' });
  });
});

test('another Marathon is shown what the manifest names for it, also once that is gone', async () => {
  const marathon = 'http://other.example:8080';
  const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;
  const basic = (name: string) => ({ kind: 'basic' as const, secret: secret(name) });
  const { bed } = at;
  bed.marathons.set(marathon, at.lab.marathon);
  const state = () =>
    JSON.parse(bed.state.text(stateStoreKeys.state('SparkDispatcher', 'spark')) ?? '{}') as object;
  const say = (...names: readonly string[]) => {
    const [marathonCredentials] = names.map(basic);
    const more = marathonCredentials ? { marathonCredentials } : {};
    declared(dispatcher({ marathon, deletionPolicy: 'Drain', ...more }));
  };
  say('one');
  await work(5);
  expect(bed.shown.get(marathon)).toEqual(basic('one'));
  expect(state()).toMatchObject({ marathon, marathonCredentials: basic('one') });
  const [task] = (await app())?.tasks ?? [];
  // Another secret: nothing is restarted.
  say('two');
  await work(3);
  expect(bed.shown.get(marathon)).toEqual(basic('two'));
  expect(state()).toMatchObject({ marathonCredentials: basic('two') });
  say();
  await work(3);
  expect(bed.shown.get(marathon)).toBeUndefined();
  expect(state()).not.toHaveProperty('marathonCredentials');
  say('three');
  await work(3);
  expect((await app())?.tasks.map(({ id }) => id)).toEqual([task?.id]);
  expect(condition('Ready')?.status).toBe('True');
  bed.shown.clear();
  declared();
  await work(6);
  expect(bed.shown.get(marathon)).toEqual(basic('three'));
  expect(await app()).toBeUndefined();
});
