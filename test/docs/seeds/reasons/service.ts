import type { Reasons } from '../difference';

/** What every app of a shuffle service has that the documents' do not. */
const EVERY: Reasons = {
  id: "the role's group, the name, and the version by its hash: the next version is an app beside it",
  instances: 'counted by the operator: one for each eligible agent (three in this lab), never set by hand',
  role: 'from Marathon 1.9 on an app says which role it takes resources of',
  user: 'the user of the executors, whose files it reads and removes',
  'networks[0].mode': "the default, said: blocks are fetched from the host's address",
  'portDefinitions[0].name': "its number is the operator's; the name tells it in Mesos",
  backoffSeconds: 'the delay is one for all hosts: a sick host must not keep a new one waiting',
  backoffFactor: 'the same',
  maxLaunchDelaySeconds: 'the same: a minute at most, and not five',
  taskKillGracePeriodSeconds: 'it may close its files',
  killSelection: 'if somebody lowers the number by hand, the one that served least goes',
  unreachableStrategy: 'a task on a lost agent keeps its slot and its files; by default Marathon gives it up',
  'upgradeStrategy.maximumOverCapacity':
    'by default Marathon waits for a second host port on each host, for ever',
  'upgradeStrategy.minimumHealthCapacity': 'a brake for who updates it by hand; the operator never does',
  'labels.mesos-spark.owner': 'which manifest it comes of',
  'labels.mesos-spark.spark-version': 'for people',
  'env.SPARK_USER': 'spares it the login of Hadoop, which fails for a user that has no name',
  'env.SPARK_DAEMON_JAVA_OPTS': "Netty's memory: unlimited it may be as large as the heap again",
  'cmd starts':
    'the script starts a daemon, or leaves the JVM behind with its port; this is the JVM itself, which Mesos ends',
};

export const APP_001: Reasons = {
  ...EVERY,
  acceptedResourceRoles: 'what is reserved for it, so that no other framework takes its place',
  'cmd --conf spark.shuffle.service.enabled': 'Spark ignores `--conf` here; the service is always enabled',
  'cmd --conf spark.network.timeout': 'Spark ignores `--conf` here; it is a setting of applications',
  'cmd --conf spark.shuffle.io.connectionTimeout':
    'Spark ignores `--conf` here; and 10 s would cut off drivers, which speak every 10 s, see `-D`',
  'cmd rm -rf /tmp/spark/spark-*':
    'these are files of executors that run; the janitor knows which nobody uses',
  'cmd rm -rf /tmp/spark/blockmgr-*':
    'the same: a restart would destroy what every running application shuffled',
  'cmd find . -name spark--org.apache.spark.deploy.mesos.MesosExternalShuffleService-*.out -exec tail -f {} ;':
    'the shell stayed alive when the service had ended; the service now writes to the sandbox itself',
  'container.docker.parameters': 'nothing, said: only the Docker daemon has parameters',
  'container.docker.privileged': 'the default, said',
  'container.volumes[0].containerPath': 'the same path as outside: executors register absolute paths',
  'container.volumes[0].hostPath':
    "the ephemeral disks are below /var/lib; /tmp is the system's, which may clean it",
  'container.volumes[1].containerPath': "the image does not know the user; it sees the agent's names",
  'container.volumes[1].hostPath': 'the same',
  'container.volumes[1].mode': 'the same',
  disk: 'the default, said: the shared directory is no resource of Mesos',
  'env.SPARK_SHUFFLE_OPTS -Dspark.shuffle.cleaner.interval':
    "Spark's own figure, said, so that it can be changed",
  'env.SPARK_SHUFFLE_OPTS -Dspark.shuffle.io.connectionTimeout':
    'in the place where Spark reads it, and above every pause that applications may make (`spark.network.timeout`)',
  'env.SPARK_SHUFFLE_OPTS -Dspark.shuffle.service.port': 'the port that Marathon hands over',
  'env.SPARK_SHUFFLE_OPTS -XX:+LogVMOutput':
    'so that the JVM can be asked for its threads: is the cleaner alive?',
  'env.SPARK_SHUFFLE_OPTS -XX:+UnlockDiagnosticVMOptions': 'the same',
  'env.SPARK_SHUFFLE_OPTS -XX:LogFile': 'the same',
  'healthChecks[0].protocol':
    'on the agent, not from the leader of Marathon, and once the cleaner is known to live',
  'healthChecks[0].command.value': 'the same',
  'healthChecks[0].port': 'the command asks for it',
  'healthChecks[0].ipProtocol': 'of checks by Marathon only',
  'healthChecks[0].delaySeconds': 'it listens after 2 to 3 seconds',
  'healthChecks[0].gracePeriodSeconds': 'a busy host starts slowly',
  'healthChecks[0].intervalSeconds': 'a broken one is known sooner',
  'healthChecks[0].maxConsecutiveFailures':
    'the largest: a check that kills ends the jobs of everybody for one long garbage collection',
  mem: 'a heap of 1g in a task of 1024 MiB has no room for the JVM and Netty: the kernel ends it when it is busy',
};

export const APP_003: Reasons = {
  ...EVERY,
  uris: 'the older name of `fetch`',
  'fetch[0].uri': 'the same archive',
  'fetch[0].extract': 'the default, said; with a `sha256` the archive is checked first',
  'env.SPARK_DAEMON_MEMORY':
    'a heap of 1g in a task of 1024 MiB has no room for the JVM and Netty; so the reservation of 2048 MiB holds two',
  'env.SPARK_NO_DAEMONIZE': 'of the script',
  'env.SPARK_IDENT_STRING': 'of the script: it names files of the daemon',
  'env.SPARK_PID_DIR': 'of the script; Mesos knows the process',
  'env.SPARK_LOG_DIR': 'of the script; the log is in the sandbox, as that of every task',
  'env.SPARK_SHUFFLE_OPTS -Dspark.shuffle.cleaner.interval':
    "the same time with its unit: the service's cleaner is off (`cleanup: 'Janitor'`)",
  'env.SPARK_SHUFFLE_OPTS -Dspark.shuffle.service.enabled': 'the service is always enabled',
  'healthChecks[0].protocol': 'without a check Marathon counts tasks that only wait as healthy',
  'healthChecks[0].portIndex': 'the same',
  'healthChecks[0].delaySeconds': 'it listens after 2 to 3 seconds',
  'healthChecks[0].gracePeriodSeconds': 'a busy host starts slowly',
  'healthChecks[0].intervalSeconds': 'a broken one is known soon',
  'healthChecks[0].timeoutSeconds': 'the same',
  'healthChecks[0].maxConsecutiveFailures': 'the largest: a check that kills ends the jobs of everybody',
};

export const VOLUMES_000: Reasons = {
  'volumes[0].containerPath': 'the same path as outside: executors register absolute paths with the service',
  'volumes[1].containerPath': "the image does not know the user; it sees the agent's names",
  'volumes[1].hostPath': 'the same',
  'volumes[1].mode': 'the same',
};
