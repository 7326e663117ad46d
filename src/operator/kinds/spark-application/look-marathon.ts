import { type KnownDriver, RUN_LABEL, type SparkApplicationState } from '../../../manifest';
import type { MarathonApp, MarathonTask } from '../../ports';
import type { RunSight } from './model';

const STARTING = ['TASK_STAGING', 'TASK_STARTING', 'TASK_CREATED'];
const UP = ['TASK_RUNNING', 'TASK_KILLING', 'TASK_UNREACHABLE'];

/** What the app says of its run. Marathon keeps the state of an ended task until it starts the next one. */
export function lookAtApp(run: SparkApplicationState, label: string, app: MarathonApp | undefined): RunSight {
  if (!app) return vanished(run);
  if (labelOf(app) !== label) {
    return { is: 'foreign', because: `${app.id} is there and carries no label ${RUN_LABEL} of this run` };
  }
  const [task] = app.tasks;
  if (!task) return { is: 'waiting', because: `${app.id} waits for an offer` };
  if (run.restarts) return upOrComing(app, task);
  return isFirst(task.id, run) ? firstTask(app, task) : secondTask(app, run);
}

/** Of an app that is there no more. */
export function vanished(run: SparkApplicationState): RunSight {
  if (run.stopping !== undefined) return { is: 'ended', outcome: 'Killed', because: run.stopping };
  if (!run.created) return { is: 'absent' };
  return { is: 'ended', outcome: 'Killed', because: `${run.place} was removed by somebody` };
}

function labelOf({ definition }: MarathonApp): unknown {
  return (definition['labels'] as Readonly<Record<string, unknown>> | undefined)?.[RUN_LABEL];
}

/** From 1.8 on Marathon counts the tasks of an instance in their ids; before, another id is another start. */
function isFirst(taskId: string, { driver }: SparkApplicationState): boolean {
  const number = /\._app\.(\d+)$/.exec(taskId)?.[1];
  if (number !== undefined) return number === '1';
  return driver === undefined || driver.taskId === taskId;
}

function upOrComing(app: MarathonApp, task: MarathonTask): RunSight {
  if (!UP.includes(task.state))
    return { is: 'waiting', because: `${app.id} is started again: ${task.state}` };
  const lost = task.state === 'TASK_UNREACHABLE' ? { lost: true as const } : {};
  return { is: 'running', driver: driverOf(task), ...lost };
}

function firstTask(app: MarathonApp, task: MarathonTask): RunSight {
  const { state } = task;
  if (STARTING.includes(state)) return { is: 'waiting', because: `${task.id} starts on ${task.host}` };
  if (UP.includes(state)) return upOrComing(app, task);
  if (state === 'TASK_FINISHED') {
    return { is: 'ended', outcome: 'Completed', because: `${task.id} finished`, driver: driverOf(task) };
  }
  const words = app.lastFailure?.taskId === task.id ? `: ${app.lastFailure.message}` : '';
  return {
    is: 'ended',
    outcome: 'Failed',
    because: `${task.id} is ${state}${words}`,
    driver: driverOf(task),
  };
}

/** Another leader of Marathon has started it once more, and it has done nothing: of the first one only failures stay. */
function secondTask(app: MarathonApp, run: SparkApplicationState): RunSight {
  const failure = app.lastFailure;
  if (failure && isFirst(failure.taskId, run)) {
    const because = `${failure.taskId} is ${failure.state}: ${failure.message}`;
    return { is: 'ended', outcome: 'Failed', because };
  }
  const because = `the driver has ended while nobody looked, and Marathon does not remember how`;
  return { is: 'ended', outcome: 'Unknown', because };
}

/** A driver that is a framework has the id of its task. */
function driverOf({ id, host, agentId }: MarathonTask): KnownDriver {
  return { taskId: id, host, framework: id, ...(agentId === '' ? {} : { agentId }) };
}
