import type { Core } from './core';
import { type Instance, isEnded, isLost } from './instance';

/** kill_retry_timeout, in milliseconds. */
const AGAIN = 10_000;

/**
 * Ends the task without giving the slot up: another task follows (core/task/termination/KillService.scala). It is asked
 * again until the task has ended or is lost: an agent whose socket is lost does not hear of it.
 */
export function killTask(core: Core, { task }: Instance): void {
  if (!task) return;
  core.cluster.tasks.kill(task.id);
  core.timeline.after(AGAIN, () => {
    const found = core.tracker.byTask(task.id);
    if (found && !isEnded(found) && !isLost(found) && core.cluster.tasks.find(task.id)) killTask(core, found);
  });
}

/** Gives the slot up and ends its task. An unreachable one stays listed until Mesos says what became of it. */
export function decommission(core: Core, instance: Instance): void {
  const given = core.tracker.decommission(instance);
  if (given.condition === 'Scheduled' || isEnded(given)) core.tracker.forget(given, undefined);
  else if (given.condition !== 'Unreachable' && given.condition !== 'UnreachableInactive')
    killTask(core, given);
}

/** Forgets the instance at once, whatever its task does (`wipe=true`); a task that is still there is unknown then. */
export function wipe(core: Core, instance: Instance): void {
  const given = core.tracker.decommission(instance);
  killTask(core, given);
  core.tracker.forget({ ...given, condition: 'Killed' }, 'Killed');
}
