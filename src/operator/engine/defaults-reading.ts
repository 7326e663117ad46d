import { readProperties } from '../../domain/render/properties-reader';
import type { Published } from '../../domain/spark/own-properties';
import { type EndpointUse, originOf, stateStoreKeys } from '../../manifest';
import type { ObjectStore } from '../ports';

/** The published defaults of a SparkDefaults, and the shuffle service that they send applications to. */
export interface PublishedDefaults extends Published {
  readonly use?: EndpointUse;
}

/** Undefined while nothing is published under this name. */
export async function readDefaults(store: ObjectStore, name: string): Promise<PublishedDefaults | undefined> {
  const found = await store.get(stateStoreKeys.sparkDefaults(name));
  return found && defaultsIn(found.body);
}

/** What a published file says. */
export function defaultsIn(body: string): PublishedDefaults {
  return { properties: readProperties(body), ...originOf(body) };
}
