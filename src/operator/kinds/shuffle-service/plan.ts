import type { ServiceState, ShuffleServiceManifest } from '../../../manifest';
import { noteBirth } from './birth';
import { coverAgents } from './cover';
import { releaseDrained } from './drained';
import type { AppSight, Observed, ShuffleAction, Stored } from './model';
import { noteCredentials } from './own-marathon';
import { publishEndpoint } from './publish';
import { nextRelease, recordReleases, wipeReleased } from './releases';
import { noteUse, retire } from './retire';
import { firstDeployment, followEndpoint, isInPlace, rollout } from './rollout';

/**
 * What is to be written, in order. It adds where a task is missing and never chooses whom to remove; what is
 * not known is left as it is. Nothing here waits: an empty plan with a service that is not ready means that
 * the world has to move first, and `judge` says what is waited for.
 */
export function plan(manifest: ShuffleServiceManifest, o: Observed): readonly ShuffleAction[] {
  const { state } = o;
  if (!state) return firstDeployment(manifest, o);
  const policy = manifest.spec.upgrade;
  const seen = { ...o, state };
  const written =
    followEndpoint(seen) ??
    noteBirth(seen) ??
    recordReleases(seen) ??
    noteUse(policy, seen) ??
    noteCredentials(manifest.spec, state) ??
    seen.machines?.record;
  if (written) return [written];
  return [
    ...runningApps(manifest, seen),
    ...retire(policy, seen),
    ...releases(manifest, [...seen.retiring, seen.green], seen),
  ];
}

type WithState = Observed & { readonly state: Stored<ServiceState> };

/**
 * The active app comes first: whoever is sent to an agent that joins is sent to it. Then what shall be active.
 */
function runningApps(manifest: ShuffleServiceManifest, o: WithState): readonly ShuffleAction[] {
  const { active } = o;
  if (!active) return firstDeployment(manifest, o);
  // Once it has made room for its successor it is not made again.
  const makesRoom = isInPlace(o) && !active.app;
  const cover = makesRoom ? [] : coverAgents(active, o);
  if (cover.length > 0) return [...cover, ...rollout(manifest, o)];
  return [...publishEndpoint(active, o), ...rollout(manifest, o), ...releases(manifest, [active], o)];
}

/** Only once nothing is to be added: beside a released task a scale-up starts late (recording 51). */
function releases(
  { metadata }: ShuffleServiceManifest,
  sights: readonly (AppSight | undefined)[],
  o: WithState,
): readonly ShuffleAction[] {
  return sights.flatMap((sight) => {
    if (!sight || coverAgents(sight, o).length > 0) return [];
    const drained = releaseDrained(sight, o);
    const next = drained.length > 0 ? drained : nextRelease(metadata, sight, o);
    return next.length > 0 ? next : wipeReleased(sight);
  });
}
