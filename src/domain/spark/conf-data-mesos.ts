import type { ConfEntry } from './conf-entry';
import { bool, double, duration, enumeration, int, list, text } from './conf-make';

const DRIVER = ['driver'] as const;
const BOTH = ['driver', 'dispatcher'] as const;
const DISPATCHER = ['dispatcher'] as const;

/** Spark on Mesos. Sources as in conf-data-shuffle.ts. */
export const MESOS_CONF: readonly ConfEntry[] = [
  bool('spark.mesos.coarse', 'true', DRIVER),
  duration('spark.mesos.coarse.shutdownTimeout', 'ms', '10s', DRIVER),
  text('spark.mesos.role', '*', BOTH),
  text('spark.mesos.constraints', undefined, DRIVER),
  text('spark.mesos.driver.constraints', undefined, DISPATCHER),
  text('spark.mesos.principal', undefined, BOTH),
  text('spark.mesos.principal.file', undefined, BOTH, { since: '2.4' }),
  text('spark.mesos.secret', undefined, BOTH),
  text('spark.mesos.secret.file', undefined, BOTH, { since: '2.4' }),
  list('spark.mesos.uris', undefined, BOTH),
  enumeration('spark.mesos.containerizer', ['docker', 'mesos'], 'docker', BOTH),
  text('spark.mesos.executor.docker.image', undefined, BOTH),
  bool('spark.mesos.executor.docker.forcePullImage', 'false', BOTH),
  list('spark.mesos.executor.docker.volumes', undefined, BOTH),
  list('spark.mesos.executor.docker.parameters', undefined, BOTH),
  list('spark.mesos.executor.docker.portmaps', undefined, BOTH),
  text('spark.mesos.executor.home', 'SPARK_HOME of the driver', BOTH),
  int('spark.mesos.executor.memoryOverhead', 'a tenth of the memory, at least 384', DRIVER),
  int('spark.mesos.extra.cores', '0', DRIVER),
  double('spark.mesos.mesosExecutor.cores', '1.0', DRIVER),
  int('spark.mesos.gpus.max', '0', DRIVER),
  text('spark.mesos.network.name', undefined, BOTH),
  text('spark.mesos.network.labels', undefined, BOTH, { since: '2.3' }),
  text('spark.mesos.task.labels', undefined, DRIVER),
  text('spark.mesos.driver.labels', undefined, DISPATCHER, { since: '2.3' }),
  double('spark.mesos.driver.failoverTimeout', '0.0', DRIVER, { since: '2.3' }),
  text('spark.mesos.driver.frameworkId', undefined, DRIVER),
  text('spark.mesos.driver.webui.url', undefined, DRIVER),
  int('spark.mesos.driver.memoryOverhead', 'a tenth of the memory, at least 384', DISPATCHER, {
    since: '3.1',
  }),
  duration('spark.mesos.rejectOfferDuration', 's', '120s', DRIVER),
  duration(
    'spark.mesos.rejectOfferDurationForUnmetConstraints',
    's',
    'spark.mesos.rejectOfferDuration',
    DRIVER,
  ),
  duration(
    'spark.mesos.rejectOfferDurationForReachedMaxCores',
    's',
    'spark.mesos.rejectOfferDuration',
    DRIVER,
  ),
  bool('spark.mesos.fetcherCache.enable', 'false', BOTH),
  bool('spark.mesos.fetchCache.enable', 'false', DISPATCHER, { until: '2.3' }),
  text('spark.mesos.appJar.local.resolution.mode', 'host', DISPATCHER, { since: '2.4' }),
  text('spark.mesos.proxy.baseURL', undefined, DISPATCHER, { since: '2.3' }),
  int('spark.mesos.maxDrivers', '200', DISPATCHER),
  int('spark.mesos.retainedDrivers', '200', DISPATCHER),
  int('spark.mesos.cluster.retry.wait.max', '60', DISPATCHER),
  text('spark.mesos.dispatcher.webui.url', undefined, DISPATCHER),
  text('spark.mesos.dispatcher.historyServer.url', undefined, DISPATCHER),
  text('spark.mesos.dispatcher.queue', undefined, DISPATCHER, { since: '3.1' }),
  text('spark.executor.uri', undefined, BOTH),
  text('spark.executor.home', undefined, DRIVER, {
    noOp: { since: '2.0', use: 'spark.mesos.executor.home' },
  }),
];

/** Families whose last part the user chooses. */
export const CONF_FAMILIES: readonly string[] = [
  'spark.executorEnv.',
  'spark.mesos.dispatcher.driverDefault.',
  'spark.mesos.dispatcher.queue.',
  'spark.mesos.driverEnv.',
  'spark.mesos.driver.secret.',
  'spark.mesos.executor.secret.',
  'spark.hadoop.',
  'spark.hive.',
  'spark.metrics.conf.',
  'spark.ssl.',
  'spark.sql.',
  'spark.streaming.',
  'spark.yarn.',
  'spark.kubernetes.',
];
