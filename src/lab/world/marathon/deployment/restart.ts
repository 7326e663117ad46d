import { amongEquals } from '../among-equals';
import type { App } from '../app';
import type { Core } from '../core';
import { countsAsHealthy, type Instance, isReady } from '../instance';
import { decommission } from '../kill';
import { isOver, type StepRunner } from './step';

/**
 * Replaces every task of an older configuration (core/deployment/impl/TaskReplaceActor.scala): kills as many at
 * once as the strategy allows, starts new ones where capacity is left, and then one old one goes for each new one
 * that is ready.
 */
export class RestartRunner implements StepRunner {
  private waitingToGo: Instance[] = [];
  private going: Instance[] = [];
  private readonly started: string[] = [];
  private readonly counted = new Set<string>();
  private maxCapacity = 0;

  constructor(
    private readonly core: Core,
    private readonly app: App,
  ) {}

  start(): void {
    const all = this.core.tracker.of(this.app.definition.id).filter((one) => one.goal === 'Running');
    const isNew = (one: Instance) => one.app.lastConfigChangeAt === this.app.lastConfigChangeAt;
    this.started.push(...all.filter(isNew).map((one) => one.id));
    this.waitingToGo = inOrder(
      this.core,
      all.filter((one) => !isNew(one)),
    );
    const { instances, upgradeStrategy } = this.app.definition;
    const healthy = all.filter(countsAsHealthy).length;
    const minHealthy = Math.ceil(instances * upgradeStrategy.minimumHealthCapacity);
    this.maxCapacity = Math.floor(instances * (1 + upgradeStrategy.maximumOverCapacity));
    const killNow = Math.max(0, healthy - minHealthy);
    if (minHealthy === this.maxCapacity && this.maxCapacity <= healthy) this.maxCapacity += 1;
    for (let i = 0; i < killNow; i++) this.killNext();
    this.launch();
  }

  check(): boolean {
    this.going = this.going.filter((one) => !isOver(this.core.tracker, one));
    this.launch();
    for (const id of this.started) {
      const instance = this.core.tracker.find(id);
      if (!instance || !isReady(instance) || this.counted.has(id)) continue;
      this.counted.add(id);
      this.killNext();
    }
    const { instances } = this.app.definition;
    return this.counted.size >= instances && this.waitingToGo.length === 0 && this.going.length === 0;
  }

  private killNext(): void {
    const next = this.waitingToGo.shift();
    const now = next && this.core.tracker.find(next.id);
    if (!now) return;
    this.going.push(now);
    decommission(this.core, now);
  }

  private launch(): void {
    const left = this.maxCapacity - this.waitingToGo.length - this.going.length - this.started.length;
    const missing = this.app.definition.instances - this.started.length;
    for (let i = 0; i < Math.min(left, missing); i++) {
      this.started.push(this.core.tracker.schedule(this.app).id);
    }
  }
}

/**
 * What is not healthy goes first. Among the others Marathon's order is that of a hash table. Here it is the one whose
 * state is the oldest, or chance where the lab is told so. Without a check a pending instance counts as healthy, and
 * running ones may go in its place.
 */
function inOrder(core: Core, instances: readonly Instance[]): Instance[] {
  const isHealthy = (one: Instance) => Number(countsAsHealthy(one));
  const oldest = [...instances].sort((a, b) => a.since - b.since || a.order - b.order);
  return amongEquals(core, oldest).sort((a, b) => isHealthy(a) - isHealthy(b));
}
