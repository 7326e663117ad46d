import type { Reasons } from '../difference';

/** What every driver has that the documents' do not. */
const EVERY: Reasons = {
  id: 'the run is told by its hash and number: a changed declaration is another run',
  'cmd spark-submit spark.mesos.driver.frameworkId':
    'so that what the driver leaves behind can be found, and ended',
  'cmd spark-submit --name': "the manifest's name in Spark's pages",
  'cmd spark-submit --driver-memory': 'a heap of 1g, the default, does not fit a task of 1024 MiB',
  'env.MESOS_NATIVE_JAVA_LIBRARY': 'where DC/OS has libmesos; the driver would not find it',
  'env.LD_LIBRARY_PATH': 'and the libraries that it needs',
  'labels.mesos-spark.owner': 'which manifest it comes of',
  'labels.mesos-spark.run': 'and which run of it',
};

export const APP_002: Reasons = {
  ...EVERY,
  'cmd tail -f /dev/null':
    'it kept Marathon from starting the job again, and the task for ever: see backoffSeconds',
  backoffSeconds: 'a job that has ended is not started again; the operator removes the app',
  maxLaunchDelaySeconds: 'the same',
  constraints: 'none, said',
  'fetch[0].cache': 'a second run on the agent has it already',
  'fetch[1].extract': 'a jar is no archive',
  'networks[0].mode': "the default, said: executors call the driver back at its host's address",
  portDefinitions: 'by default Marathon gives one port to an app',
  taskKillGracePeriodSeconds: 'Spark ends its executors',
  unreachableStrategy: 'a driver on a lost agent may run on, and a second one would do everything twice',
  'upgradeStrategy.maximumOverCapacity': 'the same',
  'upgradeStrategy.minimumHealthCapacity': 'the same',
};

export const JOB_002: Reasons = {
  ...EVERY,
  labels: 'there are some now',
  'run.artifacts[0].cache': 'a second run on the agent has it already',
  'run.artifacts[1].extract': 'a jar is no archive',
  'run.maxLaunchDelay': 'the default, said',
  'run.placement.constraints': 'none, said',
  'run.taskKillGracePeriodSeconds': 'Spark ends its executors',
  'run.volumes': 'none, said',
};
