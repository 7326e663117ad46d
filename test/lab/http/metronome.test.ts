import { metronomeOverHttp } from '../../../src/io/metronome-http';
import { createLab } from '../../../src/lab';
import { inProcess, inVirtualTime } from '../support/in-process';

const RUN = { cmd: 'true', cpus: 0.1, mem: 64, disk: 0 };

function labWithMetronome() {
  const lab = createLab({ agents: 1, clock: 'virtual', metronome: true });
  const client = inProcess(lab, { baseUrl: 'http://127.0.0.1:9000', timeout: 5 });
  const metronome = metronomeOverHttp(client);
  const now = <T>(promise: Promise<T>) => inVirtualTime(lab, promise);
  return {
    lab,
    client,
    advance: (seconds: number) => lab.driver.advance(seconds),
    job: (id: string) => now(metronome.job(id)),
    create: (job: Readonly<Record<string, unknown>>) => now(metronome.create(job)),
    run: (id: string) => now(metronome.run(id)),
    tasks: () => lab.world.cluster.tasks.all(),
  };
}

const finished = { SIM: 'finish', SIM_SECONDS: '30' };

test('a schedule runs by the clock of its time zone, and the day by both of its fields', async () => {
  const { create, job } = labWithMetronome();
  // It is 2026-01-01T00:00Z, a Thursday; the first Friday that is a thirteenth comes in February.
  await create({
    id: 'a',
    run: RUN,
    schedules: [{ id: 's1', cron: '30 2 13 * 5', timezone: 'America/New_York' }],
  });
  expect((await job('a'))?.nextRunAt).toBe('2026-02-13T07:30:00.000+0000');
});

test('what is scheduled runs, and again', async () => {
  const { create, job, advance, tasks } = labWithMetronome();
  await create({
    id: 'a.b',
    labels: finished,
    run: RUN,
    schedules: [{ id: 's1', cron: '*/10 * * * *' }],
  });
  advance(601);
  expect((await job('a.b'))?.activeRuns).toMatchObject([
    { status: 'ACTIVE', tasks: [{ status: 'TASK_RUNNING' }] },
  ]);
  expect(tasks().map(({ name, labels }) => [name.replace(/^\w+/, 'RUN'), labels])).toEqual([
    ['RUN.b.a', finished],
  ]);
  advance(60);
  expect(await job('a.b')).toMatchObject({
    ...{ activeRuns: [], successCount: 1, failureCount: 0 },
    finishedRuns: [{ succeeded: true, createdAt: '2026-01-01T00:10:00.000+0000' }],
    nextRunAt: '2026-01-01T00:20:00.000+0000',
  });
  advance(600);
  expect(await job('a.b')).toMatchObject({ successCount: 2 });
});

test('FORBID leaves a run out while one is there; disabled nothing runs', async () => {
  const { create, job, advance } = labWithMetronome();
  const schedule = { id: 's1', cron: '*/10 * * * *' };
  await create({ id: 'forbid', run: RUN, schedules: [{ ...schedule, concurrencyPolicy: 'FORBID' }] });
  await create({ id: 'allow', run: RUN, schedules: [schedule] });
  await create({ id: 'off', run: RUN, schedules: [{ ...schedule, enabled: false }] });
  advance(1801);
  const runs = async (id: string) => (await job(id))?.activeRuns.length;
  expect([await runs('forbid'), await runs('allow'), await runs('off')]).toEqual([1, 3, 0]);
});

test('a run that finds no offer in time is given up', async () => {
  const { create, job, advance } = labWithMetronome();
  await create({
    id: 'big',
    run: { ...RUN, cpus: 1000 },
    schedules: [{ id: 's1', cron: '0 1 * * *', startingDeadlineSeconds: 120 }],
  });
  advance(3601);
  expect(await job('big')).toMatchObject({ activeRuns: [{ status: 'STARTING', tasks: [] }] });
  advance(120);
  expect(await job('big')).toMatchObject({ activeRuns: [], failureCount: 1 });
});

test('ON_FAILURE starts another task in the same run until the deadline; NEVER none', async () => {
  const { create, job, run, advance } = labWithMetronome();
  const labels = { SIM: 'break', SIM_SECONDS: '30' };
  const restart = { policy: 'ON_FAILURE', activeDeadlineSeconds: 100 };
  await create({ id: 'again', labels, run: { ...RUN, restart } });
  await create({ id: 'once', labels, run: RUN });
  await run('again');
  await run('once');
  advance(40);
  expect((await job('again'))?.activeRuns).toMatchObject([
    { tasks: [{ status: 'TASK_FAILED' }, { status: 'TASK_RUNNING' }] },
  ]);
  expect(await job('once')).toMatchObject({ activeRuns: [], failureCount: 1 });
  advance(100);
  expect(await job('again')).toMatchObject({ activeRuns: [], failureCount: 1 });
  expect((await job('again'))?.finishedRuns[0]?.tasks).toHaveLength(4);
});

test('a lost agent leaves its run as it is, and its return, too', async () => {
  const { lab, create, job, run, advance } = labWithMetronome();
  await create({ id: 'a', run: RUN });
  await run('a');
  advance(2);
  const [agent] = lab.world.cluster.all();
  lab.world.cluster.setReachable(agent?.id ?? '', false);
  advance(1000);
  expect((await job('a'))?.activeRuns).toMatchObject([{ status: 'ACTIVE' }]);
  lab.world.cluster.setReachable(agent?.id ?? '', true);
  expect((await job('a'))?.activeRuns).toMatchObject([
    { status: 'ACTIVE', tasks: [{ status: 'TASK_RUNNING' }] },
  ]);
});

test('v1 leaves the schedules alone, and has them on paths of their own', async () => {
  const { lab, client, create, job } = labWithMetronome();
  const schedule = { id: 's1', cron: '0 1 * * *' };
  await create({ id: 'a', run: RUN, schedules: [schedule] });
  const ask = async (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, json?: unknown) => {
    const answer = await inVirtualTime(lab, client.request({ method, path, json }));
    return answer.status;
  };
  expect(await ask('PUT', '/v1/jobs/a', { id: 'a', description: 'other', run: RUN })).toBe(200);
  expect((await job('a'))?.definition).toMatchObject({ description: 'other', schedules: [schedule] });
  expect(await ask('POST', '/v1/jobs/a/schedules', { ...schedule, id: 's2' })).toBe(409);
  expect(await ask('PUT', '/v1/jobs/a/schedules/s2', schedule)).toBe(404);
  expect(await ask('PUT', '/v1/jobs/a/schedules/s1', { ...schedule, cron: '0 2 * * *' })).toBe(200);
  expect((await job('a'))?.nextRunAt).toBe('2026-01-01T02:00:00.000+0000');
  expect(await ask('DELETE', '/v1/jobs/a/schedules/s1')).toBe(200);
  expect(await job('a')).not.toHaveProperty('nextRunAt');
  expect(await ask('GET', '/v1/jobs/a?embed=everything')).toBe(400);
  expect(await ask('GET', '/v1/nothing')).toBe(404);
});
