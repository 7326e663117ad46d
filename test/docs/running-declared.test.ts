import { compilerOutput } from '../support/examples';
import { DISPATCHER, declaredBy, pageOf, read, Stage } from './declared/stage';

jest.setTimeout(60_000);

let at: Stage;
beforeEach(async () => {
  at = new Stage();
  await at.lab.addAgent('10.0.0.11');
});
afterEach(() => at.bed.close());

const PAGES = ['marathon-job', 'marathon-docker-job', 'metronome-job', 'through-a-dispatcher'] as const;
const application = (name = 'pi') => at.bed.status('SparkApplication', name).application;
const drained = (page: string) =>
  declaredBy(page).map((one) =>
    one.kind === 'SparkApplication'
      ? { ...one, spec: { ...(one.spec as object), deletionPolicy: 'Drain' } }
      : one,
  );

test('the examples compile as they stand', () => {
  const all = PAGES.flatMap((page) => [...pageOf(page).examples]);
  const examples = new Map(all);
  expect(examples.size).toBe(all.length);
  expect(compilerOutput(examples, 'running-declared')).toBe('');
});

test.each(PAGES)('%s begins with its example, and shows what that declares', (page) => {
  const { examples, shown } = pageOf(page);
  expect([...examples.keys()][0]).toBe(page);
  const declared = [...examples.keys()].flatMap((example) => declaredBy(page, example));
  expect(shown.length).toBeGreaterThan(0);
  const byName = (list: typeof shown) =>
    new Map(list.map((one) => [`${one.kind}/${one.metadata.name}`, read(one)]));
  expect(byName(shown)).toEqual(byName(declared));
});

describe.each(PAGES)('%s', (page) => {
  test('its driver runs, completes, and nothing of it is held', async () => {
    at.declare(declaredBy(page));
    await at.work(10);
    expect(application()).toMatchObject({ state: 'Running', attempts: 1 });
    const taskId = application()?.driver?.taskId;
    await at.finish(taskId);
    await at.work(20);
    expect(application()?.state).toBe('Completed');
    expect(at.bed.condition('Ready', 'SparkApplication', 'pi')).toMatchObject({ status: 'True' });
    const held = (await at.bed.cluster.held()).filter(({ id }) => id === taskId || !id.startsWith('spark.'));
    expect(held).toEqual([]);
    expect(at.apps.length + at.jobs.length).toBe(1);
  });

  test('Drain restarts nothing, and ends it with its declaration', async () => {
    at.declare(declaredBy(page));
    await at.work(10);
    const taskId = application()?.driver?.taskId;
    at.declare(drained(page));
    await at.work(10);
    expect(application()).toMatchObject({ state: 'Running', attempts: 1, driver: { taskId } });
    at.declare([]);
    await at.work(12);
    expect(at.stateOf(taskId)).toBe('TASK_KILLED');
    expect(at.bed.condition('Removed', 'SparkApplication', 'pi')).toMatchObject({ status: 'True' });
  });
});

test('marathon-job: the app is called as the page says, and one that is removed by hand counts as killed', async () => {
  at.declare(declaredBy('marathon-job'));
  await at.work(4);
  expect(at.apps).toHaveLength(1);
  expect(at.apps[0]).toMatchObject({
    id: expect.stringMatching(/^\/spark-pi-[0-9a-f]{8}-1$/),
    backoffSeconds: 30 * 24 * 3600,
    unreachableStrategy: 'disabled',
  });
  expect(at.apps[0]?.['cmd']).toContain("--conf 'spark.cores.max=8'");
  await at.lab.marathon.remove(String(at.apps[0]?.['id']));
  await at.work(12);
  expect(application()?.state).toBe('Killed');
  expect(at.apps).toHaveLength(1);
});

test('marathon-docker-job: driver and executors are of the image, on the network of the host', async () => {
  at.declare(declaredBy('marathon-docker-job'));
  await at.work(4);
  expect(at.apps).toHaveLength(1);
  const [app] = at.apps;
  const image = 'mesosphere/spark:1.1.1-2.2.0-hadoop-2.7';
  expect(app).toMatchObject({
    container: { type: 'DOCKER', docker: { image } },
    networks: [{ mode: 'host' }],
    fetch: [],
  });
  for (const part of [
    '/opt/spark/dist/bin/spark-submit',
    `spark.mesos.executor.docker.image=${image}`,
    'spark.mesos.executor.home=/opt/spark/dist',
    '--name pi',
    'spark.cores.max=8',
  ]) {
    expect(app?.['cmd']).toContain(part);
  }
});

test('metronome-job: one job with one run, whose history stays', async () => {
  at.declare(declaredBy('metronome-job'));
  await at.work(4);
  expect(at.jobs).toHaveLength(1);
  const { id, runId } = application() ?? {};
  expect(id).toMatch(/^pi-[0-9a-f]{8}-1$/);
  expect((await at.lab.metronome.job(id ?? ''))?.activeRuns).toMatchObject([{ id: runId }]);
  await at.finish(application()?.driver?.taskId);
  await at.work(20);
  expect(await at.lab.metronome.job(id ?? '')).toMatchObject({ activeRuns: [] });
});

test('metronome-job: on a schedule it runs at two at night, once, and that is told', async () => {
  at.declare(declaredBy('metronome-job', 'metronome-schedule'));
  const of = () => at.bed.status('ScheduledSparkApplication', 'nightly').schedule;
  await at.work(4);
  // In Berlin it is one hour later than in the lab.
  expect(of()).toMatchObject({ id: 'nightly', nextRunAt: '2026-01-01T01:00:00.000+0000' });
  await at.bed.clock.run(3600, 0);
  await at.work(4);
  const [run] = (await at.lab.metronome.job('nightly'))?.activeRuns ?? [];
  expect(run).toBeDefined();
  const tasks = await at.bed.cluster.held();
  expect(tasks.map(({ state }) => state)).toEqual(['TASK_RUNNING']);
  await at.finish(tasks[0]?.id);
  await at.work(4);
  expect(of()).toMatchObject({ successCount: 1, failureCount: 0, lastRun: { succeeded: true } });
});

test('through-a-dispatcher: it is submitted once to the dispatcher of the page, and that tells of it', async () => {
  at.declare(declaredBy('through-a-dispatcher'));
  await at.work(10);
  const dispatcher = () => at.bed.status('SparkDispatcher', 'spark').dispatcher;
  expect(dispatcher()).toMatchObject({ url: DISPATCHER, queued: 0, running: 1 });
  expect(at.bed.condition('Ready', 'SparkDispatcher', 'spark')).toMatchObject({ status: 'True' });
  const { id = '' } = application() ?? {};
  expect(await at.dispatcherAt(DISPATCHER).status(id)).toMatchObject({ state: 'RUNNING' });
  await at.lab.marathon.remove('/spark');
  await at.work(12);
  expect(await at.dispatcherAt(DISPATCHER).status(id)).toMatchObject({ state: 'RUNNING' });
  expect(await at.lab.marathon.app('/spark')).toBeDefined();
  expect(application()).toMatchObject({ state: 'Running', attempts: 1 });
});

test('through-a-dispatcher: the package is installed as the catalog has it', async () => {
  at.declare(declaredBy('through-a-dispatcher', 'dispatcher-package'));
  await at.work(10);
  expect(await at.lab.cosmos.service('spark', '/spark')).toMatchObject({ options: {} });
  expect(at.bed.condition('Ready', 'SparkDispatcher', 'package')).toMatchObject({ status: 'True' });
});
