import type { JsonObject } from '../marathon/app';
import type { Job } from './job';
import { metronomeTime } from './schedule';

export interface RunTask {
  readonly id: string;
  readonly startedAt: number;
  readonly completedAt?: number;
  readonly status: string;
}

/** One run of a job, with the job as it was when the run began. */
export interface Run {
  readonly id: string;
  readonly job: Job;
  readonly status: 'INITIAL' | 'STARTING' | 'ACTIVE' | 'SUCCESS' | 'FAILED';
  readonly createdAt: number;
  readonly completedAt?: number;
  readonly tasks: readonly RunTask[];
}

export function runJson({ id, job, status, createdAt, completedAt, tasks }: Run): JsonObject {
  return {
    id,
    jobId: job.id,
    status,
    createdAt: metronomeTime(createdAt),
    completedAt: completedAt === undefined ? null : metronomeTime(completedAt),
    tasks: tasks.map((task) => ({
      id: task.id,
      startedAt: metronomeTime(task.startedAt),
      ...(task.completedAt === undefined ? {} : { completedAt: metronomeTime(task.completedAt) }),
      status: task.status,
    })),
  };
}

/** What is known of the runs of a job that are over. */
export interface History {
  readonly successes: readonly Run[];
  readonly failures: readonly Run[];
  readonly successCount: number;
  readonly failureCount: number;
}

export const NO_HISTORY: History = { successes: [], failures: [], successCount: 0, failureCount: 0 };

/** `metronome.history.count`. */
const KEPT = 1000;

export function withRun(history: History, run: Run): History {
  return run.status === 'SUCCESS'
    ? {
        ...history,
        successCount: history.successCount + 1,
        successes: [run, ...history.successes].slice(0, KEPT),
      }
    : {
        ...history,
        failureCount: history.failureCount + 1,
        failures: [run, ...history.failures].slice(0, KEPT),
      };
}

export function summaryJson({ successCount, failureCount, successes, failures }: History): JsonObject {
  const last = ([run]: readonly Run[]) =>
    run?.completedAt === undefined ? null : metronomeTime(run.completedAt);
  return { successCount, failureCount, lastSuccessAt: last(successes), lastFailureAt: last(failures) };
}

export function historyJson(history: History): JsonObject {
  const finished = ({ id, createdAt, completedAt = createdAt, tasks }: Run) => ({
    id,
    createdAt: metronomeTime(createdAt),
    finishedAt: metronomeTime(completedAt),
    tasks: tasks.map((task) => task.id),
  });
  return {
    ...summaryJson(history),
    successfulFinishedRuns: history.successes.map(finished),
    failedFinishedRuns: history.failures.map(finished),
  };
}
