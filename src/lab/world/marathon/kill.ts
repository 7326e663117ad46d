import type { Core } from './core';
import { type Instance, isEnded } from './instance';

/** Ends the task without giving the slot up: another task follows (core/task/termination/KillService.scala). */
export function killTask(core: Core, instance: Instance): void {
  if (instance.task) core.cluster.tasks.kill(instance.task.id);
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
