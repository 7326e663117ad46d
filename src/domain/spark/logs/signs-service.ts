import type { Sign } from './sign';

const HANDLER = ['MesosExternalShuffleBlockHandler', 'MesosExternalBlockHandler'];
const HANDLER_SOURCE = 'MesosExternalShuffleBlockHandler (2.x), MesosExternalBlockHandler (3.x)';

/** Its cleaner looks once a year then, so that none of its words is ever heard. */
const CLEANS_UNDER_JANITOR = {
  means: 'The service cleans although the janitor is to.',
  remedy:
    'Look at spark.shuffle.cleaner.interval of the service that runs (SPARK_SHUFFLE_OPTS): an older version of it, or one made by hand, has not the year that switches its cleaner off. Replace it, or say cleanup "Service".',
};

/** What a shuffle service writes. */
export const SERVICE_SIGNS: readonly Sign[] = [
  {
    id: 'service-ready',
    process: 'service',
    grade: 'good',
    loggers: ['MesosExternalShuffleService', 'ExternalShuffleService'],
    texts: [
      {
        needle: 'Starting shuffle service on port',
        pattern: /^Starting shuffle service on port (?<port>\d+) \(auth enabled = (?<auth>\w+)\)/,
        spark: '2.2 to 3.5',
        sample: 'Starting shuffle service on port 17337 (auth enabled = false)',
      },
    ],
    means: 'The service listens, 2 to 3 seconds after its start.',
    source: 'ExternalShuffleService.start',
    expected: true,
  },
  {
    id: 'service-app-registered',
    process: 'service',
    grade: 'good',
    loggers: HANDLER,
    texts: [
      {
        needle: 'Received registration request from app',
        pattern:
          /^Received registration request from app (?<app>\S+) \(remote address (?<address>[^,]+), heartbeat timeout (?<timeout>\d+) ms\)/,
        spark: '2.2 to 3.5',
        sample:
          'Received registration request from app 1d618e80-45be-4d0f-9892-955cc384041d-0023 (remote address /10.0.2.204:46778, heartbeat timeout 120000 ms).',
      },
    ],
    means:
      'A driver on Mesos has registered, once for this agent. From now on the service knows when the application ends, and cleans up after it.',
    source: HANDLER_SOURCE,
    expected: true,
  },
  {
    id: 'service-executor-registered',
    process: 'service',
    grade: 'good',
    loggers: ['ExternalShuffleBlockResolver'],
    texts: [
      {
        needle: 'AppExecId[appId=',
        pattern:
          /^Registered executor \S*AppExecId\[appId=(?<app>[^,]+),execId=(?<executor>[^\]]+)\] with ExecutorShuffleInfo\[localDirs=[[{](?<folders>[^\]}]*)/,
        spark: '3.0 to 3.5',
        sample:
          'Registered executor ExternalShuffleBlockResolver.AppExecId[appId=app-20261130022704-0000,execId=0] with ExecutorShuffleInfo[localDirs=[/tmp/spark/blockmgr-99aa7dea-5770-4344-8062-81bca143a06e],subDirsPerLocalDir=64,shuffleManager=org.apache.spark.shuffle.sort.SortShuffleManager]',
      },
      {
        needle: 'Registered executor AppExecId{',
        pattern:
          /^Registered executor AppExecId\{appId=(?<app>[^,]+), execId=(?<executor>[^}]+)\} with ExecutorShuffleInfo\{localDirs=\[(?<folders>[^\]]*)\]/,
        spark: '2.2 to 2.4',
        sample:
          'Registered executor AppExecId{appId=1d618e80-45be-4d0f-9892-955cc384041d-0023, execId=f86a1961-aa0e-4a73-af13-dd7c03901b68-0} with ExecutorShuffleInfo{localDirs=[/tmp/spark/blockmgr-99aa7dea-5770-4344-8062-81bca143a06e], subDirsPerLocalDir=64, shuffleManager=org.apache.spark.shuffle.sort.SortShuffleManager}',
      },
    ],
    means:
      'An executor on this host has told where its shuffle files lie. The folders must be those of the directory that service and executors share.',
    source: 'ExternalShuffleBlockResolver.registerExecutor',
    expected: true,
  },
  {
    id: 'service-app-timed-out',
    process: 'service',
    grade: 'good',
    loggers: HANDLER,
    texts: [
      {
        needle: 'timed out. Removing shuffle files.',
        pattern: /^Application (?<app>\S+) timed out\. Removing shuffle files\./,
        spark: '2.2 to 3.5',
        sample: 'Application 1d618e80-45be-4d0f-9892-955cc384041d-0022 timed out. Removing shuffle files.',
      },
    ],
    means:
      'The driver has sent no heartbeat for its timeout (120 s by default), and the service cleans up. Healthy after the end of an application; where the application still runs, its connection to the service broke (heartbeats never connect anew) and its files on this host are gone: SPARK-12583, SPARK-23286.',
    source: HANDLER_SOURCE,
    underJanitor: CLEANS_UNDER_JANITOR,
  },
  {
    id: 'service-app-removed',
    process: 'service',
    grade: 'good',
    loggers: ['ExternalShuffleBlockResolver'],
    texts: [
      {
        needle: 'cleanupLocalDirs = ',
        pattern: /^Application (?<app>\S+) removed, cleanupLocalDirs = (?<cleanup>\w+)/,
        spark: '2.2 to 3.5',
        sample: 'Application 1d618e80-45be-4d0f-9892-955cc384041d-0022 removed, cleanupLocalDirs = true',
      },
    ],
    means:
      'The shuffle files of an application that has ended are being deleted. About 150 s after its end at most.',
    source: 'ExternalShuffleBlockResolver.applicationRemoved',
    expected: true,
    underJanitor: CLEANS_UNDER_JANITOR,
  },
  {
    id: 'service-app-registered-twice',
    process: 'service',
    grade: 'bad',
    loggers: HANDLER,
    texts: [
      {
        needle: 'Received a registration request from app',
        pattern: /^Received a registration request from app (?<app>\S+), but it was already registered/,
        spark: '2.2 to 3.5',
        sample:
          'Received a registration request from app 1d618e80-45be-4d0f-9892-955cc384041d-0023, but it was already registered',
      },
    ],
    means:
      'Two drivers use one framework id at a time, or one has come back with it (spark.mesos.driver.frameworkId). The time of the last heartbeat begins anew; when either of them ends, the files of both go with it.',
    remedy:
      'Give each application a framework id of its own: leave spark.mesos.driver.frameworkId out, or let the first end before the second starts.',
    source: HANDLER_SOURCE,
  },
  {
    id: 'service-app-unknown',
    process: 'service',
    grade: 'bad',
    loggers: HANDLER,
    texts: [
      {
        needle: 'Received ShuffleServiceHeartbeat from an unknown app',
        pattern:
          /^Received ShuffleServiceHeartbeat from an unknown app \(remote address (?<address>[^,]+), appId '(?<app>[^']+)'\)/,
        spark: '2.2 to 3.5',
        sample:
          "Received ShuffleServiceHeartbeat from an unknown app (remote address /10.0.2.204:46778, appId '1d618e80-45be-4d0f-9892-955cc384041d-0023').",
      },
    ],
    means:
      'The service has forgotten the application: it was restarted, or had given it up. Registrations are kept in memory only and drivers do not register again: reads of its files here fail, and they are never cleaned.',
    remedy:
      'Restart the application, and do not restart a service under running ones: bring a new version beside it. The janitor removes what is left.',
    source: HANDLER_SOURCE,
  },
  {
    id: 'service-executor-unknown',
    process: 'any',
    grade: 'bad',
    texts: [
      {
        needle: 'Executor is not registered (',
        pattern: /Executor is not registered \(appId=(?<app>[^,]+), execId=(?<executor>[^)]+)\)/,
        spark: '2.2 to 3.5',
        sample: 'java.lang.RuntimeException: Executor is not registered (appId=a-0023, execId=0)',
      },
    ],
    means:
      'Somebody asked the service for blocks of an executor that it does not know: it was restarted since the executor registered, or cleaned up already, or executors and readers use different ports.',
    remedy:
      'Look for a restart of the service, or for service-app-timed-out of a running application; compare spark.shuffle.service.port of driver and service.',
    source: 'ExternalShuffleBlockResolver.getBlockData; comes back to the reader in a RuntimeException',
  },
  {
    id: 'service-file-missing',
    process: 'service',
    grade: 'bad',
    texts: [
      {
        needle: 'Failed to open file: ',
        pattern: /Failed to open file: (?<file>\S+)/,
        spark: '2.2 to 3.5',
        sample:
          'java.lang.RuntimeException: Failed to open file: /tmp/spark/blockmgr-1/0c/shuffle_0_0_0.index',
      },
    ],
    means:
      'The service looked where the executor said and found no file: the shared directory is not the same one inside both, or somebody deleted what is in use.',
    remedy:
      'Mount one host directory at one path into service and executors (spark.local.dir, spark.mesos.executor.docker.volumes), and run no rm over it: not at the start of the service either.',
    source: 'ExternalShuffleBlockResolver.getSortBasedShuffleBlockData',
  },
  {
    id: 'service-delete-failed',
    process: 'service',
    grade: 'bad',
    loggers: ['ExternalShuffleBlockResolver'],
    texts: [
      {
        needle: 'Failed to delete ',
        pattern: /^Failed to delete (?:\S+ )*(?:directory|files[^:]*): (?<folder>\S+)/,
        spark: '2.2 to 3.5',
        sample: 'Failed to delete directory: /tmp/spark/blockmgr-99aa7dea-5770-4344-8062-81bca143a06e',
      },
    ],
    means:
      'What a dead application left stays on the disk, mostly because the service runs as another user than its executors.',
    remedy:
      'Run service and executors as one user, who may write in the shared directory; remove what is left by the janitor.',
    source: 'ExternalShuffleBlockResolver.deleteExecutorDirs',
  },
  {
    id: 'service-not-authorized',
    process: 'any',
    grade: 'bad',
    texts: [
      {
        needle: ' not authorized for application ',
        pattern: /Client for (?<client>\S+) not authorized for application (?<app>\S+)/,
        spark: '2.2 to 3.5',
        sample: 'java.lang.SecurityException: Client for a-1 not authorized for application a-2.',
      },
    ],
    means: 'With spark.authenticate an application asked for the blocks of another one.',
    remedy: 'Find out who asked. Where it is a restart under another id, let the old application end first.',
    source: 'ExternalShuffleBlockHandler.checkAuth (2.x), ExternalBlockHandler (3.x)',
  },
];
