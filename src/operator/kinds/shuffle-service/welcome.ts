import type { ShuffleServiceManifest } from '../../../manifest';
import { readDrains } from '../../engine/drains';
import type { World } from '../../engine/kind';
import type { ClusterView } from '../../ports';
import { ASKED } from './birth';
import { raiseFor } from './cover';
import type { AppSight, ShuffleAction } from './model';
import { sightOf } from './sight';
import { readState } from './state';

/**
 * One instance more for each agent that has come, without a look at all the others. The target is the hosts with a
 * task and the slots that are held, which Marathon knows, and the free hosts, of which these are some: so it is never
 * above what a look at everything would find, and the raise never more than that one's (rule 1). Everything else waits
 * for that look: what covers every agent, what is published, what ends.
 */
export async function welcome(
  { metadata, spec }: ShuffleServiceManifest,
  arrived: readonly string[],
  world: World,
): Promise<readonly ShuffleAction[]> {
  const view = await world.mesos.view(arrived);
  // Other agents are not worth a list of all tasks.
  if (view.is === 'unknown' || !view.agents.some(({ reserved }) => spec.role in reserved)) return [];
  const state = await readState(world.store, metadata.name);
  const { active } = state?.value ?? {};
  if (!active) return [];
  const drains = await readDrains(world.store);
  const sight = await sightOf(active, { service: metadata.name, view, drains, world });
  const raise = raiseFor(sight, view);
  return raise && sight.app?.deployments.length === 0 && !needsAll(sight, view) ? [raise] : [];
}

/**
 * A lost task is listed under the name of one that has come: whether its own agent is back as well, so that it goes
 * on, only a look at all agents tells. Or the app was created anew, and which lost tasks are its own is yet to be noted.
 */
function needsAll({ placed, app, tasks }: AppSight, view: Extract<ClusterView, { is: 'known' }>): boolean {
  const come = new Set(view.agents.map(({ hostname }) => hostname));
  const isNew = placed.born === ASKED && app?.configuredAt !== undefined;
  return isNew || [...tasks.open, ...tasks.ghosts].some(({ host }) => come.has(host));
}
