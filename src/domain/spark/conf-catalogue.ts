import { CORE_CONF } from './conf-data-core';
import { CONF_FAMILIES, MESOS_CONF } from './conf-data-mesos';
import { SHUFFLE_CONF } from './conf-data-shuffle';
import type { ConfEntry } from './conf-entry';
import { isAtLeast } from './version';

/** Every setting that this library knows, sorted by name. */
export const CONF_CATALOGUE: readonly ConfEntry[] = [...SHUFFLE_CONF, ...MESOS_CONF, ...CORE_CONF].sort(
  (a, b) => (a.key < b.key ? -1 : 1),
);

const BY_KEY = new Map(CONF_CATALOGUE.map((entry) => [entry.key, entry]));

export function findEntry(key: string): ConfEntry | undefined {
  return BY_KEY.get(key);
}

/** Names that are made of a known prefix and something of the user's. */
export function isOfFamily(key: string): boolean {
  return CONF_FAMILIES.some((prefix) => key.startsWith(prefix) && key.length > prefix.length);
}

/** Whether a version of Spark knows the name at all; what it does with it is another question. */
export function exists(entry: ConfEntry, sparkVersion: string): boolean {
  if (entry.since !== undefined && !isAtLeast(sparkVersion, entry.since)) return false;
  return entry.until === undefined || !isAtLeast(sparkVersion, entry.until);
}
