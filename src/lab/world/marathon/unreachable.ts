import type { Core } from './core';
import type { Condition, Instance } from './instance';

/**
 * The condition of an instance that Mesos calls unreachable, undefined where nothing changes: `{0,0}` is given up
 * at once, `disabled` never, and the rest only when a reconciliation finds the time over.
 *
 * A trap of 1.11 that is kept: where a reconciliation finds both times over, Marathon throws a MatchError on this
 * and every later one (core/instance/update/InstanceUpdater.scala:133), so the instance stays as it is for ever.
 */
export function afterUnreachable(instance: Instance, now: number): Condition | undefined {
  const strategy = instance.app.definition.unreachableStrategy;
  if (instance.condition === 'UnreachableInactive') return undefined;
  if (instance.condition !== 'Unreachable') {
    const atOnce = strategy !== 'disabled' && strategy.inactiveAfterSeconds === 0;
    return atOnce ? 'UnreachableInactive' : 'Unreachable';
  }
  if (strategy === 'disabled') return undefined;
  const seconds = (now - (instance.unreachableSince ?? now)) / 1000;
  if (seconds <= strategy.inactiveAfterSeconds || seconds > strategy.expungeAfterSeconds) return undefined;
  return 'UnreachableInactive';
}

/** The periodic job that forgets instances which were inactive for long enough (ExpungeOverdueLostTasksActor.scala). */
export function expungeOverdue(core: Core): void {
  for (const instance of core.tracker.all()) {
    const strategy = instance.app.definition.unreachableStrategy;
    if (instance.condition !== 'UnreachableInactive' || strategy === 'disabled') continue;
    const seconds = (core.timeline.now - (instance.unreachableSince ?? core.timeline.now)) / 1000;
    if (seconds > strategy.expungeAfterSeconds)
      core.tracker.forget({ ...instance, condition: 'Killed' }, 'Killed');
  }
}
