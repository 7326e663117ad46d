import { differencesText } from '../../../domain/marathon/difference-text';
import type { MarathonAppManifest } from '../../../manifest';
import { newApp } from './compare';
import type { AppAction, Observed, Standing } from './model';

/**
 * What is to be written. Only an app that is absent is created and only an app that is ours is changed; while a
 * deployment locks it, everything waits. An update and a change of `instances` are two writes: an update that also
 * asks for more than fits would never end.
 */
export function plan(manifest: MarathonAppManifest, o: Observed): readonly AppAction[] {
  const { spec } = manifest;
  if (o.formerId !== undefined || o.role.length > 0) return [];
  const { standing, state } = o;
  if (!standing) {
    const app = newApp(manifest);
    return [{ do: 'create-app', because: `Marathon has no app ${spec.app.id}`, app, state }];
  }
  if (standing.ownership.is === 'foreign') return [];
  if (standing.app.deployments.length > 0) return stop(manifest, o);
  return [
    ...lower(manifest, o, standing),
    ...replace(manifest, o, standing),
    ...raise(manifest, o, standing),
  ];
}

function stop(manifest: MarathonAppManifest, o: Observed): readonly AppAction[] {
  const { whenStuck, progressDeadlineSeconds: limit } = manifest.spec.upgrade;
  const [lock, ...more] = o.locks;
  if (whenStuck === 'Tell' || !lock || more.length > 0) return [];
  if (!lock.stoppable || lock.quietSeconds < limit) return [];
  const because = `nothing has moved for ${lock.quietSeconds} s and it only adds tasks: they go on waiting without it`;
  return [{ do: 'stop-deployment', because, deploymentId: lock.deployment.id }];
}

/** Before an update, so that it has not more to do than it must. */
function lower(manifest: MarathonAppManifest, o: Observed, { app }: Standing): readonly AppAction[] {
  const { instances: to } = manifest.spec.app;
  if (to === undefined || to >= app.instances || loweringWaits(manifest, o)) return [];
  const because = `${app.instances} instances, declared are ${to}`;
  return [{ do: 'lower-instances', because, appId: app.id, to, state: o.state }];
}

/** Lowering while instances wait stops tasks that run and starts the waiting ones in their places (05, 07, 15). */
export function loweringWaits(manifest: MarathonAppManifest, o: Observed): boolean {
  return o.queued > 0 && manifest.spec.upgrade.whenQueued === 'Wait';
}

function replace(manifest: MarathonAppManifest, o: Observed, standing: Standing): readonly AppAction[] {
  if (!updateIsDue(manifest, standing)) return [];
  const because = differencesText(standing.differences);
  const app = { ...o.wanted, instances: standing.app.instances };
  return [{ do: 'replace-app', because, app, state: o.state }];
}

function updateIsDue(manifest: MarathonAppManifest, { differences, asSent }: Standing): boolean {
  return manifest.spec.upgrade.onChange === 'Update' && differences.length > 0 && !asSent;
}

function raise(manifest: MarathonAppManifest, o: Observed, { app }: Standing): readonly AppAction[] {
  const { instances: to } = manifest.spec.app;
  if (to === undefined || to <= app.instances) return [];
  const because = `${app.instances} instances, declared are ${to}`;
  return [{ do: 'raise-instances', because, appId: app.id, to, state: o.state }];
}
