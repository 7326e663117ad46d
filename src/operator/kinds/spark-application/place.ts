import { canonicalJson } from '../../../domain/render/json';
import type { SparkApplicationManifest, SparkApplicationState } from '../../../manifest';
import type { Outside } from '../../engine/kind';
import type { Marathon } from '../../ports';

type Place = Pick<SparkApplicationState, 'address' | 'marathonCredentials'>;

/** The Marathon that a run is on. */
export function marathonOf({ address, marathonCredentials }: Place, world: Outside): Marathon {
  return address === undefined ? world.marathon : world.marathonAt(address, marathonCredentials);
}

/** Where the manifest wants a run, as it is remembered. */
export function placeIn({ spec }: SparkApplicationManifest): Place {
  const { runsOn, dispatcher, marathon, marathonCredentials } = spec;
  const address = runsOn === 'Dispatcher' ? dispatcher : marathon;
  return {
    ...(address === undefined ? {} : { address }),
    ...(marathonCredentials === undefined ? {} : { marathonCredentials }),
  };
}

/** The run, with what the manifest says now that its Marathon is to be shown. */
export function withCredentials(
  run: SparkApplicationState,
  { spec }: SparkApplicationManifest,
): SparkApplicationState {
  if (run.runsOn !== 'Marathon' || run.address === undefined || run.address !== spec.marathon) return run;
  const { marathonCredentials: _, ...rest } = run;
  const { marathonCredentials } = spec;
  return { ...rest, ...(marathonCredentials === undefined ? {} : { marathonCredentials }) };
}

/** Whether two say the same of a run. */
export const isSame = (a: SparkApplicationState, b: SparkApplicationState) =>
  canonicalJson(a) === canonicalJson(b);
