import { type Command, Option } from 'commander';

/** As they stand on the command line. */
export interface SubmitOptions {
  readonly master?: string;
  readonly deployMode?: string;
  readonly dispatcher?: string;
  readonly resolveLeader?: boolean;
  readonly class?: string;
  readonly name?: string;
  readonly jars?: string;
  readonly files?: string;
  readonly pyFiles?: string;
  readonly packages?: string;
  readonly driverMemory?: string;
  readonly driverCores?: string;
  readonly executorMemory?: string;
  readonly executorCores?: string;
  readonly totalExecutorCores?: string;
  readonly supervise?: boolean;
  readonly conf?: readonly string[];
  readonly propertiesFile?: string;
  readonly verbose?: boolean;
  readonly shell?: string;
  readonly defaults?: string;
  readonly store?: string;
  readonly sparkHome?: string;
  readonly sparkVersion?: string;
  readonly executorUri?: string;
  readonly executorImage?: string;
  readonly executorHome?: string;
  readonly containerizer?: string;
  readonly nativeLibrary?: string;
  readonly hadoopConfDir?: string;
  readonly localIp?: string;
  readonly docker?: string;
  readonly mount?: readonly string[];
  readonly upload?: string;
  readonly run?: boolean;
  readonly check?: boolean;
  readonly output: 'text' | 'json';
}

/** Where a shell, a driver or a dispatcher is, and how executors are made: the same for `submit` and `shell`. */
export function addSubmitOptions(command: Command): Command {
  return command
    .option('--master <url>', 'local, local[N], HOST:5050, or zk://HOST:2181,HOST:2181/mesos')
    .option('--resolve-leader', 'ask ZooKeeper now, and give Spark the leading master instead of ZooKeeper')
    .option('--name <name>', 'of the application')
    .option('--jars <list>', 'more jars, with commas')
    .option('--files <list>', 'files for the working folder of executors, with commas')
    .option('--py-files <list>', '.py, .zip and .egg files for Python, with commas')
    .option('--packages <list>', 'Maven coordinates, with commas')
    .option('--driver-memory <size>', 'such as 2g')
    .option('--executor-memory <size>', 'of each executor')
    .option('--executor-cores <n>', 'of each executor')
    .option('--total-executor-cores <n>', 'of all executors together')
    .option('--conf <key=value>', 'a property; as often as you like', collect)
    .option('--properties-file <path>', "in place of Spark's conf/spark-defaults.conf")
    .option('--verbose', 'let Spark print what it has understood')
    .option('--defaults <name>', 'start from the properties that the operator publishes under this name')
    .option('--store <url>', "where they are, the operator's --state: s3://BUCKET[/PREFIX] or file:///FOLDER")
    .option('--spark-home <folder>', 'that holds bin/spark-submit (default: SPARK_HOME, else by PATH)')
    .option('--spark-version <version>', 'of driver and executors (default: that of the Spark found)')
    .option('--executor-uri <url>', 'an archive of Spark that executors fetch')
    .option('--executor-image <image>', 'an image that executors run in')
    .option('--executor-home <folder>', 'of Spark in the archive, in the image or on the agents')
    .addOption(
      new Option('--containerizer <which>', 'who runs the image')
        .choices(['docker', 'mesos'])
        .default('docker'),
    )
    .option(
      '--native-library <path>',
      'libmesos.so, or a folder with it and all that it needs (default: found)',
    )
    .option('--hadoop-conf-dir <folder>', 'with core-site.xml and hdfs-site.xml (default: HADOOP_CONF_DIR)')
    .option('--local-ip <address>', 'of this machine, by which executors and masters reach the driver')
    .option('--docker <image>', "run it in a container of this machine, on the host's network")
    .option(
      '--mount <path>',
      'with --docker: a folder or file that the container sees; as often as you like',
      collect,
    )
    .option('--run', 'check everything and run it; without it the command is printed')
    .option('--check', 'check everything, then print the command')
    .option('--no-check', 'with --run: check nothing')
    .addOption(new Option('-o, --output <form>', 'how to print').choices(['text', 'json']).default('text'));
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
