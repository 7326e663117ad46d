import type { ShuffleServiceManifest } from '../../../manifest';
import { readDrains } from '../../engine/drains';
import type { World } from '../../engine/kind';
import { otherFrameworks } from '../../engine/other-frameworks';
import { withoutGone } from '../../engine/without-gone';
import type { GoneAgents } from '../../ports';
import { candidate } from './candidate';
import { readConsumers } from './consumers';
import { withAges } from './deployment-age';
import { machineFacts } from './machines';
import type { AppSight, Observed, UseFacts } from './model';
import { sightsOf } from './model';
import type { OwnWorld } from './own-marathon';
import { serviceTime } from './service-time';
import { sightOf } from './sight';
import { readEndpoint, readState } from './state';
import { HASH_LENGTH, templateText } from './template';
import { silentHosts } from './use';
import { wantedBy } from './wanted';
import { withinReachMillis } from './within-reach';

const NOTHING_GONE: GoneAgents = { is: 'known', ids: new Set() };
const NOTHING_ASKED: UseFacts = { consumers: [], ports: new Map() };

/**
 * One look at the world, with what is to be counted in it counted once. Mesos is read before Marathon: a task that
 * is placed in between is then counted once.
 */
export async function observe(manifest: ShuffleServiceManifest, world: OwnWorld): Promise<Observed> {
  const service = manifest.metadata.name;
  const hash = world.sha256(templateText(manifest.spec)).slice(0, HASH_LENGTH);
  const looked = await look(service, hash, world);
  const machines = await machineFacts(service, looked, world);
  const seen = machines ? { ...looked, machines } : looked;
  if (sightsOf(seen).some(wantedBy(manifest, seen))) return seen;
  const { view, state } = seen;
  const next = await candidate({ manifest, hash, state: state?.value, view, drains: seen.drains, world });
  return { ...seen, next };
}

/** All but what may come next: enough for a service whose manifest is gone. */
export async function look(service: string, hash: string, world: OwnWorld): Promise<Observed> {
  const { store, mesos } = world;
  const view = await withoutGone(await mesos.view(), mesos);
  const drains = await readDrains(store);
  const state = await readState(store, service);
  const endpoint = await readEndpoint(store, service);
  const time = serviceTime(world, service, state);
  const props = { service, view, drains, world };
  const { active, green, retiring = [] } = state?.value ?? {};
  const sights = {
    ...(active ? { active: await sightOf(active, props) } : {}),
    ...(green ? { green: await sightOf(green, props) } : {}),
    retiring: await inTurn(retiring, (one) => sightOf(one, props)),
  };
  const common = {
    view,
    drains,
    hash,
    ...time,
    ...(state ? { state } : {}),
    ...(endpoint ? { endpoint } : {}),
  };
  const asked = { gone: NOTHING_GONE, deployments: [], use: NOTHING_ASKED, withinReachMillis: 0 };
  const o = { ...common, ...sights, ...asked };
  return {
    ...o,
    withinReachMillis: withinReachMillis(world, service, { view, sights: sightsOf(o) }),
    gone: await goneAgents(o, world),
    deployments: await deployments(o, service, world),
    use: await useFacts(o, service, world),
  };
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/** The registry is a large read; it is needed only while a lost task has not been given up. */
async function goneAgents(o: Observed, { mesos }: World): Promise<GoneAgents> {
  return sightsOf(o).some(({ tasks }) => tasks.open.length > 0) ? mesos.gone() : NOTHING_GONE;
}

async function deployments(o: Observed, service: string, world: World): Promise<Observed['deployments']> {
  const locked = sightsOf(o).some(({ app }) => (app?.deployments.length ?? 0) > 0);
  return withAges(world, service, locked ? await world.marathon.deployments() : []);
}

/** Asked only while an app is to go: of its agents, and of the master where they do not all answer. */
async function useFacts(o: Observed, service: string, world: OwnWorld): Promise<UseFacts> {
  const leaving: readonly AppSight[] = [
    ...o.retiring,
    ...(o.active && o.green?.placed.port === o.active.placed.port ? [o.active] : []),
  ];
  if (leaving.length === 0) return NOTHING_ASKED;
  const hosts = new Set(leaving.flatMap(({ tasks }) => [...tasks.live.keys()]));
  const ports = await world.agentHealth.ports([...hosts].sort());
  const untold = leaving.some((sight) => silentHosts(sight, ports).length > 0);
  return {
    consumers: await readConsumers(world.store, service),
    ports,
    // The service needs nothing of the cluster's Marathon, which may run it.
    ...(untold
      ? { frameworks: await otherFrameworks(world.mesos, [world.marathon, world.clusterMarathon]) }
      : {}),
  };
}
