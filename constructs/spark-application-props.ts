import type { Construct } from 'constructs';
import type { Problem } from '../src/domain/core/problem';
import type { SparkDistribution } from '../src/domain/spark/distribution';
import type { SparkApplicationManifestInput } from '../src/manifest/spark-application';
import type { ICluster } from './cluster';
import { rejectIn, unknownProblems } from './known';
import type { IManifestStore } from './manifest-store';
import type { SparkDefaults } from './spark-defaults';

type Template = SparkApplicationManifestInput['spec'];

/** The driver of an application. */
export type ApplicationDriver = NonNullable<Template['driver']>;
/** Its executors. */
export type ApplicationExecutor = NonNullable<Template['executor']>;
/** What an application needs besides its own file. */
export type ApplicationDependencies = NonNullable<Template['deps']>;

/** What an application is, whenever it runs. */
export interface ApplicationTemplateProps {
  readonly store: IManifestStore;
  /** Of the manifest, unique among those of its kind in the cluster: lower-case letters, digits and dashes. */
  readonly name: string;
  /** The cluster that it runs on; it says where the masters are. */
  readonly cluster: ICluster;
  /** The Spark of driver and executors: an image of the Docker daemon, an archive, or what is on every agent. */
  readonly spark: SparkDistribution;
  /** Published properties that it gets; it starts once there are some. @default - none */
  readonly defaults?: SparkDefaults;
  /** @default - Python for `.py`, R for `.R`, else Scala */
  readonly type?: 'Java' | 'Scala' | 'Python' | 'R';
  /** Of Java and Scala. */
  readonly mainClass?: string;
  /** A jar, `.py` or `.R`: `https:` is fetched by Mesos, `hdfs:` and `s3a:` by Spark, a path lies where Spark lies. */
  readonly mainApplicationFile: string;
  /** Each reaches the application as it is written. @default - none */
  readonly arguments?: readonly string[];
  /** More properties; they win over the published ones. No secrets. @default - none */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /** The folder with core-site.xml and hdfs-site.xml, where Spark lies. @default - none */
  readonly hadoopConfDir?: string;
  /** @default - none */
  readonly deps?: ApplicationDependencies;
  /** @default - one cpu, 1 GiB of heap */
  readonly driver?: ApplicationDriver;
  /** @default - as Spark's properties say */
  readonly executor?: ApplicationExecutor;
  /**
   * The Mesos masters as a driver finds them, such as `zk://zk-1:2181,zk-2:2181/mesos`.
   * @default - the cluster's ZooKeeper; that of every master of DC/OS, by its name in the cluster
   */
  readonly master?: string;
  /**
   * Where a driver that is not in an image finds libmesos.
   * @default - on DC/OS `/opt/mesosphere/lib`, else where the system has it
   */
  readonly nativeLibrary?: { readonly libmesos: string; readonly folder?: string };
  /** @default 'Retain' */
  readonly deletionPolicy?: 'Retain' | 'Drain';
  /** True: the operator observes and reports, and writes nothing. @default false */
  readonly paused?: boolean;
  /** Of the manifest, for people and for searches. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the manifest. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Every cluster of DC/OS has up to five masters, and each of these names is one of them. */
const DCOS_MASTER = 'zk://zk-1.zk:2181,zk-2.zk:2181,zk-3.zk:2181,zk-4.zk:2181,zk-5.zk:2181/mesos';
const DCOS_LIBRARY = { libmesos: '/opt/mesosphere/lib/libmesos.so', folder: '/opt/mesosphere/lib' };

/** @throws ProblemError where something that must be known is not */
export function templateOf(
  scope: Construct,
  props: ApplicationTemplateProps,
  runsOn: 'Marathon' | 'Metronome' | 'Dispatcher',
): Template {
  const { spark, defaults, arguments: args, sparkConf, deps, driver, executor, mainClass } = props;
  const inCluster = runsOn === 'Dispatcher';
  const master = inCluster ? undefined : masterOf(props);
  rejectIn(scope, [
    ...unknownProblems('name', props.name),
    ...(master === undefined ? [] : unknownProblems('master', master)),
    ...sourceProblems(spark),
  ]);
  return {
    type: props.type ?? typeOf(props.mainApplicationFile),
    runsOn,
    sparkVersion: spark.version,
    ...sourceOf(spark),
    ...(master === undefined ? {} : { master }),
    ...(inCluster ? {} : libraryOf(props)),
    ...(defaults === undefined ? {} : { sparkDefaults: defaults.name }),
    ...(mainClass === undefined ? {} : { mainClass }),
    mainApplicationFile: props.mainApplicationFile,
    ...(args === undefined ? {} : { arguments: [...args] }),
    ...(sparkConf === undefined ? {} : { sparkConf: { ...sparkConf } }),
    ...(props.hadoopConfDir === undefined ? {} : { hadoopConfDir: props.hadoopConfDir }),
    ...(deps === undefined ? {} : { deps }),
    ...(driver === undefined ? {} : { driver }),
    ...(executor === undefined ? {} : { executor }),
  };
}

export function metadataOf({ name, labels, annotations }: ApplicationTemplateProps) {
  return {
    name,
    ...(labels === undefined ? {} : { labels: { ...labels } }),
    ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
  };
}

/** Where it stands in the props, not in the manifest. */
export function inProps(problem: Problem): Problem {
  const at = problem.at.replace(/^spec\.(template\.)?|^metadata\./, '');
  return { ...problem, at: IN_PROPS[at] ?? at };
}

const IN_PROPS: Readonly<Record<string, string>> = {
  image: 'spark',
  sparkArchive: 'spark',
  sparkHome: 'spark',
  sparkVersion: 'spark',
};

function typeOf(file: string): Template['type'] {
  if (/\.py$/i.test(file)) return 'Python';
  return /\.r$/i.test(file) ? 'R' : 'Scala';
}

function masterOf({ master, cluster: { platform } }: ApplicationTemplateProps): string {
  if (master !== undefined) return master;
  return platform.kind === 'dcos' ? DCOS_MASTER : platform.zookeeperUrl;
}

function libraryOf({
  nativeLibrary,
  spark,
  cluster,
}: ApplicationTemplateProps): Pick<Template, 'nativeLibrary'> {
  if (nativeLibrary !== undefined) return { nativeLibrary };
  const isInImage = spark.source.kind === 'docker' || spark.source.kind === 'ucr';
  return isInImage || cluster.platform.kind !== 'dcos' ? {} : { nativeLibrary: DCOS_LIBRARY };
}

function sourceProblems({ source }: SparkDistribution): readonly Problem[] {
  if (source.kind === 'ucr') {
    const wanted = 'SparkDistribution.docker, .archive or .host';
    const fix = "a driver in an image is run by the Docker daemon, on the host's network";
    return [{ at: 'spark', found: 'SparkDistribution.ucr', wanted, fix }];
  }
  if (source.kind !== 'archive' || source.sha256 === undefined) return [];
  const fix = 'the Mesos fetcher checks nothing';
  return [{ at: 'spark', found: 'a sha256', wanted: 'an archive without one', fix }];
}

function sourceOf({ source, home }: SparkDistribution): Partial<Template> {
  switch (source.kind) {
    case 'docker':
    case 'ucr':
      return {
        image: source.image,
        sparkHome: home,
        ...(source.forcePull ? { forcePullImage: true } : {}),
      };
    case 'archive':
      return { sparkArchive: source.uri, sparkHome: home };
    case 'host':
      return { sparkHome: home };
  }
}

/** A cluster without a Metronome keeps no jobs. */
export function metronomeProblems({ cluster }: ApplicationTemplateProps): readonly Problem[] {
  if (cluster.metronomeUrl !== undefined) return [];
  const wanted = 'a cluster with a metronomeUrl';
  return [{ at: 'cluster', found: 'one without', wanted, fix: 'the operator could not reach Metronome' }];
}
