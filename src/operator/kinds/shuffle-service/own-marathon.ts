import type { MarathonCredentials, ServiceState, ShuffleServiceSpec } from '../../../manifest';
import type { World } from '../../engine/kind';
import type { Marathon } from '../../ports';
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

/** Where the Marathon is a service's own, with the cluster's beside it. */
export interface OwnWorld extends World {
  readonly clusterMarathon?: Marathon;
}

/** The world of a service, in which the Marathon is its own. */
export async function worldOf(service: string, wanted: Wanted | undefined, world: World): Promise<OwnWorld> {
  const state = await readState(world.store, service);
  const address = addressOf(state?.value, wanted?.marathon);
  if (address === undefined) return world;
  const marathon = named(world.marathonAt(address, credentialsOf(state?.value, wanted)), address);
  return { ...world, marathon, clusterMarathon: world.marathon };
}

/** One that does not answer is told as that of the manifest: it may be an app that is not up yet. */
function named(marathon: Marathon, address: string): Marathon {
  const told = async <T>(asked: Promise<T>): Promise<T> => {
    try {
      return await asked;
    } catch (cause) {
      const because = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`spec.marathon ${address} does not answer as a Marathon: ${because}`, { cause });
    }
  };
  return {
    ...marathon,
    info: () => told(marathon.info()),
    app: (id) => told(marathon.app(id)),
    apps: () => told(marathon.apps()),
    ports: () => told(marathon.ports()),
    queue: () => told(marathon.queue()),
    deployments: () => told(marathon.deployments()),
  };
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
