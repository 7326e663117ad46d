import { readProperties } from '../../domain/render/properties-reader';
import { type EndpointUse, stateStoreKeys, useOf } from '../../manifest';
import type { ObjectStore } from '../ports';

/** The published defaults of a SparkDefaults, and the shuffle service that they send applications to. */
export interface PublishedDefaults {
  readonly properties: Readonly<Record<string, string>>;
  readonly use?: EndpointUse;
}

/** Undefined while nothing is published under this name. */
export async function readDefaults(store: ObjectStore, name: string): Promise<PublishedDefaults | undefined> {
  const found = await store.get(stateStoreKeys.sparkDefaults(name));
  if (!found) return undefined;
  const use = useOf(found.body);
  return { properties: readProperties(found.body), ...(use ? { use } : {}) };
}
