import type { SparkUser } from '../agent/spark-user';
import { attempt, type Problem, rejectIf } from '../core/problem';
import type { Warning } from '../core/warning';
import { sortedEntries } from '../render/unwritable';
import { applicationProblems } from './application-problems';
import { applicationWarnings } from './application-warnings';
import { type Authentication, authenticationProblems, authenticationProperties } from './authentication';
import { checkProperties } from './check-properties';
import { contradictions, merged } from './contradictions';
import type { SparkDistribution } from './distribution';
import { type DynamicAllocation, dynamicAllocationProperties } from './dynamic-allocation';
import { type EventLog, eventLogProblems, eventLogProperties } from './event-log';
import { archiveProblems, executorProperties } from './executor-properties';
import { type Libraries, libraryProblems, libraryProperties } from './libraries';
import { directoryProblems } from './local-directories';
import { type Preset, presetAllocation, presetProblems, presetProperties } from './presets';
import { type SparkEnv, sparkEnvProblems } from './renders/spark-env';
import { secretProblems } from './secret-properties';
import { isAtLeast, majorVersion, minorVersion, sparkVersionProblems } from './version';

/** What applications have to know of the shuffle service that they use. */
export interface ShuffleFacts {
  /** The directory that service and executors share. */
  readonly sharedDirectory: string;
  /** Of the service. */
  readonly sparkVersion: string;
  /** Whether it has `spark.authenticate`. @default - not known */
  readonly authenticates?: boolean;
  /** What it refuses others without. @default - nothing */
  readonly encryption?: 'Aes' | 'Sasl' | undefined;
}

export interface SparkDefaultsProps {
  readonly shuffle: ShuffleFacts;
  /** The Spark of the executors. */
  readonly distribution: SparkDistribution;
  /** Of drivers and executors. @default - the version of `distribution` */
  readonly sparkVersion?: string;
  /** Who runs service and executors. @default spark, uid 7337 */
  readonly sparkUser?: SparkUser;
  /** Figures for a kind of application. @default - Spark's own */
  readonly preset?: Preset;
  readonly dynamicAllocation?: DynamicAllocation;
  readonly eventLog?: EventLog;
  readonly authentication?: Authentication;
  readonly libraries?: Libraries;
  /** What `spark-env.sh` says beside the local directories. */
  readonly env?: SparkEnv;
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
  /** For `spark-env.sh`, the shared directory among it. */
  readonly env: SparkEnv;
  /** What works, but not as somebody may think. */
  readonly warnings: readonly Warning[];
}

/**
 * The properties of applications that use a shuffle service.
 * @throws ProblemError that names everything that cannot work
 */
export function sparkDefaults(props: SparkDefaultsProps): SparkDefaults {
  const version = props.sparkVersion ?? props.distribution.version;
  const given = props.properties ?? {};
  const context = { sparkVersion: version, sharedDirectory: props.shuffle.sharedDirectory };
  const asked = { ...presetAllocation(props.preset), ...props.dynamicAllocation };
  const allocation = attempt(() => dynamicAllocationProperties(asked, version));
  const ours = { ...saidElsewhere(props), ...('value' in allocation ? allocation.value : {}) };
  const properties = { ...presetProperties(props.preset, version), ...merged(given, ours) };
  const env: SparkEnv = { localDirs: [context.sharedDirectory], ...props.env };
  const check = checkProperties(given, version);
  const problems = [
    ...sparkVersionProblems('sparkVersion', version),
    ...presetProblems(props.preset),
    ...('problems' in allocation ? allocation.problems : []),
    ...archiveProblems(props.distribution),
    ...versionProblems(version, props),
    ...propProblems(props, version),
    ...envProblems(env, context.sharedDirectory),
    ...check.problems,
    ...contradictions(given, ours, context),
  ];
  // Taken together only where each by itself is right, so that nothing is told twice.
  rejectIf(problems.length > 0 ? problems : applicationProblems(properties, context));
  return {
    properties: Object.fromEntries(sortedEntries(properties)),
    env,
    warnings: [...check.warnings, ...applicationWarnings(properties, version)],
  };
}

/** What follows from props other than `properties`, which may say the same but nothing else. */
function saidElsewhere(props: SparkDefaultsProps): Readonly<Record<string, string>> {
  const { sharedDirectory } = props.shuffle;
  return {
    'spark.shuffle.service.enabled': 'true',
    'spark.local.dir': sharedDirectory,
    ...executorProperties({ ...props, sharedDirectory }),
    ...constraintProperties(props.attributes ?? {}),
    ...eventLogProperties(props.eventLog),
    ...authenticationProperties(props.authentication),
    ...libraryProperties(props.libraries),
  };
}

function propProblems(props: SparkDefaultsProps, sparkVersion: string): readonly Problem[] {
  const { authentication, eventLog, libraries, properties = {}, shuffle } = props;
  return [
    ...eventLogProblems(eventLog),
    ...libraryProblems(libraries),
    ...authenticationProblems({
      authentication,
      properties,
      sparkVersion,
      serviceAuthenticates: shuffle.authenticates,
      serviceEncryption: shuffle.encryption,
    }),
  ];
}

function envProblems(env: SparkEnv, sharedDirectory: string): readonly Problem[] {
  const names = Object.keys(env.variables ?? {}).sort();
  return [
    ...sparkEnvProblems('env', env),
    ...directoryProblems('env.localDirs', (env.localDirs ?? []).join(','), sharedDirectory),
    ...names.flatMap((name) => secretProblems(`env.variables[${JSON.stringify(name)}]`, name)),
  ];
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
