import type { ObjectStore } from '../../operator/ports';

/** A part of a store, as a store: keys are those below `prefix`. */
export function storeBelow(store: ObjectStore, prefix: string): ObjectStore {
  return {
    get: (key) => store.get(prefix + key),
    put: (key, body, condition) => store.put(prefix + key, body, condition),
    list: async (below) =>
      (await store.list(prefix + below)).map(({ key, etag }) => ({ key: key.slice(prefix.length), etag })),
  };
}
