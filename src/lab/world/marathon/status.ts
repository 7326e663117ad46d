import { hasEnded, type TaskState, type TaskUpdate } from '../mesos/task';
import { isoTime } from '../time';
import type { Core } from './core';
import { announceHealth, reportHealth } from './health';
import { type Condition, type Instance, isEnded, isLost } from './instance';
import { killTask } from './kill';
import { instanceIdOf } from './tracker';
import { afterUnreachable } from './unreachable';

const CONDITIONS: Readonly<Record<TaskState, Condition>> = {
  TASK_STAGING: 'Staging',
  TASK_STARTING: 'Starting',
  TASK_RUNNING: 'Running',
  TASK_KILLING: 'Killing',
  TASK_FINISHED: 'Finished',
  TASK_FAILED: 'Failed',
  TASK_KILLED: 'Killed',
  TASK_ERROR: 'Error',
  TASK_LOST: 'Gone',
  TASK_GONE: 'Gone',
  TASK_GONE_BY_OPERATOR: 'Gone',
  TASK_DROPPED: 'Dropped',
  TASK_UNKNOWN: 'Gone',
  TASK_UNREACHABLE: 'Unreachable',
};

/** What Marathon makes of a status update (core/task/update/impl/TaskStatusUpdateProcessorImpl.scala). */
export function processUpdate(core: Core, update: TaskUpdate): void {
  const instance = core.tracker.byTask(update.taskId);
  if (!instance) {
    unknownTask(core, update);
    return;
  }
  const condition = conditionAfter(core, instance, update);
  if (condition !== undefined) applyCondition(core, instance, { condition, update });
  const now = core.tracker.find(instance.id);
  if (now?.condition !== 'Running' || update.healthy === undefined) return;
  if (reportHealth(core, now, update.healthy) && condition === undefined) announceUpdate(core, now, update);
}

/** Undefined where the update is no news. */
function conditionAfter(core: Core, instance: Instance, update: TaskUpdate): Condition | undefined {
  if (update.state === 'TASK_UNREACHABLE') return afterUnreachable(instance, core.timeline.now);
  const condition = CONDITIONS[update.state];
  return condition === instance.condition || isEnded(instance) ? undefined : condition;
}

function applyCondition(
  core: Core,
  instance: Instance,
  { condition, update }: { readonly condition: Condition; readonly update: TaskUpdate },
): void {
  const next = withCondition(core, instance, condition, update.state);
  announceUpdate(core, next, update);
  if (isFailure(update.state)) recordFailure(core, instance, update);
  const lost = condition === 'UnreachableInactive' && expungesAtOnce(instance);
  if (lost || (hasEnded(update.state) && next.goal === 'Decommissioned'))
    core.tracker.forget(next, condition);
  else {
    core.tracker.put(next, true);
    if (instance.healthy !== undefined && next.healthy === undefined && isLost(next))
      announceHealth(core, next, null);
    if (condition === 'Running' && next.goal === 'Decommissioned') killTask(core, next);
  }
}

function withCondition(core: Core, instance: Instance, condition: Condition, state: TaskState): Instance {
  const now = core.timeline.now;
  const { unreachableSince, healthy: _, ...known } = instance;
  const rest =
    state === 'TASK_UNREACHABLE'
      ? known
      : { ...known, ...(instance.healthy === undefined ? {} : { healthy: instance.healthy }) };
  const lostAt = isLost({ ...instance, condition }) ? (unreachableSince ?? now) : undefined;
  const task = instance.task && {
    ...instance.task,
    state,
    ...(condition === 'Running' && instance.task.startedAt === undefined ? { startedAt: now } : {}),
  };
  const { health, ...unchecked } = known;
  return {
    ...(hasEnded(state) ? unchecked : rest),
    condition,
    since: now,
    ...(lostAt === undefined ? {} : { unreachableSince: lostAt }),
    ...(task ? { task } : {}),
  };
}

function expungesAtOnce(instance: Instance): boolean {
  const strategy = instance.app.definition.unreachableStrategy;
  return strategy !== 'disabled' && strategy.expungeAfterSeconds === 0;
}

function isFailure(state: TaskState): boolean {
  return hasEnded(state) && state !== 'TASK_KILLED' && state !== 'TASK_GONE_BY_OPERATOR';
}

function recordFailure(core: Core, instance: Instance, update: TaskUpdate): void {
  core.backoff.failed(instance.app);
  // Marathon waits before it starts anew what has finished, too, and has seen no failure (TaskFailure.scala).
  if (update.state === 'TASK_FINISHED') return;
  core.failures.record(instance.appId, {
    appId: instance.appId,
    host: update.hostname,
    message: update.message,
    state: update.state,
    taskId: update.taskId,
    timestamp: isoTime(core.timeline.now),
    version: instance.app.version,
    slaveId: update.agentId,
  });
}

function announceUpdate(core: Core, instance: Instance, update: TaskUpdate): void {
  core.events.emit('status_update_event', {
    slaveId: update.agentId,
    taskId: update.taskId,
    instanceId: instance.id,
    taskStatus: update.state,
    message: update.message,
    appId: instance.appId,
    host: update.hostname,
    ipAddresses: [{ ipAddress: '127.0.0.1', protocol: 'IPv4' }],
    ports: [...(instance.task?.ports ?? [])],
    version: instance.app.version,
  });
}

/** A task that Marathon has forgotten: killed if it runs, else only told. */
function unknownTask(core: Core, update: TaskUpdate): void {
  if (!hasEnded(update.state) && update.state !== 'TASK_UNREACHABLE') {
    core.cluster.tasks.kill(update.taskId);
    return;
  }
  const instanceId = instanceIdOf(update.taskId);
  core.events.emit('unknown_instance_terminated_event', {
    instanceId,
    runSpecId: `/${instanceId.replace(/\.instance-.*$/, '').replaceAll('_', '/')}`,
    condition: CONDITIONS[update.state],
    timestamp: isoTime(core.timeline.now),
  });
}
