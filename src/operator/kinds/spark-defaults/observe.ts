import { type Endpoint, endpointSchema, type SparkDefaultsManifest, stateStoreKeys } from '../../../manifest';
import type { World } from '../../engine/kind';
import type { StoredObject } from '../../ports';
import { fileText } from './file';

/** A file and how it is called among its versions. */
export interface Versioned {
  readonly body: string;
  readonly version: string;
}

export interface Observed {
  /** Where the published file lies. */
  readonly key: string;
  /** What stands there. */
  readonly file?: StoredObject & Versioned;
  /** Undefined while the shuffle service has published nothing that can be read. */
  readonly endpoint?: Endpoint;
  /** What should stand there; undefined while the port is not known. */
  readonly wanted?: Versioned & { readonly key: string; readonly kept: boolean };
}

/** Digits of a digest that tell versions apart. */
const DIGITS = 12;

export async function observe(
  manifest: SparkDefaultsManifest,
  { store, sha256 }: Pick<World, 'store' | 'sha256'>,
): Promise<Observed> {
  const { name } = manifest.metadata;
  const key = stateStoreKeys.sparkDefaults(name);
  const versionOf = (body: string) => sha256(body).slice(0, DIGITS);
  const found = await store.get(stateStoreKeys.endpoint(manifest.spec.shuffleService));
  const endpoint = found && parse(found.body);
  const object = await store.get(key);
  const file = object && { ...object, version: versionOf(object.body) };
  const seen = { key, ...(file ? { file } : {}) };
  if (endpoint === undefined) return seen;
  const body = fileText(manifest, endpoint);
  const version = versionOf(body);
  const versionKey = stateStoreKeys.sparkDefaultsVersion(name, version);
  const kept = (await store.get(versionKey)) !== undefined;
  return { ...seen, endpoint, wanted: { body, version, key: versionKey, kept } };
}

/** A service that is being taken away has no endpoint any more. */
function parse(body: string): Endpoint | undefined {
  try {
    const endpoint = endpointSchema.safeParse(JSON.parse(body)).data;
    return endpoint?.withdrawn ? undefined : endpoint;
  } catch {
    return undefined;
  }
}
