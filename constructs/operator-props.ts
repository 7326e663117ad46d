import type { Duration } from '../src/domain/core/duration';
import type { IDrainedGroup } from './agent-drain';
import type { ICluster } from './cluster';
import type { Credentials } from './credentials';
import type { DedicatedMarathon } from './dedicated-marathon';
import type { IManifestStore } from './manifest-store';
import type { OperatorImage } from './operator-image';
import type { InterruptionsProps } from './operator-interruptions';
import type { StatusPage } from './operator-status-page';

/** Agents that the operator asks how they are. An `AgentGroup` is such. */
export interface IWatchedAgents {
  /** For messages and for the names of rules. */
  readonly node: { readonly path: string };
  /** Where each of them answers; undefined where none does. */
  readonly healthPort: number | undefined;
  /** Where the Mesos agent itself answers. @default 5051 */
  readonly agentPort?: number;
  readonly securityGroupId: string;
  /** Where it waits for the operator before it ends a machine. @default - it does not */
  readonly drained?: IDrainedGroup | undefined;
}

export interface OperatorProps {
  readonly store: IManifestStore;
  /** Whose Mesos and Marathon it talks to, how it shows who it is, and where its machines stand. */
  readonly cluster: ICluster;
  /**
   * The Marathon on which everything is that names no other: its URLs separated by commas, `zk://HOSTS/PATH`, where
   * ZooKeeper names its leader, or one that is made here. Without a password.
   * @default - the cluster's
   */
  readonly marathon?: DedicatedMarathon | string;
  /**
   * What that Marathon is shown.
   * @default - the cluster's credentials, which Mesos is shown; but none where `marathon` names another server than
   * the cluster's own Marathon and masters are at
   */
  readonly marathonCredentials?: Credentials;
  /**
   * Agents of this program, whose ports of health are then open to it. It asks them who is connected to a shuffle
   * service before it ends an old version. With a `statusPage` the ports of the Mesos agents are open to it, too, for
   * what their containers use.
   * @default - none: what has the cluster's security groups is let in
   */
  readonly agents?: readonly IWatchedAgents[];
  /**
   * Where every agent answers how it is.
   * @default - the port of `agents`, else 61337
   */
  readonly agentHealthPort?: number;
  /**
   * VPCs of agents. EC2 is asked which instance each agent runs on, and of a lost one whether it is terminated: then
   * the agent is gone. An empty list: EC2 is not asked, and a person or the registry has to say so.
   * @default - the cluster's
   */
  readonly agentVpcIds?: readonly string[];
  /**
   * Which notices of AWS it makes drains of, so that nothing new comes to a machine that is about to end.
   * @default - as its own defaults are, where a group of `agents` waits for it (`drainOnTermination`); else none
   */
  readonly interruptions?: InterruptionsProps | 'off';
  /**
   * Machines. One leads, the others wait for it to fall silent.
   * @default 2
   */
  readonly instances?: number;
  /**
   * Who of them writes. `lease`: the holder of a lease in the store. `marathon`: the one on the machine whose
   * Marathon leads, for an `image` that holds a Marathon which names itself by the machine's host name.
   * @default 'lease'
   */
  readonly leadership?: 'lease' | 'marathon';
  /**
   * True: it writes status and lease and nothing else; the cluster stays as it is. To look at what it would do.
   * @default false
   */
  readonly observeOnly?: boolean;
  /**
   * How often everything is looked at, from 1 s. Events of Marathon and Mesos make it look sooner.
   * @default '10s'
   */
  readonly interval?: Duration | string;
  /**
   * Where its machines answer how they are, and show people what they do.
   * @default - nowhere
   */
  readonly statusPage?: StatusPage;
  /** Of its log, which is in the journal of the machine, one JSON a line. @default 'info' */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
  /** @default 'arm64' */
  readonly architecture?: 'arm64' | 'x86_64';
  /** @default - t4g.small, or t3.small for x86_64 */
  readonly instanceType?: string;
  /**
   * An AMI, or the public or own SSM parameter that names one; it is read each time a machine starts. With
   * Amazon Linux 2023 or with `node` (20 or later) and `aws` installed.
   * @default - the newest Amazon Linux 2023 of the architecture
   */
  readonly image?: OperatorImage;
  /** @default - the cluster's */
  readonly subnetIds?: readonly string[];
  /**
   * The program.
   * @default - the one of this package
   */
  readonly bundle?: string;
  /**
   * More secrets that it may read, by their ARNs: those that manifests of other stacks name. Those of this stack are
   * known.
   * @default - none
   */
  readonly secretArns?: readonly string[];
  /**
   * Policies for what you run beside it, for example `arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore`.
   * @default - none
   */
  readonly managedPolicyArns?: readonly string[];
  /** @default - only `Name` */
  readonly tags?: Readonly<Record<string, string>>;
}
