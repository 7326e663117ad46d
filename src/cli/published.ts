import type { Duration } from '../domain/core/duration';
import { ProblemError, shown } from '../domain/core/problem';
import { readProperties } from '../domain/render/properties-reader';
import { stateStoreKeys } from '../manifest';
import type { Env, StorePlace } from './option-reader';
import { placeText, storeAt } from './store-at';

/** What an operator has published under a name. */
export interface Published {
  /** The file as it is in the store. */
  readonly text: string;
  readonly properties: Readonly<Record<string, string>>;
  /** `spark-env.sh`, where one is published beside it. */
  env(): Promise<string | undefined>;
}

export interface PublishedPlace {
  readonly store: StorePlace;
  /** `metadata.name` of the SparkDefaults. */
  readonly name: string;
}

/** @throws ProblemError where nothing is published under the name. @throws StoreError where the store does not answer */
export async function readPublished(
  { store, name }: PublishedPlace,
  timeout: Duration,
  env: Env,
): Promise<Published> {
  const key = stateStoreKeys.sparkDefaults(name);
  const objects = storeAt(store, timeout, env);
  const found = await objects.get(key);
  if (found) {
    return {
      text: found.body,
      properties: readProperties(found.body),
      env: async () => (await objects.get(stateStoreKeys.sparkEnv(name)))?.body,
    };
  }
  const others = await namesIn(store, timeout, env);
  throw new ProblemError([
    {
      at: `defaults ${shown(name)}`,
      found: `no ${key} in ${placeText(store)}`,
      wanted: others.length === 0 ? 'what an operator publishes' : `one of ${others.join(', ')}`,
      fix: 'an operator publishes them once their shuffle service is active: see the status of the SparkDefaults',
    },
  ]);
}

async function namesIn(store: StorePlace, timeout: Duration, env: Env): Promise<readonly string[]> {
  const listed = await storeAt(store, timeout, env).list(stateStoreKeys.publishedPrefix);
  return listed.flatMap(({ key }) => /^published\/([^/]+)\/spark-defaults\.conf$/.exec(key)?.[1] ?? []);
}
