import type { ConfEntry } from './conf-entry';
import { bool, double, duration, int, list, size, text } from './conf-make';

const APP = ['driver', 'executor'] as const;
const ALL = ['driver', 'executor', 'service'] as const;

/**
 * Shuffle and its external service. Sources: Spark's configuration and running-on-mesos pages of 2.2 to
 * 3.5, and the names in the class files of 2.2.3 to 3.5.9.
 */
export const SHUFFLE_CONF: readonly ConfEntry[] = [
  bool('spark.shuffle.service.enabled', 'false', APP),
  int('spark.shuffle.service.port', '7337', ALL),
  int('spark.shuffle.service.index.cache.entries', '1024', ['service'], {
    noOp: { since: '2.3', use: 'spark.shuffle.service.index.cache.size' },
  }),
  size('spark.shuffle.service.index.cache.size', 'b', '100m', ['service'], { since: '2.3' }),
  bool('spark.shuffle.service.fetch.rdd.enabled', 'false', ALL, { since: '3.0' }),
  bool('spark.shuffle.service.removeShuffle', 'false', APP, { since: '3.3' }),
  bool('spark.shuffle.useOldFetchProtocol', 'false', APP, { since: '3.0' }),
  duration('spark.shuffle.registration.timeout', 'ms', '5000ms', ['executor'], { since: '2.3' }),
  int('spark.shuffle.registration.maxAttempts', '3', ['executor'], { since: '2.3' }),
  duration('spark.shuffle.cleaner.interval', 's', '30s', ['service']),
  int('spark.shuffle.maxChunksBeingTransferred', 'Long.MAX_VALUE', ALL, { since: '2.3' }),
  int('spark.shuffle.io.serverThreads', '0', ALL, { composed: true }),
  int('spark.shuffle.io.clientThreads', '0', ALL, { composed: true }),
  int('spark.shuffle.io.backLog', '-1', ALL, { composed: true }),
  int('spark.shuffle.io.maxRetries', '3', APP, { composed: true }),
  duration('spark.shuffle.io.retryWait', 's', '5s', APP, { composed: true }),
  duration('spark.shuffle.io.connectionTimeout', 's', 'spark.network.timeout', ALL, { composed: true }),
  int('spark.shuffle.io.numConnectionsPerPeer', '1', APP, { composed: true }),
  bool('spark.shuffle.io.preferDirectBufs', 'true', ALL, { composed: true }),
  size('spark.shuffle.io.receiveBuffer', 'b', '-1', ALL, { composed: true }),
  size('spark.shuffle.io.sendBuffer', 'b', '-1', ALL, { composed: true }),
  text('spark.shuffle.io.mode', 'NIO', ALL, { composed: true }),
  text('spark.shuffle.manager', 'sort', APP),
  bool('spark.shuffle.compress', 'true', APP),
  bool('spark.shuffle.spill.compress', 'true', APP),
  bool('spark.shuffle.spill', 'true', APP, { noOp: { since: '1.6', use: 'nothing: Spark always spills' } }),
  size('spark.shuffle.file.buffer', 'k', '32k', ['executor']),
  int('spark.shuffle.sort.bypassMergeThreshold', '200', APP),
  size('spark.shuffle.accurateBlockThreshold', 'b', '100m', APP),
  bool('spark.shuffle.push.enabled', 'false', APP, { since: '3.2' }),
  double('spark.shuffle.memoryFraction', '0.2', ['executor'], { until: '3.0' }),
  bool('spark.dynamicAllocation.enabled', 'false', ['driver']),
  int('spark.dynamicAllocation.minExecutors', '0', ['driver']),
  int('spark.dynamicAllocation.maxExecutors', 'infinity', ['driver']),
  int('spark.dynamicAllocation.initialExecutors', 'spark.dynamicAllocation.minExecutors', ['driver']),
  duration('spark.dynamicAllocation.executorIdleTimeout', 's', '60s', ['driver']),
  duration('spark.dynamicAllocation.cachedExecutorIdleTimeout', 's', 'infinity', ['driver']),
  duration('spark.dynamicAllocation.schedulerBacklogTimeout', 's', '1s', ['driver']),
  duration('spark.dynamicAllocation.sustainedSchedulerBacklogTimeout', 's', 'schedulerBacklogTimeout', [
    'driver',
  ]),
  double('spark.dynamicAllocation.executorAllocationRatio', '1', ['driver'], { since: '2.4' }),
  bool('spark.dynamicAllocation.shuffleTracking.enabled', 'false; true from 3.4', ['driver'], {
    since: '3.0',
  }),
  duration('spark.dynamicAllocation.shuffleTracking.timeout', 'ms', 'infinity', ['driver'], { since: '3.0' }),
  list('spark.local.dir', '/tmp', APP),
  bool('spark.files.fetchFailure.unRegisterOutputOnHost', 'false', ['driver'], { since: '2.3' }),
  duration('spark.network.timeout', 's', '120s', ALL),
  duration('spark.storage.blockManagerSlaveTimeoutMs', 'ms', 'spark.network.timeout', ['driver'], {
    deprecated: { since: '3.1', use: 'spark.storage.blockManagerHeartbeatTimeoutMs' },
  }),
  duration('spark.storage.blockManagerHeartbeatTimeoutMs', 'ms', 'spark.network.timeout', ['driver'], {
    since: '3.1',
  }),
  duration('spark.executor.heartbeatInterval', 'ms', '10s', APP),
];
