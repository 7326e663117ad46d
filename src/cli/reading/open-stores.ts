import { existsSync } from 'node:fs';
import { type ObjectStore, StoreError } from '../../operator/ports';
import { REQUEST_TIMEOUT } from '../cluster-clients';
import type { ClusterPlaces } from '../cluster-options';
import type { CliIo } from '../io';
import type { StorePlace } from '../option-reader';
import { placeText, storeAt } from '../store-at';
import type { Stores } from './inventory';

/** The two stores, and how messages name them. */
export function openStores(
  { manifests, state }: Pick<ClusterPlaces, 'manifests' | 'state'>,
  io: CliIo,
): Stores & { readonly where: string } {
  return {
    manifests: opened('--manifests', manifests, io),
    state: openState(state, io),
    where: `${placeText(manifests)} and ${placeText(state)}`,
  };
}

export function openState(state: StorePlace, io: CliIo): ObjectStore {
  return opened('--state', state, io);
}

/** A folder that is not there holds nothing, as a bucket with another prefix; a typo looks just so. */
function opened(option: string, place: StorePlace, io: CliIo): ObjectStore {
  if (place.is === 'folder' && !existsSync(place.path)) {
    io.stderr.write(`note: there is no folder ${place.path} (${option})\n`);
  }
  const store = storeAt(place, REQUEST_TIMEOUT, io.env);
  const said = <T>(read: Promise<T>) => read.catch((error: unknown) => fail(option, place, error));
  return {
    get: (key) => said(store.get(key)),
    put: (key, body, condition) => said(store.put(key, body, condition)),
    delete: (key, ifMatch) => said(store.delete(key, ifMatch)),
    list: (prefix) => said(store.list(prefix)),
  };
}

function fail(option: string, place: StorePlace, error: unknown): never {
  const came = error instanceof Error ? error.message : String(error);
  const fix =
    place.is === 'folder'
      ? 'see whether it can be read'
      : 'see whether the bucket is there, AWS_REGION is its region, and your credentials may read it';
  throw new StoreError(`${option} ${placeText(place)}: ${came}; ${fix}`);
}
