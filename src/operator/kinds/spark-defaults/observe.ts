import { type Endpoint, endpointSchema, type SparkDefaultsManifest, stateStoreKeys } from '../../../manifest';
import type { World } from '../../engine/kind';
import type { StoredObject } from '../../ports';

export interface Observed {
  /** Where the published file lies. */
  readonly key: string;
  readonly file?: StoredObject;
  /** Undefined while the shuffle service has published nothing that can be read. */
  readonly endpoint?: Endpoint;
}

export async function observe(manifest: SparkDefaultsManifest, { store }: World): Promise<Observed> {
  const key = stateStoreKeys.sparkDefaults(manifest.metadata.name);
  const file = await store.get(key);
  const found = await store.get(stateStoreKeys.endpoint(manifest.spec.shuffleService));
  const endpoint = found && parse(found.body);
  return { key, ...(file ? { file } : {}), ...(endpoint ? { endpoint } : {}) };
}

function parse(body: string): Endpoint | undefined {
  try {
    return endpointSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
