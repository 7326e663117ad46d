import { sha256 } from '../../io/digest';
import { type ManifestEntry, type ManifestSet, readManifests } from '../../operator/engine/manifests';
import type { ObjectStore } from '../../operator/ports';
import { REQUEST_TIMEOUT } from '../cluster-clients';
import type { ClusterPlaces } from '../cluster-options';
import type { CliIo } from '../io';
import { storeAt } from '../store-at';

export interface Stores {
  readonly manifests: ObjectStore;
  readonly state: ObjectStore;
}

export function storesOf(places: Pick<ClusterPlaces, 'manifests' | 'state'>, io: CliIo): Stores {
  return { manifests: storeOf(places.manifests, io), state: storeOf(places.state, io) };
}

export const storeOf = (place: ClusterPlaces['state'], io: CliIo): ObjectStore =>
  storeAt(place, REQUEST_TIMEOUT, io.env);

/** What stands in the stores, each source for itself. */
export interface InStores {
  readonly terraform: ManifestSet;
  readonly declared: ManifestSet;
}

/** @throws StoreError where a store does not answer */
export async function readStores({ manifests, state }: Stores): Promise<InStores> {
  const [terraform, declared] = await Promise.all([
    readManifests(manifests, sha256),
    readManifests(state, sha256, 'declared'),
  ]);
  return { terraform, declared };
}

export const entryOf = ({ entries }: ManifestSet, id: string): ManifestEntry | undefined =>
  entries.find(({ kind, name }) => `${kind}/${name}` === id);
