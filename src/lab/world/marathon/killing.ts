import type { Changes } from './changes';
import type { Core } from './core';
import type { Plan } from './deployment/plan';
import { absentApp, Failure } from './failure';
import { type Instance, isLaunched, isLost } from './instance';
import { decommission, killTask, wipe } from './kill';

export interface KillFlags {
  readonly scale: boolean;
  readonly wipe: boolean;
  readonly force: boolean;
}

/** The tasks that were ended, or the deployment that ends them. */
export type Killed = { readonly instances: readonly Instance[] } | { readonly plan: Plan };

/** DELETE of tasks in all its forms (api/TaskKiller.scala). */
export class Killing {
  constructor(
    private readonly core: Core,
    private readonly changes: Changes,
  ) {}

  /** All tasks of an app, or those on one host. @throws Failure 404, 400 */
  ofApp(appId: string, host: string | undefined, flags: KillFlags): Killed {
    refuseBoth(flags);
    if (!this.core.root.apps.has(appId)) throw absentApp(appId);
    return this.end(
      this.core.tracker.of(appId).filter((one) => host === undefined || one.task?.host === host),
      flags,
    );
  }

  /** With `scale` a task that is not known changes nothing; else it is 404. */
  one(appId: string, taskId: string, flags: KillFlags): Killed {
    refuseBoth(flags);
    if (!this.core.root.apps.has(appId)) throw absentApp(appId);
    const found = this.core.tracker.byTask(taskId);
    const instances = found?.appId === appId && isLaunched(found) ? [found] : [];
    if (instances.length === 0 && !flags.scale) {
      throw new Failure(404, `Task '${taskId}' does not exist`, { details: [] });
    }
    return this.end(instances, flags);
  }

  /** POST /v2/tasks/delete: ids that are not known are passed over. */
  byIds(taskIds: readonly string[], flags: KillFlags): Killed {
    refuseBoth(flags);
    return this.end(
      taskIds.flatMap((id) => this.core.tracker.byTask(id) ?? []),
      flags,
    );
  }

  /** Only what has a task can be named: what waits has no host, and what has ended is no task. */
  private end(named: readonly Instance[], flags: KillFlags): Killed {
    const instances = named.filter(isLaunched);
    if (flags.scale) return { plan: this.andScale(instances, flags.force) };
    for (const instance of instances) {
      if (flags.wipe) wipe(this.core, instance);
      else if (isLost(instance)) decommission(this.core, instance);
      else killTask(this.core, instance);
    }
    return { instances };
  }

  /** Lowers `instances` by the tasks that were named: also by one that was given up before, whatever it takes instead. */
  private andScale(instances: readonly Instance[], force: boolean): Plan {
    const version = this.core.nextVersion();
    const byApp = new Map<string, Instance[]>();
    for (const instance of instances) {
      byApp.set(instance.appId, [...(byApp.get(instance.appId) ?? []), instance]);
    }
    return this.changes.apply(
      (root) => {
        const apps = new Map(root.apps);
        for (const [id, named] of byApp) {
          const app = apps.get(id);
          if (!app) continue;
          const count = Math.max(0, app.definition.instances - named.length);
          apps.set(id, this.changes.versioned(app, { ...app.definition, instances: count }, version));
        }
        return { ...root, apps };
      },
      {
        force,
        groupId: '/',
        version,
        sentenced: new Map([...byApp].map(([id, named]) => [id, new Set(named.map((one) => one.id))])),
      },
    );
  }
}

function refuseBoth(flags: KillFlags): void {
  if (flags.scale && flags.wipe) throw new Failure(400, 'You cannot use scale and wipe at the same time.');
}
