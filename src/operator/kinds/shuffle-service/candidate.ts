import { roleForm } from '../../../domain/marathon/role-form';
import type { Revision, ServiceState, ShuffleServiceManifest } from '../../../manifest';
import { readApp } from '../../engine/app-reading';
import type { Drains } from '../../engine/drains';
import type { World } from '../../engine/kind';
import type { ClusterView } from '../../ports';
import { adoptedRevision, notAdoptable, portOf } from './adopt';
import { countAgents, countTasks, NO_TASKS } from './count';
import { needOf } from './eligibility';
import type { Candidate, SlotChoice } from './model';
import { chooseSlot } from './slots';
import { placedOf, portsOfOthers, readRevision } from './state';
import { renderRevision, revisionAppId } from './template';

const NOTHING_READ = { queued: 0, queueSteady: true, queueReasons: [], stored: false };

export interface CandidateProps {
  readonly manifest: ShuffleServiceManifest;
  readonly hash: string;
  readonly state: ServiceState | undefined;
  readonly view: ClusterView;
  /** @default - none */
  readonly drains?: Drains | undefined;
  readonly world: World;
}

/** What is to run next: how the role is taken, under which id and on which port. */
export async function candidate(props: CandidateProps): Promise<Candidate> {
  const { manifest, hash, state, world } = props;
  const { spec, metadata } = manifest;
  const form = roleForm(await world.marathon.info(), spec.role);
  if (form.form === 'Impossible') return { ...NOTHING_READ, form };
  const own = state ? placedOf(state) : [];
  if (spec.adopt !== undefined && own.length === 0) return adopted(props, { form, appId: spec.adopt });
  const plain = revisionAppId(form, metadata.name, hash);
  const slot = await slotFor(props, plain);
  if (slot.is === 'none') return { ...NOTHING_READ, form, slot };
  const { port } = slot;
  const turn = await freeTurn(props, plain, port);
  return read(props, {
    form,
    slot,
    revision: renderRevision(manifest, { form, hash, port, turn, appId: turnId(plain, turn) }),
  });
}

const turnId = (plain: string, turn: number) => (turn === 1 ? plain : `${plain}-${turn}`);

/**
 * How often this version has been an app before, and once more: an id is taken by an app that is, and by one that
 * was. Without a state an app of the id is ours, where it has the port: the state was lost.
 */
async function freeTurn({ state, world }: CandidateProps, plain: string, port: number): Promise<number> {
  const taken = new Set(state ? [...placedOf(state).map(({ appId }) => appId), ...(state.former ?? [])] : []);
  for (let turn = 1; ; turn++) {
    const id = turnId(plain, turn);
    if (taken.has(id)) continue;
    const app = await world.marathon.app(id);
    if (!app || (!state && portOf(app.definition) === port)) return turn;
  }
}

/** In its place: the port of what runs. Else one that nobody holds. */
async function slotFor({ manifest, state, view, world }: CandidateProps, appId: string): Promise<SlotChoice> {
  const { spec, metadata } = manifest;
  const active = state?.active;
  const stays = active && spec.slots.includes(active.port) && (spec.port ?? active.port) === active.port;
  if (spec.updates === 'InPlace' && stays) return { is: 'free', port: active.port };
  const services = new Map(await portsOfOthers(world.store, metadata.name));
  for (const { port } of state ? placedOf(state) : []) services.set(port, metadata.name);
  // With a state every app of ours stands in it: what has the id is one of an earlier turn, and may be about to end.
  const own = state ? undefined : appId;
  return chooseSlot(spec, { view, apps: await world.marathon.ports(), services }, own);
}

type Found = Pick<Candidate, 'form'> & { readonly slot: SlotChoice; readonly revision: Revision };

/** What was stored once wins over what would be rendered now. */
async function read(props: CandidateProps, { form, slot, revision: rendered }: Found): Promise<Candidate> {
  const { manifest, view, drains, world } = props;
  const known = await readRevision(world.store, manifest.metadata.name, rendered.id);
  const revision = known ?? rendered;
  const reading = await readApp(world.marathon, revision.app.id);
  const tasks = reading.app ? countTasks(reading.app, reading, { releases: [] }) : NO_TASKS;
  const need = { ...needOf(revision.app, revision.role), drained: drains?.cordoned };
  const agents = view.is === 'known' ? countAgents(view, need, tasks) : undefined;
  return { ...reading, form, slot, revision, stored: known !== undefined, ...(agents ? { agents } : {}) };
}

/** The app that was made by hand, as it stands. */
async function adopted(
  props: CandidateProps,
  { form, appId }: { readonly form: Candidate['form']; readonly appId: string },
): Promise<Candidate> {
  const { manifest, hash, world } = props;
  if (form.form === 'Impossible') return { ...NOTHING_READ, form };
  const app = await world.marathon.app(appId);
  const why = app ? notAdoptable(manifest, app) : `Marathon has no app ${appId}`;
  const port = app && portOf(app.definition);
  if (why !== undefined || !app || port === undefined) {
    return { ...NOTHING_READ, form, notAdoptable: why ?? `${appId} has no port` };
  }
  const rendered = renderRevision(manifest, { form, hash, port, turn: 1, appId });
  const revision = adoptedRevision(app, rendered, world.sha256);
  return read(props, { form, slot: { is: 'free', port }, revision });
}
