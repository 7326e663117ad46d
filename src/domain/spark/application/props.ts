import type { RunsOn } from './runs-on';

/** A driver or an executor, in the words of the Kubernetes operator for Spark. */
export interface RoleProps {
  /** Memory of the JVM: a number with a unit, such as `2g`. */
  readonly memory?: string | undefined;
  /** What a process needs beside the heap. Spark's own rule where nothing is said: a tenth, at least 384 MiB. */
  readonly memoryOverhead?: string | undefined;
  readonly javaOptions?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export interface DriverProps extends RoleProps {
  readonly cores?: number | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** As Marathon writes them: `["rack", "LIKE", "r1|r2"]`. */
  readonly constraints?: readonly (readonly string[])[] | undefined;
  /** The user that Mesos runs it as. */
  readonly user?: string | undefined;
}

export interface ExecutorProps extends RoleProps {
  readonly cores?: number | undefined;
  readonly instances?: number | undefined;
}

/** What runs, by what Spark, and with how much of the cluster: everything that an application itself says. */
export interface ApplicationProps {
  readonly runsOn: RunsOn;
  readonly sparkVersion: string;
  readonly image?: string | undefined;
  /** Who runs the image. @default docker */
  readonly containerizer?: 'docker' | 'mesos' | undefined;
  readonly forcePullImage?: boolean | undefined;
  readonly sparkArchive?: string | undefined;
  readonly sparkHome?: string | undefined;
  readonly nativeLibrary?: { readonly libmesos: string; readonly folder?: string | undefined } | undefined;
  /** The Mesos masters, for a driver that is a framework itself. */
  readonly master?: string | undefined;
  readonly mainClass?: string | undefined;
  readonly mainApplicationFile: string;
  readonly arguments?: readonly string[] | undefined;
  /** The folder with core-site.xml and hdfs-site.xml, where Spark lies. */
  readonly hadoopConfDir?: string | undefined;
  readonly sparkConf?: Readonly<Record<string, string>> | undefined;
  readonly deps?:
    | {
        readonly jars?: readonly string[] | undefined;
        readonly files?: readonly string[] | undefined;
        readonly pyFiles?: readonly string[] | undefined;
        readonly packages?: readonly string[] | undefined;
        readonly excludePackages?: readonly string[] | undefined;
        readonly repositories?: readonly string[] | undefined;
      }
    | undefined;
  readonly driver?: DriverProps | undefined;
  readonly executor?: ExecutorProps | undefined;
}

/** One run of an application: what tells it from every other one. */
export interface RunIdentity {
  /** `metadata.name`. */
  readonly name: string;
  /** Labels of the driver's task; they tell whose it is, and which run. */
  readonly labels: Readonly<Record<string, string>>;
  /** Published defaults; what the application says itself wins. */
  readonly defaults: Readonly<Record<string, string>>;
  /** What their shuffle service shares with executors. @default - not known, see `Published` */
  readonly sharedDirectory?: string | undefined;
}
