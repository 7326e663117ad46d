import type { Duration } from '../src/domain/core/duration';
import type { Size } from '../src/domain/core/size';
import type { MarathonSource } from '../src/domain/marathon-server/source';
import type { ICluster } from './cluster';
import type { IManifestStore } from './manifest-store';
import type { AppUpgrade } from './marathon-app';
import type { OperatorImage } from './operator-image';

/** What both ways of running it have in common. */
export interface DedicatedMarathonProps {
  /** Whose Mesos it registers with, and, for machines, where they stand. */
  readonly cluster: ICluster;
  /**
   * Lower-case letters, digits and dashes, unique in the cluster and not `marathon`. It is the framework's name, the
   * path in ZooKeeper and, on DC/OS, the one below `/service/`.
   */
  readonly name: string;
  /** What it is registered with (`--mesos_role`), for example the reservation's `role`. */
  readonly role: string;
  /** Of Marathon, 1.5 to 1.11, such as `1.8.222`: it decides which flags it can be started with. */
  readonly version: string;
  /** As an app of the cluster's Marathon (DC/OS 1.x), or on machines of its own (Mesos without any Marathon). */
  readonly runs: OnMarathonProps | OnMachinesProps;
  /**
   * Where its state lies: `zk://HOSTS/PATH` with a path of its own, without a password; may be a token.
   * @default - the hosts of the cluster's ZooKeeper and the path `/NAME`; on DC/OS `zk-1.zk` to `zk-5.zk`
   */
  readonly zookeeperUrl?: string;
  /**
   * How the leading master is found.
   * @default - `zk://HOSTS/mesos` of the cluster
   */
  readonly masterUrl?: string;
  /** @default - the name */
  readonly frameworkName?: string;
  /**
   * How long Mesos waits for it to come back before it ends all its tasks. An hour or more.
   * @default '7days' - as Marathon has it
   */
  readonly failoverTimeout?: Duration | string;
  /**
   * What an app takes that names no `acceptedResourceRoles`: what is reserved for the role, what is reserved for
   * nobody, or both.
   * @default 'reserved'
   */
  readonly defaultResources?: 'reserved' | 'unreserved' | 'any';
  /**
   * How it shows the master who it is.
   * @default - not at all
   */
  readonly mesosAuthentication?: MesosAuthenticationProps;
  /** Of its JVM. @default '1g' */
  readonly heap?: Size | string;
  /**
   * Further flags by name, without dashes, such as `{ max_instances_per_offer: '100' }`; an empty text is a switch.
   * No secrets.
   * @default - none
   */
  readonly flags?: Readonly<Record<string, string>>;
}

/** The secret is never a text here: a file that is there, or, for machines, a secret in AWS Secrets Manager. */
export interface MesosAuthenticationProps {
  readonly principal: string;
  /** Where the secret lies in the container or on the agent. Apps only. @default - none is sent */
  readonly secretFile?: string;
  /** ARN of the secret; written to memory before each start. Machines only. @default - none is sent */
  readonly secretArn?: string;
}

/** As an app of the cluster's Marathon, kept by the operator as any MarathonApp. */
export interface OnMarathonProps {
  readonly on: 'marathon';
  readonly store: IManifestStore;
  /** `MarathonSource.docker`, `ucr` or `archive`. */
  readonly source: MarathonSource;
  /** One leads, the others wait. 2 or more. @default 2 */
  readonly instances?: number;
  /** @default - `/NAME` */
  readonly appId?: string;
  /**
   * Of its API, on every agent; Mesos' messages take the next one.
   * @default - two ports by chance, as the agent offers them
   */
  readonly port?: number;
  /**
   * Where its API is reached by operator and people. May be a token.
   * @default - on DC/OS `/service/NAME` of the cluster; elsewhere it has to be said
   */
  readonly url?: string;
  /** @default 1 */
  readonly cpus?: number;
  /** Of the whole task. @default - the heap and a half more */
  readonly memory?: Size | string;
  /** Of an archive: Mesos' library on the agents. @default - where the platform has it */
  readonly nativeLibrary?: string;
  /** Only on agents with these attributes. @default - any */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Further environment, such as JAVA_HOME, or `{ secret: NAME }` as Marathon takes it. @default - none */
  readonly environment?: Readonly<Record<string, unknown>>;
  /** Any other field of a Marathon app, such as `secrets` or `user`; what it says wins. @default - none */
  readonly app?: Readonly<Record<string, unknown>>;
  /** @default - as a MarathonApp has it */
  readonly upgrade?: AppUpgrade;
  /** @default 'Retain' */
  readonly deletionPolicy?: 'Retain' | 'Drain';
}

/** On machines of its own behind an internal load balancer. Plain Mesos only. */
export interface OnMachinesProps {
  readonly on: 'machines';
  /** `MarathonSource.archive` or `package`. */
  readonly source: MarathonSource;
  /** One leads, the others wait. 2 or more, over the subnets and so the zones. @default 2 */
  readonly machines?: number;
  /** @default 't3.medium' */
  readonly instanceType?: string;
  /** A system that Mesos' library runs on, with systemd and cloud-init. */
  readonly image: OperatorImage;
  /** @default - the cluster's */
  readonly subnetIds?: readonly string[];
  /** The package with Java 8, unless the image has `java`. @default 'java-1.8.0-amazon-corretto' */
  readonly javaPackage?: string;
  /** @default 8080 */
  readonly httpPort?: number;
  /** Where masters send Mesos' messages. @default 9095 */
  readonly libprocessPort?: number;
  /**
   * Groups that may use its API, beside those of the cluster.
   * @default - none
   */
  readonly clientSecurityGroupIds?: readonly string[];
  /** For what you run beside it. @default - none */
  readonly managedPolicyArns?: readonly string[];
  /** @default - only `Name` */
  readonly tags?: Readonly<Record<string, string>>;
}
