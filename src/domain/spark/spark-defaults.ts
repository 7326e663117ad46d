import type { SparkUser } from '../agent/spark-user';
import { attempt, type Problem, rejectIf } from '../core/problem';
import { sortedEntries } from '../render/unwritable';
import { checkProperties } from './check-properties';
import { contradictions, merged } from './contradictions';
import type { SparkDistribution } from './distribution';
import { type DynamicAllocation, dynamicAllocationProperties } from './dynamic-allocation';
import { archiveProblems, executorProperties } from './executor-properties';
import { isAtLeast, majorVersion, minorVersion, sparkVersionProblems } from './version';

/** What applications have to know of the shuffle service that they use. */
export interface ShuffleFacts {
  /** The directory that service and executors share. */
  readonly sharedDirectory: string;
  /** Of the service. */
  readonly sparkVersion: string;
}

export interface SparkDefaultsProps {
  readonly shuffle: ShuffleFacts;
  /** The Spark of the executors. */
  readonly distribution: SparkDistribution;
  /** Of drivers and executors. @default - the version of `distribution` */
  readonly sparkVersion?: string;
  /** Who runs service and executors. @default spark, uid 7337 */
  readonly sparkUser?: SparkUser;
  readonly dynamicAllocation?: DynamicAllocation;
  /** Any other setting. What contradicts the shuffle service is refused. */
  readonly properties?: Readonly<Record<string, string>>;
  /**
   * Executors go only to agents with these attributes, so that none starts where there is no service.
   * @default - to any agent
   */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface SparkDefaults {
  /** Sorted, unescaped, without `spark.shuffle.service.port`: the operator adds the port that is active. */
  readonly properties: Readonly<Record<string, string>>;
  /** What works, but not as somebody may think. */
  readonly warnings: readonly Problem[];
}

/**
 * The properties of applications that use a shuffle service.
 * @throws ProblemError that names everything that cannot work
 */
export function sparkDefaults(props: SparkDefaultsProps): SparkDefaults {
  const version = props.sparkVersion ?? props.distribution.version;
  const given = props.properties ?? {};
  const allocation = attempt(() => dynamicAllocationProperties(props.dynamicAllocation ?? {}, version));
  const ours = {
    'spark.shuffle.service.enabled': 'true',
    'spark.local.dir': props.shuffle.sharedDirectory,
    ...executorProperties({ ...props, sharedDirectory: props.shuffle.sharedDirectory }),
    ...constraintProperties(props.attributes ?? {}),
    ...('value' in allocation ? allocation.value : {}),
  };
  const check = checkProperties(given, version);
  rejectIf([
    ...sparkVersionProblems('sparkVersion', version),
    ...('problems' in allocation ? allocation.problems : []),
    ...archiveProblems(props.distribution),
    ...versionProblems(version, props),
    ...check.problems,
    ...contradictions(given, ours, props.shuffle.sharedDirectory),
  ]);
  return { properties: Object.fromEntries(sortedEntries(merged(given, ours))), warnings: check.warnings };
}

/** {@link sparkDefaults} without its warnings. */
export function sparkDefaultsProperties(props: SparkDefaultsProps): Readonly<Record<string, string>> {
  return sparkDefaults(props).properties;
}

function constraintProperties(
  attributes: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const terms = sortedEntries(attributes).map(([name, value]) => `${name}:${value}`);
  return terms.length === 0 ? {} : { 'spark.mesos.constraints': terms.join(';') };
}

/**
 * A driver and its executors are one version. Spark 3 changed how blocks are fetched: it reads from a
 * service of Spark 2 only by the old protocol, while a service of Spark 3 still serves Spark 2.
 */
function versionProblems(version: string, props: SparkDefaultsProps): readonly Problem[] {
  const { distribution, shuffle, properties } = props;
  if (minorVersion(version) !== minorVersion(distribution.version)) {
    return [
      {
        at: 'sparkVersion',
        found: `Spark ${version}`,
        wanted: `Spark ${minorVersion(distribution.version)}, as executors run`,
        fix: 'a driver needs executors of its own version',
      },
    ];
  }
  const old = properties?.['spark.shuffle.useOldFetchProtocol']?.trim().toLowerCase() === 'true';
  if (!isAtLeast(version, '3.0') || majorVersion(shuffle.sparkVersion) >= 3 || old) return [];
  return [
    {
      at: 'sparkVersion',
      found: `Spark ${version} with a shuffle service of Spark ${shuffle.sparkVersion}`,
      wanted: 'a shuffle service of Spark 3',
      fix: 'declare one, or set spark.shuffle.useOldFetchProtocol to true',
    },
  ];
}
