import type { Problem } from '../src/domain/core/problem';
import type { SparkDistribution } from '../src/domain/spark/distribution';
import type { ICluster } from './cluster';

/** What a driver and a dispatcher have in common: whose masters, and what Spark. */
export interface SparkPlace {
  readonly cluster: ICluster;
  readonly spark: SparkDistribution;
  readonly master?: string;
  readonly nativeLibrary?: NativeLibrary;
}

export interface NativeLibrary {
  readonly libmesos: string;
  readonly folder?: string | undefined;
}

/** Every cluster of DC/OS has up to five masters, and each of these names is one of them. */
const DCOS_MASTER = 'zk://zk-1.zk:2181,zk-2.zk:2181,zk-3.zk:2181,zk-4.zk:2181,zk-5.zk:2181/mesos';
const DCOS_LIBRARY = { libmesos: '/opt/mesosphere/lib/libmesos.so', folder: '/opt/mesosphere/lib' };

export function masterOf({ master, cluster: { platform } }: SparkPlace): string {
  if (master !== undefined) return master;
  return platform.kind === 'dcos' ? DCOS_MASTER : platform.zookeeperUrl;
}

/** An image knows its own; agents of DC/OS have one in a place of theirs. */
export function libraryOf({ nativeLibrary, spark, cluster }: SparkPlace): {
  readonly nativeLibrary?: NativeLibrary;
} {
  if (nativeLibrary !== undefined) return { nativeLibrary };
  const isInImage = spark.source.kind === 'docker' || spark.source.kind === 'ucr';
  return isInImage || cluster.platform.kind !== 'dcos' ? {} : { nativeLibrary: DCOS_LIBRARY };
}

export function sourceProblems({ source }: SparkDistribution): readonly Problem[] {
  if (source.kind !== 'archive' || source.sha256 === undefined) return [];
  const fix = 'the Mesos fetcher checks nothing';
  return [{ at: 'spark', found: 'a sha256', wanted: 'an archive without one', fix }];
}

/** An app's containers of Mesos' own runtime are not made for it here. */
export function dispatcherSourceProblems(spark: SparkDistribution): readonly Problem[] {
  if (spark.source.kind !== 'ucr') return sourceProblems(spark);
  const wanted = 'SparkDistribution.docker, .archive or .host';
  const fix = "a dispatcher in an image is run by the Docker daemon, on the host's network";
  return [{ at: 'spark', found: 'SparkDistribution.ucr', wanted, fix }];
}

interface Source {
  readonly image?: string;
  readonly forcePullImage?: boolean;
  readonly sparkArchive?: string;
  readonly sparkHome?: string;
}

export function sourceOf({ source, home }: SparkDistribution): Source {
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

/** Who runs an image, where it is not the Docker daemon. */
export function containerizerOf({ source }: SparkDistribution): { readonly containerizer?: 'mesos' } {
  return source.kind === 'ucr' ? { containerizer: 'mesos' } : {};
}
