import type { MarathonApp, MarathonTask } from '../../ports';

/**
 * Tasks that run and of which the checks, if there are any, say that they are well. Lost tasks stay listed, and
 * Marathon counts them as healthy (58): they are none of these.
 */
export function aliveTasks({ tasks, definition }: MarathonApp): readonly MarathonTask[] {
  const checks = definition['healthChecks'];
  const unchecked = !Array.isArray(checks) || checks.length === 0;
  return tasks.filter(({ state, healthy }) => state === 'TASK_RUNNING' && (healthy ?? unchecked));
}
