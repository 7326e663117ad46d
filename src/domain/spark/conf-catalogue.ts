import catalogue from './conf-catalogue.json';
import type { ConfEntry, ConfType } from './conf-entry';
import { isAtLeast } from './version';

/** An entry as the file has it: its type is spread over it. */
interface Row extends Omit<ConfEntry, 'key' | 'type'> {
  readonly type: ConfType['is'];
  readonly unit?: string;
  readonly of?: readonly string[];
}

/** Every setting that Spark 2.0 to 3.5 knows outside YARN and Kubernetes, sorted by name. */
export const CONF_CATALOGUE: readonly ConfEntry[] = Object.entries(
  catalogue.settings as unknown as Readonly<Record<string, Row>>,
).map(([key, { type: is, unit, of, ...rest }]) => ({
  key,
  // The file is made by a script, and a test reads every entry of it.
  type: { is, ...(unit === undefined ? {} : { unit }), ...(of === undefined ? {} : { of }) } as ConfType,
  ...rest,
}));

const BY_KEY = new Map(CONF_CATALOGUE.map((entry) => [entry.key, entry]));

/** Families whose last part the user chooses. */
export const CONF_FAMILIES: readonly string[] = [
  'spark.executorEnv.',
  'spark.mesos.dispatcher.driverDefault.',
  'spark.mesos.dispatcher.queue.',
  'spark.mesos.driverEnv.',
  'spark.mesos.driver.secret.',
  'spark.mesos.executor.secret.',
  'spark.hadoop.',
  'spark.hive.',
  'spark.metrics.conf.',
  'spark.sql.catalog.',
  'spark.ssl.',
];

/** Of other cluster managers: a driver on Mesos reads none of them. */
export const FOREIGN_FAMILIES: readonly string[] = ['spark.yarn.', 'spark.kubernetes.'];

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

/** What holds in a version where nothing is said; undefined where there is none, or none is known. */
export function defaultOf(entry: ConfEntry, sparkVersion: string): string | undefined {
  const changed = entry.defaultBy?.filter(([since]) => isAtLeast(sparkVersion, since)).at(-1);
  return changed?.[1] ?? entry.default;
}
