import type { Task, TaskUpdate } from './task';

/** What the operator API tells its subscribers. There is none for an agent that is lost, gone or deactivated. */
export type MasterEvent =
  | { readonly type: 'AGENT_ADDED' | 'AGENT_REMOVED'; readonly agentId: string }
  | {
      readonly type: 'FRAMEWORK_ADDED' | 'FRAMEWORK_UPDATED' | 'FRAMEWORK_REMOVED';
      readonly frameworkId: string;
    }
  | { readonly type: 'TASK_ADDED'; readonly task: Task }
  | { readonly type: 'TASK_UPDATED'; readonly update: TaskUpdate };
