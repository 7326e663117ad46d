import type { Sign } from './sign';

/** What any of the processes writes when its host does not let it work. */
export const HOST_SIGNS: readonly Sign[] = [
  {
    id: 'port-taken',
    process: 'any',
    grade: 'bad',
    texts: [
      {
        needle: 'BindException: Address already in use',
        pattern: /BindException: Address already in use/,
        spark: '2.2 to 3.5',
        sample: 'Exception in thread "main" java.net.BindException: Address already in use',
      },
      {
        needle: 'Port already in use: ',
        pattern: /Port already in use: (?<port>\d+)/,
        spark: 'Java, for JMX',
        sample: 'java.rmi.server.ExportException: Port already in use: 9999; nested exception is:',
      },
    ],
    means:
      'Somebody else has the port. A shuffle service ends with it, without another try; an executor that wants a fixed port, for JMX for example, ends wherever another executor of the agent has it.',
    remedy:
      'For the service: `ss -ltnp` on the host shows who has it; an orphan of a service that was started without exec keeps it. For executors: no fixed ports in spark.executor.extraJavaOptions.',
    source: 'java.net.BindException',
  },
  {
    id: 'port-tried-next',
    process: 'any',
    grade: 'info',
    loggers: ['Utils'],
    texts: [
      {
        needle: ' could not bind on port ',
        pattern:
          /^Service '(?<service>[^']+)' could not bind on port (?<port>\d+)\. Attempting port (?<next>\d+)/,
        spark: '2.2 to 3.5',
        sample: "Service 'SparkUI' could not bind on port 4040. Attempting port 4041.",
      },
    ],
    means:
      'A port that Spark may choose was taken, and it took the next. The shuffle service does not do so.',
    source: 'Utils.startServiceOnPort',
  },
  {
    id: 'out-of-memory',
    process: 'any',
    grade: 'bad',
    texts: [
      {
        needle: 'java.lang.OutOfMemoryError',
        pattern: /java\.lang\.OutOfMemoryError(?:: (?<what>[^;]*))?/,
        spark: 'Java',
        sample: 'java.lang.OutOfMemoryError: Java heap space',
      },
    ],
    means: 'The heap, or what is outside of it, is full.',
    remedy:
      "For the service raise its heap (SPARK_DAEMON_MEMORY, 1g by default) and the task's mem with it; for an executor spark.executor.memory, or more partitions.",
    source: 'java.lang.OutOfMemoryError',
  },
  {
    id: 'killed',
    process: 'any',
    grade: 'bad',
    loggers: [
      'StandaloneAppClient',
      'ClientEndpoint',
      'TaskSchedulerImpl',
      'TaskSetManager',
      'Worker',
      'ExecutorRunner',
    ],
    texts: [
      {
        needle: '137',
        pattern: /\b(?:exited with code|exitStatus|exit status|Exit status:|exit code) 137\b/,
        spark: '2.2 to 3.5',
        sample: 'Executor updated: app-20200110224646-0001/3 is now EXITED (Command exited with code 137)',
      },
      {
        needle: 'Memory limit exceeded: ',
        pattern: /Memory limit exceeded: (?<what>.*)$/,
        spark: 'Mesos, cgroups/mem',
        sample: 'Lost executor 4 on 10.0.0.8: Memory limit exceeded: Requested: 1408MB Maximum Used: 1408MB',
      },
    ],
    means: 'The kernel killed a process that used more memory than its container has.',
    remedy:
      'Leave more room beside the heap: spark.executor.memoryOverhead (spark.mesos.executor.memoryOverhead before 3.0), for the service mem above SPARK_DAEMON_MEMORY.',
    source: "exit status 128 + SIGKILL; Mesos' memory isolator",
  },
  {
    id: 'disk-full',
    process: 'any',
    grade: 'bad',
    texts: [
      {
        needle: 'No space left on device',
        pattern: /No space left on device/,
        spark: 'Java',
        sample: 'java.io.IOException: No space left on device',
      },
    ],
    means: 'The disk that spark.local.dir lies on is full, or has no inodes left.',
    remedy:
      "See what lies there: dead applications are the janitor's; a long shuffle needs a larger disk. Without spark.local.dir it is /tmp of the root disk.",
    source: 'java.io.IOException',
  },
  {
    id: 'may-not-write',
    process: 'any',
    grade: 'bad',
    texts: [
      {
        needle: '(Permission denied)',
        pattern:
          /(?:FileNotFoundException|IOException|AccessDeniedException): (?<file>\S+) \(Permission denied\)/,
        spark: 'Java',
        sample:
          'java.io.FileNotFoundException: /tmp/spark/blockmgr-1/0c/shuffle_0_0_0.index (Permission denied)',
      },
    ],
    means: 'Service and executors run as different users, or the shared directory belongs to neither.',
    remedy: 'Run both as one user, and give that user the shared directory.',
    source: 'java.io.FileNotFoundException',
  },
];
