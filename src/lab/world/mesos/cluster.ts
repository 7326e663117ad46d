import { Listeners } from '../listeners';
import type { Random } from '../random';
import type { Timeline } from '../timeline';
import { type Agent, isActive, isReachable } from './agent';
import type { Attribute } from './attributes';
import { less, type Portion } from './portions';
import { TaskStore, type TaskTimings } from './task-store';

export interface NewAgent {
  readonly hostname: string;
  readonly attributes: readonly Attribute[];
  readonly resources: readonly Portion[];
  /** @default - the next number from 5051, as many agents on one machine would have */
  readonly port?: number;
}

/** The resources of one agent that a framework of some role may use now. */
export interface Offer {
  readonly agent: Agent;
  readonly portions: readonly Portion[];
}

export interface MasterInfo {
  readonly id: string;
  readonly startedAt: number;
  readonly electedAt: number;
  /** True while the master leads but has not read its registry: it knows no agent and does not say so. */
  readonly recovering: boolean;
}

/** agent_reregister_timeout: an agent that is only recovered is unreachable afterwards. */
const REREGISTER_TIMEOUT = 600_000;

/** A Mesos cluster: one master that leads, its agents and the tasks on them. */
export class Cluster {
  readonly tasks: TaskStore;
  /** Told when offers may have changed. */
  readonly changed = new Listeners<undefined>();
  private readonly agents = new Map<string, Agent>();
  private masterInfo: MasterInfo;
  private registrations = 0;

  constructor(
    private readonly timeline: Timeline,
    private readonly random: Random,
    timings: TaskTimings,
  ) {
    this.masterInfo = this.newMaster();
    this.tasks = new TaskStore(timeline, timings, (id) => this.agents.get(id));
    this.tasks.ended.add((task) => {
      this.finishDrain(task.agentId);
      this.changed.tell(undefined);
    });
  }

  get master(): MasterInfo {
    return this.masterInfo;
  }

  all(): readonly Agent[] {
    return [...this.agents.values()];
  }

  byId(id: string): Agent | undefined {
    return this.agents.get(id);
  }

  /** The latest registration of a host, or the one with this id. */
  find(name: string): Agent | undefined {
    return this.agents.get(name) ?? this.all().findLast(({ hostname, dead }) => hostname === name && !dead);
  }

  /** An old registration of the same address that has lost its socket is forgotten at once. */
  add(agent: NewAgent): Agent {
    const number = this.registrations++;
    for (const old of this.all()) {
      const isSame = old.hostname === agent.hostname && old.port === agent.port;
      if (isSame && old.presence === 'registered' && !old.connected) this.leave(old, 'removed');
    }
    const added: Agent = {
      ...agent,
      id: `${this.masterInfo.id}-S${number}`,
      port: agent.port ?? 5051 + number,
      presence: 'registered',
      connected: true,
      deactivated: false,
      registeredAt: this.timeline.now,
      dead: false,
    };
    this.agents.set(added.id, added);
    this.changed.tell(undefined);
    return added;
  }

  /** The agents of which offers are made. */
  offering(): readonly Agent[] {
    return this.all().filter((agent) => isReachable(agent) && isActive(agent));
  }

  /** What a framework of this role is offered of an agent: what is free of the unreserved and of the role's own. */
  offer(agent: Agent, role: string): Offer | undefined {
    const portions = less(agent.resources, this.tasks.used(agent.id)).filter(
      (portion) => portion.role === '*' || portion.role === role,
    );
    return portions.length > 0 ? { agent, portions } : undefined;
  }

  /** The socket to the agent is lost (or there again); its tasks run on unseen. */
  setConnected(id: string, connected: boolean): void {
    const agent = this.agents.get(id);
    if (!agent || agent.connected === connected) return;
    this.put({ ...agent, connected, ...(connected ? { reregisteredAt: this.timeline.now } : {}) });
    if (connected) this.back(id);
  }

  /** The master marks the agent unreachable (or gone), or it registers again under its id. */
  setReachable(id: string, reachable: boolean): void {
    const agent = this.agents.get(id);
    if (!agent || agent.presence === 'gone' || agent.presence === 'removed') return;
    if (!reachable) {
      if (agent.presence === 'unreachable') return;
      this.put({ ...agent, presence: 'unreachable', connected: false, leftAt: this.timeline.now });
      this.tasks.lost(id);
      return;
    }
    if (agent.dead || (agent.presence === 'registered' && agent.connected)) return;
    const { leftAt: _, ...back } = agent;
    const now = this.timeline.now;
    const registeredAt = agent.presence === 'registered' ? agent.registeredAt : now;
    this.put({ ...back, presence: 'registered', connected: true, registeredAt, reregisteredAt: now });
    this.back(id);
  }

  /** The machine is gone for good; to the master it is unreachable until someone says otherwise. */
  remove(id: string): void {
    this.setReachable(id, false);
    const agent = this.agents.get(id);
    if (agent) this.put({ ...agent, dead: true });
  }

  setDeactivated(id: string, deactivated: boolean): void {
    const agent = this.agents.get(id);
    if (!agent) return;
    const { drain: _, ...rest } = agent;
    this.put(deactivated ? { ...agent, deactivated } : { ...rest, deactivated });
  }

  drain(id: string, props: { readonly markGone: boolean; readonly maxGraceNanos?: number }): void {
    const agent = this.agents.get(id);
    if (!agent) return;
    this.put({
      ...agent,
      deactivated: true,
      drain: { state: 'DRAINING', startedAt: this.timeline.now, ...props },
    });
    this.continueDrain(id);
  }

  markGone(id: string): void {
    const agent = this.agents.get(id);
    if (!agent || agent.presence === 'gone') return;
    this.leave(agent, 'gone');
  }

  /** Another master takes over: the named agents are only recovered, the others register at once. */
  failover(recovered: readonly string[]): void {
    this.masterInfo = this.newMaster();
    this.registrations = 0;
    for (const agent of this.all().filter(
      ({ presence }) => presence === 'registered' || presence === 'recovered',
    )) {
      if (agent.dead) continue;
      const now = this.timeline.now;
      if (!recovered.includes(agent.hostname)) {
        this.put({
          ...agent,
          presence: 'registered',
          connected: true,
          registeredAt: now,
          reregisteredAt: now,
        });
        this.back(agent.id);
        continue;
      }
      this.put({ ...agent, presence: 'recovered', connected: false });
      const master = this.masterInfo.id;
      this.timeline.after(REREGISTER_TIMEOUT, () => {
        if (this.masterInfo.id === master && this.agents.get(agent.id)?.presence === 'recovered') {
          this.setReachable(agent.id, false);
        }
      });
    }
  }

  /** While true the master answers as one that leads but has not read its registry. */
  setRecovering(recovering: boolean): void {
    this.masterInfo = { ...this.masterInfo, recovering };
  }

  private leave(agent: Agent, presence: 'gone' | 'removed'): void {
    this.put({ ...agent, presence, connected: false, leftAt: this.timeline.now, dead: true });
    this.tasks.gone(agent.id, presence === 'gone' ? 'TASK_GONE_BY_OPERATOR' : 'TASK_GONE');
  }

  /** The agent tells what happened meanwhile, and is told to go on draining. */
  private back(id: string): void {
    this.tasks.returned(id);
    if (this.agents.get(id)?.drain?.state === 'DRAINING') this.continueDrain(id);
  }

  private continueDrain(id: string): void {
    for (const task of this.tasks.of(id)) this.tasks.kill(task.id);
    this.finishDrain(id);
  }

  private finishDrain(id: string): void {
    const agent = this.agents.get(id);
    if (agent?.drain?.state !== 'DRAINING' || this.tasks.of(id).length > 0 || !isReachable(agent)) return;
    if (agent.drain.markGone) this.markGone(id);
    else this.put({ ...agent, drain: { ...agent.drain, state: 'DRAINED' } });
  }

  private put(agent: Agent): void {
    this.agents.set(agent.id, agent);
    this.changed.tell(undefined);
  }

  private newMaster(): MasterInfo {
    const now = this.timeline.now;
    return { id: this.random.uuid(), startedAt: now, electedAt: now, recovering: false };
  }
}
