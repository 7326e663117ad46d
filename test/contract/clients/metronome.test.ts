import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from '../../../src/domain/core/duration';
import { HttpClient } from '../../../src/io/http';
import { metronomeOverHttp } from '../../../src/io/metronome-http';
import { type RunningLab, startLab } from '../../../src/lab';
import type { Metronome } from '../../../src/operator/ports';

/**
 * The same checks of our client against the lab and, where `METRONOME_URL` names one, against a real Metronome. They
 * run nothing there: the job can be placed nowhere, and is removed at the end.
 */
interface Target {
  readonly name: string;
  readonly url: () => Promise<string>;
  /** Lets it work for a moment. */
  readonly moment: () => Promise<void>;
  readonly close: () => Promise<void>;
}

let lab: RunningLab;
const inLab: Target = {
  name: 'the lab',
  url: async () => {
    lab = await startLab({ agents: 2, clock: 'virtual', metronome: true });
    return lab.metronomeUrl;
  },
  moment: async () => lab.advance(1),
  close: () => lab.close(),
};

const { METRONOME_URL } = process.env;
const real: Target = {
  name: `the Metronome at ${METRONOME_URL}`,
  url: async () => METRONOME_URL ?? '',
  moment: () => sleep(200),
  close: async () => {},
};

const ID = `client-check-${process.pid}`;
const RUN = {
  ...{ cmd: 'sleep 1', cpus: 0.01, mem: 32, disk: 0 },
  placement: { constraints: [{ attribute: 'nowhere', operator: 'IS', value: 'nowhere' }] },
};
const SCHEDULE = { id: 'yearly', cron: '0 0 1 1 *', timezone: 'Europe/Berlin', enabled: false };
const JOB = { id: ID, labels: { checked: 'yes' }, run: RUN, schedules: [SCHEDULE] };

describe.each(METRONOME_URL === undefined ? [inLab] : [inLab, real])('$name', (target) => {
  let client: HttpClient;
  let metronome: Metronome;

  beforeAll(async () => {
    client = new HttpClient({ baseUrl: await target.url(), timeout: Duration.seconds(10) });
    metronome = metronomeOverHttp(client);
  });
  afterAll(async () => {
    // Whatever came of it, nothing stays.
    await metronome.remove(ID, true).catch(() => undefined);
    client.close();
    await target.close();
  });

  async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let i = 0; i < 100; i++) {
      if (await holds()) return;
      await target.moment();
      await sleep(10);
    }
    throw new Error('waited in vain');
  }

  test('says its version', async () => {
    expect((await metronome.info()).version).toMatch(/^\d+\.\d+/);
  });

  test('a job that is not there is none, and can neither be changed nor run nor removed', async () => {
    expect(await metronome.job(ID)).toBeUndefined();
    const absent = { is: 'absent', message: expect.stringMatching(/not found$/) };
    expect(await metronome.replace(JOB)).toMatchObject(absent);
    expect(await metronome.run(ID)).toMatchObject(absent);
    expect(await metronome.remove(ID, false)).toMatchObject(absent);
    expect(await metronome.stopRun(ID, 'nothing')).toMatchObject(absent);
  });

  test.each([
    ['a field too few', { ...JOB, run: { ...RUN, cpus: undefined } }],
    ['a field that nobody knows', { ...JOB, run: { ...RUN, unknown: 1 } }],
    ['an id with a capital', { ...JOB, id: 'Upper' }],
    ['a cron expression that is none', { ...JOB, schedules: [{ ...SCHEDULE, cron: '61 * * * *' }] }],
    ['a day that no month has', { ...JOB, schedules: [{ ...SCHEDULE, cron: 'x x x x x' }] }],
    ['a time zone that is none', { ...JOB, schedules: [{ ...SCHEDULE, timezone: 'Mars/Base' }] }],
    ['a deadline below a minute', { ...JOB, schedules: [{ ...SCHEDULE, startingDeadlineSeconds: 59 }] }],
    ['a policy that is none', { ...JOB, schedules: [{ ...SCHEDULE, concurrencyPolicy: 'REPLACE' }] }],
    ['two schedules', { ...JOB, schedules: [SCHEDULE, { ...SCHEDULE, id: 'other' }] }],
    ['nothing to run', { ...JOB, run: { ...RUN, cmd: undefined } }],
  ])('refuses %s', async (_, job) => {
    expect(await metronome.create(job)).toMatchObject({
      is: 'refused',
      status: 422,
      message: expect.stringMatching(/^Object is not valid: ./),
    });
  });

  test('a job is created once, with its schedule and what it left out', async () => {
    expect(await metronome.create(JOB)).toEqual({ is: 'accepted' });
    expect(await metronome.create(JOB)).toMatchObject({ is: 'conflict' });
    expect(await metronome.job(ID)).toMatchObject({
      id: ID,
      labels: { checked: 'yes' },
      activeRuns: [],
      ...{ successCount: 0, failureCount: 0, finishedRuns: [] },
      nextRunAt: expect.stringMatching(/^20\d\d-12-31T23:00:00/),
      definition: {
        run: { cmd: 'sleep 1', restart: { policy: 'NEVER' }, maxLaunchDelay: 3600 },
        schedules: [{ ...SCHEDULE, startingDeadlineSeconds: 900, concurrencyPolicy: 'ALLOW' }],
      },
    });
  });

  test('another one takes its place, schedule and all', async () => {
    const { schedules: _, ...unscheduled } = JOB;
    expect(await metronome.replace({ ...unscheduled, description: 'another' })).toEqual({ is: 'accepted' });
    const job = await metronome.job(ID);
    expect(job?.definition).toMatchObject({ description: 'another', schedules: [] });
    expect(job).not.toHaveProperty('nextRunAt');
  });

  test('a run waits, is counted as failed once it is stopped, and keeps its job from being removed', async () => {
    const answer = await metronome.run(ID);
    const runId = answer.is === 'started' ? answer.runId : '';
    expect(runId).toMatch(/^\d{14}\w{5}$/);
    await until(async () => (await metronome.job(ID))?.activeRuns[0]?.status === 'STARTING');
    expect((await metronome.job(ID))?.activeRuns.map(({ id }) => id)).toEqual([runId]);
    expect(await metronome.remove(ID, false)).toMatchObject({ is: 'conflict' });
    expect(await metronome.stopRun(ID, runId)).toEqual({ is: 'accepted' });
    await until(async () => (await metronome.job(ID))?.failureCount === 1);
    expect(await metronome.job(ID)).toMatchObject({
      activeRuns: [],
      finishedRuns: [{ id: runId, succeeded: false, tasks: [] }],
    });
    expect(await metronome.stopRun(ID, runId)).toMatchObject({ is: 'absent' });
  });

  test('it is removed, with the runs that are there', async () => {
    await metronome.run(ID);
    expect(await metronome.remove(ID, true)).toEqual({ is: 'accepted' });
    expect(await metronome.job(ID)).toBeUndefined();
  });
});
