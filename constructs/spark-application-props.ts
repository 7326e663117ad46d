import type { Problem } from '../src/domain/core/problem';
import { ownProblems } from '../src/domain/spark/application/own-problems';
import type { SparkDistribution } from '../src/domain/spark/distribution';
import type { SparkApplicationManifestInput } from '../src/manifest/spark-application';
import type { ICluster } from './cluster';
import { unknownProblems } from './known';
import type { IManifestStore } from './manifest-store';
import { type GivenDefaults, publishedBy } from './own-property-checks';
import { containerizerOf, libraryOf, masterOf, sourceOf, sourceProblems } from './spark-place';

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
  /** The Spark of driver and executors: an image, an archive, or what is on every agent. */
  readonly spark: SparkDistribution;
  /**
   * Published properties that it gets; it starts once there are some. A `SparkDefaults`, or the name of one in
   * another stack.
   * @default - none
   */
  readonly defaults?: GivenDefaults;
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

/** Who starts a driver. */
type RunsOn = 'Marathon' | 'Metronome' | 'Dispatcher';

/** What the manifest would not tell, or not in the words of the props. */
export function templateProblems(props: ApplicationTemplateProps, runsOn: RunsOn): readonly Problem[] {
  const published = publishedBy(props.defaults);
  return [
    ...unknownProblems('name', props.name),
    ...(runsOn === 'Dispatcher' ? [] : unknownProblems('master', masterOf(props))),
    ...sourceProblems(props.spark),
    ...(runsOn === 'Metronome' ? metronomeProblems(props) : []),
    ...(published ? ownProblems({ ...props, sparkVersion: props.spark.version }, published) : []),
  ];
}

export function templateOf(props: ApplicationTemplateProps, runsOn: RunsOn): Template {
  const { spark, defaults, arguments: args, sparkConf, deps, driver, executor, mainClass } = props;
  const inCluster = runsOn === 'Dispatcher';
  return {
    type: props.type ?? typeOf(props.mainApplicationFile),
    runsOn,
    sparkVersion: spark.version,
    ...sourceOf(spark),
    ...containerizerOf(spark),
    ...(inCluster ? {} : { master: masterOf(props), ...libraryOf(props) }),
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

/** A cluster without a Metronome keeps no jobs. */
function metronomeProblems({ cluster }: ApplicationTemplateProps): readonly Problem[] {
  if (cluster.metronomeUrl !== undefined) return [];
  const wanted = 'a cluster with a metronomeUrl';
  return [{ at: 'cluster', found: 'one without', wanted, fix: 'the operator could not reach Metronome' }];
}
