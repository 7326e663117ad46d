import { Ranges } from '../../../src/domain/core/ranges';
import type {
  AgentAnswer,
  AgentHealth,
  AgentPorts,
  ClusterView,
  Deployment,
  FrameworkView,
  Marathon,
  MarathonApp,
  MarathonTask,
  MesosMaster,
  RoleResources,
  TaskView,
  WriteAnswer,
} from '../../../src/operator/ports';
import type { AgentOptions, Cluster, HeldTask } from './cluster';

interface FakeAgent {
  readonly id: string;
  readonly hostname: string;
  presence: 'here' | 'unreachable' | 'recovered';
  deactivated: boolean;
  /** Its socket is lost for now; its tasks go on. */
  away?: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly shuffle: RoleResources | undefined;
  hidden: boolean;
}

interface FakeTask {
  readonly id: string;
  readonly agent: FakeAgent;
  state: 'TASK_RUNNING' | 'TASK_UNREACHABLE';
  /** The slot was given up; listed until its agent returns (recording 50). */
  ghost: boolean;
  healthy: boolean;
}

interface Executor extends Omit<TaskView, 'agentId' | 'state'> {
  readonly agent: FakeAgent;
  state: 'TASK_RUNNING' | 'TASK_KILLED';
}

interface FakeApp {
  readonly definition: Record<string, unknown>;
  instances: number;
  tasks: FakeTask[];
  deploying: boolean;
  /** Waiting for an offer. */
  queued: number;
}

/** Marathon's scale_apps_interval. */
const SCALE_CHECK = 300;

/**
 * A Mesos and a Marathon in memory, as much of them as the operator meets: one task a host, a lock while a
 * deployment waits, slots that lost tasks hold, ghosts that count as launched (51) and whose second release kills a
 * healthy task (50). A task runs and is healthy as soon as time passes.
 */
export class FakeCluster implements Cluster {
  readonly agents: FakeAgent[] = [];
  readonly apps = new Map<string, FakeApp>();
  /** What was asked of Marathon that changes something, in order. */
  readonly writes: string[] = [];
  /** Answers the next write in place of doing it. */
  nextAnswer: WriteAnswer | undefined;
  readonly gone = new Set<string>();
  /** Whatever applications have run, by the name of their framework. */
  private executors: Executor[] = [];
  private readonly wanted = new Map<string, number>();
  frameworks: readonly FrameworkView[] = [];
  /** Tasks that start from now on do not become healthy before this is over. */
  freezeHealth = false;
  /** Deployments do not end. */
  hang = false;
  /** Nothing that waits for an offer gets one. */
  paused = false;
  deploymentChange: Partial<Deployment> = {};
  private deployingSince = 0;
  /** What agents say of their ports; an agent that is not named does not answer. */
  readonly ports = new Map<string, AgentPorts>();
  version = '1.11.24';
  mesosRole = 'slave_public';
  rewriteRoles = false;
  private master = 1;
  private recovering = false;
  private count = 0;
  private time = 0;

  readonly mesos: MesosMaster = {
    view: async (only) => this.view(only),
    gone: async () => ({ is: 'known', ids: this.gone }),
    frameworks: async () => ({
      is: 'known',
      frameworks: [...this.frameworks, ...[...this.wanted.keys()].map((name) => ({ id: name, name }))],
    }),
    tasks: async () => ({ is: 'known', tasks: [] }),
    tasksOf: async () => ({ is: 'known', tasks: [] }),
    tasksOn: async (id) => ({
      is: 'known',
      tasks: this.executors.flatMap(({ agent, ...task }) =>
        agent.id === id ? [{ ...task, agentId: id }] : [],
      ),
    }),
    teardown: async () => ({ is: 'absent' }),
    deactivate: async (id) => this.change(id, (agent) => (agent.deactivated = true)),
    reactivate: async (id) => this.change(id, (agent) => (agent.deactivated = false)),
    markGone: async (id) =>
      this.change(id, (agent) => {
        agent.presence = 'unreachable';
        this.gone.add(id);
        for (const app of this.apps.values()) app.tasks = app.tasks.filter((task) => task.agent !== agent);
      }),
    hold: async () => ({ is: 'refused', status: 400, message: 'not in this fake' }),
    giveBack: async () => ({ is: 'refused', status: 400, message: 'not in this fake' }),
  };

  readonly marathon: Marathon = {
    info: async () => ({
      version: this.version,
      marathon_config: { mesos_role: this.mesosRole, new_group_enforce_role: 'Top' },
    }),
    app: async (id) => this.appView(id),
    apps: async () => [...this.apps.keys()].flatMap((id) => this.appView(id) ?? []),
    ports: async () =>
      [...this.apps].map(([id, app]) => ({
        id,
        wanted: [portOf(app)],
        held: app.tasks.map(() => portOf(app)),
      })),
    queue: async () =>
      new Map(
        [...this.apps]
          .filter(([, { queued }]) => queued > 0)
          .map(([id, { queued }]) => [id, { count: queued, reasons: [] }]),
      ),
    create: async (app) =>
      this.write(`create ${String(app['id'])} ${String(app['instances'])}`, () => this.create(app)),
    raise: async (id, instances) => this.write(`raise ${id} ${instances}`, () => this.raise(id, instances)),
    release: async (id, taskId) => this.write(`release ${taskId}`, () => this.release(id, taskId)),
    wipe: async (id, taskId) => this.write(`wipe ${taskId}`, () => this.wipe(id, taskId)),
    deployments: async () =>
      [...this.apps]
        .filter(([, { deploying }]) => deploying)
        .map(([id]) => ({
          id: 'deployment',
          since: new Date(Date.UTC(2026, 0, 1) + this.deployingSince * 1000).toISOString(),
          apps: [id],
          actions: [{ action: 'ScaleApplication', app: id }],
          ...this.deploymentChange,
        })),
    replace: async (app) => this.write(`replace ${String(app['id'])}`, () => this.replace(app)),
    remove: async (id) => this.write(`remove ${id}`, () => this.remove(id)),
    stop: async (id) => this.write(`stop ${id}`, () => this.stop()),
  };

  readonly agentHealth: AgentHealth = {
    ports: async (hosts) =>
      new Map(
        hosts.map((host) => [
          host,
          this.ports.get(host) ?? {
            is: 'unknown',
            reason: 'AgentSilent',
            message: `${host} does not answer`,
          },
        ]),
      ),
  };

  async addAgent(hostname: string, { attributes = {}, resources }: AgentOptions = {}): Promise<void> {
    const reserved = resources === undefined || resources.includes('(shuffle)');
    this.agents.push({
      id: `m${this.master}-S${this.count++}`,
      hostname,
      presence: 'here',
      deactivated: false,
      attributes,
      shuffle: reserved ? { cpus: 2, mem: 4096, disk: 0, ports: Ranges.parse('7337-7339') } : undefined,
      hidden: false,
    });
  }

  async lose(hostname: string): Promise<void> {
    const agent = this.agent(hostname);
    agent.presence = 'unreachable';
    for (const task of this.tasksOn(agent)) task.state = 'TASK_UNREACHABLE';
  }

  async bringBack(hostname: string): Promise<void> {
    const agent = this.agent(hostname);
    agent.presence = 'here';
    for (const app of this.apps.values()) {
      app.tasks = app.tasks.filter((task) => task.agent !== agent || !task.ghost);
    }
    for (const task of this.tasksOn(agent)) task.state = 'TASK_RUNNING';
  }

  async deactivate(hostname: string): Promise<void> {
    this.agent(hostname).deactivated = true;
  }

  async application(name: string, executors: number): Promise<void> {
    this.wanted.set(name, executors);
  }

  async scale(name: string, executors: number): Promise<void> {
    this.wanted.set(name, executors);
    for (const task of this.running(name).slice(executors)) task.state = 'TASK_KILLED';
  }

  async endApplication(name: string): Promise<void> {
    this.wanted.delete(name);
    for (const task of this.running(name)) task.state = 'TASK_KILLED';
  }

  private running(name: string): readonly Executor[] {
    return this.executors.filter(({ frameworkId, state }) => frameworkId === name && state !== 'TASK_KILLED');
  }

  private placeExecutors(): void {
    for (const [name, count] of this.wanted) {
      const taken = this.running(name).map(({ agent }) => agent);
      const offered = this.agents.filter((one) => one.presence === 'here' && !one.deactivated && !one.away);
      const free = offered.filter((one) => !taken.includes(one));
      for (const agent of free.slice(0, Math.max(0, count - taken.length))) {
        const id = `executor-${this.count++}`;
        this.executors.push({ id, name, frameworkId: name, state: 'TASK_RUNNING', labels: {}, agent });
      }
    }
  }

  private async change(id: string, work: (agent: FakeAgent) => void): Promise<AgentAnswer> {
    const agent = this.agents.find((one) => one.id === id);
    if (!agent) return { is: 'absent' };
    work(agent);
    return { is: 'done' };
  }

  async failover(recovered: readonly string[]): Promise<void> {
    this.master++;
    this.executors = this.executors.filter(({ state }) => state === 'TASK_RUNNING');
    for (const agent of this.agents) if (recovered.includes(agent.hostname)) agent.presence = 'recovered';
  }

  async setRecovering(recovering: boolean): Promise<void> {
    this.recovering = recovering;
  }

  async held(): Promise<readonly HeldTask[]> {
    return [...this.apps.values()].flatMap(({ tasks }) =>
      tasks.map(({ id, agent, state }) => ({ id, host: agent.hostname, state })),
    );
  }

  async close(): Promise<void> {}

  advance(seconds: number): void {
    const checks = Math.floor((this.time + seconds) / SCALE_CHECK) > Math.floor(this.time / SCALE_CHECK);
    this.time += seconds;
    this.placeExecutors();
    for (const app of this.apps.values()) {
      if (checks && !app.deploying) app.queued = Math.max(app.queued, app.instances - counted(app));
      while (!this.paused && app.queued > 0 && this.place(app)) app.queued--;
      if (app.queued === 0 && !this.hang) app.deploying = false;
      if (!this.freezeHealth) for (const task of app.tasks) task.healthy = true;
    }
  }

  agent(hostname: string): FakeAgent {
    const found = this.agents.findLast((agent) => agent.hostname === hostname);
    if (!found) throw new Error(`no agent ${hostname}`);
    return found;
  }

  private tasksOn(agent: FakeAgent): readonly FakeTask[] {
    return [...this.apps.values()].flatMap(({ tasks }) => tasks.filter((task) => task.agent === agent));
  }

  private view(only?: readonly string[]): ClusterView {
    if (this.recovering) {
      return { is: 'unknown', reason: 'MasterRecovering', message: 'Master has not finished recovery' };
    }
    const wanted = this.agents.filter(({ id }) => only === undefined || only.includes(id));
    const agents = wanted.filter(({ presence }) => presence === 'here');
    return {
      is: 'known',
      masterId: `m${this.master}`,
      deactivates: true,
      recovered: wanted.filter(({ presence }) => presence === 'recovered'),
      agents: agents.map((agent) => ({
        id: agent.id,
        hostname: agent.hostname,
        active: !agent.deactivated && !agent.away,
        deactivated: agent.deactivated,
        draining: false,
        maintenance: false,
        attributes: agent.attributes,
        gpus: 0,
        unreserved: { cpus: 6, mem: 11264 },
        reserved: agent.shuffle && !agent.hidden ? { shuffle: agent.shuffle } : {},
        used: () => ({ cpus: 0, mem: 0, disk: 0, ports: Ranges.empty }),
        usedPorts: () =>
          Ranges.of(
            ...[...this.apps.values()]
              .filter((app) => hasLive(app, agent))
              .map((app) => [portOf(app), portOf(app)] as const),
          ),
        hidesResources: agent.hidden,
      })),
    };
  }

  private appView(id: string): MarathonApp | undefined {
    const app = this.apps.get(id);
    if (!app) return undefined;
    const tasks = app.tasks.map((task): MarathonTask => {
      const { id: agentId, hostname: host } = task.agent;
      return { id: task.id, host, agentId, state: task.state, ports: [portOf(app)], healthy: task.healthy };
    });
    const deployments = app.deploying ? ['deployment'] : [];
    return { id, instances: app.instances, definition: app.definition, tasks, deployments };
  }

  private write(what: string, work: () => WriteAnswer): WriteAnswer {
    const answer = this.nextAnswer;
    this.nextAnswer = undefined;
    this.writes.push(answer ? `${what} (${answer.is})` : what);
    return answer ?? work();
  }

  private create(app: Readonly<Record<string, unknown>>): WriteAnswer {
    const id = String(app['id']);
    if (this.apps.has(id)) return { is: 'exists', message: `An app with id [${id}] already exists.` };
    const { instances, ...rest } = app;
    const definition: Record<string, unknown> = rest;
    if (this.rewriteRoles) definition['acceptedResourceRoles'] = ['*'];
    this.apps.set(id, {
      definition,
      instances: Number(instances),
      tasks: [],
      deploying: true,
      queued: Number(instances),
    });
    return ACCEPTED;
  }

  private raise(id: string, instances: number): WriteAnswer {
    const app = this.apps.get(id);
    if (!app) return { is: 'refused', status: 404, message: `App '${id}' does not exist` };
    if (app.deploying) return LOCKED;
    app.instances = instances;
    // Lowering stops what runs, the youngest first, and keeps what waits (recording 05).
    while (app.tasks.length + app.queued > instances) {
      const youngest = app.tasks.findLast(({ state }) => state === 'TASK_RUNNING');
      if (!youngest) break;
      app.tasks = app.tasks.filter((one) => one !== youngest);
    }
    // What is listed counts as launched, ghosts too.
    const start = Math.max(0, instances - app.tasks.length - app.queued);
    app.queued += start;
    app.deploying = start > 0;
    this.deployingSince = this.time;
    return ACCEPTED;
  }

  /** Off the list at once; where it held a slot, a new task starts (recordings 50c, 50d). */
  private wipe(id: string, taskId: string): WriteAnswer {
    const app = this.apps.get(id);
    const task = app?.tasks.find((one) => one.id === taskId);
    if (!app || !task) return { is: 'refused', status: 404, message: `Task '${taskId}' does not exist` };
    app.tasks = app.tasks.filter((one) => one !== task);
    app.queued = Math.max(app.queued, app.instances - counted(app));
    return ACCEPTED;
  }

  private replace(app: Readonly<Record<string, unknown>>): WriteAnswer {
    const id = String(app['id']);
    if (this.apps.get(id)?.deploying) return LOCKED;
    this.apps.delete(id);
    return this.create(app);
  }

  private remove(id: string): WriteAnswer {
    const app = this.apps.get(id);
    if (!app) return { is: 'refused', status: 404, message: `App '${id}' does not exist` };
    if (app.deploying) return LOCKED;
    this.apps.delete(id);
    return ACCEPTED;
  }

  /** What waits stays queued, and nothing is killed (recording 56). */
  private stop(): WriteAnswer {
    for (const app of this.apps.values()) app.deploying = false;
    return ACCEPTED;
  }

  private release(id: string, taskId: string): WriteAnswer {
    const app = this.apps.get(id);
    const task = app?.tasks.find((one) => one.id === taskId);
    if (!app || !task) return { is: 'refused', status: 404, message: `Task '${taskId}' does not exist` };
    if (app.deploying) return LOCKED;
    app.instances--;
    if (task.state === 'TASK_RUNNING') app.tasks = app.tasks.filter((one) => one !== task);
    else if (task.ghost) {
      const youngest = app.tasks.findLast(({ state }) => state === 'TASK_RUNNING');
      app.tasks = app.tasks.filter((one) => one !== youngest);
    } else task.ghost = true;
    return ACCEPTED;
  }

  private place(app: FakeApp): boolean {
    const agent = this.agents.find(
      (one) => one.presence === 'here' && !one.deactivated && !one.away && one.shuffle && !hasLive(app, one),
    );
    if (!agent) return false;
    app.tasks.push({
      id: `task-${this.count++}`,
      agent,
      state: 'TASK_RUNNING',
      ghost: false,
      healthy: false,
    });
    return true;
  }
}

const ACCEPTED: WriteAnswer = { is: 'accepted', deploymentId: 'deployment' };
const LOCKED: WriteAnswer = { is: 'locked', message: 'App is locked', deployments: ['deployment'] };

const hasLive = (app: FakeApp, agent: FakeAgent) =>
  app.tasks.some((task) => task.agent.hostname === agent.hostname && task.state === 'TASK_RUNNING');

/** Instances that are launched or whose slot is held. */
const counted = (app: FakeApp) => app.tasks.filter(({ ghost }) => !ghost).length;

function portOf(app: FakeApp): number {
  return (app.definition['portDefinitions'] as readonly { port: number }[])[0]?.port ?? 0;
}
