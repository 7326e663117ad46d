import type { Instance } from '../instance';
import type { InstanceTracker } from '../tracker';

/** Brings one action about. It is asked again after every change of an instance. */
export interface StepRunner {
  start(): void;
  /** True once everything is done; may act, as an upgrade does that replaces task by task. */
  check(): boolean;
}

/** Whether the task is known to be over, or the agent is lost so that nobody can know. */
export function isOver(tracker: InstanceTracker, instance: Instance): boolean {
  const now = tracker.find(instance.id);
  return now === undefined || now.condition === 'Unreachable' || now.condition === 'UnreachableInactive';
}
