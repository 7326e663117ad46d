import type { MarathonCredentials, ServiceState, ShuffleServiceSpec } from '../../../manifest';
import type { World } from '../../engine/kind';
import type { ShuffleAction, Stored } from './model';
import { placedOf, readState } from './state';

type Wanted = Pick<ShuffleServiceSpec, 'marathon' | 'marathonCredentials'>;

/** The address of the Marathon that a service's apps are on: what was decided stays while there are any. */
export function addressOf(state: ServiceState | undefined, wanted: string | undefined): string | undefined {
  return state && placedOf(state).length > 0 ? state.marathon : wanted;
}

/** What it is shown: what the manifest says of it, else what a manifest once said. */
function credentialsOf(
  state: ServiceState | undefined,
  wanted: Wanted | undefined,
): MarathonCredentials | undefined {
  const address = addressOf(state, wanted?.marathon);
  return wanted && wanted.marathon === address ? wanted.marathonCredentials : state?.marathonCredentials;
}

/** The world of a service, in which the Marathon is its own. */
export async function worldOf(service: string, wanted: Wanted | undefined, world: World): Promise<World> {
  const state = await readState(world.store, service);
  const address = addressOf(state?.value, wanted?.marathon);
  if (address === undefined) return world;
  return { ...world, marathon: world.marathonAt(address, credentialsOf(state?.value, wanted)) };
}

/** As the state has it: the service is looked after by it once its manifest is gone. */
export function marathonPart({ marathon, marathonCredentials }: Wanted): Partial<ServiceState> {
  return {
    ...(marathon === undefined ? {} : { marathon }),
    ...(marathonCredentials === undefined ? {} : { marathonCredentials }),
  };
}

/** The state follows the manifest's credentials for the Marathon on which its apps are. */
export function noteCredentials(
  wanted: Wanted,
  { value, etag }: Stored<ServiceState>,
): ShuffleAction | undefined {
  const { marathon, marathonCredentials: known, ...rest } = value;
  if (marathon === undefined || wanted.marathon !== marathon) return undefined;
  if (
    known?.kind === wanted.marathonCredentials?.kind &&
    known?.secret === wanted.marathonCredentials?.secret
  )
    return undefined;
  const because = `the manifest names other credentials for ${marathon}`;
  return { do: 'note-credentials', because, state: { ...rest, ...marathonPart(wanted) }, etag };
}
