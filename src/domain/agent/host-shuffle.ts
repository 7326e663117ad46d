import type { Duration } from '../core/duration';
import { hasLate, LATE_FOUND } from '../core/late';
import { attempt, type Problem, ProblemError, shown } from '../core/problem';
import { Ranges } from '../core/ranges';
import type { Size } from '../core/size';
import type { SparkDistribution } from '../spark/distribution';
import { authenticationProblems, type ServiceAuthentication } from '../spark/service-authentication';
import { type DaemonOptions, daemonOptions } from '../spark/service-environment';
import { type ServiceMemory, serviceMemory } from '../spark/service-memory';
import { environmentProblems, propertyProblems } from '../spark/service-problems';
import type { Cleanup } from '../spark/service-settings';
import { type ServiceTuning, tuningProblems } from '../spark/service-tuning';
import { pathProblems } from './storage-layout';

/** A shuffle service that systemd runs on each agent itself, without Marathon: `spark-shuffle@PORT`. */
export interface HostShuffleServiceProps {
  /** The port that it listens on and is named by. Everybody else is offered it no longer. */
  readonly port: number;
  /** An archive with a checksum, which each agent installs, or what lies on the agents already. */
  readonly spark: SparkDistribution;
  /** @default '768m' */
  readonly heap?: Size | string;
  /**
   * What the whole service may take, and what Mesos therefore does not offer.
   * @default - the heap and a quarter more, at least 256 MiB more
   */
  readonly memory?: Size | string;
  /** What Mesos does not offer because of it; it may use more where the machine idles. @default 0.5 */
  readonly cpus?: number;
  /** Who removes the files of dead applications: the service, or the group's janitor. @default 'Service' */
  readonly cleanup?: Cleanup;
  /** How often the service looks for dead applications, from 1 s to an hour. @default '30s' */
  readonly cleanupInterval?: Duration | string;
  /** After how long without a byte it closes a connection, from 2 minutes to an hour. @default '300s' */
  readonly connectionTimeout?: Duration | string;
  /** How it serves many executors at once. @default - Spark's own figures */
  readonly tuning?: ServiceTuning;
  /** The secret has to be one that agents fetch. @default - none: it answers everybody who reaches its port */
  readonly authentication?: ServiceAuthentication;
  /** `spark.*` settings that the service itself reads, such as `spark.shuffle.io.backLog`. @default - none */
  readonly properties?: Readonly<Record<string, string>>;
  /** Further options of its JVM. @default - none */
  readonly javaOptions?: readonly string[];
  /** Further environment. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Folder of the Java that runs it, with `bin/java`, such as `/opt/jdk-17`.
   * @default - one that its Spark runs on: found on the machine, else installed from the system's packages
   */
  readonly javaHome?: string;
}

/** A service of which everything is known and fits. */
export interface HostShuffleService {
  readonly port: number;
  readonly spark: SparkDistribution;
  readonly memory: ServiceMemory;
  readonly cpus: number;
  readonly cleanup: Cleanup;
  readonly options: DaemonOptions;
  readonly authentication?: ServiceAuthentication | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly javaHome?: string | undefined;
}

/** What services take of a machine beside Mesos. */
export interface HostShare {
  /** Thousandths, as Mesos counts. */
  readonly cpusMilli: number;
  readonly memoryMib: number;
  readonly ports: Ranges;
}

export function hostShare(services: readonly HostShuffleService[]): HostShare {
  return {
    cpusMilli: services.reduce((sum, { cpus }) => sum + Math.round(cpus * 1000), 0),
    memoryMib: services.reduce((sum, { memory }) => sum + memory.task.toMebibytes(), 0),
    ports: Ranges.of(...services.map(({ port }) => [port, port] as const)),
  };
}

/** As much as for a service that Marathon runs. */
const DEFAULT_CPUS = 0.5;

/** @throws ProblemError that names everything that cannot work with this service by itself */
export function hostShuffleService(props: HostShuffleServiceProps): HostShuffleService {
  const { port, spark, cpus = DEFAULT_CPUS, properties = {}, environment = {}, javaHome } = props;
  const { cleanup = 'Service', authentication } = props;
  const memory = attempt(() => serviceMemory(props));
  const options = attempt(() => daemonOptions(props));
  const problems = [
    ...portNumberProblems(port),
    ...sourceProblems(spark),
    ...('problems' in memory ? memory.problems : []),
    ...(cpus >= 0.001 && Number.isFinite(cpus)
      ? []
      : [{ at: 'cpus', found: shown(cpus), wanted: 'a number from 0.001' }]),
    ...('problems' in options ? options.problems : []),
    ...propertyProblems(properties, spark.version),
    ...tuningProblems(props.tuning, properties, spark.version),
    ...environmentProblems(environment),
    ...placeProblems(environment),
    ...authenticationProblems(authentication, spark.version),
    ...secretProblems(authentication),
    ...(javaHome === undefined ? [] : pathProblems('javaHome', javaHome)),
  ];
  if (problems.length > 0 || 'problems' in memory || 'problems' in options) throw new ProblemError(problems);
  const made = { memory: memory.value, options: options.value };
  return { port, spark, cpus, cleanup, environment, javaHome, authentication, ...made };
}

/** Nobody but Marathon hands out what is in the store of DC/OS. */
function secretProblems(authentication: ServiceAuthentication | undefined): readonly Problem[] {
  const source = authentication?.secret.source;
  if (source === undefined) return [];
  if (source.kind === 'agents') {
    if (!hasLate(source.secretArn)) return [];
    const fix = 'write the ARN itself, or let Marathon run the service';
    return [{ at: 'authentication.secret', found: LATE_FOUND, wanted: 'an ARN that is known at synth', fix }];
  }
  return [
    {
      at: 'authentication.secret',
      found: 'a secret of DC/OS',
      wanted: 'SparkSecret.onAgents',
      fix: 'systemd starts this service, and the agents can only fetch from AWS Secrets Manager',
    },
  ];
}

/** Variables that say where something lies, which the machine knows better. */
function placeProblems(environment: Readonly<Record<string, string>>): readonly Problem[] {
  return Object.entries({ JAVA_HOME: 'javaHome', SPARK_HOME: 'spark' })
    .filter(([name]) => environment[name] !== undefined)
    .map(([name, prop]) => ({
      at: `environment[${shown(name)}]`,
      found: shown(environment[name]),
      wanted: 'other variables',
      fix: `say ${prop} instead`,
    }));
}

function portNumberProblems(port: number): readonly Problem[] {
  // Below 1024 only root may listen, and the service is not root's.
  return Number.isInteger(port) && port >= 1024 && port <= 65_535
    ? []
    : [{ at: 'port', found: shown(port), wanted: 'a whole number from 1024 to 65535' }];
}

/** What is unpacked by root at boot must be known; what needs a container runtime is Marathon's. */
function sourceProblems({ source }: SparkDistribution): readonly Problem[] {
  switch (source.kind) {
    case 'host':
      return [];
    case 'archive':
      return [
        ...(source.sha256 === undefined
          ? [
              {
                at: 'spark.sha256',
                found: 'none',
                wanted: "the archive's SHA-256: agents install it as root",
              },
            ]
          : []),
        ...(/^https?:\/\//i.test(source.uri) && !hasLate(source.uri)
          ? []
          : [
              {
                at: 'spark.uri',
                found: shown(source.uri),
                wanted: 'an http or https URL that is known at synth',
                fix: 'put Spark into the image of the agents and say SparkDistribution.host',
              },
            ]),
      ];
    default:
      return [
        {
          at: 'spark',
          found: `the image ${shown(source.image)}`,
          wanted: 'SparkDistribution.archive or SparkDistribution.host',
          fix: 'systemd runs no containers; a ShuffleService, which Marathon runs, can use the image',
        },
      ];
  }
}
