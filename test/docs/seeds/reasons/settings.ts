import type { Reasons } from '../difference';

const PORT = 'the port of the service that is active; another version has another one';
const EXECUTORS = 'which Spark executors are; a document leaves it to each application';
const SAME = 'the same';

export const SETTINGS_000: Reasons = {
  'spark.local.dir': 'the same path in containers as outside',
  'spark.mesos.executor.docker.volumes': "the same, and the agent's user names",
  'spark.shuffle.service.port': PORT,
  'spark.mesos.containerizer': EXECUTORS,
  'spark.mesos.executor.docker.image': SAME,
  'spark.mesos.executor.docker.parameters': 'the user whose files the service may read',
  'spark.mesos.executor.home': SAME,
  'spark.mesos.constraints': 'executors come only to agents whose service answers',
};

export const SETTINGS_001: Reasons = {
  'spark.local.dir': 'the ephemeral disks are below /var/lib',
  'spark.mesos.executor.docker.volumes': "the same, and the agent's user names",
  'spark.shuffle.service.port': PORT,
  'spark.mesos.containerizer': EXECUTORS,
  'spark.mesos.executor.docker.image': SAME,
  'spark.mesos.executor.home': SAME,
  'spark.mesos.constraints': 'executors come only to agents whose service answers',
};

export const SETTINGS_003: Reasons = {
  'spark.local.dir': 'where the service looks for the files; without it, /tmp',
  'spark.executor.uri': EXECUTORS,
};

export const SETTINGS_004: Reasons = {
  'spark.dynamicAllocation.executorIdleTimeout':
    'the same with its unit. `ShortIdleTimeout` warns of it: executors come and go between two stages',
  'spark.executor.instances':
    'left out: beside dynamic allocation it says what `initialExecutors` says already (`InstancesIgnored`)',
  'spark.scheduler.mode': 'as Spark writes it',
  'spark.local.dir': 'said here, too: `SPARK_LOCAL_DIRS` is read where Spark lies only',
  'spark.mesos.executor.home': EXECUTORS,
  'spark.shuffle.service.port': PORT,
};

export const ENV_004: Reasons = {
  SPARK_LOCAL_DIRS:
    "the directory that the service shares, on the ephemeral disks, and not Spark's own folder",
  MESOS_NATIVE_LIBRARY: 'its name before Mesos 0.19',
  MESOS_NATIVE_JAVA_LIBRARY: 'the name that Spark reads',
};

export const RESOURCES_003: Reasons = {
  'disk(*)':
    'once a list is given it is the whole of what is offered; without `disk` there would be none for tasks that ask for it',
};
