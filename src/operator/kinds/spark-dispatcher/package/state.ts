import { canonicalJson } from '../../../../domain/render/json';
import { type SparkPackageState, sparkPackageStateSchema, stateStoreKeys } from '../../../../manifest';
import type { ObjectStore } from '../../../ports';
import type { StoredPackage } from './model';

const stateKey = (name: string) => stateStoreKeys.state('SparkDispatcher', name);

export async function readState(store: ObjectStore, name: string): Promise<StoredPackage | undefined> {
  const found = await store.get(stateKey(name));
  if (!found) return undefined;
  const value = parsed(found.body);
  return { etag: found.etag, ...(value ? { value } : {}) };
}

/** Only in the place of what was looked at; undefined where somebody else has written meanwhile. */
export async function remember(
  store: ObjectStore,
  name: string,
  { etag, next }: { readonly etag: string | undefined; readonly next: SparkPackageState },
): Promise<string | undefined> {
  const body = `${canonicalJson(next, 2)}\n`;
  const condition = etag === undefined ? { ifAbsent: true as const } : { ifMatch: etag };
  const result = await store.put(stateKey(name), body, condition);
  return result.is === 'written' ? result.etag : undefined;
}

export const overtaken = (name: string) => `${stateKey(name)} was changed by somebody else meanwhile`;

function parsed(body: string): SparkPackageState | undefined {
  try {
    return sparkPackageStateSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
