import type { ICluster } from './cluster';
import type { IManifestStore } from './manifest-store';
import type { OperatorImage } from './operator-image';
import type { SparkDefaults } from './spark-defaults';

export interface SparkClientProps {
  /** Where the operator publishes the defaults. */
  readonly store: IManifestStore;
  /** Where the machines stand. */
  readonly cluster: ICluster;
  /** Kept on the machines as they are published: a {@link SparkDefaults}, or the name of one in another stack. */
  readonly defaults: Pick<SparkDefaults, 'name'>;
  /** Archive of Spark with its digest: `https://host/spark-2.4.0-bin.tgz#sha512=…`, or `#sha256=`. */
  readonly spark: string;
  /** For the choice of Java. @default - that of the archive's name */
  readonly sparkVersion?: string;
  /**
   * Archive with libmesos and what it needs, with its digest, such as DC/OS' libmesos-bundle.
   * @default - none: for cluster mode and containers
   */
  readonly nativeLibrary?: string;
  /** Further jars with their digests, put into /opt/spark/extra. @default - none */
  readonly jars?: readonly string[];
  /** URL below which core-site.xml and hdfs-site.xml are. @default - none */
  readonly hadoopConf?: string;
  /**
   * Security groups of masters and agents: drivers of client mode listen on ports of the system's choice, and both
   * connect back to them.
   * @default - none: what has the cluster's security groups is let in
   */
  readonly reachableFrom?: readonly string[];
  /** @default 1 */
  readonly instances?: number;
  /** libmesos is built for x86_64. @default 'x86_64' */
  readonly architecture?: 'arm64' | 'x86_64';
  /** @default - t3.large, or t4g.large for arm64 */
  readonly instanceType?: string;
  /**
   * With Amazon Linux 2023 or with `node` (20 or later), `aws` and `java` installed.
   * @default - the newest Amazon Linux 2023 of the architecture
   */
  readonly image?: OperatorImage;
  /** @default - the cluster's */
  readonly subnetIds?: readonly string[];
  /** The program. @default - the one of this package */
  readonly bundle?: string;
  /** Policies for what your applications read and write. @default - none */
  readonly managedPolicyArns?: readonly string[];
  /** @default - only `Name` */
  readonly tags?: Readonly<Record<string, string>>;
}
