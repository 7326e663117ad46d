/** States in which a task has come to its end; schedulers may list it for a while longer. */
const ENDED: ReadonlySet<string> = new Set([
  'TASK_KILLED',
  'TASK_FINISHED',
  'TASK_FAILED',
  'TASK_ERROR',
  'TASK_LOST',
  'TASK_DROPPED',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
]);

export const hasEnded = (state: string) => ENDED.has(state);

/** Its agent is away: it may go on there. */
export const LOST = 'TASK_UNREACHABLE';
