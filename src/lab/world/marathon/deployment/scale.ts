import type { App } from '../app';
import type { Core } from '../core';
import { type Instance, isLaunched, isReady } from '../instance';
import { decommission } from '../kill';
import { proposeScaling } from '../scaling';
import { isOver, type StepRunner } from './step';

/**
 * Brings an app to its number of instances (core/deployment/impl/TaskStartActor.scala): first kills, then starts.
 * Only the instances that it has started itself are waited for.
 */
export class ScaleRunner implements StepRunner {
  private killed: readonly Instance[] = [];
  private started: readonly string[] | undefined;

  constructor(
    private readonly core: Core,
    private readonly app: App,
    private readonly sentenced: ReadonlySet<string>,
  ) {}

  start(): void {
    const { instances, killSelection } = this.app.definition;
    this.killed = proposeScaling({
      instances: this.instances(),
      sentenced: this.sentenced,
      scaleTo: instances,
      killSelection,
    }).kill;
    for (const instance of this.killed) decommission(this.core, instance);
  }

  check(): boolean {
    if (!this.killed.every((instance) => isOver(this.core.tracker, instance))) return false;
    this.started ??= this.startMissing();
    return this.started.every((id) => {
      const instance = this.core.tracker.find(id);
      return instance !== undefined && isReady(instance);
    });
  }

  /**
   * Counts whatever has a task or waits for one, also what was given up and is only listed because its agent is
   * lost: with such a ghost too few are started, until the periodic scale check, which does not count it.
   */
  private startMissing(): readonly string[] {
    const there = this.instances().filter((one) => isLaunched(one) || one.goal === 'Running').length;
    const missing = Math.max(0, this.app.definition.instances - there);
    return Array.from({ length: missing }, () => this.core.tracker.schedule(this.app).id);
  }

  private instances(): readonly Instance[] {
    return this.core.tracker.of(this.app.definition.id);
  }
}
