import { Listeners } from '../listeners';
import type { Random } from '../random';
import type { Timeline } from '../timeline';
import { type Agent, isActive, isReachable } from './agent';
import type { ClusterProps, MasterInfo, NewAgent, Offer } from './cluster-props';
import { DEFAULT_MESOS, type MesosConfig } from './config';
import { Counters } from './counters';
import { Draining, type DrainProps } from './draining';
import type { MasterEvent } from './events';
import { Frameworks } from './frameworks';
import { Maintenance } from './maintenance';
import { Masters } from './masters';
import { Offers } from './offers';
import { less, type Portion, plus } from './portions';
import { unreservedForm } from './reservations';
import { TaskStore } from './task-store';

/** A Mesos cluster: what the master that leads knows, its agents and the tasks on them. */
export class Cluster {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly tasks: TaskStore;
  readonly frameworks: Frameworks;
  readonly offers: Offers;
  readonly maintenance: Maintenance;
  readonly masters: Masters;
  readonly counters = new Counters();
  config: MesosConfig;
  /** Told when offers may have changed. */
  readonly changed = new Listeners<undefined>();
  readonly events = new Listeners<MasterEvent>();
  private readonly draining: Draining;
  private readonly agents = new Map<string, Agent>();
  /** Ids by address. */
  private readonly latest = new Map<string, string>();
  private masterInfo: MasterInfo;
  private registrations = 0;

  constructor({ timeline, random, timings, masters, config = {} }: ClusterProps) {
    this.timeline = timeline;
    this.random = random;
    this.config = { ...DEFAULT_MESOS, ...config };
    this.masterInfo = this.newMaster();
    this.masters = new Masters(masters);
    const masterId = () => this.masterInfo.id;
    this.frameworks = new Frameworks(timeline, masterId);
    this.maintenance = new Maintenance(timeline);
    this.offers = new Offers(timeline, {
      masterId,
      offering: () => this.offering(),
      free: (agent, role) => this.offer(agent, role)?.portions ?? [],
    });
    this.tasks = new TaskStore(timeline, timings, (id) => this.agents.get(id));
    this.draining = new Draining(timeline, this.tasks, {
      byId: (id) => this.agents.get(id),
      put: (agent) => this.put(agent),
      markGone: (id) => this.markGone(id),
    });
    this.tasks.ended.add(() => this.changed.tell(undefined));
    this.tasks.launched.add((task) => this.events.tell({ type: 'TASK_ADDED', task }));
    this.tasks.updates.add((update) => this.events.tell({ type: 'TASK_UPDATED', update }));
    this.frameworks.events.add((event) => {
      this.events.tell(event);
      if (event.type === 'FRAMEWORK_REMOVED') this.endFramework(event.frameworkId);
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
  add({ checkpointed = [], ...agent }: NewAgent): Agent {
    const number = this.registrations++;
    const port = agent.port ?? 5051 + number;
    const old = this.agents.get(this.latest.get(`${agent.hostname}:${port}`) ?? '');
    if (old?.presence === 'registered' && !old.connected) this.forget(old, 'registered');
    const added: Agent = {
      ...agent,
      flags: agent.resources,
      resources: plus(less(agent.resources, checkpointed.map(unreservedForm)), checkpointed),
      id: `${this.masterInfo.id}-S${number}`,
      port,
      presence: 'registered',
      connected: true,
      deactivated: false,
      registeredAt: this.timeline.now,
      dead: false,
    };
    this.latest.set(`${agent.hostname}:${port}`, added.id);
    this.put(added);
    this.counters.add('slave_registrations');
    this.events.tell({ type: 'AGENT_ADDED', agentId: added.id });
    return added;
  }

  /** The agents of which offers are made. */
  offering(): readonly Agent[] {
    return this.all().filter((agent) => isReachable(agent) && isActive(agent));
  }

  /** What a framework of this role is offered of an agent: what is free of the unreserved and of the role's own. */
  offer(agent: Agent, role: string): Offer | undefined {
    const taken = [...this.tasks.used(agent.id), ...this.offered(agent.id)];
    const portions = less(agent.resources, taken).filter(
      (portion) => portion.role === '*' || portion.role === role,
    );
    return portions.length > 0 ? { agent, portions } : undefined;
  }

  offered(agentId: string): readonly Portion[] {
    return this.offers.on(agentId).flatMap(({ portions }) => portions);
  }

  /** Such as after a reservation, or a start with other flags: what was offered of the agent is taken back. */
  change(id: string, to: Partial<Pick<Agent, 'resources' | 'flags' | 'attributes'>>): void {
    const agent = this.agents.get(id);
    this.offers.rescindOn(id);
    if (agent) this.put({ ...agent, ...to });
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
    if (!agent || agent.presence === 'gone' || (agent.presence === 'removed' && !reachable)) return;
    if (!reachable) {
      if (agent.presence === 'unreachable') return;
      this.put({ ...agent, presence: 'unreachable', connected: false, leftAt: this.timeline.now });
      this.counters.add('slave_removals', 'slave_removals/reason_unhealthy');
      this.counters.add('slave_unreachable_scheduled', 'slave_unreachable_completed');
      this.tasks.lost(id);
      return;
    }
    const isThere = agent.presence === 'registered' && agent.connected;
    if (agent.dead || isThere || this.maintenance.isHostDown(agent.hostname)) return;
    const { leftAt: _, ...back } = agent;
    const now = this.timeline.now;
    const isNews = agent.presence !== 'registered';
    const registeredAt = isNews ? now : agent.registeredAt;
    this.put({ ...back, presence: 'registered', connected: true, registeredAt, reregisteredAt: now });
    this.counters.add('slave_reregistrations');
    this.back(id);
    if (isNews) this.events.tell({ type: 'AGENT_ADDED', agentId: id });
  }

  /** The machine is gone for good; to the master it is unreachable until someone says otherwise. */
  remove(id: string): void {
    this.setReachable(id, false);
    const agent = this.agents.get(id);
    if (agent) this.put({ ...agent, dead: true });
  }

  /** The agent says that it stops: the master forgets it at once, and it may come back under its id. */
  unregister(id: string): void {
    const agent = this.agents.get(id);
    if (agent?.presence === 'registered') this.forget(agent, 'unregistered');
  }

  setDeactivated(id: string, deactivated: boolean): void {
    const agent = this.agents.get(id);
    if (!agent) return;
    const { drain: _, ...rest } = agent;
    if (deactivated) this.offers.rescindOn(id);
    this.put(deactivated ? { ...agent, deactivated } : { ...rest, deactivated });
  }

  drain(id: string, props: DrainProps): void {
    this.offers.rescindOn(id);
    this.draining.begin(id, props);
  }

  markGone(id: string): void {
    const agent = this.agents.get(id);
    if (!agent || agent.presence === 'gone') return;
    this.put({ ...agent, presence: 'gone', connected: false, leftAt: this.timeline.now, dead: true });
    this.tasks.gone(id, 'TASK_GONE_BY_OPERATOR');
  }

  /** Another master leads: it has another id and has counted nothing. */
  newTerm(): void {
    this.masterInfo = this.newMaster();
    this.registrations = 0;
    this.counters.reset();
    this.tasks.forgetCompleted();
  }

  /** The master knows the agent from its registry only. */
  setRecovered(id: string): void {
    const agent = this.agents.get(id);
    if (agent) this.put({ ...agent, presence: 'recovered', connected: false });
  }

  /** While true the master answers as one that leads but has not read its registry. */
  setRecovering(recovering: boolean): void {
    this.masterInfo = { ...this.masterInfo, recovering };
  }

  private forget(agent: Agent, reason: 'registered' | 'unregistered'): void {
    const dead = reason === 'registered';
    this.counters.add('slave_removals', `slave_removals/reason_${reason}`);
    this.put({ ...agent, presence: 'removed', connected: false, leftAt: this.timeline.now, dead });
    this.tasks.gone(agent.id, 'TASK_GONE');
    this.events.tell({ type: 'AGENT_REMOVED', agentId: agent.id });
  }

  /** The agent tells what happened meanwhile, and is told to go on draining. */
  private back(id: string): void {
    this.tasks.returned(id);
    this.draining.goOn(id);
  }

  private endFramework(id: string): void {
    this.offers.forget(id);
    for (const task of this.tasks.all().filter(({ frameworkId }) => frameworkId === id)) {
      this.tasks.end(task, 'TASK_KILLED', 'Framework removed');
    }
  }

  private put(agent: Agent): void {
    if (!isReachable(agent)) this.offers.rescindOn(agent.id);
    this.agents.set(agent.id, agent);
    this.changed.tell(undefined);
  }

  private newMaster(): MasterInfo {
    const now = this.timeline.now;
    return { id: this.random.uuid(), startedAt: now, electedAt: now, recovering: false };
  }
}
