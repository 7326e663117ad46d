export const IMAGE = 'mesosphere/spark:1.1.1-2.2.0-hadoop-2.7';
export const ARCHIVE = 'https://downloads.mesosphere.com/spark/assets/spark-2.2.0-bin-2.6.tgz';
export const CLASS = ['--class', 'org.apache.spark.examples.SparkPi'];
export const VERSION = ['--spark-version', '2.2.0'];
// The seed names one server twice; ours refuses that, see the test below.
export const OUTSIDE = ['--master', 'zk://10.10.0.136:2181,10.10.0.50:2181,10.10.0.51:2181/mesos'];
export const ZK = 'zk://zk-1.zk:2181,zk-2.zk:2181,zk-3.zk:2181,zk-4.zk:2181,zk-5.zk:2181/mesos';
export const INSIDE = [
  '--master',
  ZK,
  '--native-library',
  '/opt/mesosphere/lib',
  '--hadoop-conf-dir',
  '/opt/hadoop/etc/hadoop',
];
export const DOCKER = ['--executor-image', IMAGE, '--executor-home', '/opt/spark/dist'];
export const LOCAL_JAR = ['spark-examples_2.11-2.0.1.jar', '400'];
const HDFS_JAR = ['hdfs://hdfs/spark-examples_2.10-1.4.0-SNAPSHOT.jar', '400'];

const TWICE =
  '--master: mesos://zk://10.10.0.136:2181,10.10.0.50:2181,10.10.0.50:2181/mesos -> mesos://zk://10.10.0.136:2181,10.10.0.50:2181,10.10.0.51:2181/mesos';
const SAID = 'spark.mesos.containerizer: nothing -> docker';

export interface Row {
  readonly id: string;
  readonly ours: readonly string[];
  /** Each difference with its reason; one that is not listed fails, as does one that is not there. */
  readonly differs: Readonly<Record<string, string>>;
}

/** What a seed types by hand, and what one types instead. */
export const rows: readonly Row[] = [
  { id: '002[4]', ours: ['--master', 'local', ...CLASS, 'spark-examples_2.11-2.0.1.jar', '30'], differs: {} },
  {
    id: '002[9]',
    ours: [...OUTSIDE, '--executor-uri', ARCHIVE, ...CLASS, ...LOCAL_JAR],
    differs: { [TWICE]: 'the seed names one server twice' },
  },
  {
    id: '002[10]',
    ours: [...OUTSIDE, ...DOCKER, ...CLASS, ...LOCAL_JAR],
    differs: { [TWICE]: 'the seed names one server twice', [SAID]: 'the default, said' },
  },
  {
    id: '002[11]',
    ours: [...OUTSIDE, ...DOCKER, '--containerizer', 'mesos', ...CLASS, ...LOCAL_JAR],
    differs: { [TWICE]: 'the seed names one server twice' },
  },
  { id: '002[16]', ours: [...INSIDE, '--executor-uri', ARCHIVE, ...CLASS, ...HDFS_JAR], differs: {} },
  {
    id: '002[17]',
    ours: [...INSIDE, ...DOCKER, ...CLASS, ...HDFS_JAR],
    differs: { [SAID]: 'the default, said' },
  },
  {
    id: '002[18]',
    ours: [...INSIDE, ...DOCKER, '--containerizer', 'mesos', ...CLASS, ...HDFS_JAR],
    differs: {},
  },
  {
    id: '004[2]',
    ours: [
      ...['--master', 'zk://192.168.0.121:2181,192.168.0.122:2181,192.168.0.123:2181/mesos'],
      ...['--class', 'cassSpark', 'test_cassspark_2.11-1.0.jar'],
    ],
    differs: { '--deploy-mode: nothing -> client': 'the default, said' },
  },
];
