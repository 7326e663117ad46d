import type { Duration } from '../domain/core/duration';
import { type Problem, ProblemError, shown } from '../domain/core/problem';
import { readProperties } from '../domain/render/properties-reader';
import { sha256 } from '../io/digest';
import { originOf, stateStoreKeys } from '../manifest';
import { type Texts, versionNamed, versionOf } from '../operator/kinds/spark-defaults/file';
import type { ObjectStore } from '../operator/ports';
import type { Env, StorePlace } from './option-reader';
import { placeText, storeAt } from './store-at';

/** What an operator has published under a name. */
export interface Published {
  /** The file as it is in the store. */
  readonly text: string;
  readonly properties: Readonly<Record<string, string>>;
  /** What their shuffle service shares with executors, where the file says it. */
  readonly sharedDirectory?: string | undefined;
  /** `spark-env.sh`, where one is published beside it. */
  env(): Promise<string | undefined>;
}

export interface PublishedPlace {
  readonly store: StorePlace;
  /** `metadata.name` of the SparkDefaults. */
  readonly name: string;
}

/**
 * Reads the name of the current version and then its files, which never change and belong together. A store of before
 * there were versions has the one file only.
 * @throws ProblemError where nothing, or nothing whole, is published under the name. @throws StoreError where the
 * store does not answer
 */
export async function readPublished(
  { store, name }: PublishedPlace,
  timeout: Duration,
  env: Env,
): Promise<Published> {
  const objects = storeAt(store, timeout, env);
  const pointer = await objects.get(stateStoreKeys.sparkDefaultsCurrent(name));
  if (pointer) {
    const { conf, env: sparkEnv } = await readVersion(objects, { name, store, pointer: pointer.body });
    return { ...partsOf(conf), env: async () => sparkEnv };
  }
  const found = await objects.get(stateStoreKeys.sparkDefaults(name));
  if (found) {
    return {
      ...partsOf(found.body),
      env: async () => (await objects.get(stateStoreKeys.sparkEnv(name)))?.body,
    };
  }
  throw new ProblemError([await nothingThere({ store, name }, objects)]);
}

const partsOf = (text: string) => ({
  text,
  properties: readProperties(text),
  sharedDirectory: originOf(text)?.sharedDirectory,
});

async function nothingThere({ store, name }: PublishedPlace, objects: ObjectStore): Promise<Problem> {
  const others = await namesIn(objects);
  return {
    at: `defaults ${shown(name)}`,
    found: `no ${stateStoreKeys.sparkDefaults(name)} in ${placeText(store)}`,
    wanted: others.length === 0 ? 'what an operator publishes' : `one of ${others.join(', ')}`,
    fix: 'an operator publishes them once their shuffle service is active: see the status of the SparkDefaults',
  };
}

/** Both files of the version, which are those that it is named by. */
async function readVersion(
  objects: ObjectStore,
  { name, store, pointer }: PublishedPlace & { readonly pointer: string },
): Promise<Texts> {
  const version = versionNamed(pointer);
  const refused = (found: string, wanted: string) =>
    new ProblemError([
      {
        at: `defaults ${shown(name)}`,
        found: `${found} in ${placeText(store)}`,
        wanted,
        fix: 'the next look of the operator at its SparkDefaults mends it',
      },
    ]);
  const current = stateStoreKeys.sparkDefaultsCurrent(name);
  if (version === undefined)
    throw refused(`${shown(pointer)} as ${current}`, 'the name of a version: 12 hex digits and a line feed');
  const conf = (await objects.get(stateStoreKeys.sparkDefaultsVersion(name, version)))?.body;
  const env = (await objects.get(stateStoreKeys.sparkEnvVersion(name, version)))?.body;
  if (conf === undefined || env === undefined)
    throw refused(
      `version ${version}, of which not both files are there,`,
      'spark-defaults.conf and spark-env.sh',
    );
  const made = versionOf({ conf, env }, sha256);
  if (made !== version)
    throw refused(`version ${version} with files of ${made}`, 'the files that it is named by');
  return { conf, env };
}

async function namesIn(objects: ObjectStore): Promise<readonly string[]> {
  const listed = await objects.list(stateStoreKeys.publishedPrefix);
  return listed.flatMap(({ key }) => /^published\/([^/]+)\/spark-defaults\.conf$/.exec(key)?.[1] ?? []);
}
