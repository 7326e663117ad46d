import {
  type KnownDriver,
  RUN_LABEL,
  type SparkApplicationState,
  SUBMISSION_ANNOTATION,
} from '../../../manifest';
import type { MesosMaster, SparkDispatcher, SubmissionStatus, TaskView } from '../../ports';
import type { RunSight } from './model';

export interface SubmissionLook {
  readonly dispatcher: SparkDispatcher;
  readonly mesos: MesosMaster;
  readonly label: string;
  /** What a person says of a submission of which nobody knows. */
  readonly word: string | undefined;
}

/** What the dispatcher, and where it does not know, Mesos says of a submission. */
export async function lookAtSubmission(run: SparkApplicationState, look: SubmissionLook): Promise<RunSight> {
  const runId = run.runId ?? (look.word === 'none' ? undefined : look.word);
  if (runId === undefined) return run.asked ? untoldSubmission(look) : { is: 'absent' };
  const status = await look.dispatcher.status(runId);
  return status.state === 'NOT_FOUND' ? forgotten(run, runId, look) : sightOf(run, runId, status);
}

/** Asked for, and no answer came: it may be in the dispatcher's queue, which shows nobody its entries. */
async function untoldSubmission({ mesos, label, word }: SubmissionLook): Promise<RunSight> {
  const tasks = await mesos.tasks(RUN_LABEL);
  if (tasks.is === 'unknown') return { is: 'unknown', because: tasks.message };
  const [found] = tasks.tasks.filter((task) => task.labels[RUN_LABEL] === label);
  if (found) return { is: 'waiting', because: `found ${found.id} in Mesos`, runId: submissionIdOf(found) };
  if (word === 'none') return { is: 'absent' };
  return {
    is: 'unknown',
    because: 'it was sent to the dispatcher and no answer came: whether it waits there is not known',
    fix:
      `look at the dispatcher's page, then set the annotation ${SUBMISSION_ANNOTATION} to the id that it has there, ` +
      'or to "none" where it has none',
  };
}

const submissionIdOf = ({ id }: TaskView) => id.replace(/-retry-\d+$/, '');

function sightOf(run: SparkApplicationState, runId: string, { state, task }: SubmissionStatus): RunSight {
  const known = task ? { taskId: task.taskId, agentId: task.agentId } : undefined;
  switch (state) {
    case 'QUEUED':
    case 'NOT_FOUND':
      return { is: 'waiting', because: `${runId} waits for an offer`, runId };
    case 'RETRYING':
      return { is: 'waiting', because: `${runId} is started again: ${task?.state ?? 'it failed'}`, runId };
    case 'RUNNING':
      return known && task?.state === 'TASK_RUNNING'
        ? { is: 'running', runId, driver: known }
        : { is: 'waiting', because: `${runId} starts`, runId };
    case 'FINISHED':
      return { ...endOf(run, task?.state, runId), ...(known ? { driver: known } : {}) };
  }
}

function endOf(
  run: SparkApplicationState,
  state: string | undefined,
  runId: string,
): RunSight & { is: 'ended' } {
  if (state === 'TASK_FINISHED') {
    return { is: 'ended', outcome: 'Completed', because: `${runId} finished`, runId };
  }
  if (run.stopping !== undefined) return { is: 'ended', outcome: 'Killed', because: run.stopping, runId };
  const because = state === undefined ? `${runId} could not be started` : `${runId} is ${state}`;
  return { is: 'ended', outcome: 'Failed', because, runId };
}

/** It forgets who has finished when it starts again, and whom it took out of its queue at once. */
async function forgotten(
  run: SparkApplicationState,
  runId: string,
  { mesos, label }: SubmissionLook,
): Promise<RunSight> {
  const tasks = await mesos.tasks(RUN_LABEL);
  if (tasks.is === 'unknown') return { is: 'unknown', because: tasks.message };
  const ours = tasks.tasks.filter((task) => task.labels[RUN_LABEL] === label);
  const up = ours.find(({ state }) => state === 'TASK_RUNNING' || state === 'TASK_UNREACHABLE');
  if (up) return { is: 'running', runId, driver: driverOf(up) };
  const last = ours.at(-1);
  if (last) return { ...endOf(run, last.state, runId), driver: driverOf(last) };
  if (run.stopping !== undefined) return { is: 'ended', outcome: 'Killed', because: run.stopping, runId };
  const because = `neither the dispatcher nor Mesos remembers ${runId}`;
  return { is: 'ended', outcome: 'Unknown', because, runId };
}

/** The dispatcher gives the driver's framework an id that begins with its own (MesosClusterScheduler.scala). */
export function driverOf({ id, agentId, frameworkId }: TaskView): KnownDriver {
  return { taskId: id, agentId, taskFramework: frameworkId, framework: `${frameworkId}-${id}` };
}
