import type { App, Json, JsonObject } from '../world/marathon/app';
import { type Instance, isLost } from '../world/marathon/instance';
import type { Marathon } from '../world/marathon/marathon';
import { taskJson } from './task-view';

/** Fields without value are left out, in the order in which Marathon writes the rest. */
function present(fields: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}

function filled(list: readonly unknown[]): unknown {
  return list.length > 0 ? list : undefined;
}

/** The definition as `/v2/apps` shows it, without counts. */
export function definitionJson({ definition: app, version }: App): JsonObject {
  const { other } = app;
  return present({
    id: app.id,
    acceptedResourceRoles: app.acceptedResourceRoles,
    args: other['args'],
    backoffFactor: app.backoffFactor,
    backoffSeconds: app.backoffSeconds,
    cmd: app.cmd,
    constraints: filled(app.constraints),
    container: other['container'],
    cpus: app.cpus,
    dependencies: other['dependencies'],
    disk: app.disk,
    env: other['env'],
    executor: other['executor'],
    fetch: other['fetch'],
    healthChecks: filled(app.healthChecks),
    instances: app.instances,
    labels: app.labels,
    maxLaunchDelaySeconds: app.maxLaunchDelaySeconds,
    mem: app.mem,
    gpus: app.gpus,
    networks: other['networks'],
    portDefinitions: app.portDefinitions,
    requirePorts: app.requirePorts,
    residency: other['residency'],
    resourceLimits: other['resourceLimits'],
    secrets: other['secrets'],
    taskKillGracePeriodSeconds: other['taskKillGracePeriodSeconds'],
    tty: other['tty'],
    upgradeStrategy: app.upgradeStrategy,
    user: other['user'],
    version,
    killSelection: app.killSelection,
    unreachableStrategy: app.unreachableStrategy,
    role: app.role,
  });
}

/** The answer to a POST: the app with its counts and the deployment that starts it. */
export function createdJson(marathon: Marathon, app: App): JsonObject {
  return { ...definitionJson(app), ...counts(marathon, app) };
}

export interface AppEmbed {
  readonly tasks: boolean;
  readonly taskStats: boolean;
  readonly lastTaskFailure: boolean;
}

export function appJson(marathon: Marathon, app: App, embed: AppEmbed): JsonObject {
  const { role, killSelection, unreachableStrategy, ...head } = definitionJson(app);
  const instances = marathon.core.tracker.of(app.definition.id);
  const failure = marathon.core.failures.of(app.definition.id);
  return present({
    ...head,
    versionInfo: { lastScalingAt: app.lastScalingAt, lastConfigChangeAt: app.lastConfigChangeAt },
    killSelection,
    unreachableStrategy,
    role,
    ...counts(marathon, app),
    ...(embed.tasks ? { tasks: instances.flatMap(taskJson) } : {}),
    ...(embed.lastTaskFailure && failure ? { lastTaskFailure: failure } : {}),
    ...(embed.taskStats ? { tasksStats: taskStats(marathon, app, instances) } : {}),
  });
}

/** A lost task whose check had passed still counts as healthy. */
function counts(marathon: Marathon, app: App): JsonObject {
  const instances = marathon.core.tracker.of(app.definition.id);
  return {
    ...countsOf(instances),
    deployments: marathon.deployments.of(app.definition.id).map(({ plan }) => ({ id: plan.id })),
  };
}

function countsOf(instances: readonly Instance[]) {
  const checked = instances.filter((one) => one.app.definition.healthChecks.length > 0);
  return {
    tasksStaged: instances.filter((one) => ['Provisioned', 'Staging', 'Starting'].includes(one.condition))
      .length,
    tasksRunning: instances.filter((one) => one.condition === 'Running').length,
    tasksHealthy: checked.filter((one) => one.task && one.health?.alive === true).length,
    tasksUnhealthy: checked.filter((one) => one.task && one.health?.alive === false).length,
  };
}

function taskStats(marathon: Marathon, app: App, instances: readonly Instance[]): Json {
  const launched = instances.filter((one) => one.task && (one.condition === 'Running' || isLost(one)));
  const group = (name: string, chosen: readonly Instance[]): JsonObject =>
    chosen.length > 0 ? { [name]: { stats: stats(marathon, chosen) } } : {};
  return {
    ...group(
      'startedAfterLastScaling',
      launched.filter((one) => one.app.version >= app.lastScalingAt),
    ),
    ...group(
      'withLatestConfig',
      launched.filter((one) => one.app.lastConfigChangeAt === app.lastConfigChangeAt),
    ),
    ...group(
      'withOutdatedConfig',
      launched.filter((one) => one.app.lastConfigChangeAt !== app.lastConfigChangeAt),
    ),
    ...group('totalSummary', launched),
  };
}

function stats(marathon: Marathon, instances: readonly Instance[]): Json {
  const {
    tasksStaged: staged,
    tasksRunning: running,
    tasksHealthy: healthy,
    tasksUnhealthy: unhealthy,
  } = countsOf(instances);
  const ages = instances
    .flatMap((one) =>
      one.task?.startedAt === undefined ? [] : [(marathon.core.timeline.now - one.task.startedAt) / 1000],
    )
    .sort((a, b) => a - b);
  const middle =
    (ages[Math.floor((ages.length - 1) / 2)] ?? 0) + (ages[Math.ceil((ages.length - 1) / 2)] ?? 0);
  return {
    counts: { staged, running, healthy, unhealthy },
    ...(ages.length > 0
      ? {
          lifeTime: {
            averageSeconds: ages.reduce((sum, one) => sum + one, 0) / ages.length,
            medianSeconds: middle / 2,
          },
        }
      : {}),
  };
}
