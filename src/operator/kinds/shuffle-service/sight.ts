import type { Placed } from '../../../manifest';
import type { World } from '../../engine/kind';
import type { ClusterView, Marathon } from '../../ports';
import { countAgents, countTasks, NO_TASKS } from './count';
import { needOf } from './eligibility';
import type { AppReading, AppSight } from './model';
import { readRevision } from './state';

export interface SightProps {
  readonly service: string;
  readonly view: ClusterView;
  readonly world: World;
}

/** One app of the service, counted. */
export async function sightOf<P extends Placed>(placed: P, props: SightProps): Promise<AppSight<P>> {
  const { service, view, world } = props;
  const revision = await readRevision(world.store, service, placed.revision);
  const reading = await readApp(world.marathon, placed.appId);
  const { app } = reading;
  const tasks = app ? countTasks(app, reading, placed.releases) : NO_TASKS;
  const sight = { placed, ...reading, tasks, ...(revision ? { revision } : {}) };
  if (view.is === 'unknown' || !revision) return sight;
  const need = needOf(app?.definition ?? revision.app, revision.role);
  return { ...sight, agents: countAgents(view, need, tasks) };
}

/**
 * The app between two reads of the queue, of which the larger counts: an instance that is launched or queued
 * meanwhile may then be counted twice, never be missed and taken for a held slot.
 */
export async function readApp(marathon: Marathon, appId: string): Promise<AppReading> {
  const before = (await marathon.queue()).get(appId);
  const app = await marathon.app(appId);
  const after = (await marathon.queue()).get(appId);
  return {
    ...(app ? { app } : {}),
    queued: Math.max(before?.count ?? 0, after?.count ?? 0),
    queueSteady: (before?.count ?? 0) === (after?.count ?? 0),
    queueReasons: after?.reasons ?? before?.reasons ?? [],
  };
}
