import type { SparkDistribution } from '../distribution';
import { confArguments } from '../renders/conf-arguments';
import { readMasterUrl } from '../submit/master-url';
import { inSandbox, shellWord, type Word } from '../submit/word';
import { type DispatcherIdentity, dispatcherProperties } from './properties';
import type { DispatcherProps } from './props';
import { recoveryPlace } from './recovery';

export const DISPATCHER_CLASS = 'org.apache.spark.deploy.mesos.MesosClusterDispatcher';

/**
 * The command of a dispatcher, for `sh -c`. It stays in the foreground and execs, so that the TERM of Mesos reaches
 * the JVM, which then leaves its framework to its successor (`SchedulerDriver.stop(failover = true)`, 2.1 to 3.5);
 * `sbin/start-mesos-dispatcher.sh` daemonizes.
 *
 * Both servers listen on every address, and the world is told the agent's name: `$HOST` is Marathon's. Properties are
 * said by `--conf`, which 2.2 and later read and which wins over files and `-D` (MesosClusterDispatcherArguments).
 * @throws ProblemError on a text that no shell can be told
 */
export function dispatcherCommand(
  props: DispatcherProps,
  spark: SparkDistribution,
  identity: DispatcherIdentity,
): string {
  const program: Word =
    spark.source.kind === 'archive'
      ? inSandbox(`${spark.home}/bin/spark-class`)
      : `${spark.home}/bin/spark-class`;
  const place = recoveryPlace(props.recovery, identity.name);
  const words: readonly Word[] = [
    program,
    DISPATCHER_CLASS,
    ...['--master', readMasterUrl(props.master)],
    ...['--name', identity.name],
    ...['--host', '0.0.0.0'],
    ...['--port', `${props.port}`],
    ...['--webui-port', `${props.webUiPort}`],
    ...(place ? ['--zk', place.servers] : []),
    ...confArguments(dispatcherProperties(props, identity)),
  ];
  return `export SPARK_PUBLIC_DNS="$HOST" && exec ${words.map(shellWord).join(' ')}`;
}
