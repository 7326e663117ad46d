import type { Cancel } from '../timeline';
import type { Agent } from './agent';
import type { Cluster } from './cluster';
import type { FrameworkInfo } from './frameworks';
import type { Portion } from './portions';
import { takeScalar } from './take';
import type { TaskBehaviour, TaskUpdate } from './task';

/** A task that is started once, on whatever agent fits. */
export interface OneOff {
  readonly id: string;
  readonly name: string;
  readonly cpus: number;
  /** MiB. */
  readonly mem: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly behaviour: TaskBehaviour;
  fits(agent: Agent): boolean;
}

export interface OneOffsProps {
  readonly cluster: Cluster;
  readonly framework: Pick<FrameworkInfo, 'name' | 'user'> & Partial<FrameworkInfo>;
  readonly heard: (update: TaskUpdate) => void;
}

/** Milliseconds from an offer that fits to the launch. */
const OFFER_DELAY = 200;

/** The part that schedulers of single tasks have in common: a framework, what waits for an offer, and the launch. */
export class OneOffs {
  readonly frameworkId: string;
  private readonly cluster: Cluster;
  private waiting: readonly OneOff[] = [];
  private planned: Cancel | undefined;
  private paused = false;

  constructor({ cluster, framework, heard }: OneOffsProps) {
    this.cluster = cluster;
    this.frameworkId = cluster.frameworks.register({
      roles: ['*'],
      hostname: 'master',
      failoverTimeout: 604_800_000,
      checkpoint: true,
      capabilities: [],
      ...framework,
    }).id;
    cluster.changed.add(() => this.wake());
    cluster.tasks.updates.add((update) => {
      if (update.frameworkId === this.frameworkId) heard(update);
    });
  }

  add(task: OneOff): void {
    this.waiting = [...this.waiting, task];
    this.wake();
  }

  /** True: its process is away; what waits goes on waiting. */
  pause(paused: boolean): void {
    this.paused = paused;
    this.wake();
  }

  isWaiting(id: string): boolean {
    return this.waiting.some((task) => task.id === id);
  }

  /** Says whether it was still waiting. */
  remove(id: string): boolean {
    const waited = this.isWaiting(id);
    this.waiting = this.waiting.filter((task) => task.id !== id);
    return waited;
  }

  private wake(): void {
    if (this.planned || this.paused || this.waiting.length === 0) return;
    this.planned = this.cluster.timeline.after(OFFER_DELAY, () => {
      this.planned = undefined;
      if (this.paused) return;
      for (const task of this.waiting) {
        if (this.cluster.offering().some((agent) => task.fits(agent) && this.launch(task, agent))) {
          this.remove(task.id);
        }
      }
    });
  }

  private launch({ cpus, mem, fits: _, ...task }: OneOff, agent: Agent): boolean {
    const usable = this.cluster.offer(agent, '*')?.portions ?? [];
    const taken = [takeScalar(usable, 'cpus', cpus), takeScalar(usable, 'mem', mem)];
    if (taken.includes(undefined)) return false;
    const portions = taken.flatMap((one): readonly Portion[] => one ?? []);
    const { frameworkId } = this;
    this.cluster.tasks.launch({ ...task, agentId: agent.id, frameworkId, role: '*', portions });
    return true;
  }
}
