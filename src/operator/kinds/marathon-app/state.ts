import { canonicalJson } from '../../../domain/render/json';
import { type MarathonAppState, marathonAppStateSchema, stateStoreKeys } from '../../../manifest';
import type { ObjectStore } from '../../ports';
import type { Stored } from './model';

const stateKey = (name: string) => stateStoreKeys.state('MarathonApp', name);

/**
 * What is remembered; undefined where it is nothing or cannot be read. It only keeps the operator from doing
 * something twice, so that to forget it costs one more write and nothing else.
 */
export async function readState(store: ObjectStore, name: string): Promise<Stored | undefined> {
  const found = await store.get(stateKey(name));
  if (!found) return undefined;
  const value = parsed(found.body);
  return { value: value ?? { appId: '' }, etag: found.etag };
}

/** A conflict means that another operator has written meanwhile; the next look starts from theirs. */
export async function remember(
  store: ObjectStore,
  name: string,
  { old, next }: { readonly old: Stored | undefined; readonly next: MarathonAppState },
): Promise<void> {
  const body = `${canonicalJson(next, 2)}\n`;
  await store.put(stateKey(name), body, old ? { ifMatch: old.etag } : { ifAbsent: true });
}

function parsed(body: string): MarathonAppState | undefined {
  try {
    return marathonAppStateSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
