import type { Cluster } from '../mesos/cluster';
import type { Cancel } from '../timeline';
import { type Job, jobOf } from './job';
import { jobDetails, scheduleDetails } from './job-shape';
import { conflict, notValid, unknownJob, unknownRun, unknownSchedule } from './refusal';
import { type History, NO_HISTORY, type Run, withRun } from './run';
import { Runs } from './runs';
import { nextRunAt, type Schedule, scheduleOf } from './schedule';

type Fields = Readonly<Record<string, unknown>>;

/** The shortest time to a run of a schedule (JobSpecSchedulerActor.scala). */
const SHORTEST = 60_000;

/** Metronome on a simulated cluster: everything but HTTP. Sources: dcos/metronome de4174d. */
export class Metronome {
  readonly runs: Runs;
  private readonly jobs = new Map<string, Job>();
  private readonly histories = new Map<string, History>();
  private readonly planned = new Map<string, Cancel>();

  constructor(private readonly cluster: Cluster) {
    this.runs = new Runs(cluster, (run) => this.over(run));
  }

  get now(): number {
    return this.cluster.timeline.now;
  }

  all(): readonly Job[] {
    return [...this.jobs.values()];
  }

  /** @throws Refusal */
  job(id: string): Job {
    const job = this.jobs.get(id);
    if (!job) throw unknownJob(id);
    return job;
  }

  history(id: string): History {
    return this.histories.get(id) ?? NO_HISTORY;
  }

  /** @throws Refusal */
  create(body: unknown): Job {
    const job = this.read(body);
    if (this.jobs.has(job.id)) throw conflict('Job with this id already exists');
    return this.put(job);
  }

  /**
   * Another job in its place; what runs goes on as it was.
   * @param withSchedules false: they stay as they are, whatever the body says
   * @throws Refusal
   */
  replace(id: string, body: unknown, withSchedules: boolean): Job {
    const job = { ...this.read(body), id };
    const { schedules } = this.job(id);
    return this.put(withSchedules ? job : { ...job, schedules });
  }

  /** @throws Refusal */
  remove(id: string, stopRuns: boolean): Job {
    const job = this.job(id);
    const runs = this.runs.of(id);
    if (runs.length > 0 && !stopRuns) {
      throw conflict('There are active job runs. Override with stopCurrentJobRuns=true');
    }
    for (const run of runs) this.runs.stop(run.id);
    this.unplan(id);
    this.jobs.delete(id);
    this.histories.delete(id);
    return job;
  }

  /** @throws Refusal */
  schedule(id: string, scheduleId: string): Schedule {
    const schedule = this.job(id).schedules.find((one) => one.id === scheduleId);
    if (!schedule) throw unknownSchedule(scheduleId);
    return schedule;
  }

  /** @throws Refusal */
  addSchedule(id: string, body: unknown): Schedule {
    const schedule = readSchedule(body);
    const job = this.job(id);
    if (job.schedules.some((one) => one.id === schedule.id)) {
      throw conflict(`requirement failed: A schedule with id ${schedule.id} already exists`);
    }
    if (job.schedules.length > 0)
      throw conflict('requirement failed: Only one schedule supported at the moment');
    this.put({ ...job, schedules: [schedule] });
    return schedule;
  }

  /** @throws Refusal */
  changeSchedule(id: string, scheduleId: string, body: unknown): Schedule {
    const schedule = { ...readSchedule(body), id: scheduleId };
    const job = this.job(id);
    this.schedule(id, scheduleId);
    this.put({ ...job, schedules: [schedule] });
    return schedule;
  }

  /** @throws Refusal */
  removeSchedule(id: string, scheduleId: string): void {
    const job = this.job(id);
    this.schedule(id, scheduleId);
    this.put({ ...job, schedules: [] });
  }

  /** @throws Refusal */
  start(id: string): Run {
    const run = this.runs.start(this.job(id));
    if (!run) throw unknownJob(id);
    return run;
  }

  /** @throws Refusal */
  stop(id: string, runId: string): Run {
    this.job(id);
    if (!this.runs.find(id, runId)) throw unknownRun(id, runId);
    const run = this.runs.stop(runId);
    if (!run) throw unknownRun(id, runId);
    return run;
  }

  private read(body: unknown): Job {
    const details = jobDetails(body);
    if (details.length > 0) throw notValid(details);
    const fields = body as Fields & { readonly schedules?: readonly Fields[] };
    return jobOf(fields, (fields.schedules ?? []).map(scheduleOf));
  }

  private put(job: Job): Job {
    this.jobs.set(job.id, job);
    this.plan(job);
    return job;
  }

  private over(run: Run): void {
    const { id } = run.job;
    if (this.jobs.has(id)) this.histories.set(id, withRun(this.history(id), run));
  }

  private plan(job: Job, from = this.now): void {
    this.unplan(job.id);
    const [schedule] = job.schedules;
    const next = schedule?.enabled ? nextRunAt(schedule, from) : undefined;
    if (!schedule || next === undefined) return;
    const cancel = this.cluster.timeline.after(Math.max(SHORTEST, next - this.now), () => {
      this.runs.start(this.job(job.id), schedule);
      this.plan(this.job(job.id), next);
    });
    this.planned.set(job.id, cancel);
  }

  private unplan(id: string): void {
    this.planned.get(id)?.();
    this.planned.delete(id);
  }
}

function readSchedule(body: unknown): Schedule {
  const details = scheduleDetails(body);
  if (details.length > 0) throw notValid(details);
  return scheduleOf(body as Fields);
}
