import type { Problem } from '../../../domain/core/problem';
import { applicationProblems } from '../../../domain/spark/application-problems';
import { type Endpoint, endpointSchema, type SparkDefaultsManifest, stateStoreKeys } from '../../../manifest';
import type { World } from '../../engine/kind';
import type { StoredObject } from '../../ports';
import { textsOf, versionNamed, versionOf } from './file';

/** One object: where it lies, what should stand there, and what does. */
export interface Place {
  readonly key: string;
  readonly body: string;
  readonly there?: StoredObject;
}

/** What should be published, first that which never changes. */
export interface Wanted {
  readonly version: string;
  readonly kept: readonly Place[];
  /** In the order in which they are replaced: the name of the version comes last. */
  readonly current: readonly Place[];
}

export interface Observed {
  /** Where the published properties lie. */
  readonly key: string;
  /** What stands there. */
  readonly file?: StoredObject;
  /** The version that is named as current, which may be older than the file. */
  readonly currentVersion?: string;
  /** Its properties, where they are not the file's. */
  readonly currentFile?: StoredObject;
  /** Undefined while the shuffle service has published nothing that can be read. */
  readonly endpoint?: Endpoint;
  /** What of the properties contradicts that endpoint. */
  readonly contradictions: readonly Problem[];
  /** Undefined while the port is not known, or contradicted. */
  readonly wanted?: Wanted;
}

type Store = Pick<World, 'store' | 'sha256'>;

export async function observe(manifest: SparkDefaultsManifest, world: Store): Promise<Observed> {
  const { name } = manifest.metadata;
  const key = stateStoreKeys.sparkDefaults(name);
  const found = await world.store.get(stateStoreKeys.endpoint(manifest.spec.shuffleService));
  const endpoint = found && parse(found.body);
  const file = await world.store.get(key);
  const current = await readCurrent(name, world);
  const seen = { key, ...(file ? { file } : {}), ...current };
  if (endpoint === undefined) return { ...seen, contradictions: [] };
  const { sparkVersion, properties } = manifest.spec;
  const { sharedDirectory } = endpoint;
  const contradictions = applicationProblems(properties, { sparkVersion, sharedDirectory });
  if (contradictions.length > 0) return { ...seen, endpoint, contradictions };
  return { ...seen, endpoint, contradictions, wanted: await wantedOf(manifest, endpoint, world) };
}

async function wantedOf(manifest: SparkDefaultsManifest, endpoint: Endpoint, { store, sha256 }: Store) {
  const { name } = manifest.metadata;
  const texts = textsOf(manifest, endpoint);
  const version = versionOf(texts, sha256);
  const place = async (key: string, body: string): Promise<Place> => {
    const there = await store.get(key);
    return { key, body, ...(there ? { there } : {}) };
  };
  return {
    version,
    kept: [
      await place(stateStoreKeys.sparkDefaultsVersion(name, version), texts.conf),
      await place(stateStoreKeys.sparkEnvVersion(name, version), texts.env),
    ],
    current: [
      await place(stateStoreKeys.sparkEnv(name), texts.env),
      await place(stateStoreKeys.sparkDefaults(name), texts.conf),
      await place(stateStoreKeys.sparkDefaultsCurrent(name), `${version}\n`),
    ],
  };
}

/** Who reads the name of the current version uses what stands in that version. */
async function readCurrent(name: string, { store }: Store) {
  const pointer = await store.get(stateStoreKeys.sparkDefaultsCurrent(name));
  const version = versionNamed(pointer?.body ?? '');
  if (version === undefined) return {};
  const file = await store.get(stateStoreKeys.sparkDefaultsVersion(name, version));
  return { currentVersion: version, ...(file ? { currentFile: file } : {}) };
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
