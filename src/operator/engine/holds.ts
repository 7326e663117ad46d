import { type Hold, holdSchema, stateStoreKeys } from '../../manifest';
import type { ObjectStore } from '../ports';

/** A pause by a person, as the engine obeys it: also one that cannot be read, for nobody knows that it is over. */
export interface HeldBy {
  /** Where it stands. */
  readonly key: string;
  /** Undefined where it cannot be read. */
  readonly hold: Hold | undefined;
}

interface Named {
  readonly kind: string;
  readonly name: string;
}

/** Every hold that is not over, by its key. */
export type Holds = ReadonlyMap<string, HeldBy>;

export async function readHolds(store: ObjectStore): Promise<Holds> {
  const holds = new Map<string, HeldBy>();
  for (const { key } of await store.list(stateStoreKeys.holdsPrefix)) {
    const found = await store.get(key);
    const hold = found && parseHold(found.body);
    if (found && hold?.until === undefined) holds.set(key, { key, hold });
  }
  return holds;
}

/** Its own, or else that of everything. */
export function heldBy(holds: Holds, { kind, name }: Named): HeldBy | undefined {
  return holds.get(stateStoreKeys.hold(kind, name)) ?? holds.get(stateStoreKeys.holdAll);
}

/** Undefined where it cannot be read. */
export function parseHold(body: string): Hold | undefined {
  try {
    return holdSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** Who holds it, since when, and because of what. */
export function holdText({ key, hold }: HeldBy): string {
  if (!hold) return `${key} cannot be read, so what it holds stays held`;
  const { since, by, because } = hold;
  const who = `${key}: held${by === undefined ? '' : ` by ${by}`} since ${since}`;
  return because === undefined ? who : `${who} (${because})`;
}
