import { canonicalJson } from '../../../../domain/render/json';
import type { MarathonCredentials, SparkDispatcherState } from '../../../../manifest';
import type { Outside } from '../../../engine/kind';
import type { Marathon } from '../../../ports';
import type { Declared } from './model';

/** The Marathon that an app is on: in a manifest, in what is remembered, in an action. */
export interface Place {
  readonly marathon?: string | undefined;
  readonly marathonCredentials?: MarathonCredentials | undefined;
}

export const marathonOf = ({ marathon, marathonCredentials }: Place, world: Outside): Marathon =>
  marathon === undefined ? world.marathon : world.marathonAt(marathon, marathonCredentials);

/** As it is remembered; only what is said. */
export function placePart({ marathon, marathonCredentials }: Place) {
  return {
    ...(marathon === undefined ? {} : { marathon }),
    ...(marathonCredentials === undefined ? {} : { marathonCredentials }),
  };
}

/** What is remembered, with what the manifest says now that this Marathon is to be shown; undefined where it is so. */
export function otherCredentials(
  { spec }: Declared,
  state: SparkDispatcherState,
): SparkDispatcherState | undefined {
  const { marathon, marathonCredentials: known, ...rest } = state;
  if (marathon === undefined || marathon !== spec.marathon) return undefined;
  if (canonicalJson(known ?? null) === canonicalJson(spec.marathonCredentials ?? null)) return undefined;
  return { ...rest, ...placePart(spec) };
}
