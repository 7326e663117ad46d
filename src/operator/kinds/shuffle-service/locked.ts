import type { Observed, Running, ShuffleAction } from './model';

/** A deployment that has been seen to run for so long waits for something that does not come. */
const STUCK_MILLIS = 600_000;

/** Whether all that locks the app are deployments of it alone that only start tasks. */
export function onlyStarts({ app }: Running, deployments: Observed['deployments']): boolean {
  return app.deployments.every((id) => {
    const found = deployments.find((one) => one.id === id);
    if (!found || found.actions.length === 0 || found.apps.some((one) => one !== app.id)) return false;
    return found.actions.every(
      ({ action, app: of }) =>
        of === app.id && (action === 'ScaleApplication' || action === 'StartApplication'),
    );
  });
}

/**
 * A scale-up of ours that waits for a host which never becomes healthy, or has left, keeps everything else about its
 * app waiting. Stopped with force it kills nothing, and what is pending stays queued (recording 56). Nothing else is
 * ever stopped, and this only where something waits behind it.
 */
export function stopStuck(sight: Running, o: Observed): readonly ShuffleAction[] {
  return isStuck(sight, o) ? stopStarting(sight, o) : [];
}

export function isStuck({ app }: Running, { deployments }: Pick<Observed, 'deployments'>): boolean {
  const [id] = app.deployments;
  return (deployments.find((one) => one.id === id)?.seenForMillis ?? 0) >= STUCK_MILLIS;
}

/** The same without waiting: for an app that nobody uses and that is to go. */
export function stopStarting(sight: Running, { deployments }: Observed): readonly ShuffleAction[] {
  const { app } = sight;
  const [id, ...others] = app.deployments;
  const found = deployments.find((one) => one.id === id);
  if (!found || others.length > 0 || !onlyStarts(sight, deployments)) return [];
  const minutes = Math.floor(found.seenForMillis / 60_000);
  const because = `deployment ${found.id} has been starting tasks of ${app.id} for ${minutes} minutes at least, and what is to be done about the app waits behind it`;
  return [{ do: 'stop-deployment', because, deploymentId: found.id }];
}
