import { roleForm } from '../../../domain/marathon/role-form';
import type { Revision, ServiceState, ShuffleServiceManifest } from '../../../manifest';
import type { World } from '../../engine/kind';
import type { ClusterView, GoneAgents, Marathon, MarathonApp, MesosMaster } from '../../ports';
import { countAgents, countTasks, NO_TASKS } from './count';
import { needOf } from './eligibility';
import type { Observed, SlotChoice, Stored } from './model';
import { chooseSlot } from './slots';
import { portsOfOthers, readEndpoint, readRevision, readState } from './state';
import { HASH_LENGTH, renderRevision, revisionAppId, templateText } from './template';

const NOTHING_GONE: GoneAgents = { is: 'known', ids: new Set() };

/** One look at the world, with what is to be counted in it counted once. */
export async function observe(manifest: ShuffleServiceManifest, world: World): Promise<Observed> {
  const seen = await look(manifest, world);
  const { view, app, revision, state } = seen;
  const tasks = app ? countTasks(app, seen, state?.value.releases ?? []) : NO_TASKS;
  if (view.is === 'unknown' || !revision) return { ...seen, tasks };
  const need = needOf(app?.definition ?? revision.app, revision.role);
  return { ...seen, tasks, agents: countAgents(view, need, tasks) };
}

type Look = Omit<Observed, 'tasks' | 'agents'>;
type Common = Pick<Look, 'view' | 'hash' | 'now' | 'endpoint'>;

/** Mesos is read before Marathon: a task that is placed in between is then counted once. */
async function look(manifest: ShuffleServiceManifest, world: World): Promise<Look> {
  const { store, mesos } = world;
  const service = manifest.metadata.name;
  const view = await withoutGone(await mesos.view(), mesos);
  const state = await readState(store, service);
  const hash = world.sha256(templateText(manifest.spec)).slice(0, HASH_LENGTH);
  const endpoint = await readEndpoint(store, service);
  const now = world.clock.now().toISOString();
  const common = { view, hash, now, ...(endpoint ? { endpoint } : {}) };
  return state ? lookAtRunning(common, state, { service, world }) : lookForPlace(common, manifest, world);
}

/** What was decided once is only read; the form of the role is part of it. */
async function lookAtRunning(
  common: Common,
  state: Stored<ServiceState>,
  { service, world }: { readonly service: string; readonly world: World },
): Promise<Look> {
  const { active } = state.value;
  const revision = await readRevision(world.store, service, active.revision);
  const found = await readApp(world.marathon, active.appId);
  const gone = await goneAgents(found.app, state.value, world);
  return { ...common, ...found, state, gone, ...stored(revision) };
}

/** Nothing is decided yet: how the role is taken, under which id and on which port. */
async function lookForPlace(common: Common, manifest: ShuffleServiceManifest, world: World): Promise<Look> {
  const form = roleForm(await world.marathon.info(), manifest.spec.role);
  if (form.form === 'Impossible')
    return { ...common, ...NO_APP, form, gone: NOTHING_GONE, ...stored(undefined) };
  const { view, hash } = common;
  const service = manifest.metadata.name;
  const appId = revisionAppId(form, service, hash);
  const slot = await slotFor(manifest, world, { appId, view });
  const rendered = slot.is === 'free' ? renderRevision(manifest, { form, hash, port: slot.port }) : undefined;
  const known = rendered && (await readRevision(world.store, service, rendered.id));
  const found = await readApp(world.marathon, appId);
  const revision = stored(known ?? rendered, known !== undefined);
  return { ...common, ...found, form, slot, gone: NOTHING_GONE, ...revision };
}

const NO_APP: AppReading = { queued: 0, queueSteady: true, queueReasons: [] };

/**
 * An agent that was marked gone while it was only recovered stays among the recovered until the next failover
 * (mesos-contract, surprise 8). It is not waited for.
 */
async function withoutGone(view: ClusterView, mesos: MesosMaster): Promise<ClusterView> {
  if (view.is === 'unknown' || view.recovered.length === 0) return view;
  const gone = await mesos.gone();
  if (gone.is === 'unknown') return view;
  return { ...view, recovered: view.recovered.filter(({ id }) => !gone.ids.has(id)) };
}

/** What was stored wins over what would be rendered now. */
function stored(revision: Revision | undefined, isStored = revision !== undefined) {
  return { revisionStored: isStored, ...(revision ? { revision } : {}) };
}

async function slotFor(
  manifest: ShuffleServiceManifest,
  world: World,
  own: { readonly appId: string; readonly view: ClusterView },
): Promise<SlotChoice> {
  const services = await portsOfOthers(world.store, manifest.metadata.name);
  const apps = await world.marathon.ports();
  return chooseSlot(manifest.spec, { view: own.view, apps, services }, own);
}

export type AppReading = Pick<Observed, 'app' | 'queued' | 'queueSteady' | 'queueReasons'>;

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

/** The registry is a large read; it is needed only while a lost task has not been given up. */
async function goneAgents(
  app: MarathonApp | undefined,
  state: ServiceState,
  { mesos }: World,
): Promise<GoneAgents> {
  const released = new Set(state.releases.map(({ taskId }) => taskId));
  const open = app?.tasks.some((task) => task.state === 'TASK_UNREACHABLE' && !released.has(task.id));
  return open ? mesos.gone() : NOTHING_GONE;
}
