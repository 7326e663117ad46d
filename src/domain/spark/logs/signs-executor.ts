import type { Sign } from './sign';

/** What an executor writes of its driver, its service and its disk. */
export const EXECUTOR_SIGNS: readonly Sign[] = [
  {
    id: 'executor-connected',
    process: 'executor',
    grade: 'good',
    loggers: ['CoarseGrainedExecutorBackend'],
    texts: [
      {
        needle: 'Successfully registered with driver',
        pattern: /^Successfully registered with driver/,
        spark: '2.2 to 3.5',
        sample: 'Successfully registered with driver',
      },
    ],
    means: 'The executor has reached its driver.',
    source: 'CoarseGrainedExecutorBackend.receive',
  },
  {
    id: 'service-port',
    process: 'any',
    grade: 'info',
    loggers: ['BlockManager'],
    texts: [
      {
        needle: 'external shuffle service port = ',
        pattern: /^external shuffle service port = (?<port>\d+)/,
        spark: '2.2 to 3.5',
        sample: 'external shuffle service port = 17337',
      },
    ],
    means: 'This process uses an external shuffle service, at this port of each host.',
    source: 'BlockManager.initialize',
  },
  {
    id: 'executor-registers',
    process: 'executor',
    grade: 'good',
    loggers: ['BlockManager'],
    texts: [
      {
        needle: 'Registering executor with local external shuffle service',
        pattern: /^Registering executor with local external shuffle service/,
        spark: '2.2 to 3.5',
        sample: 'Registering executor with local external shuffle service.',
      },
    ],
    means: 'The executor registers with the service on its host. Where nothing bad follows, it has.',
    source: 'BlockManager.registerWithExternalShuffleServer',
    expected: true,
  },
  {
    id: 'service-unreachable',
    process: 'executor',
    grade: 'bad',
    loggers: ['BlockManager'],
    texts: [
      {
        needle: 'Failed to connect to external shuffle server',
        pattern:
          /^Failed to connect to external shuffle server, will retry (?<left>\d+) more times after waiting (?<seconds>\d+) seconds/,
        spark: '2.2 to 3.5',
        sample:
          'Failed to connect to external shuffle server, will retry 2 more times after waiting 5 seconds...',
      },
    ],
    means:
      "Nothing answers at spark.shuffle.service.port of the executor's own host. After three tries the executor ends.",
    remedy:
      'Bring a shuffle service up on that agent, on that port, with host networking: `ss -ltn` on the agent shows who listens. Keep executors off agents without one (spark.mesos.constraints).',
    source: 'BlockManager.registerWithExternalShuffleServer',
  },
  {
    id: 'service-registration-failed',
    process: 'any',
    grade: 'bad',
    texts: [
      {
        needle: 'Unable to register with external shuffle server due to',
        pattern: /Unable to register with external shuffle server due to : (?<cause>.*)$/,
        spark: '2.2 to 3.5',
        sample:
          'org.apache.spark.SparkException: Unable to register with external shuffle server due to : Failed to connect to /10.0.0.7:7337',
      },
    ],
    means:
      'The executor gave up on the service of its host and ends. On Mesos two such ends take the agent out for the whole application.',
    remedy:
      'See service-unreachable; where the cause is a timeout, the service is overloaded: raise its heap, spark.shuffle.io.serverThreads or spark.shuffle.registration.timeout.',
    source: 'BlockManager.registerWithExternalShuffleServer',
  },
  {
    id: 'executor-not-created',
    process: 'executor',
    grade: 'bad',
    loggers: ['CoarseGrainedExecutorBackend'],
    texts: [
      {
        needle: 'Unable to create executor due to',
        pattern: /Unable to create executor due to (?<cause>.*)$/,
        spark: '2.2 to 3.5',
        sample:
          'Executor self-exiting due to : Unable to create executor due to Unable to register with external shuffle server due to : Failed to connect to /10.0.0.7:7337',
      },
    ],
    means: 'The executor ended before it took a task.',
    remedy: 'Mend what stands behind "due to".',
    source: 'CoarseGrainedExecutorBackend.receive',
  },
  {
    id: 'executor-refused',
    process: 'executor',
    grade: 'bad',
    loggers: ['CoarseGrainedExecutorBackend'],
    texts: [
      {
        needle: 'Cannot register with driver',
        pattern: /Cannot register with driver: (?<driver>\S+)/,
        spark: '2.2 to 3.5',
        sample:
          'Executor self-exiting due to : Cannot register with driver: spark://CoarseGrainedScheduler@10.0.0.5:37151',
      },
      {
        needle: 'Slave registration failed: ',
        pattern: /^Slave registration failed: (?<cause>.*)$/,
        spark: '2.2 to 2.4',
        sample: 'Slave registration failed: Duplicate executor ID: 3',
      },
    ],
    means:
      'The driver did not take the executor: it does not answer, has one with this id, or has excluded its host.',
    remedy:
      "Look whether the executor reaches spark.driver.host and spark.driver.port; an excluded host shows in the driver's log.",
    source: 'CoarseGrainedExecutorBackend.onStart',
  },
  {
    id: 'duplicate-executor',
    process: 'any',
    grade: 'bad',
    texts: [
      {
        needle: 'Duplicate executor ID',
        pattern: /Duplicate executor ID: (?<executor>\S+)/,
        spark: '2.2 to 3.5',
        sample: 'java.lang.IllegalStateException: Duplicate executor ID: 3',
      },
    ],
    means:
      'Two executors came with one id: a Mesos task was started twice, or an old one came back after its agent was lost.',
    remedy:
      "Nothing where it happens once; otherwise look at the agent's log for tasks that outlive their framework.",
    source: 'CoarseGrainedSchedulerBackend.DriverEndpoint',
  },
  {
    id: 'driver-gone',
    process: 'executor',
    grade: 'info',
    loggers: ['CoarseGrainedExecutorBackend'],
    texts: [
      {
        needle: 'disassociated! Shutting down.',
        pattern: /Driver (?<driver>\S+) disassociated! Shutting down\./,
        spark: '2.2 to 3.5',
        sample: 'Executor self-exiting due to : Driver 10.0.0.5:37151 disassociated! Shutting down.',
      },
    ],
    means: 'The driver is gone, so the executor ends.',
    source: 'CoarseGrainedExecutorBackend.onDisconnected',
  },
  {
    id: 'local-dir-failed',
    process: 'any',
    grade: 'bad',
    loggers: ['DiskBlockManager', 'Utils'],
    texts: [
      {
        needle: 'Failed to create ',
        pattern: /^Failed to create (?:any )?local dir(?:ectory)?(?: in (?<folder>\S+?))?[. ]/,
        spark: '2.2 to 3.5',
        sample: 'Failed to create local dir in /tmp/spark. Ignoring this directory.',
      },
    ],
    means: 'Spark may not write where spark.local.dir says.',
    remedy:
      'Create the shared directory on each agent, owned by the user that service and executors run as, and mount it read-write.',
    source: 'DiskBlockManager.createLocalDirs',
  },
];
