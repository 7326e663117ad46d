import { nearMiss } from '../core/near-miss';
import { type Problem, shown } from '../core/problem';
import type { Size } from '../core/size';
import { sortedEntries } from '../render/unwritable';
import { CONF_CATALOGUE, exists, findEntry, isOfFamily } from './conf-catalogue';
import type { ConfEntry } from './conf-entry';
import { valueProblems } from './conf-value';
import type { ReservedPool } from './reservation-room';
import { secretProblems } from './secret-properties';
import { SAID_BY_PROPS } from './service-settings';
import { REFERENCE_VARIABLE, SECRET_VARIABLE } from './spark-secret';
import { isAtLeast } from './version';

const PORT_KEY = 'spark.shuffle.service.port';

/** Variables of a service that are said by props of their own. */
const OURS = [
  REFERENCE_VARIABLE,
  'PORT0',
  'SPARK_DAEMON_JAVA_OPTS',
  'SPARK_DAEMON_MEMORY',
  'SPARK_SHUFFLE_OPTS',
  'SPARK_USER',
  SECRET_VARIABLE,
];

export function fitProblems(task: Size, { role, memory }: ReservedPool): readonly Problem[] {
  if (!task.isAbove(memory)) return [];
  return [
    {
      at: 'memory',
      found: `a task of ${task}`,
      wanted: `at most ${memory}, the memory reserved for ${shown(role)}`,
      fix: 'reserve more, or lower heap and memory',
    },
  ];
}

export function cpusProblems(cpus: number, reservation: ReservedPool): readonly Problem[] {
  if (!(cpus >= 0.001) || !Number.isFinite(cpus)) {
    return [{ at: 'cpus', found: shown(cpus), wanted: 'a number from 0.001' }];
  }
  if (cpus <= reservation.cpus) return [];
  return [
    {
      at: 'cpus',
      found: `a task of ${cpus} cpus`,
      wanted: `at most ${reservation.cpus}, the cpus reserved for ${shown(reservation.role)}`,
    },
  ];
}

export function portProblems(port: number | undefined, reservation: ReservedPool): readonly Problem[] {
  if (port === undefined || reservation.ports.has(port)) return [];
  return [
    {
      at: 'port',
      found: `${port}`,
      wanted: `one of ${reservation.ports}, the ports reserved for ${shown(reservation.role)}`,
      fix: 'pick one of them, or reserve this port, too',
    },
  ];
}

export function directoryProblems(path: string): readonly Problem[] {
  if (/^(\/[A-Za-z0-9._+@-]+)+$/.test(path) && !/\/\.\.?(\/|$)/.test(path)) return [];
  return [
    {
      at: 'sharedDirectory',
      found: shown(path),
      wanted: 'an absolute path of letters, digits and "._+@-", such as "/var/lib/tmp/spark"',
      fix: 'Spark splits lists of directories and volumes at commas and colons',
    },
  ];
}

export function propertyProblems(
  properties: Readonly<Record<string, string>>,
  sparkVersion: string,
): readonly Problem[] {
  return sortedEntries(properties).flatMap(([key, value]): readonly Problem[] => {
    const at = `properties[${shown(key)}]`;
    if (key === PORT_KEY) {
      return [
        {
          at,
          found: shown(value),
          wanted: 'nothing',
          fix: 'the port is that of the reservation; say port beside it',
        },
      ];
    }
    const secret = secretProblems(at, key);
    if (secret.length > 0) return secret;
    const other = SAID_BY_PROPS[key];
    if (other !== undefined) return [{ at, found: shown(value), wanted: 'nothing', fix: other }];
    const entry = findEntry(key);
    if (entry && !entry.readBy.includes('service')) {
      return [
        {
          at,
          found: shown(value),
          wanted: 'a setting that the shuffle service reads',
          fix: `${key} belongs to applications`,
        },
      ];
    }
    return entry
      ? [...valueProblems(at, entry, value), ...effectProblems(at, entry, sparkVersion)]
      : typos(at, key);
  });
}

/** A setting that we do not know is Spark's affair; one that nearly is another is a slip, which Spark would ignore. */
function typos(at: string, key: string): readonly Problem[] {
  if (isOfFamily(key)) return [];
  const known = CONF_CATALOGUE.filter((entry) => entry.readBy.includes('service')).map((entry) => entry.key);
  const meant = nearMiss(key, known, 2);
  if (meant === undefined) return [];
  return [{ at, found: shown(key), wanted: 'a setting that Spark knows', fix: `did you mean ${meant}?` }];
}

export function environmentProblems(variables: Readonly<Record<string, string>>): readonly Problem[] {
  return Object.keys(variables)
    .filter((name) => OURS.includes(name) || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    .sort()
    .map((name) => ({
      at: `environment[${shown(name)}]`,
      found: shown(name),
      wanted: OURS.includes(name) ? 'other variables' : 'a name of letters, digits and "_"',
      ...(OURS.includes(name)
        ? { fix: 'say heap, properties, javaOptions, sparkUser or authentication instead' }
        : {}),
    }));
}

function effectProblems(at: string, entry: ConfEntry, sparkVersion: string): readonly Problem[] {
  const found = `${entry.key} for Spark ${sparkVersion}`;
  if (!exists(entry, sparkVersion)) {
    return [
      {
        at,
        found,
        wanted: `Spark ${entry.since ?? `before ${entry.until}`}`,
        fix: 'this version does not know it',
      },
    ];
  }
  if (entry.noOp === undefined || !isAtLeast(sparkVersion, entry.noOp.since)) return [];
  return [{ at, found, wanted: entry.noOp.use, fix: 'it does nothing in this version' }];
}
