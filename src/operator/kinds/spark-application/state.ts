import { canonicalJson } from '../../../domain/render/json';
import { type SparkApplicationState, sparkApplicationStateSchema, stateStoreKeys } from '../../../manifest';
import type { ObjectStore } from '../../ports';
import type { Stored } from './model';

const stateKey = (name: string) => stateStoreKeys.state('SparkApplication', name);

export async function readState(store: ObjectStore, name: string): Promise<Stored | undefined> {
  const found = await store.get(stateKey(name));
  if (!found) return undefined;
  const value = parsed(found.body);
  return { etag: found.etag, ...(value ? { value } : {}) };
}

/** Only in the place of what was looked at; undefined where somebody else has written meanwhile. */
export async function remember(
  store: ObjectStore,
  name: string,
  { old, next }: { readonly old: Pick<Stored, 'etag'> | undefined; readonly next: SparkApplicationState },
): Promise<Stored | undefined> {
  const body = `${canonicalJson(next, 2)}\n`;
  const result = await store.put(stateKey(name), body, old ? { ifMatch: old.etag } : { ifAbsent: true });
  return result.is === 'written' ? { value: next, etag: result.etag } : undefined;
}

export const overtaken = (name: string) => `${stateKey(name)} was changed by somebody else meanwhile`;

function parsed(body: string): SparkApplicationState | undefined {
  try {
    return sparkApplicationStateSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
