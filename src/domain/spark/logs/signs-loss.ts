import type { Sign } from './sign';

const BACKENDS = [
  'CoarseGrainedSchedulerBackend',
  'StandaloneSchedulerBackend',
  'MesosCoarseGrainedSchedulerBackend',
];

/** What a driver writes when executors or shuffle files are lost. */
export const LOSS_SIGNS: readonly Sign[] = [
  {
    id: 'fetch-failed',
    process: 'driver',
    grade: 'bad',
    loggers: ['TaskSetManager'],
    texts: [
      {
        needle: 'FetchFailed(',
        pattern:
          /FetchFailed\((?:null|BlockManagerId\((?<executor>[^,]+), (?<host>[^,]+), (?<port>\d+)[^)]*\)), shuffleId=(?<shuffle>\d+)/,
        spark: '2.2 to 3.5',
        sample:
          'Lost task 3.0 in stage 1.0 (TID 203, 10.0.0.8, executor 4): FetchFailed(BlockManagerId(1, 10.0.0.7, 7337, None), shuffleId=0, mapId=12, reduceId=3, message=',
      },
    ],
    means:
      'A task could not read shuffle files that were there before: their host, their service or their files are gone. Spark computes them again; after four times for a stage the job fails.',
    remedy:
      'Look at the service of the host that it names, at that time: restarted, cleaned too early (service-app-timed-out), full or away? Never restart a service under running applications.',
    source: 'FetchFailed.toErrorString',
  },
  {
    id: 'stage-again',
    process: 'driver',
    grade: 'bad',
    loggers: ['DAGScheduler'],
    texts: [
      {
        needle: ' due to fetch failure',
        pattern: /^Resubmitting (?<map>\S+ \d+) .*\band (?<reduce>\S+ \d+) .*due to fetch failure/,
        spark: '2.2 to 3.5',
        sample:
          'Resubmitting ShuffleMapStage 0 (flatMap at <console>:50) and ResultStage 1 (count at <console>:51) due to fetch failure',
      },
    ],
    means: 'A stage is computed again because its shuffle files are lost.',
    remedy: 'See fetch-failed.',
    source: 'DAGScheduler.handleTaskCompletion',
  },
  {
    id: 'shuffle-files-lost',
    process: 'driver',
    grade: 'bad',
    loggers: ['DAGScheduler'],
    texts: [
      {
        needle: 'Shuffle files lost for ',
        pattern: /^Shuffle files lost for (?<what>executor|host|worker):? (?<name>\S+)/,
        spark: '2.2 to 3.5',
        sample: 'Shuffle files lost for executor: 1 (epoch 0)',
      },
    ],
    means:
      'The driver has struck the shuffle files of an executor or a host off its list. With a shuffle service that happens only where the host or the service is lost; without one, with every executor.',
    remedy:
      'Look whether spark.shuffle.service.enabled is true for this driver, then at the host and its service.',
    source: 'DAGScheduler.removeExecutorAndUnregisterOutputs',
  },
  {
    id: 'executor-failed',
    process: 'driver',
    grade: 'bad',
    loggers: ['TaskSetManager'],
    texts: [
      {
        needle: 'ExecutorLostFailure (executor ',
        pattern:
          /ExecutorLostFailure \(executor (?<executor>\S+) exited (?<how>[^)]*)\)(?: Reason: (?<cause>.*))?$/,
        spark: '2.2 to 3.5',
        sample:
          'Lost task 3.0 in stage 1.0 (TID 203, 10.0.0.8, executor 4): ExecutorLostFailure (executor 4 exited caused by one of the running tasks) Reason: Executor heartbeat timed out after 130000 ms',
      },
    ],
    means: 'An executor ended under its tasks.',
    remedy:
      "Read the end of that executor's own log; Mesos' agent says whether it went over its memory (spark.executor.memoryOverhead, spark.mesos.executor.memoryOverhead).",
    source: 'ExecutorLostFailure.toErrorString',
  },
  {
    id: 'executor-lost',
    process: 'driver',
    grade: 'bad',
    loggers: ['TaskSchedulerImpl'],
    texts: [
      {
        needle: 'Lost executor ',
        pattern: /^Lost executor (?<executor>\S+) on (?<host>[^\s:]+): (?<cause>.*)$/,
        spark: '2.2 to 3.5',
        sample:
          'Lost executor 4 on 10.0.0.8: Remote RPC client disassociated. Likely due to containers exceeding thresholds, or network issues. Check driver logs for WARN messages.',
      },
    ],
    means: 'An executor ended that the driver did not end.',
    remedy:
      "Read the end of that executor's own log: out of memory, no shuffle service, a port that is taken, an agent that is gone.",
    source: 'TaskSchedulerImpl.logExecutorLoss',
  },
  {
    id: 'heartbeat-lost',
    process: 'driver',
    grade: 'bad',
    loggers: ['HeartbeatReceiver'],
    texts: [
      {
        needle: ' with no recent heartbeats: ',
        pattern:
          /^Removing executor (?<executor>\S+) with no recent heartbeats: (?<silent>\d+) ms exceeds timeout (?<timeout>\d+) ms/,
        spark: '2.2 to 3.5',
        sample: 'Removing executor 4 with no recent heartbeats: 130000 ms exceeds timeout 120000 ms',
      },
    ],
    means:
      'An executor was silent for longer than spark.network.timeout: long collections, or a host that is away.',
    remedy: "Look at the collections in the executor's log and at the agent.",
    source: 'HeartbeatReceiver.expireDeadHosts',
  },
  {
    id: 'application-killed',
    process: 'driver',
    grade: 'bad',
    loggers: BACKENDS,
    texts: [
      {
        needle: 'Application has been killed. Reason: ',
        pattern: /^Application has been killed\. Reason: (?<cause>.*)$/,
        spark: '2.2 to 3.5',
        sample: 'Application has been killed. Reason: Master removed our application: FAILED',
      },
    ],
    means:
      "Spark's own master (standalone, local-cluster) gave the application up, mostly because ten executors in a row failed.",
    remedy: 'Read the log of an executor.',
    source: 'StandaloneSchedulerBackend.dead',
  },
];
