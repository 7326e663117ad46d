import type { SparkUser } from '../../agent/spark-user';
import type { SparkDistribution } from '../distribution';

/**
 * The options of DC/OS' package `spark` that have to do with the shuffle service (spark-build 2.12.0-3.0.1,
 * universe/config.json). The package runs a dispatcher and has no option for properties of Spark: those go with
 * each submission, or into an image of one's own as `dispatcherDriverDefaults`.
 */
export interface SparkPackageProps {
  /** The dispatcher's, and under `/service/NAME`. @default 'spark' */
  readonly name?: string;
  /** Whose image drivers and executors run in. @default - the package's own */
  readonly distribution?: SparkDistribution;
  readonly sparkUser: SparkUser;
  /** @default - the package's, '*' */
  readonly role?: string;
  /** @default false */
  readonly enforceRole?: boolean;
  /** A service account and the path of its secret in the secret store. @default - none */
  readonly serviceAccount?: { readonly name: string; readonly secretPath: string };
  /** Where people reach the history server. @default - none */
  readonly historyServerUrl?: string;
  /** Serves `hdfs-site.xml` and `core-site.xml`. @default - none */
  readonly hdfsConfigUrl?: string;
}

/** For `dcos package install spark --options=FILE`. */
export function sparkPackageOptions(props: SparkPackageProps): Readonly<Record<string, unknown>> {
  const { distribution, sparkUser, serviceAccount, hdfsConfigUrl } = props;
  const source = distribution?.source;
  const image = source?.kind === 'docker' || source?.kind === 'ucr' ? source.image : undefined;
  return {
    service: defined({
      name: props.name,
      'docker-image': image,
      // The user of the framework, and what executors in images of the Docker daemon run as: one user with the service.
      user: sparkUser.name,
      docker_user: `${sparkUser.uid}`,
      role: props.role,
      enforce_role: props.enforceRole,
      service_account: serviceAccount?.name,
      service_account_secret: serviceAccount?.secretPath,
      'spark-history-server-url': props.historyServerUrl,
      // Blocks are fetched from the address of the host.
      virtual_network_enabled: false,
    }),
    ...(hdfsConfigUrl === undefined ? {} : { hdfs: { 'config-url': hdfsConfigUrl } }),
  };
}

export interface HistoryPackageProps {
  /** @default 'spark-history' */
  readonly name?: string;
  /** `spark.history.fs.logDirectory`: where applications write their event logs. */
  readonly logDirectory: string;
  /** Serves `hdfs-site.xml` and `core-site.xml`; the package wants it. */
  readonly hdfsConfigUrl: string;
  /** @default - the package's, nobody */
  readonly user?: string;
}

/** For `dcos package install spark-history --options=FILE` (spark-build, history/universe/config.json). */
export function historyPackageOptions(props: HistoryPackageProps): Readonly<Record<string, unknown>> {
  const { name, user, logDirectory, hdfsConfigUrl } = props;
  return {
    service: defined({ name, user, 'log-dir': logDirectory, 'hdfs-config-url': hdfsConfigUrl }),
  };
}

function defined(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
