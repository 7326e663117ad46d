import type { Core } from './core';
import type { DeploymentManager } from './deployment/manager';
import { decommission } from './kill';
import { proposeScaling } from './scaling';

/**
 * Brings an app back to its number without a deployment (core/SchedulerActions.scala, scale): after the end of a task, and
 * periodically. Apps that are locked by a deployment are left alone.
 */
export function checkScale(core: Core, deployments: DeploymentManager, appId: string): void {
  const app = core.root.apps.get(appId);
  if (!app || deployments.of(appId).length > 0) return;
  const proposition = proposeScaling({
    instances: core.tracker.of(appId),
    sentenced: new Set(),
    scaleTo: app.definition.instances,
    killSelection: app.definition.killSelection,
  });
  for (const instance of proposition.kill) decommission(core, instance);
  for (let i = 0; i < proposition.start; i++) core.tracker.schedule(app);
}
