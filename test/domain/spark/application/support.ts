import type { ApplicationProps, RunIdentity } from '../../../../src/domain/spark/application/props';

export const RUN: RunIdentity = {
  name: 'pi',
  labels: { 'mesos-spark.owner': 'SparkApplication/pi', 'mesos-spark.run': 'SparkApplication/pi/0a1b2c3d-1' },
  defaults: {
    'spark.dynamicAllocation.enabled': 'true',
    'spark.shuffle.service.enabled': 'true',
    'spark.shuffle.service.port': '7337',
    'spark.mesos.executor.docker.image': 'of/the-defaults:1',
    'spark.executor.memory': '4g',
  },
};

export const MASTER = 'zk://zk-1:2181,zk-2:2181/mesos';

/** The words of the document that the project came from. */
export const PI: ApplicationProps = {
  runsOn: 'Marathon',
  sparkVersion: '2.4.0',
  image: 'mesosphere/spark:2.7.0-2.4.0-hadoop-2.7',
  master: MASTER,
  mainClass: 'org.apache.spark.examples.SparkPi',
  mainApplicationFile: 'https://downloads.mesosphere.com/spark/assets/spark-examples_2.11-2.0.1.jar',
  arguments: ['400'],
  sparkConf: { 'spark.ui.port': '4050' },
  driver: { cores: 0.5, memory: '1g', env: { STAGE: 'test' }, constraints: [['rack', 'LIKE', 'r1|r2']] },
  executor: { cores: 2, memory: '2g', instances: 3, env: { TZ: 'UTC' } },
};

/** The image by Mesos' own containerizer. */
export const UCR: ApplicationProps = { ...PI, containerizer: 'mesos' };

const { image: _, ...without } = PI;
export const BY_ARCHIVE: ApplicationProps = {
  ...without,
  sparkArchive: 'https://downloads.mesosphere.com/spark/assets/spark-2.4.0-bin-2.6.tgz',
  nativeLibrary: { libmesos: '/opt/mesosphere/lib/libmesos.so', folder: '/opt/mesosphere/lib' },
};

export const ON_HOSTS: ApplicationProps = {
  ...without,
  sparkHome: '/opt/spark',
  hadoopConfDir: '/etc/hadoop',
  mainApplicationFile: 'hdfs://hdfs/jobs/etl.py',
  mainClass: undefined,
  deps: { pyFiles: ['https://files.example/lib.zip', 'hdfs://hdfs/more.zip'], packages: ['org.a:b:1.0'] },
};

export const CLUSTER: ApplicationProps = {
  ...PI,
  runsOn: 'Dispatcher',
  master: undefined,
  driver: { cores: 2, memory: '3g', env: { STAGE: 'test' }, constraints: [['rack', 'IS', 'r1']] },
};
