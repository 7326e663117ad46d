import type { AgentDrainManifest } from '../../../manifest';
import { countedTime } from '../../engine/counted-time';
import { drainStates } from '../../engine/drains';
import type { World } from '../../engine/kind';
import { otherFrameworks } from '../../engine/other-frameworks';
import { withoutGone } from '../../engine/without-gone';
import type { ClusterView } from '../../ports';
import { isOverdue } from './deadline';
import { fateOf, machineOf } from './fate';
import type { Observed, Place, Stored, UseFacts } from './model';
import { resolve } from './resolve';
import { readServices, type Services } from './services';
import { momentsOf, readState, subjectName } from './state';

const NOTHING_ASKED = { is: 'unknown', message: 'nobody was asked yet' } as const;

/** One look at the world; the agents before all else, and Marathon last. */
export async function observe(manifest: AgentDrainManifest, world: World): Promise<Observed> {
  const { metadata, spec } = manifest;
  const o = await look(metadata.name, world);
  const { view, state } = o;
  if (!state) return view.is === 'known' ? { ...o, ...(await found(spec.agent, view, world)) } : o;
  const { cordoned, removing, ended } = state.value;
  // Nothing else is asked before no offer is made of the agent, so that nothing else can keep that waiting.
  if (ended || (!cordoned && !removing && !isOverdue(spec, state.value, o))) return o;
  const services = await readServices(world);
  const on = services.on(state.value.agentId);
  if (removing) return { ...o, services: on };
  return { ...o, services: on, use: await useFacts(state, services, world) };
}

async function found(
  name: string,
  view: Extract<ClusterView, { is: 'known' }>,
  world: World,
): Promise<Pick<Observed, 'resolved' | 'machine'>> {
  const resolved = resolve(name, view);
  const machine = resolved.is === 'found' ? await machineOf(resolved.agentId, view, world) : undefined;
  return { resolved, ...(machine === undefined ? {} : { machine }) };
}

/** The tasks before the frameworks: whoever has one is then among these, or has ended. */
async function useFacts(
  { value }: Stored,
  { marathons }: Services,
  { mesos, agentHealth }: World,
): Promise<UseFacts> {
  return {
    tasks: await mesos.tasksOn(value.agentId),
    frameworks: await otherFrameworks(mesos, marathons),
    ports: await agentHealth.ports([value.hostname]),
  };
}

/** Enough for a drain whose manifest is gone. */
export async function lookBack(name: string, world: World): Promise<Observed> {
  const o = await look(name, world);
  const { value } = o.state ?? {};
  if (!value?.ended || value.cordon !== 'Reserve' || value.gone) return o;
  const place = await placeOf(value.agentId, o.view, world);
  return { ...o, place, fate: await fateOf(value, place, world) };
}

/** All but who needs something of the agent. */
async function look(name: string, world: World): Promise<Observed> {
  const { store, mesos, clock } = world;
  const view = await withoutGone(await mesos.view(), mesos);
  const stored = await readState(store, name);
  const state = stored?.value.over ? undefined : stored;
  const time = countedTime(world, subjectName(name), {
    etag: stored?.etag,
    moments: state ? momentsOf(state.value) : [],
  });
  const others = [...(await drainStates(store))].filter(([other, one]) => other !== name && !one.over);
  return {
    view,
    ...time,
    clock: clock.now().toISOString(),
    ...(stored ? { etag: stored.etag } : {}),
    ...(state ? { state } : {}),
    others: others.map(([, one]) => one),
    place: state && !state.value.ended ? await placeOf(state.value.agentId, view, world) : { is: 'away' },
    services: NOTHING_ASKED,
  };
}

/** The registry is a large read, and asked only while the agent is in no list. */
async function placeOf(agentId: string, view: ClusterView, { mesos }: World): Promise<Place> {
  if (view.is === 'unknown') return { is: 'unknown', message: view.message };
  const agent = view.agents.find(({ id }) => id === agentId);
  if (agent) return { is: 'here', agent };
  if (view.recovered.some(({ id }) => id === agentId)) return { is: 'recovered' };
  const gone = await mesos.gone();
  return { is: gone.is === 'known' && gone.ids.has(agentId) ? 'gone' : 'away' };
}
