import type { Sign } from './sign';

const MESOS_BACKEND = ['MesosCoarseGrainedSchedulerBackend'];
const ALLOCATION = ['ExecutorAllocationManager'];

/** What a driver writes when it gets fewer executors than it wants. */
export const SCHEDULING_SIGNS: readonly Sign[] = [
  {
    id: 'agent-excluded',
    process: 'driver',
    grade: 'bad',
    loggers: MESOS_BACKEND,
    texts: [
      {
        needle: 'Blacklisting Mesos slave ',
        pattern: /^Blacklisting Mesos slave (?<agent>\S+) due to too many failures/,
        spark: '2.2 to 3.0',
        sample:
          'Blacklisting Mesos slave 1d618e80-45be-4d0f-9892-955cc384041d-S7 due to too many failures; is Spark installed on it?',
      },
      {
        needle: 'Excluding Mesos agent ',
        pattern: /^Excluding Mesos agent (?<agent>\S+) due to too many failures/,
        spark: '3.1 to 3.5',
        sample:
          'Excluding Mesos agent 1d618e80-45be-4d0f-9892-955cc384041d-S7 due to too many failures; is Spark installed on it?',
      },
    ],
    means:
      'Two executors failed on this agent, so the driver takes none of its offers any more, until it ends. There is no timeout and no switch (SPARK-19755): where executors come and go all day, one agent after the other drops out and the application gets less and less although Mesos has room.',
    remedy:
      'Mend why executors fail: no shuffle service on the agent, or something in spark.executor.extraJavaOptions that takes a fixed port, such as JMX, which two executors of one agent cannot both have. Then restart the driver.',
    source: 'MesosCoarseGrainedSchedulerBackend.statusUpdate',
  },
  {
    id: 'node-excluded',
    process: 'driver',
    grade: 'bad',
    loggers: ['BlacklistTracker', 'HealthTracker', 'TaskSetBlacklist', 'TaskSetExcludelist'],
    texts: [
      {
        needle: 'lacklisting ',
        pattern:
          /^[Bb]lacklisting (?<what>node|executor|executor id:|\S+) ?(?<name>\S+)? (?<why>(?:for|due to|because) .*)$/,
        spark: '2.2 to 3.0',
        sample: 'blacklisting node 10.0.0.7 due to fetch failure of external shuffle service',
      },
      {
        needle: 'xcluding ',
        pattern:
          /^[Ee]xcluding (?<what>node|executor|executor id:|\S+) ?(?<name>\S+)? (?<why>(?:for|due to|because) .*)$/,
        spark: '3.1 to 3.5',
        sample: 'Excluding executor 3 for stage 1',
      },
    ],
    means:
      'spark.blacklist.* or spark.excludeOnFailure.* took an executor or a host out, for spark.excludeOnFailure.timeout (1 h by default).',
    remedy: 'Mend why tasks fail there; it comes back by itself.',
    source: 'BlacklistTracker (2.x, 3.0), HealthTracker (3.1 on)',
  },
  {
    id: 'mesos-task-failed',
    process: 'driver',
    grade: 'bad',
    loggers: MESOS_BACKEND,
    texts: [
      {
        needle: ' is now TASK_',
        pattern:
          /^Mesos task (?<task>\S+) is now (?<state>TASK_(?:FAILED|LOST|ERROR|DROPPED|UNREACHABLE|GONE)\w*)/,
        spark: '2.2 to 3.5',
        sample: 'Mesos task 3 is now TASK_FAILED',
      },
    ],
    means: 'The Mesos task of an executor did not end well. The second one on an agent excludes it.',
    remedy: "Read stderr in the task's sandbox.",
    source: 'MesosCoarseGrainedSchedulerBackend.statusUpdate',
  },
  {
    id: 'mesos-error',
    process: 'driver',
    grade: 'bad',
    loggers: [...MESOS_BACKEND, 'MesosSchedulerUtils'],
    texts: [
      {
        needle: 'Mesos error: ',
        pattern: /^Mesos error: (?<cause>.*)$/,
        spark: '2.2 to 3.5',
        sample: 'Mesos error: Framework has been removed',
      },
    ],
    means: "The Mesos master has put the driver's framework out.",
    remedy:
      "Look at the master's log: a failover timeout that ran out, a role or principal that may not register.",
    source: 'MesosCoarseGrainedSchedulerBackend.error',
  },
  {
    id: 'no-resources',
    process: 'driver',
    grade: 'info',
    loggers: ['TaskSchedulerImpl'],
    texts: [
      {
        needle: 'Initial job has not accepted any resources',
        pattern: /^Initial job has not accepted any resources/,
        spark: '2.2 to 3.5',
        sample:
          'Initial job has not accepted any resources; check your cluster UI to ensure that workers are registered and have sufficient resources',
      },
    ],
    means:
      'No executor has taken a task for 15 seconds while tasks wait. Harmless where executors are slow to start; where it goes on, none will come.',
    remedy:
      'Compare spark.executor.memory and cores, spark.mesos.role and spark.mesos.constraints with what the agents offer; look for agent-excluded, and for executors that end at once.',
    source: 'TaskSchedulerImpl.submitTasks',
  },
  {
    id: 'manager-unreachable',
    process: 'driver',
    grade: 'bad',
    loggers: ALLOCATION,
    texts: [
      {
        needle: 'Unable to reach the cluster manager to request ',
        pattern: /^Unable to reach the cluster manager to request /,
        spark: '2.2 to 3.5',
        sample: 'Unable to reach the cluster manager to request 3 total executors!',
      },
    ],
    means: 'Dynamic allocation wants executors and cannot say so.',
    remedy: 'Look whether the driver is still registered with the Mesos master.',
    source: 'ExecutorAllocationManager.addExecutors',
  },
  {
    id: 'events-dropped',
    process: 'driver',
    grade: 'bad',
    loggers: ['LiveListenerBus', 'AsyncEventQueue'],
    texts: [
      {
        needle: 'Dropping event from queue ',
        pattern: /^Dropping event from queue (?<queue>[^.\s]+)/,
        spark: '2.3 to 3.5',
        sample:
          'Dropping event from queue appStatus. This likely means one of the listeners is too slow and cannot keep up with the rate at which tasks are being started by the scheduler.',
      },
      {
        needle: 'Dropping SparkListenerEvent because no remaining room',
        pattern: /^Dropping SparkListenerEvent because no remaining room/,
        spark: '2.2',
        sample:
          'Dropping SparkListenerEvent because no remaining room in event queue. This likely means one of the SparkListeners is too slow and cannot keep up with the rate at which tasks are being started by the scheduler.',
      },
      {
        needle: 'Dropped ',
        pattern: /^Dropped (?<events>\d+) (?:SparkListenerEvents|events from (?<queue>\S+)) since /,
        spark: '2.2 to 3.5',
        sample: 'Dropped 4711 events from executorManagement since Fri Jan 10 22:51:58 UTC 2020.',
      },
    ],
    means:
      'Listeners miss events. Dynamic allocation is one of them: it then takes busy executors for idle ones, or never gives idle ones back (SPARK-21460).',
    remedy:
      'Raise spark.scheduler.listenerbus.eventqueue.capacity (…queue.size before 2.3), for example to 500000.',
    source: 'LiveListenerBus (2.2), AsyncEventQueue (2.3 on)',
    sum: 'events',
  },
];
