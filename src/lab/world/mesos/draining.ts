import type { Timeline } from '../timeline';
import { type Agent, isReachable } from './agent';
import type { TaskStore } from './task-store';

export interface DrainProps {
  readonly markGone: boolean;
  readonly maxGraceNanos?: number;
}

interface Agents {
  readonly byId: (id: string) => Agent | undefined;
  readonly put: (agent: Agent) => void;
  readonly markGone: (id: string) => void;
}

/** DRAIN_AGENT: the tasks of an agent are ended; it is drained, or marked gone, when none is left. */
export class Draining {
  constructor(
    private readonly timeline: Timeline,
    private readonly tasks: TaskStore,
    private readonly agents: Agents,
  ) {
    tasks.ended.add(({ agentId }) => this.finish(agentId));
  }

  begin(id: string, props: DrainProps): void {
    const agent = this.agents.byId(id);
    if (!agent) return;
    const drain = { state: 'DRAINING' as const, startedAt: this.timeline.now, ...props };
    this.agents.put({ ...agent, deactivated: true, drain });
    this.goOn(id);
  }

  /** Also when an agent is back that was lost meanwhile. */
  goOn(id: string): void {
    if (this.agents.byId(id)?.drain?.state !== 'DRAINING') return;
    for (const task of this.tasks.of(id)) this.tasks.kill(task.id);
    this.finish(id);
  }

  private finish(id: string): void {
    const agent = this.agents.byId(id);
    if (agent?.drain?.state !== 'DRAINING' || !isReachable(agent)) return;
    if (this.tasks.of(id).length > 0 || this.tasks.isAwaited(id)) return;
    if (agent.drain.markGone) this.agents.markGone(id);
    else this.agents.put({ ...agent, drain: { ...agent.drain, state: 'DRAINED' } });
  }
}
