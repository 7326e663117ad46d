import type { SparkUser } from '../src/domain/agent/spark-user';
import type { Duration } from '../src/domain/core/duration';
import type { Size } from '../src/domain/core/size';
import type { UpdateMode } from '../src/domain/marathon/upgrade-strategy';
import type { StaticReservation } from '../src/domain/mesos/static-reservation';
import type { SparkDistribution } from '../src/domain/spark/distribution';
import type { ServiceAuthentication } from '../src/domain/spark/service-authentication';
import type { Cleanup } from '../src/domain/spark/service-settings';
import type { ServiceTuning } from '../src/domain/spark/service-tuning';
import type { Credentials } from './credentials';
import type { DedicatedMarathon } from './dedicated-marathon';
import type { IManifestStore } from './manifest-store';
import type { ServiceUpgrade } from './shuffle-service-upgrade';

/** What a shuffle service has to know of the agents that it runs on. An `AgentGroup` is one. */
export interface IShuffleAgents {
  readonly reservations: readonly StaticReservation[];
  /** The host directory that service and executors share. */
  readonly sharedDirectory: string;
  /** Who runs both. */
  readonly sparkUser: SparkUser;
  readonly attributes: Readonly<Record<string, string>>;
  /** ARNs of secrets that they have for shuffle services. @default - none */
  readonly sparkSecrets?: readonly string[];
  /** Whether a janitor removes what dead applications left there. @default false */
  readonly hasJanitor?: boolean;
  /** Whether they have the attribute `mesos_spark_shuffle` once their shuffle services answer. @default false */
  readonly hasShuffleGate?: boolean;
}

export interface ShuffleServiceProps {
  readonly store: IManifestStore;
  /** Unique in the cluster: lower-case letters, digits and dashes. It becomes a part of the app's id. */
  readonly name: string;
  /** Where it lives. Holds every service on it and, for an update, the largest once more. */
  readonly reservation: StaticReservation;
  /** Where it runs. All of them have the reservation, one shared directory and one Spark user. */
  readonly agents: readonly IShuffleAgents[];
  readonly spark: SparkDistribution;
  /** @default '768m' */
  readonly heap?: Size | string;
  /**
   * Of the whole task: heap, Netty's buffers and the JVM's own.
   * @default - the heap and a quarter more, at least 256 MiB more
   */
  readonly memory?: Size | string;
  /** @default 0.5 */
  readonly cpus?: number;
  /**
   * Who removes the files of dead applications: `Service`, some minutes after a driver's last word, or `Janitor`,
   * that of the agents, once nobody has used them for its limit. A driver that loses its connection is dead to the
   * service, so `Janitor` is the safer one for applications that never end; it takes more disk.
   * @default 'Service'
   */
  readonly cleanup?: Cleanup;
  /** How often the service looks for dead applications, from 1 s to an hour. @default '30s' */
  readonly cleanupInterval?: Duration | string;
  /**
   * After how long without a byte it closes a connection, from 2 minutes to an hour. Above every
   * `spark.network.timeout` of applications: a driver whose connection is closed loses its files.
   * @default '300s'
   */
  readonly connectionTimeout?: Duration | string;
  /**
   * Whom it answers: who shows that they know a secret (`spark.authenticate`), and who encrypts, too. The secret is only
   * referred to. Another reference makes another version of the service, which runs beside the old one.
   * @default - none: everybody who reaches its port
   */
  readonly authentication?: ServiceAuthentication;
  /**
   * The port to take first.
   * @default - the lowest free one of the reservation
   */
  readonly port?: number;
  /** How it serves many executors at once. @default - Spark's own figures */
  readonly tuning?: ServiceTuning;
  /** `spark.*` settings that the service itself reads, such as `spark.shuffle.io.preferDirectBufs`. @default - none */
  readonly properties?: Readonly<Record<string, string>>;
  /** Further options of its JVM. @default - none */
  readonly javaOptions?: readonly string[];
  /** Further environment, such as JAVA_HOME. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Only on agents with these attributes. @default - on all that have the reservation */
  readonly attributes?: Readonly<Record<string, string>>;
  /**
   * `SideBySide`: a changed service runs beside the old one until that is unused. `InPlace` needs no room for
   * it and breaks applications that run meanwhile.
   * @default 'SideBySide'
   */
  readonly updates?: UpdateMode;
  /**
   * What becomes of the old version while applications use it, and when it counts as unused.
   * @default { whenInUse: 'Wait' }
   */
  readonly upgrade?: ServiceUpgrade;
  /**
   * Another Marathon than the cluster's own: one of the reservation's role, or its URLs separated by commas, or
   * `zk://HOSTS/PATH`, where ZooKeeper names its leader. Without a password. A service stays where it is: for another Marathon declare one under another name.
   * @default - the operator's
   */
  readonly marathon?: DedicatedMarathon | string;
  /**
   * What the operator shows that Marathon: a secret of its own. The operator of the same store may read it.
   * @default - the cluster's credentials where that Marathon is at servers that see them anyhow, as behind DC/OS' own
   * address, else none
   */
  readonly marathonCredentials?: Credentials;
  /**
   * The id of a Marathon app that was made by hand and runs this service already, such as `/shuffle`. It is the first
   * version: raised where agents join, never changed in place, and replaced side by side where it is not what is
   * declared here. It has one task a host (`["hostname", "UNIQUE"]`), the host's network, and one port of the
   * reservation, which it requires.
   * @default - none
   */
  readonly adopt?: string;
  /**
   * What becomes of the service when it is declared no longer: `Retain` leaves it running, `Drain` removes it
   * once it is unused.
   * @default 'Retain'
   */
  readonly deletionPolicy?: 'Retain' | 'Drain';
  /** True: the operator observes and reports, and writes nothing. @default false */
  readonly paused?: boolean;
  /** Of the manifest, for people and for searches. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the manifest. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Any other field of a Marathon app, passed as it stands; labels and constraints are added. @default - none */
  readonly app?: Readonly<Record<string, unknown>>;
}
