import type { Platform } from '../src/domain/agent/platform';
import type { AgentRole } from '../src/domain/agent/platform-rules';
import type { Credentials } from './credentials';

/** The cluster that agents join and the operator talks to. It is there already; nothing of it is made here. */
export interface ICluster {
  /** What an agent must know to join. Its URL may be a token. */
  readonly platform: Platform;
  /** Base URLs of the Mesos masters, separated by commas and without a slash at the end, or where ZooKeeper names the leader. */
  readonly mesosMasterUrl: string;
  /** The same of Marathon; undefined where the cluster has none of its own. */
  readonly marathonUrl: string | undefined;
  /** The same of Metronome, for applications that run there. @default - none */
  readonly metronomeUrl?: string | undefined;
  /** The same of DC/OS itself, for its package manager. @default - none */
  readonly cosmosUrl?: string | undefined;
  /** How the operator shows who it is; undefined where nobody asks. */
  readonly credentials: Credentials | undefined;
  /** ARN of a secret that holds the PEM certificates to trust; undefined for the system's own. */
  readonly caCertificate: string | undefined;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Groups that let agents and operator talk to the masters, and to ZooKeeper where it names them. */
  readonly securityGroupIds: readonly string[];
  /** What agents of this cluster are unless a group says otherwise. */
  readonly agentRole: AgentRole;
}

/** What every platform's `fromAttributes` takes. */
export interface ClusterAttributes {
  /**
   * For example `https://leader.example.internal/mesos`; `http://10.0.0.1:5050,http://10.0.0.2:5050`, several masters;
   * or `zk://10.0.0.1:2181,10.0.0.2:2181/mesos`, where ZooKeeper names the leader (`zk+https://` if it speaks TLS).
   * Without a password. May be a token.
   */
  readonly mesosMasterUrl: string;
  /**
   * The same of Marathon, for example `https://leader.example.internal/service/marathon` or
   * `zk://10.0.0.1:2181/marathon`. May be a token.
   * @default - the cluster has none: the {@link Operator} is given one
   */
  readonly marathonUrl?: string;
  /**
   * The same of Metronome, for example `https://leader.example.internal/service/metronome`, but not `zk://`: what
   * {@link ScheduledSparkApplication} and applications with `runsOn: 'Metronome'` need. May be a token.
   * @default - none
   */
  readonly metronomeUrl?: string;
  /**
   * The same of DC/OS itself, for example `https://leader.example.internal`, but not `zk://`: what
   * {@link SparkDispatcherPackage} needs. May be a token.
   * @default - none
   */
  readonly cosmosUrl?: string;
  /**
   * Shown to Mesos and Marathon by the operator.
   * @default - none
   */
  readonly credentials?: Credentials;
  /**
   * ARN of a secret in AWS Secrets Manager with the PEM certificates of a private authority.
   * @default - the system's own
   */
  readonly caCertificate?: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Existing groups that let agents and operator talk to the masters, and to ZooKeeper where it names them. */
  readonly securityGroupIds: readonly string[];
  /** @default 'private' */
  readonly agentRole?: AgentRole;
}
