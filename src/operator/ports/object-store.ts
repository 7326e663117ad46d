export interface StoredObject {
  readonly body: string;
  /** Changes with every change of the object, as S3's does. Opaque. */
  readonly etag: string;
}

/** What a listing says of an object: enough to know whether it is the one that was read. */
export interface ListedObject {
  readonly key: string;
  /** The very ETag that `get` would give. */
  readonly etag: string;
}

/** Every write says what it believes to be there: nothing, or the very object that was read. */
export type PutCondition = { readonly ifAbsent: true } | { readonly ifMatch: string };

/** `conflict`: the belief was wrong; nothing was written. */
export type PutResult = { readonly is: 'written'; readonly etag: string } | { readonly is: 'conflict' };

/** `conflict`: something else is there by now, or nothing; nothing was deleted. */
export type DeleteResult = { readonly is: 'deleted' } | { readonly is: 'conflict' };

/** Text under keys, with compare-and-set: a bucket, a folder, or memory. */
export interface ObjectStore {
  get(key: string): Promise<StoredObject | undefined>;
  put(key: string, body: string, condition: PutCondition): Promise<PutResult>;
  /** @param ifMatch the ETag of the very object that was read; no other one is deleted */
  delete(key: string, ifMatch: string): Promise<DeleteResult>;
  /** Every object whose key begins with `prefix`, sorted by the key's code units. */
  list(prefix: string): Promise<readonly ListedObject[]>;
}

/** A store that does not answer, or refuses. The message says what was tried, where, and what came of it. */
export class StoreError extends Error {}
