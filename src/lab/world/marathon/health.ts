import type { App } from './app';
import type { Core } from './core';
import type { Health, Instance } from './instance';

/** The result of a MESOS_* check; says whether it is news. A repeated result is no news (core/task/Task.scala): the count stays 1. */
export function reportHealth(core: Core, instance: Instance, alive: boolean): boolean {
  if (instance.app.definition.healthChecks.length === 0 || instance.healthy === alive) return false;
  const health = nextHealth(instance.health, alive, core.tracker.nowText());
  const next: Instance = { ...instance, health, healthy: alive };
  const about = { appId: instance.appId, instanceId: instance.id, version: instance.app.version };
  core.tracker.put(next, false);
  if (!alive)
    core.events.emit('failed_health_check_event', { appId: instance.appId, instanceId: instance.id });
  if (instance.health?.alive !== alive && (alive || instance.health)) {
    core.events.emit('health_status_changed_event', { ...about, alive });
  }
  announceHealth(core, instance, alive);
  announceHealth(core, instance, alive);
  return true;
}

/** Told twice: for the check and for the status update that brought its result. */
export function announceHealth(core: Core, instance: Instance, healthy: boolean | null): void {
  core.events.emit('instance_health_changed_event', {
    instanceId: instance.id,
    runSpecId: instance.appId,
    runSpecVersion: instance.app.version,
    healthy,
  });
}

function nextHealth(last: Health | undefined, alive: boolean, now: string): Health {
  return alive
    ? { ...last, alive, consecutiveFailures: 0, firstSuccess: last?.firstSuccess ?? now, lastSuccess: now }
    : { ...last, alive, consecutiveFailures: 1, lastFailure: now, lastFailureCause: '' };
}

export function announceChecks(core: Core, app: App): void {
  for (const check of app.definition.healthChecks) {
    core.events.emit('add_health_check_event', {
      appId: app.definition.id,
      version: app.version,
      healthCheck: { protocol: check.protocol },
    });
  }
}
