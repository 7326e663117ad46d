import { unreachable } from '../../../../domain/core/unreachable';
import type { Json } from '../app';
import type { Core } from '../core';
import { Failure, locked } from '../failure';
import type { Root } from '../groups';
import { announceChecks } from '../health';
import { type Action, affectedApps, type Plan, type PlanInput, stepsOf } from './plan';
import { RestartRunner } from './restart';
import { ScaleRunner } from './scale';
import type { StepRunner } from './step';
import { StopRunner } from './stop';

/** A deployment that runs. */
export interface Deployment {
  readonly plan: Plan;
  /** Counted from 0; -1 before the first step has begun. */
  readonly step: number;
  readonly runners: readonly StepRunner[];
}

export interface DeployInput extends PlanInput {
  readonly version: string;
  readonly force: boolean;
}

/** A plan begins this many milliseconds after it was accepted. */
const START_DELAY = 10;

/** Runs deployments and keeps two of them off the same app (core/deployment/impl/DeploymentManagerActor.scala). */
export class DeploymentManager {
  private readonly running = new Map<string, Deployment>();
  private checking = false;

  constructor(private readonly core: Core) {
    core.tracker.changes.add(() => this.checkSoon());
  }

  all(): readonly Deployment[] {
    return [...this.running.values()];
  }

  find(id: string): Deployment | undefined {
    return this.running.get(id);
  }

  /** The running deployments that lock an app. */
  of(appId: string): readonly Deployment[] {
    return this.all().filter(({ plan }) => affectedApps(plan).includes(appId));
  }

  /**
   * Accepts the change and begins with it, or refuses it; an empty plan is done at once and bound by no lock.
   * @throws Failure 403 at the limit of running deployments, 409 where an app is locked
   */
  deploy(input: DeployInput): Plan {
    const { core } = this;
    const steps = stepsOf(input);
    const plan: Plan = {
      id: core.random.uuid(),
      version: input.version,
      from: input.from,
      to: input.to,
      steps,
    };
    if (steps.length === 0) {
      core.root = input.to;
      this.emit('deployment_success', plan, { id: plan.id });
      return plan;
    }
    this.makeRoom(plan, input.force);
    core.root = input.to;
    this.begin(plan);
    return plan;
  }

  /** A new leader reads the plans from its store and begins each of them again. */
  restart(): void {
    for (const { plan } of this.all()) this.begin(plan);
  }

  private begin(plan: Plan): void {
    const deployment: Deployment = { plan, step: -1, runners: [] };
    this.running.set(plan.id, deployment);
    this.core.timeline.after(START_DELAY, () => {
      if (this.running.get(plan.id) === deployment) this.next(plan.id);
    });
  }

  /** Stops it where it stands; what it has queued stays queued. */
  cancel(id: string): void {
    const deployment = this.running.get(id);
    if (!deployment) return;
    this.running.delete(id);
    this.emit('deployment_failed', deployment.plan, { id, reason: 'The deployment has been cancelled' });
  }

  private makeRoom(plan: Plan, force: boolean): void {
    const { maxRunningDeployments } = this.core.config;
    if (this.running.size >= maxRunningDeployments) {
      throw new Failure(
        403,
        `Max number (${maxRunningDeployments}) of running deployments is achieved. Wait for existing deployments ` +
          'to complete or cancel oneusing force=true parameter. You can increase max deployment number by using ' +
          '--max_running_deployments parameter but be advised that this can have negative effects on the performance.',
      );
    }
    const affected = affectedApps(plan);
    const inTheWay = this.all().filter((one) => affectedApps(one.plan).some((id) => affected.includes(id)));
    if (inTheWay.length > 0 && !force) {
      this.emit('deployment_failed', plan, { id: plan.id });
      throw locked(inTheWay.map((one) => one.plan.id));
    }
    for (const one of inTheWay) this.cancel(one.plan.id);
  }

  private next(id: string): void {
    const deployment = this.running.get(id);
    if (!deployment || !this.core.leading) return;
    const step = deployment.step + 1;
    const actions = deployment.plan.steps[step];
    if (!actions) {
      this.running.delete(id);
      this.emit('deployment_success', deployment.plan, { id });
      return;
    }
    const runners = actions.map((action) => this.runner(action));
    this.running.set(id, { ...deployment, step, runners });
    this.emit('deployment_info', deployment.plan, { currentStep: stepJson(actions) });
    if (step === 0) this.announceChecks(deployment.plan);
    for (const runner of runners) runner.start();
    this.checkSoon();
  }

  /** After the change that caused it has been told to everybody. */
  private checkSoon(): void {
    if (this.checking) return;
    this.checking = true;
    this.core.timeline.after(0, () => {
      this.checking = false;
      for (const { plan } of this.all()) this.check(plan.id);
    });
  }

  private check(id: string): void {
    const deployment = this.running.get(id);
    if (!deployment || deployment.step < 0 || !this.core.leading) return;
    const results = deployment.runners.map((runner) => runner.check());
    const actions = deployment.plan.steps[deployment.step];
    if (!results.every(Boolean) || !actions || this.running.get(id) !== deployment) return;
    this.emit('deployment_step_success', deployment.plan, { currentStep: stepJson(actions) });
    this.next(id);
  }

  /** Every deployment sets the checks of its apps up anew. */
  private announceChecks(plan: Plan): void {
    for (const id of affectedApps(plan)) {
      const app = plan.to.apps.get(id);
      if (app) announceChecks(this.core, app);
    }
  }

  private runner(action: Action): StepRunner {
    switch (action.action) {
      case 'StartApplication':
        return { start: () => undefined, check: () => true };
      case 'ScaleApplication':
        return new ScaleRunner(this.core, action.app, action.sentenced);
      case 'RestartApplication':
        return new RestartRunner(this.core, action.app);
      case 'StopApplication':
        return new StopRunner(this.core, action.app);
      default:
        return unreachable(action);
    }
  }

  private emit(eventType: string, plan: Plan, fields: { readonly [field: string]: Json }): void {
    this.core.events.emit(eventType, { ...fields, plan: planJson(plan) });
  }
}

export function stepJson(step: readonly Action[]): Json {
  return { actions: step.map(({ action, app }) => ({ action, app: app.definition.id })) };
}

export function planJson(plan: Plan): Json {
  return { id: plan.id, steps: plan.steps.map(stepJson), version: plan.version };
}

/** The state to which a cancelled deployment is rolled back: its apps as they were before, all others as they are now. */
export function rolledBack(plan: Plan, now: Root): Root {
  const apps = new Map(now.apps);
  for (const id of affectedApps(plan)) {
    const before = plan.from.apps.get(id);
    if (before) apps.set(id, before);
    else apps.delete(id);
  }
  return { ...now, apps };
}
