import { Listeners } from '../listeners';
import type { Timeline } from '../timeline';
import { type Agent, isReachable } from './agent';
import type { Portion } from './portions';
import { hasEnded, type Task, type TaskLaunch, type TaskState, type TaskUpdate } from './task';

/** How long the simulated tasks take, in milliseconds. */
export interface TaskTimings {
  readonly starting: number;
  readonly running: number;
  /** From running to the first report of the health check. */
  readonly healthy: number;
  readonly death: number;
}

const KILLED = 'Command terminated with signal Terminated';

/** Of all frameworks together; a real master keeps so many of each (--max_completed_tasks_per_framework). */
const KEPT_ENDED = 1000;

/** The tasks on all agents, and what the master tells the scheduler of them. */
export class TaskStore {
  readonly launched = new Listeners<Task>();
  readonly updates = new Listeners<TaskUpdate>();
  /** Told when a task has ended and its resources are free again. */
  readonly ended = new Listeners<Task>();
  /** Frameworks that acknowledge updates themselves: an agent is not drained before they have done so. */
  readonly acknowledging = new Set<string>();
  private readonly unacknowledged = new Map<string, Task>();
  private readonly tasks = new Map<string, Task>();
  private readonly idsByAgent = new Map<string, Set<string>>();
  private over: Task[] = [];

  constructor(
    private readonly timeline: Timeline,
    private readonly timings: TaskTimings,
    private readonly agent: (id: string) => Agent | undefined,
  ) {}

  all(): readonly Task[] {
    return [...this.tasks.values()];
  }

  /** Tasks that have ended since this master leads, the latest last. */
  completed(): readonly Task[] {
    return this.over;
  }

  /** Another master leads: it has never heard of what had ended. */
  forgetCompleted(): void {
    this.over = [];
  }

  find(id: string): Task | undefined {
    return this.tasks.get(id);
  }

  of(agentId: string): readonly Task[] {
    return [...(this.idsByAgent.get(agentId) ?? [])].flatMap((id) => this.tasks.get(id) ?? []);
  }

  /** What the tasks of an agent hold, also while it is away: its tasks go on. */
  used(agentId: string): readonly Portion[] {
    return this.of(agentId).flatMap((task) => task.portions);
  }

  /** Whether some framework has still to say that it knows of the end of a task. */
  isAwaited(agentId: string): boolean {
    return [...this.unacknowledged.values()].some((task) => task.agentId === agentId);
  }

  acknowledge(id: string): void {
    const task = this.unacknowledged.get(id);
    if (task && this.unacknowledged.delete(id)) this.ended.tell(task);
  }

  launch(launch: TaskLaunch): void {
    const task = {
      ...launch,
      state: 'TASK_STAGING' as const,
      actual: 'TASK_STAGING' as const,
      stagedAt: this.timeline.now,
    };
    this.tasks.set(launch.id, task);
    this.idsByAgent.set(launch.agentId, (this.idsByAgent.get(launch.agentId) ?? new Set()).add(launch.id));
    this.launched.tell(task);
    this.timeline.after(this.timings.starting, () => this.becomes(launch.id, 'TASK_STARTING', ''));
    this.timeline.after(this.timings.running, () => {
      if (launch.behaviour.ends === 'fails') {
        this.becomes(launch.id, 'TASK_FAILED', 'Command exited with status 1');
        return;
      }
      this.becomes(launch.id, 'TASK_RUNNING', '');
      this.endsLater(launch);
      if (launch.behaviour.health !== 'passes') return;
      this.timeline.after(this.timings.healthy, () => {
        if (this.tasks.get(launch.id)?.healthy === undefined) this.reportHealth(launch.id, true);
      });
    });
  }

  private endsLater({ id, behaviour: { ends, lasts = 0 } }: TaskLaunch): void {
    if (ends !== 'finishes' && ends !== 'breaks') return;
    this.timeline.after(lasts, () =>
      ends === 'finishes'
        ? this.becomes(id, 'TASK_FINISHED', 'Command exited with status 0')
        : this.becomes(id, 'TASK_FAILED', 'Command exited with status 1'),
    );
  }

  /** Reaches only agents that the master can reach. */
  kill(id: string): void {
    const task = this.tasks.get(id);
    const agent = task && this.agent(task.agentId);
    if (!task || !agent || !isReachable(agent) || task.actual === 'TASK_KILLING') return;
    this.tasks.set(id, { ...task, actual: 'TASK_KILLING' });
    this.timeline.after(this.timings.death, () => this.becomes(id, 'TASK_KILLED', KILLED));
  }

  /** The agent says that the task is in another state now; the master hears of it if it can. */
  becomes(id: string, state: TaskState, message: string): void {
    const task = this.tasks.get(id);
    if (!task || (task.actual === 'TASK_KILLING' && !hasEnded(state))) return;
    const agent = this.agent(task.agentId);
    const heard = agent !== undefined && isReachable(agent);
    if (hasEnded(state) && heard) this.end(task, state, message);
    else {
      this.tasks.set(id, { ...task, actual: state, state: heard ? state : task.state });
      if (heard) this.tell(id, message);
    }
  }

  reportHealth(id: string, healthy: boolean): void {
    const task = this.tasks.get(id);
    const agent = task && this.agent(task.agentId);
    if (!task || !agent || hasEnded(task.actual)) return;
    this.tasks.set(id, { ...task, healthy });
    if (isReachable(agent) && task.state === 'TASK_RUNNING') this.tell(id, '');
  }

  /** The master has given the agent up: its tasks are unreachable, not ended. */
  lost(agentId: string): void {
    for (const task of this.of(agentId)) {
      this.tasks.set(task.id, { ...task, state: 'TASK_UNREACHABLE' });
      this.tell(task.id, 'agent removed');
    }
  }

  /** The agent is back: what happened there meanwhile is told now. */
  returned(agentId: string): void {
    for (const task of this.of(agentId)) {
      if (hasEnded(task.actual)) this.end(task, task.actual, '');
      else if (task.state !== task.actual) {
        this.tasks.set(task.id, { ...task, state: task.actual });
        this.tell(task.id, '');
      }
    }
  }

  /** The agent never returns: its tasks are gone for the scheduler. */
  gone(agentId: string, state: TaskState): void {
    for (const task of this.of(agentId)) this.end(task, state, '');
  }

  /** Tells a scheduler once more of each of its tasks that the master knows. */
  reconcile(frameworkId: string): void {
    for (const task of this.all()) {
      if (task.frameworkId !== frameworkId) continue;
      this.tell(
        task.id,
        task.state === 'TASK_UNREACHABLE' ? 'agent removed' : 'Reconciliation: Latest task state',
      );
    }
  }

  /** Ends a task whatever its agent does, and tells the scheduler. */
  end(task: Task, state: TaskState, message: string): void {
    this.tasks.delete(task.id);
    this.idsByAgent.get(task.agentId)?.delete(task.id);
    this.over = [...this.over.slice(1 - KEPT_ENDED), { ...task, state, actual: state }];
    if (this.acknowledging.has(task.frameworkId)) this.unacknowledged.set(task.id, task);
    this.tellOf({ ...task, state }, message);
    this.ended.tell(task);
  }

  private tell(id: string, message: string): void {
    const task = this.tasks.get(id);
    if (task) this.tellOf(task, message);
  }

  private tellOf(task: Task, message: string): void {
    this.updates.tell({
      taskId: task.id,
      frameworkId: task.frameworkId,
      agentId: task.agentId,
      hostname: this.agent(task.agentId)?.hostname ?? '',
      state: task.state,
      message,
      ...(task.healthy === undefined ? {} : { healthy: task.healthy }),
    });
  }
}
