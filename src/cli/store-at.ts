import type { Duration } from '../domain/core/duration';
import { folderStore } from '../io/folder-store';
import { s3Store } from '../io/s3-store';
import type { ObjectStore } from '../operator/ports';
import type { Env, StorePlace } from './option-reader';

/** @param timeout no request takes longer */
export function storeAt(place: StorePlace, timeout: Duration, env: Env): ObjectStore {
  if (place.is === 'folder') return folderStore(place.path);
  return s3Store({ bucket: place.bucket, prefix: place.prefix, timeout, env });
}

/** For messages. */
export function placeText(place: StorePlace): string {
  return place.is === 'folder' ? place.path : `s3://${place.bucket}/${place.prefix}`;
}
