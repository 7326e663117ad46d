import { DEFAULT_SPARK_USER, type SparkUser, sparkUserProblems } from '../agent/spark-user';
import { attempt, rejectIf } from '../core/problem';
import type { Size } from '../core/size';
import { attributeConstraint, UNIQUE_HOST } from '../marathon/constraint';
import { REPORTING_TCP_CHECK } from '../marathon/health-check';
import { type UpdateMode, type UpgradeStrategy, upgradeStrategy } from '../marathon/upgrade-strategy';
import { sortedEntries } from '../render/unwritable';
import { overrideProblems } from './app-overrides';
import type { SparkDistribution } from './distribution';
import type { ReservedPool } from './reservation-room';
import { authenticationProblems, dcosSecret } from './service-authentication';
import { fetchedFiles, serviceCommand } from './service-command';
import { type ServiceContainer, serviceContainer } from './service-container';
import { type DaemonOptions, daemonOptions, serviceEnvironment } from './service-environment';
import { type LaunchedCheck, launchedCheck } from './service-launcher';
import { type ServiceMemory, serviceMemory } from './service-memory';
import {
  cpusProblems,
  directoryProblems,
  environmentProblems,
  fitProblems,
  portProblems,
  propertyProblems,
} from './service-problems';
import type { ServiceSettingsProps } from './service-settings';
import { tuningProblems } from './service-tuning';

export interface ShuffleServiceAppProps extends ServiceSettingsProps {
  /** The service's name, for its labels. */
  readonly name: string;
  readonly spark: SparkDistribution;
  /** What the task has to fit into. */
  readonly reservation: ReservedPool;
  /** The port to take first. @default - the operator takes the lowest free one of the reservation */
  readonly port?: number;
  /** The host directory that service and executors share, an absolute path. */
  readonly sharedDirectory: string;
  /** Who runs it, on the agents as in images. @default spark, uid 7337 */
  readonly sparkUser?: SparkUser;
  /** @default 768m */
  readonly heap?: Size | string;
  /** Of the whole task. @default - the heap and a quarter more, at least 256 MiB more */
  readonly memory?: Size | string;
  /** @default 0.5 */
  readonly cpus?: number;
  /** Further options of its JVM. */
  readonly javaOptions?: readonly string[];
  /** Further environment, such as JAVA_HOME. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Only on agents with these attributes. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** @default SideBySide */
  readonly updates?: UpdateMode;
  /** Any other field of a Marathon app, passed as it stands; labels and constraints are added to ours. */
  readonly app?: Readonly<Record<string, unknown>>;
}

/** A Marathon app without what only the operator knows: id, instances, roles and the port's number. */
export interface ShuffleServiceApp {
  readonly cmd: string;
  readonly cpus: number;
  readonly mem: number;
  readonly disk?: number;
  readonly user: string;
  readonly env: Readonly<Record<string, string | { readonly secret: string }>>;
  readonly secrets?: Readonly<Record<string, { readonly source: string }>>;
  readonly labels: Record<string, string>;
  // Lists are not readonly, so that the value fits the manifest's type as it is.
  readonly constraints: string[][];
  readonly portDefinitions: { readonly protocol: 'tcp'; readonly name: string }[];
  readonly requirePorts: true;
  readonly healthChecks: (typeof REPORTING_TCP_CHECK | LaunchedCheck)[];
  readonly networks: { readonly mode: 'host' }[];
  readonly container?: ServiceContainer;
  readonly upgradeStrategy: UpgradeStrategy;
  readonly unreachableStrategy: 'disabled';
  readonly [field: string]: unknown;
}

/** The reservation in wide use, two cpus, holds a service and its successor twice over. */
const DEFAULT_CPUS = 0.5;

/**
 * The whole Marathon app of an external shuffle service, but for what only the operator can know.
 *
 * The backoff is short and bounded: it is one for all hosts, so a host that cannot start the service must
 * not keep a new host waiting for five minutes, Marathon's default.
 * @throws ProblemError that names everything that cannot work, with the figures
 */
export function shuffleServiceApp(props: ShuffleServiceAppProps): ShuffleServiceApp {
  const user = props.sparkUser ?? DEFAULT_SPARK_USER;
  const cpus = props.cpus ?? DEFAULT_CPUS;
  const memory = attempt(() => serviceMemory(props));
  const options = attempt(() => daemonOptions(props));
  rejectIf([
    ...('problems' in memory ? memory.problems : fitProblems(memory.value.task, props.reservation)),
    ...('problems' in options ? options.problems : []),
    ...cpusProblems(cpus, props.reservation),
    ...portProblems(props.port, props.reservation),
    ...directoryProblems(props.sharedDirectory),
    ...sparkUserProblems(user),
    ...propertyProblems(props.properties ?? {}, props.spark.version),
    ...tuningProblems(props.tuning, props.properties ?? {}, props.spark.version),
    ...environmentProblems(props.environment ?? {}),
    ...authenticationProblems(props.authentication, props.spark.version),
    ...overrideProblems(props.app ?? {}),
  ]);
  if ('problems' in memory || 'problems' in options) throw new Error('not reached: the problems were thrown');
  return appOf({ ...props, user, cpus, memory: memory.value, options: options.value });
}

interface Checked extends Omit<ShuffleServiceAppProps, 'memory'> {
  readonly user: SparkUser;
  readonly cpus: number;
  readonly memory: ServiceMemory;
  readonly options: DaemonOptions;
}

function appOf(props: Checked): ShuffleServiceApp {
  const { constraints = [], labels = {}, secrets: given, ...others } = props.app ?? {};
  const secret = props.authentication?.secret;
  const { env, secrets: own } = dcosSecret(props.authentication);
  const secrets = { ...(given as typeof own), ...own };
  const container = serviceContainer(props.spark, props.sharedDirectory, { user: props.user, secret });
  const fetch = fetchedFiles(props.spark);
  // Where the janitor cleans, nobody asks whether the service's own cleaner lives.
  const watched = props.cleanup === 'Janitor' ? undefined : props.sharedDirectory;
  return {
    cmd: serviceCommand(props.spark, { watched, secret }),
    cpus: props.cpus,
    mem: props.memory.task.toMebibytes(),
    user: props.user.name,
    env: { ...serviceEnvironment({ ...props, further: props.environment ?? {} }), ...env },
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    labels: {
      ...(labels as Readonly<Record<string, string>>),
      'mesos-spark.owner': `ShuffleService/${props.name}`,
      'mesos-spark.spark-version': props.spark.version,
    },
    constraints: [
      [...UNIQUE_HOST],
      ...sortedEntries(props.attributes ?? {}).map(([name, value]) => [...attributeConstraint(name, value)]),
      ...(constraints as string[][]),
    ],
    portDefinitions: [{ protocol: 'tcp', name: 'shuffle' }],
    requirePorts: true,
    healthChecks: [watched === undefined ? REPORTING_TCP_CHECK : launchedCheck(watched)],
    networks: [{ mode: 'host' }],
    ...(container === undefined ? {} : { container }),
    ...(fetch.length === 0 ? {} : { fetch }),
    upgradeStrategy: upgradeStrategy(props.updates ?? 'SideBySide'),
    unreachableStrategy: 'disabled',
    killSelection: 'YOUNGEST_FIRST',
    taskKillGracePeriodSeconds: 30,
    backoffSeconds: 5,
    backoffFactor: 1.5,
    maxLaunchDelaySeconds: 60,
    ...others,
  };
}
