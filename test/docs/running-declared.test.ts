import { compilerOutput } from '../support/examples';
import { declaredBy, pageOf, read, Stage } from './declared/stage';

jest.setTimeout(60_000);

let at: Stage;
beforeEach(() => {
  at = new Stage();
});
afterEach(() => at.bed.close());

const APPLICATIONS = ['marathon-job'] as const;
const PAGES = [...APPLICATIONS] as const;
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

describe.each(APPLICATIONS)('%s', (page) => {
  test('its driver runs, completes, and nothing of it is held', async () => {
    at.declare(declaredBy(page));
    await at.work(4);
    expect(application()).toMatchObject({ state: 'Running', attempts: 1 });
    const taskId = application()?.driver?.taskId;
    await at.finish(taskId);
    await at.work(20);
    expect(application()?.state).toBe('Completed');
    expect(at.bed.condition('Ready', 'SparkApplication', 'pi')).toMatchObject({ status: 'True' });
    expect(await at.bed.cluster.held()).toEqual([]);
    expect(at.apps.length + at.jobs.length).toBe(1);
  });

  test('Drain restarts nothing, and ends it with its declaration', async () => {
    at.declare(declaredBy(page));
    await at.work(4);
    const taskId = application()?.driver?.taskId;
    at.declare(drained(page));
    await at.work(4);
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
