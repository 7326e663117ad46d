import type { SparkUser } from '../agent/spark-user';
import { sortedEntries } from '../render/unwritable';
import {
  authenticationEnvironment,
  authenticationJavaOptions,
  type ServiceAuthentication,
} from './service-authentication';
import { javaOptions, systemProperties } from './service-command';
import type { ServiceMemory } from './service-memory';
import { type ServiceSettingsProps, serviceSettings } from './service-settings';

/** Options of a service's JVM, as Spark's launcher splits them. */
export interface DaemonOptions {
  /** `-D` options, for SPARK_SHUFFLE_OPTS. */
  readonly service: string;
  /** The rest, for SPARK_DAEMON_JAVA_OPTS. */
  readonly java: string;
}

export interface DaemonOptionsProps extends ServiceSettingsProps {
  /** Further options of the JVM. */
  readonly javaOptions?: readonly string[];
  readonly spark: { readonly version: string };
}

/** @throws ProblemError on NUL or half a surrogate pair, and on times that cannot be right */
export function daemonOptions(props: DaemonOptionsProps): DaemonOptions {
  const { authentication, spark, javaOptions: given = [] } = props;
  return {
    service: systemProperties(serviceSettings(props, spark.version)),
    java: javaOptions([...authenticationJavaOptions(authentication, spark.version), ...given]),
  };
}

/** What a service's environment is made of, wherever it runs. */
export interface ServiceEnvironment {
  readonly memory: ServiceMemory;
  readonly options: DaemonOptions;
  readonly user: SparkUser;
  readonly authentication?: ServiceAuthentication | undefined;
  /** Variables of the user's own. */
  readonly further: Readonly<Record<string, string>>;
}

/** SPARK_USER spares the service Hadoop's login, which fails for a user without a name. */
export function serviceEnvironment({
  memory,
  options,
  user,
  authentication,
  further,
}: ServiceEnvironment): Record<string, string> {
  const direct = `-XX:MaxDirectMemorySize=${memory.direct.toJvm()}`;
  return Object.fromEntries(
    sortedEntries({
      ...further,
      SPARK_DAEMON_MEMORY: memory.heap.toJvm(),
      SPARK_DAEMON_JAVA_OPTS: options.java === '' ? direct : `${direct} ${options.java}`,
      SPARK_SHUFFLE_OPTS: options.service,
      SPARK_USER: user.name,
      ...authenticationEnvironment(authentication),
    }),
  );
}
