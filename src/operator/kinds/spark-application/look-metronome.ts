import { RUN_LABEL, type SparkApplicationState } from '../../../manifest';
import type { MetronomeJob, MetronomeRun } from '../../ports';
import { vanished } from './look-marathon';
import type { RunSight } from './model';

/** Seconds after which a run that was asked for is there, or was never asked for; a run that ends is between two lists for a moment. */
export const SETTLED = 120;

/** What the job says of its run. The job has one run: whichever there is, it is this one. */
export function lookAtJob(
  run: SparkApplicationState,
  label: string,
  { job, now }: { readonly job: MetronomeJob | undefined; readonly now: string },
): RunSight {
  if (!job) return vanished(run);
  if (job.labels[RUN_LABEL] !== label) {
    return { is: 'foreign', because: `job ${job.id} is there and carries no label ${RUN_LABEL} of this run` };
  }
  const runId = run.runId ?? job.activeRuns[0]?.id ?? job.finishedRuns.at(-1)?.id;
  const active = job.activeRuns.find(({ id }) => id === runId);
  if (active) return activeRun(active);
  const finished = job.finishedRuns.find(({ id }) => id === runId);
  if (finished && runId !== undefined) {
    const outcome = finished.succeeded ? 'Completed' : run.stopping === undefined ? 'Failed' : 'Killed';
    const because =
      run.stopping ?? `run ${runId} of job ${job.id} ${finished.succeeded ? 'succeeded' : 'failed'}`;
    const taskId = finished.tasks.at(-1);
    const driver = taskId === undefined ? {} : { driver: { taskId, framework: taskId } };
    return { is: 'ended', outcome, because, runId, ...driver };
  }
  return untold(run, job, now);
}

function untold(run: SparkApplicationState, { id }: MetronomeJob, now: string): RunSight {
  const isFresh = Date.parse(now) - Date.parse(run.askedAt) < SETTLED * 1000;
  if (run.runId === undefined) {
    if (!run.asked || !isFresh) return { is: 'absent' };
    return { is: 'unknown', because: `whether a run of job ${id} was started shows within ${SETTLED} s` };
  }
  return {
    is: 'unknown',
    because: `Metronome neither runs nor remembers run ${run.runId} of job ${id}`,
    fix: `remove job ${id} by hand once its driver is known to have ended`,
  };
}

function activeRun({ id, tasks, status }: MetronomeRun): RunSight {
  const task = tasks.findLast((one) => one.status === 'TASK_RUNNING');
  if (!task) return { is: 'waiting', because: `run ${id} is ${status}`, runId: id };
  return { is: 'running', runId: id, driver: { taskId: task.id, framework: task.id } };
}
