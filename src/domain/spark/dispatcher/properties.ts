import { dispatcherDriverDefaults } from '../renders/dispatcher-driver-defaults';
import type { DispatcherProps } from './props';
import { recoveryPlace } from './recovery';

type Properties = Readonly<Record<string, string>>;

export interface DispatcherIdentity {
  /** `metadata.name`; also the name of its framework. */
  readonly name: string;
  /** Published defaults, for drivers. */
  readonly defaults: Properties;
}

/**
 * Properties of the dispatcher itself. `--zk` sets `spark.deploy.recoveryMode` and `spark.deploy.zookeeper.url` alone
 * (MesosClusterDispatcher.main), the directory is a property.
 *
 * `spark.port.maxRetries`: where the port is taken Spark takes the next one, up to sixteen times, and nobody finds it
 * there (Utils.startServiceOnPort).
 */
export function dispatcherProperties(props: DispatcherProps, identity: DispatcherIdentity): Properties {
  const { role, authentication, recovery } = props;
  const place = recoveryPlace(recovery, identity.name);
  const file =
    authentication && 'file' in authentication.secret
      ? { 'spark.mesos.secret.file': authentication.secret.file }
      : {};
  return {
    ...dispatcherDriverDefaults({ ...identity.defaults, ...props.sparkConf }),
    ...props.dispatcherConf,
    'spark.port.maxRetries': '0',
    ...(place ? { 'spark.deploy.zookeeper.dir': place.directory } : {}),
    ...(role === undefined ? {} : { 'spark.mesos.role': role }),
    ...(authentication ? { 'spark.mesos.principal': authentication.principal } : {}),
    ...file,
  };
}

/** What the manifest has words for, or the operator says. */
export const SAID_IN_WORDS: readonly string[] = [
  ...['spark.master', 'spark.app.name', 'spark.port.maxRetries', 'spark.mesos.dispatcher.webui.url'],
  ...['spark.deploy.recoveryMode', 'spark.deploy.zookeeper.url', 'spark.deploy.zookeeper.dir'],
  ...['spark.mesos.role', 'spark.mesos.principal', 'spark.mesos.principal.file'],
  ...['spark.mesos.secret', 'spark.mesos.secret.file'],
];
