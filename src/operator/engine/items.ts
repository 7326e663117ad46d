import type { ObjectStore, Sha256 } from '../ports';
import { heldBy, readHolds } from './holds';
import { type Item, keyOf } from './item';
import type { Kind } from './kind';
import type { IndexTrouble } from './manifests';
import { type Remains, readRemovals } from './removals';
import { readSources } from './sources';

export interface ItemsProps {
  readonly kinds: readonly Kind[];
  readonly manifests: ObjectStore;
  readonly state: ObjectStore;
  readonly sha256: Sha256;
}

export interface Items {
  /** By {@link keyOf}. */
  readonly items: ReadonlyMap<string, Item>;
  readonly troubles: readonly IndexTrouble[];
  /** Of manifests about which nothing more is done, and which nobody holds. */
  readonly remains: readonly Remains[];
}

/** All that there is to work on: what both sources declare, what is left of what was removed, and who holds any of it. */
export async function readItems({ kinds, manifests, state, sha256 }: ItemsProps): Promise<Items> {
  const set = await readSources({ manifests, state, sha256 });
  const removals = await readRemovals(set, { kinds, store: state });
  const holds = await readHolds(state);
  const withHold = (item: Item): Item => {
    const held = heldBy(holds, item);
    return held ? { ...item, held } : item;
  };
  const all = [...set.entries, ...removals.items].map((item): [string, Item] => [
    keyOf(item),
    withHold(item),
  ]);
  const remains = removals.remains.filter((one) => !heldBy(holds, one));
  return { items: new Map(all), troubles: set.troubles, remains };
}
