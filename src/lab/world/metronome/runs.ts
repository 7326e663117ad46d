import { fieldOf } from '../marathon/offer-match';
import type { Agent } from '../mesos/agent';
import { endOf } from '../mesos/behaviour';
import type { Cluster } from '../mesos/cluster';
import { OneOffs } from '../mesos/one-offs';
import type { TaskUpdate } from '../mesos/task';
import type { Constraint, Job } from './job';
import type { Run, RunTask } from './run';
import type { Schedule } from './schedule';

const ACTIVE = ['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING'];
/** Others, such as TASK_UNREACHABLE, leave a run as it is (dcos/metronome de4174d, JobRunExecutorActor.scala). */
const FAILED = ['TASK_FAILED', 'TASK_ERROR', 'TASK_KILLED', 'TASK_LOST', 'TASK_GONE', 'TASK_DROPPED'];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Runs that are not over, and their tasks. */
export class Runs {
  private readonly offers: OneOffs;
  private readonly active = new Map<string, Run>();
  private readonly byTask = new Map<string, string>();

  constructor(
    private readonly cluster: Cluster,
    private readonly over: (run: Run) => void,
  ) {
    this.offers = new OneOffs({
      cluster,
      framework: { name: 'metronome', user: 'root', webuiUrl: 'http://master:9000' },
      heard: (update) => this.heard(update),
    });
  }

  of(jobId: string): readonly Run[] {
    return [...this.active.values()].filter(({ job }) => job.id === jobId);
  }

  find(jobId: string, runId: string): Run | undefined {
    return this.of(jobId).find(({ id }) => id === runId);
  }

  waiting(): readonly Run[] {
    return [...this.active.values()].filter(({ status }) => status === 'STARTING');
  }

  /** Undefined: the schedule forbids two at once and one is there. The answer is the run as it was made. */
  start(job: Job, schedule?: Schedule): Run | undefined {
    if (schedule?.concurrencyPolicy === 'FORBID' && this.of(job.id).length > 0) return undefined;
    const run: Run = { id: this.newId(), job, status: 'INITIAL', createdAt: this.now, tasks: [] };
    this.active.set(run.id, { ...run, status: 'STARTING' });
    this.launch(run);
    if (schedule) {
      this.cluster.timeline.after(schedule.startingDeadlineSeconds * 1000, () => {
        if (this.active.get(run.id)?.status === 'STARTING') this.stop(run.id);
      });
    }
    return run;
  }

  /** The run is over at once; its tasks take their time. */
  stop(runId: string): Run | undefined {
    const run = this.active.get(runId);
    if (!run) return undefined;
    for (const [task, owner] of this.byTask) {
      if (owner !== runId) continue;
      this.offers.remove(task);
      this.cluster.tasks.kill(task);
    }
    this.end({ ...run, status: 'FAILED' });
    return run;
  }

  private get now(): number {
    return this.cluster.timeline.now;
  }

  private newId(): string {
    const date = new Date(this.now).toISOString().replace(/\D/g, '').slice(0, 14);
    const chance = Array.from({ length: 5 }, () => LETTERS[this.cluster.random.below(LETTERS.length)]);
    return `${date}${chance.join('')}`;
  }

  private launch({ id: runId, job }: Run): void {
    const path = [...job.id.split('.'), runId];
    const id = `${path.join('_')}.instance-${this.cluster.random.uuid()}._app.1`;
    this.byTask.set(id, runId);
    this.offers.add({
      id,
      name: [...path].reverse().join('.'),
      cpus: job.run.cpus,
      mem: job.run.mem,
      labels: job.labels,
      behaviour: { health: 'none', ...endOf(job.labels) },
      fits: (agent) => job.run.placement.constraints.every((one) => meets(agent, one)),
    });
  }

  private heard({ taskId, state }: TaskUpdate): void {
    const run = this.active.get(this.byTask.get(taskId) ?? '');
    if (!run) return;
    const tasks = this.withTask(run.tasks, taskId, state);
    if (ACTIVE.includes(state)) this.active.set(run.id, { ...run, status: 'ACTIVE', tasks });
    else if (state === 'TASK_FINISHED') this.end({ ...run, status: 'SUCCESS', tasks });
    else if (FAILED.includes(state)) this.failed({ ...run, tasks });
  }

  private failed(run: Run): void {
    const { policy, activeDeadlineSeconds = Number.POSITIVE_INFINITY } = run.job.run.restart;
    if (policy === 'ON_FAILURE' && run.createdAt + activeDeadlineSeconds * 1000 > this.now) {
      this.active.set(run.id, run);
      this.launch(run);
    } else this.end({ ...run, status: 'FAILED' });
  }

  private withTask(tasks: readonly RunTask[], id: string, state: string): readonly RunTask[] {
    const known = tasks.find((task) => task.id === id) ?? { id, startedAt: this.now, status: '' };
    const status = FAILED.includes(state) && state !== 'TASK_KILLED' ? 'TASK_FAILED' : state;
    const end = state === 'TASK_FINISHED' ? { completedAt: this.now } : {};
    return [...tasks.filter((task) => task.id !== id), { ...known, status, ...end }];
  }

  private end(run: Run): void {
    this.active.delete(run.id);
    for (const [task, owner] of this.byTask) if (owner === run.id) this.byTask.delete(task);
    this.over({ ...run, completedAt: this.now });
  }
}

/** One without a value has never had an effect (MarathonImplicits.scala). */
function meets(agent: Agent, { attribute, operator, value }: Constraint): boolean {
  if (value === undefined) return true;
  const here = fieldOf({ agent }, attribute);
  if (here === undefined) return operator === 'UNLIKE';
  if (operator === 'IS') return here === value;
  return new RegExp(`^(?:${value})$`).test(here) === (operator === 'LIKE');
}
