import { nearMiss } from '../core/near-miss';
import { type Problem, shown } from '../core/problem';
import { type Warning, warning } from '../core/warning';
import { sortedEntries, unwritable } from '../render/unwritable';
import { CONF_CATALOGUE, exists, FOREIGN_FAMILIES, findEntry, isOfFamily } from './conf-catalogue';
import type { ConfEntry } from './conf-entry';
import { valueProblems } from './conf-value';
import { secretProblems } from './secret-properties';
import { isAtLeast } from './version';

export interface PropertiesCheck {
  /** What Spark would refuse, ignore or change. */
  readonly problems: readonly Problem[];
  /** What does nothing in this version, or goes by another name, or looks like a typo. */
  readonly warnings: readonly Warning[];
}

/** More letters than these are another name, not a typo: Spark has some 1,400 names. */
const TYPO_LETTERS = 2;

/** Under these every name is Spark's own; elsewhere connectors have theirs, such as `spark.cassandra.`. */
const OWN = /^spark\.(blacklist|dynamicAllocation|excludeOnFailure|mesos|shuffle)\./i;

/** Checks properties of an application, as they would stand in `spark-defaults.conf`. */
export function checkProperties(
  properties: Readonly<Record<string, string>>,
  sparkVersion: string,
): PropertiesCheck {
  const entries = sortedEntries(properties);
  return {
    problems: entries.flatMap(([key, value]) => propertyProblems(key, value)),
    warnings: entries.flatMap(([key, value]) => propertyWarnings(key, value, sparkVersion)),
  };
}

export const propertyAt = (key: string) => `properties[${shown(key)}]`;

function propertyProblems(key: string, value: string): readonly Problem[] {
  const at = propertyAt(key);
  if (!/^spark\.[^\s=]+$/.test(key)) {
    return [{ at, found: shown(key), wanted: 'a name that starts with "spark."; Spark ignores others' }];
  }
  const secret = secretProblems(at, key);
  if (secret.length > 0) return secret;
  const broken = [...unwritable(at, key), ...unwritable(at, value)];
  if (broken.length > 0) return broken;
  if (isSpace(value[0]) || isSpace(value.at(-1))) {
    return [{ at, found: shown(value), wanted: 'no space at its ends; Spark trims it' }];
  }
  const entry = findEntry(key);
  return entry ? valueProblems(at, entry, value) : [];
}

/** As Java's `String.trim` sees it: everything up to U+0020. */
const isSpace = (c: string | undefined) => c !== undefined && c <= ' ';

function propertyWarnings(key: string, value: string, version: string): readonly Warning[] {
  const at = propertyAt(key);
  const entry = findEntry(key);
  if (entry) return entryWarnings(at, entry, value, version);
  if (isOfFamily(key)) return [];
  if (FOREIGN_FAMILIES.some((family) => key.startsWith(family))) {
    return [
      warning('NoEffect', {
        at,
        found: shown(key),
        wanted: 'a setting of Spark on Mesos',
        fix: 'only another cluster manager reads it',
      }),
    ];
  }
  return strangerWarnings(at, key, version);
}

function strangerWarnings(at: string, key: string, version: string): readonly Warning[] {
  const own = OWN.test(key);
  const known = CONF_CATALOGUE.filter((entry) => exists(entry, version) && !isPast(entry, version));
  const meant = nearMiss(
    key,
    known.map((entry) => entry.key),
    own ? undefined : TYPO_LETTERS,
  );
  if (meant === undefined && !own) return [];
  const fix =
    meant === undefined ? 'Spark ignores it; see the settings of this version' : `did you mean ${meant}?`;
  return [warning('UnknownSetting', { at, found: shown(key), wanted: 'a setting that Spark knows', fix })];
}

const isPast = ({ deprecated, noOp }: ConfEntry, version: string) =>
  [deprecated, noOp].some((end) => end !== undefined && isAtLeast(version, end.since));

function entryWarnings(at: string, entry: ConfEntry, value: string, version: string): readonly Warning[] {
  const { key, since, until, deprecated, noOp, readBy } = entry;
  const found = `${key}=${value} for Spark ${version}`;
  if (!exists(entry, version)) {
    const wanted =
      since !== undefined && !isAtLeast(version, since) ? `Spark ${since} or later` : `Spark before ${until}`;
    return [warning('NoEffect', { at, found, wanted, fix: 'this version does not know it' })];
  }
  if (noOp && isAtLeast(version, noOp.since)) {
    return [warning('NoEffect', { at, found, wanted: noOp.use, fix: 'it does nothing in this version' })];
  }
  if (deprecated && isAtLeast(version, deprecated.since)) {
    return [warning('Renamed', { at, found, wanted: deprecated.use, fix: 'it has been renamed' })];
  }
  if (readBy.length === 0 || readBy.includes('driver') || readBy.includes('executor')) return [];
  return [
    warning('NoEffect', {
      at,
      found,
      wanted: 'a setting that applications read',
      fix: `only the ${readBy.join(' and the ')} reads it`,
    }),
  ];
}
