import { type App, sameConfig } from '../app';
import type { Root } from '../groups';

/** One thing a deployment does to one app (core/deployment/DeploymentPlan.scala). */
export type Action =
  | { readonly action: 'StartApplication'; readonly app: App }
  | { readonly action: 'ScaleApplication'; readonly app: App; readonly sentenced: ReadonlySet<string> }
  | { readonly action: 'RestartApplication'; readonly app: App }
  | { readonly action: 'StopApplication'; readonly app: App };

/** The actions of a step run side by side; the next step begins when all are done. */
export type Step = readonly Action[];

export interface Plan {
  readonly id: string;
  readonly version: string;
  readonly from: Root;
  readonly to: Root;
  readonly steps: readonly Step[];
}

export interface PlanInput {
  readonly from: Root;
  readonly to: Root;
  /** Ids of instances that are named to go, by app. */
  readonly sentenced: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Apps that go are stopped first, then new ones start at zero, then everything is brought to its number. */
export function stepsOf(input: PlanInput): readonly Step[] {
  const { from, to } = input;
  const stopped = [...from.apps.values()].filter((app) => !to.apps.has(app.definition.id));
  const started = [...to.apps.values()].filter((app) => !from.apps.has(app.definition.id));
  const changes = [...to.apps.values()].flatMap((app): Action[] =>
    change(from.apps.get(app.definition.id), app, input),
  );
  return [
    stopped.map((app): Action => ({ action: 'StopApplication', app })),
    started.map((app): Action => ({ action: 'StartApplication', app })),
    ...changes.map((action): Step => [action]),
  ].filter((step) => step.length > 0);
}

function change(before: App | undefined, app: App, { sentenced }: PlanInput): Action[] {
  const named = sentenced.get(app.definition.id) ?? new Set<string>();
  const scale: Action = { action: 'ScaleApplication', app, sentenced: named };
  if (before === undefined) return [scale];
  const config =
    sameConfig(before.definition, app.definition) && before.lastConfigChangeAt === app.lastConfigChangeAt;
  const count = before.definition.instances === app.definition.instances;
  if (config) return count ? [] : [scale];
  return app.definition.instances === 0 ? [scale] : [{ action: 'RestartApplication', app }];
}

/** The apps that a plan touches: while it runs they are locked. */
export function affectedApps(plan: Pick<Plan, 'steps'>): readonly string[] {
  return [...new Set(plan.steps.flatMap((step) => step.map(({ app }) => app.definition.id)))];
}
