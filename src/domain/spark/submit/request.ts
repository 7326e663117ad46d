import type { Size } from '../../core/size';
import type { SparkDistribution } from '../distribution';
import type { MasterUrl } from './master-url';
import type { NativeLibrary } from './native-library';
import type { Word } from './word';

/** Where the driver runs, and who gives it executors. */
export type SubmitTarget =
  /** Everything in one JVM on this machine, without Mesos. */
  | {
      readonly is: 'local';
      /** @default 1 */
      readonly threads?: number | 'all';
    }
  /** The driver is this process, and a framework of Mesos. */
  | {
      readonly is: 'client';
      readonly master: MasterUrl;
      /** @default - libmesos is found without our help, as in images that hold it */
      readonly nativeLibrary?: NativeLibrary;
    }
  /** The driver is a task in the cluster, started by a dispatcher. */
  | {
      readonly is: 'cluster';
      readonly dispatcher: MasterUrl;
      /** Start the driver anew when it fails. @default false */
      readonly supervise?: boolean;
    };

export const SHELL_LANGUAGES = ['python', 'r', 'scala', 'sql'] as const;
export type ShellLanguage = (typeof SHELL_LANGUAGES)[number];

/** What runs. */
export type SubmitProgram =
  | {
      readonly is: 'application';
      /** A jar, a .py or a .R file: a path or a URI. */
      readonly resource: Word;
      /** Of a jar; Python and R have none. */
      readonly mainClass?: string;
      readonly args?: readonly string[];
    }
  | { readonly is: 'shell'; readonly language: ShellLanguage; readonly args?: readonly string[] };

/** How much of the cluster is taken. What is left out is what the properties or Spark's own defaults say. */
export interface SubmitAmounts {
  readonly driverMemory?: Size;
  /** Of the driver's task; cluster mode only. */
  readonly driverCores?: number;
  readonly executorMemory?: Size;
  /** Of one executor. */
  readonly executorCores?: number;
  /** Of all executors together. */
  readonly totalExecutorCores?: number;
}

export interface SubmitRequest {
  /** Of driver and executors, such as `2.4.0`. */
  readonly sparkVersion: string;
  readonly target: SubmitTarget;
  readonly program: SubmitProgram;
  /** The folder that holds `bin/spark-submit`. @default - the programs are found by PATH */
  readonly sparkHome?: Word;
  /** Where executors find Spark. @default - as the properties say */
  readonly executors?: SparkDistribution;
  readonly name?: string;
  readonly amounts?: SubmitAmounts;
  /** Each becomes a `--conf`: they win over every file. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Read by Spark in place of its own `conf/spark-defaults.conf`. */
  readonly propertiesFile?: Word;
  readonly jars?: readonly Word[];
  readonly files?: readonly Word[];
  readonly pyFiles?: readonly Word[];
  /** Maven coordinates. */
  readonly packages?: readonly string[];
  /** The folder with core-site.xml and hdfs-site.xml, for the driver. */
  readonly hadoopConfDir?: string;
  /** Of this machine, by which masters and executors reach a driver. @default - what its host name resolves to */
  readonly localIp?: string;
  /** LD_LIBRARY_PATH of the environment that the command is to run in. */
  readonly inheritedLibraryPath?: string;
  /** Print what Spark has understood. @default false */
  readonly verbose?: boolean;
}
