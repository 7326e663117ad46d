import { factsOf } from './definition';
import {
  type Agent,
  type App,
  bit,
  type Deployment,
  type Flight,
  has,
  type Process,
  type State,
  type Stored,
  type Task,
} from './state';

/** A task that Marathon was made to end, as it was before. */
export interface Victim {
  readonly task: Task;
  readonly because: 'scale' | 'stop' | 'named' | 'check';
}

/** The next state in the making. Objects are replaced, never changed. */
export class Draft {
  readonly agents: Agent[];
  apps: App[];
  tasks: Task[];
  deployments: Deployment[];
  store: readonly Stored[];
  master: State['master'];
  hidden: boolean;
  readers: number;
  manifest: number;
  saidGone: number;
  operator: Process;
  flight: Flight | undefined;
  readonly victims: Victim[] = [];

  constructor(readonly from: State) {
    this.agents = [...from.agents];
    this.apps = [...from.apps];
    this.tasks = [...from.tasks];
    this.deployments = [...from.deployments];
    this.store = from.store;
    this.master = from.master;
    this.hidden = from.hidden;
    this.readers = from.readers;
    this.manifest = from.manifest;
    this.saidGone = from.saidGone;
    this.operator = from.operator;
    this.flight = from.flight;
  }

  done(): State {
    this.dropConnections();
    const { agents, apps, tasks, deployments, store, master, hidden, manifest, saidGone, operator, flight } =
      this;
    return {
      slots: this.from.slots,
      agents,
      master,
      hidden,
      apps,
      tasks,
      deployments,
      readers: this.readers,
      manifest,
      saidGone,
      store,
      operator,
      ...(flight ? { flight } : {}),
    };
  }

  agent(host: number): Agent {
    const agent = this.agents[host];
    if (!agent) throw new Error(`no host ${host}`);
    return agent;
  }

  setAgent(host: number, change: Partial<Agent>): void {
    this.agents[host] = { ...this.agent(host), ...change };
  }

  app(id: number): App | undefined {
    return this.apps.find((app) => app.id === id);
  }

  setApp(next: App): void {
    this.apps = this.apps.map((app) => (app.id === next.id ? next : app));
  }

  /** In the place of what was there, so that the order of age stays. */
  setTask(task: Task, change: Partial<Task>): Task {
    const next = { ...task, ...change };
    this.tasks[this.tasks.indexOf(task)] = next;
    return next;
  }

  /** As the youngest of all. */
  renewTask(task: Task, change: Partial<Task>): void {
    this.tasks.splice(this.tasks.indexOf(task), 1);
    this.tasks.push({ ...task, ...change });
  }

  removeTask(task: Task): void {
    this.tasks.splice(this.tasks.indexOf(task), 1);
  }

  /** A connection ends with the task at its other end. */
  private dropConnections(): void {
    this.agents.forEach(({ users, gen }, host) => {
      if (users === 0) return;
      const alive = this.tasks
        .filter((one) => one.host === host && one.gen === gen && one.life !== 'waiting')
        .reduce((mask, one) => mask | bit(slotOf(one)), 0);
      if ((users & ~alive) !== 0) this.setAgent(host, { users: users & alive });
    });
  }

  /** Hosts on which applications are connected to a slot. */
  connected(slot: number): readonly number[] {
    return this.agents.flatMap(({ users }, host) => (has(users, slot) ? [host] : []));
  }

  locked(app: number): boolean {
    return this.deployments.some((deployment) => deployment.app === app);
  }
}

/** The slot of a task, also of one whose app was deleted: its definition is known by its app's id alone. */
const slots = new Map<number, number>();

export function rememberSlot(app: App): void {
  slots.set(app.id, factsOf(app.definition).slot);
}

export function slotOf(task: Pick<Task, 'app'>): number {
  const slot = slots.get(task.app);
  if (slot === undefined) throw new Error(`no app ${task.app} was ever created`);
  return slot;
}
