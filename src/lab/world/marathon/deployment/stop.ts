import type { App } from '../app';
import type { Core } from '../core';
import type { Instance } from '../instance';
import { decommission } from '../kill';
import { isOver, type StepRunner } from './step';

/** Ends every task of an app that is deleted; tasks on lost agents are not waited for. */
export class StopRunner implements StepRunner {
  private sentenced: readonly Instance[] = [];

  constructor(
    private readonly core: Core,
    private readonly app: App,
  ) {}

  start(): void {
    this.core.backoff.reset(this.app.definition.id);
    this.sentenced = this.core.tracker.of(this.app.definition.id);
    for (const instance of this.sentenced) decommission(this.core, instance);
  }

  check(): boolean {
    return this.sentenced.every((instance) => isOver(this.core.tracker, instance));
  }
}
