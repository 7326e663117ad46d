import type { Sign } from './sign';

/** What Spark says of its settings. */
export const SETTING_SIGNS: readonly Sign[] = [
  {
    id: 'setting-does-nothing',
    process: 'any',
    grade: 'bad',
    loggers: ['SparkConf'],
    texts: [
      {
        needle: 'has been deprecated as of Spark',
        pattern:
          /^The configuration key '(?<key>[^']+)' has been deprecated as of Spark (?<since>\S+) and may be removed in the future\. (?<instead>.*(?:[Nn]ot used anymore|[Nn]o longer|does not have any effect).*)$/,
        spark: '2.2 to 3.5',
        sample:
          "The configuration key 'spark.shuffle.service.index.cache.entries' has been deprecated as of Spark 2.3.0 and may be removed in the future. Not used anymore. Please use spark.shuffle.service.index.cache.size",
      },
    ],
    means: 'A setting has no effect in this version.',
    remedy: 'Take it out, or set what the line names instead.',
    source: 'SparkConf.logDeprecationWarning',
  },
  {
    id: 'setting-renamed',
    process: 'any',
    grade: 'info',
    loggers: ['SparkConf'],
    texts: [
      {
        needle: 'Please use the new key',
        pattern:
          /^The configuration key '(?<key>[^']+)' has been deprecated as of Spark (?<since>\S+) and may be removed in the future\. Please use the new key '(?<instead>[^']+)'/,
        spark: '2.2 to 3.5',
        sample:
          "The configuration key 'spark.scheduler.listenerbus.eventqueue.size' has been deprecated as of Spark 2.3 and may be removed in the future. Please use the new key 'spark.scheduler.listenerbus.eventqueue.capacity' instead.",
      },
    ],
    means: 'A setting still works, and goes by another name now.',
    source: 'SparkConf.logDeprecationWarning',
  },
  {
    id: 'allocation-refused',
    process: 'driver',
    grade: 'bad',
    texts: [
      {
        needle: 'Dynamic allocation of executors requires',
        pattern:
          /Dynamic allocation of executors requires (?:the external shuffle service|one of the following conditions)/,
        spark: '2.2 to 3.5',
        sample:
          'org.apache.spark.SparkException: Dynamic allocation of executors requires the external shuffle service. You may enable this through spark.shuffle.service.enabled.',
      },
    ],
    means:
      'spark.dynamicAllocation.enabled stands without spark.shuffle.service.enabled, and the driver ends.',
    remedy: 'Set spark.shuffle.service.enabled=true, as the published spark-defaults.conf does.',
    source: 'ExecutorAllocationManager.validateSettings',
  },
  {
    id: 'number-expected',
    process: 'any',
    grade: 'bad',
    texts: [
      {
        needle: ' should be int, but was ',
        pattern: /(?<key>spark\.\S+) should be (?:int|long|double|boolean), but was (?<value>.*)$/,
        spark: '2.2 to 3.5',
        sample:
          'Exception in thread "main" java.lang.IllegalArgumentException: spark.shuffle.service.port should be int, but was banana',
      },
    ],
    means: 'A setting is no number, and the process ends with exit code 1.',
    remedy:
      'Mend the value where it is set: for the service in SPARK_SHUFFLE_OPTS as -Dkey=value, or in its spark-defaults.conf. Its own --conf is ignored.',
    source: 'ConfigHelpers.toNumber, internal/config/ConfigBuilder',
  },
  {
    id: 'sandbox-not-used',
    process: 'any',
    grade: 'info',
    loggers: ['Utils'],
    texts: [
      {
        needle: 'available but not using provided Mesos sandbox because',
        pattern:
          /^MESOS_(?:SANDBOX|DIRECTORY) available but not using provided Mesos sandbox because spark\.shuffle\.service\.enabled/,
        spark: '2.2 to 3.5 (MESOS_DIRECTORY in 2.2)',
        sample:
          'MESOS_SANDBOX available but not using provided Mesos sandbox because spark.shuffle.service.enabled is enabled.',
      },
    ],
    means:
      'With an external shuffle service Spark leaves the sandbox alone, because Mesos deletes it. So spark.local.dir decides, and /tmp where it is not set.',
    remedy: 'Set spark.local.dir to the host directory that the service shares.',
    source: 'Utils.getConfiguredLocalDirs',
  },
];
