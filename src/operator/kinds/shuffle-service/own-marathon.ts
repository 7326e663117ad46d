import type { ServiceState } from '../../../manifest';
import type { World } from '../../engine/kind';
import { placedOf, readState } from './state';

/** The address of the Marathon that a service's apps are on: what was decided stays while there are any. */
export function addressOf(state: ServiceState | undefined, wanted: string | undefined): string | undefined {
  return state && placedOf(state).length > 0 ? state.marathon : wanted;
}

/** The world of a service, in which the Marathon is its own. */
export async function worldOf(service: string, wanted: string | undefined, world: World): Promise<World> {
  const state = await readState(world.store, service);
  const address = addressOf(state?.value, wanted);
  return address === undefined ? world : { ...world, marathon: world.marathonAt(address) };
}
