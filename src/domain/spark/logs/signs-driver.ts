import type { Sign } from './sign';

const CLIENT = ['MesosExternalShuffleClient', 'MesosExternalBlockStoreClient'];
const MESOS_BACKEND = ['MesosCoarseGrainedSchedulerBackend'];
const BACKENDS = [
  'CoarseGrainedSchedulerBackend',
  'StandaloneSchedulerBackend',
  'MesosCoarseGrainedSchedulerBackend',
];
const ALLOCATION = ['ExecutorAllocationManager'];

/** What a driver writes of executors that come and go, and of the services that it registers with. */
export const DRIVER_SIGNS: readonly Sign[] = [
  {
    id: 'driver-registered',
    process: 'driver',
    grade: 'good',
    loggers: CLIENT,
    texts: [
      {
        needle: 'Successfully registered app ',
        pattern: /^Successfully registered app (?<app>\S+) with external shuffle service/,
        spark: '2.2 to 3.5',
        sample:
          'Successfully registered app 1d618e80-45be-4d0f-9892-955cc384041d-0023 with external shuffle service.',
      },
    ],
    means:
      'The driver has told the service of an agent that it lives. It does so once for each agent, at its first executor there.',
    source: 'MesosExternalShuffleClient (2.x), MesosExternalBlockStoreClient (3.x)',
    expected: true,
    expectedWith: MESOS_BACKEND,
  },
  {
    id: 'driver-not-registered',
    process: 'driver',
    grade: 'bad',
    loggers: CLIENT,
    texts: [
      {
        needle: 'Unable to register app ',
        pattern: /^Unable to register app (?<app>\S+) with external shuffle service\. .*Error: (?<cause>.*)$/,
        spark: '2.2 to 3.5',
        sample:
          'Unable to register app a-0023 with external shuffle service. Please manually remove shuffle data after driver exit. Error: java.io.IOException: Connection reset by peer',
      },
    ],
    means:
      'The service of an agent does not know this application: it serves its files, but never deletes them. Drivers do not try again.',
    remedy:
      'Let the janitor remove what is left after the application has ended; look why the service did not answer.',
    source: 'MesosExternalShuffleClient (2.x), MesosExternalBlockStoreClient (3.x)',
  },
  {
    id: 'executors-requested',
    process: 'driver',
    grade: 'good',
    loggers: ALLOCATION,
    texts: [
      {
        needle: 'because tasks are backlogged',
        pattern:
          /^Requesting (?<more>\d+) new executors? because tasks are backlogged \(new desired total will be (?<total>\d+)/,
        spark: '2.2 to 3.5',
        sample: 'Requesting 2 new executors because tasks are backlogged (new desired total will be 3)',
      },
    ],
    means: 'Dynamic allocation asks for more executors, because tasks wait.',
    source: 'ExecutorAllocationManager.addExecutors',
    expected: true,
  },
  {
    id: 'executor-joined',
    process: 'driver',
    grade: 'good',
    loggers: BACKENDS,
    texts: [
      {
        needle: 'Registered executor ',
        pattern: /^Registered executor .*\((?<address>[^()]+)\) with ID (?<executor>[^\s,]+)/,
        spark: '2.2 to 3.5',
        sample: 'Registered executor NettyRpcEndpointRef(spark-client://Executor) (10.0.0.7:46778) with ID 3',
      },
    ],
    means: 'An executor has come.',
    source: 'CoarseGrainedSchedulerBackend.DriverEndpoint',
  },
  {
    id: 'executors-given-back',
    process: 'driver',
    grade: 'good',
    loggers: ALLOCATION,
    texts: [
      {
        needle: ' removed due to idle timeout',
        pattern: /^Executors (?<executors>\S+) removed due to idle timeout/,
        spark: '3.0 to 3.5',
        sample: 'Executors 1,2 removed due to idle timeout.',
      },
      {
        needle: ' because it has been idle for ',
        pattern: /^Removing executor (?<executors>\S+) because it has been idle for (?<seconds>\d+) seconds/,
        spark: '2.2 to 2.4',
        sample: 'Removing executor 1 because it has been idle for 120 seconds (new desired total will be 1)',
      },
    ],
    means: 'Dynamic allocation gives executors back that had nothing to do.',
    source: 'ExecutorAllocationManager.removeExecutors',
    expected: true,
  },
  {
    id: 'executor-ended-by-driver',
    process: 'driver',
    grade: 'info',
    loggers: ['TaskSchedulerImpl'],
    texts: [
      {
        needle: ' killed by driver.',
        pattern: /^Executor (?<executor>\S+) on (?<host>\S+) killed by driver\./,
        spark: '2.2 to 3.5',
        sample: 'Executor 1 on 10.0.0.7 killed by driver.',
      },
    ],
    means: 'An executor ended because the driver wanted it to.',
    source: 'TaskSchedulerImpl.logExecutorLoss',
  },
  {
    id: 'shuffle-reused',
    process: 'driver',
    grade: 'good',
    loggers: ['DAGScheduler'],
    texts: [
      {
        needle: 'Missing parents: List()',
        pattern: /^Missing parents: List\(\)/,
        spark: '2.2 to 3.5',
        sample: 'Missing parents: List()',
      },
    ],
    means:
      'All that a job reads is there, so nothing is computed again. Where the executors that wrote it are gone, their service has it.',
    source: 'DAGScheduler.handleJobSubmitted',
  },
];
