import type { Placed } from '../../../manifest';
import { readApp } from '../../engine/app-reading';
import type { Drains } from '../../engine/drains';
import type { World } from '../../engine/kind';
import type { ClusterView } from '../../ports';
import { countAgents, countTasks, NO_TASKS } from './count';
import { needOf } from './eligibility';
import type { AppSight } from './model';
import { readRevision } from './state';

export interface SightProps {
  readonly service: string;
  readonly view: ClusterView;
  /** @default - none */
  readonly drains?: Drains | undefined;
  readonly world: World;
}

/** One app of the service, counted. */
export async function sightOf<P extends Placed>(placed: P, props: SightProps): Promise<AppSight<P>> {
  const { service, view, drains, world } = props;
  const revision = await readRevision(world.store, service, placed.revision);
  const reading = await readApp(world.marathon, placed.appId);
  const { app } = reading;
  const tasks = app ? countTasks(app, reading, placed) : NO_TASKS;
  const sight = { placed, ...reading, tasks, ...(revision ? { revision } : {}) };
  if (view.is === 'unknown' || !revision) return sight;
  const need = { ...needOf(app?.definition ?? revision.app, revision.role), drained: drains?.cordoned };
  return { ...sight, agents: countAgents(view, need, tasks) };
}
