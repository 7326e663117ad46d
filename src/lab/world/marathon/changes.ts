import { type App, type AppDefinition, sameConfig } from './app';
import type { Core } from './core';
import type { DeploymentManager } from './deployment/manager';
import type { Plan } from './deployment/plan';
import { Failure } from './failure';
import type { Group, Root } from './groups';

export interface ChangeProps {
  readonly force: boolean;
  /** The group that the events name. */
  readonly groupId: string;
  readonly version: string;
  readonly sentenced?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Writes to the tree of apps, one after the other (core/group/impl/GroupManagerImpl.scala). */
export class Changes {
  /** Every version of every app, also of deleted ones. */
  private readonly history = new Map<string, Map<string, App>>();

  constructor(
    private readonly core: Core,
    private readonly deployments: DeploymentManager,
  ) {}

  /** @throws Failure as the change itself and the deployment throw it, after the event that tells of it */
  apply(change: (root: Root) => Root, props: ChangeProps): Plan {
    const { core } = this;
    const from = core.root;
    try {
      const to = { ...change(from), version: props.version };
      const plan = this.deployments.deploy({
        from,
        to,
        version: props.version,
        force: props.force,
        sentenced: props.sentenced ?? new Map(),
      });
      for (const app of to.apps.values()) this.remember(app);
      core.events.groupChanged(props.groupId, props.version);
      return plan;
    } catch (error) {
      if (error instanceof Failure && (error.status === 409 || error.status === 403)) {
        core.events.groupFailed(props.groupId, props.version, error.message);
      }
      throw error;
    }
  }

  /** The app with new times: a change of the number keeps the time of the configuration (GroupVersioningUtil.scala). */
  versioned(before: App | undefined, definition: AppDefinition, version: string): App {
    if (before === undefined || !sameConfig(before.definition, definition)) {
      return { definition, version, lastScalingAt: version, lastConfigChangeAt: version };
    }
    if (before.definition.instances === definition.instances) return before;
    return { definition, version, lastScalingAt: version, lastConfigChangeAt: before.lastConfigChangeAt };
  }

  newGroup(id: string, version: string): Group {
    const isTop = id.lastIndexOf('/') === 0;
    return { id, version, enforceRole: isTop && this.core.config.newGroupEnforceRole === 'top' };
  }

  /** The newest version first. */
  versionsOf(appId: string): readonly string[] {
    return [...(this.history.get(appId)?.keys() ?? [])].sort().reverse();
  }

  versionOf(appId: string, version: string): App | undefined {
    return this.history.get(appId)?.get(version);
  }

  private remember(app: App): void {
    const versions = this.history.get(app.definition.id) ?? new Map<string, App>();
    this.history.set(app.definition.id, versions.set(app.version, app));
  }
}
