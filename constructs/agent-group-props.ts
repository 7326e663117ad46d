import type { HostShuffleServiceProps } from '../src/domain/agent/host-shuffle';
import type { ResourcesForm } from '../src/domain/agent/offered-resources';
import type { AgentRole } from '../src/domain/agent/platform-rules';
import type { SparkUser } from '../src/domain/agent/spark-user';
import type { Ranges } from '../src/domain/core/ranges';
import type { Size } from '../src/domain/core/size';
import type { AgentFlags } from '../src/domain/mesos/agent-flags';
import type { StaticReservation } from '../src/domain/mesos/static-reservation';
import type { DrainOnTerminationProps } from './agent-drain';
import type { ShuffleGateProps } from './agent-gate';
import type { HealthProps, LaunchHookProps } from './agent-health';
import type { AgentImage } from './agent-image';
import type { JanitorProps } from './agent-janitor';
import type { Purchasing } from './agent-purchasing';
import type { ICluster } from './cluster';
import type { DeployedAgents } from './deployed-agents';
import type { EphemeralStorage } from './ephemeral-storage';
import type { Peers } from './security-peers';

/** How many agents. Terraform sets `desired` once; afterwards whoever scales the group owns the number. */
export interface AgentCapacity {
  readonly min: number;
  /** @default - `min` */
  readonly desired?: number;
  readonly max: number;
}

/** Where drivers run that are not on agents of this group. */
export interface Drivers extends Peers {}

export interface RootVolume {
  /** A whole number of GiB. @default '30g' */
  readonly size?: Size | string;
  /** ARN of the key that encrypts it. @default - the account's key for EBS */
  readonly kmsKeyId?: string;
}

/** One more EBS volume for each machine: encrypted gp3, deleted with the machine. It is attached, not mounted. */
export interface ExtraVolume {
  /** `/dev/sdf` to `/dev/sdp`. */
  readonly deviceName: string;
  /** A whole number of GiB. */
  readonly size: Size | string;
  readonly kmsKeyId?: string;
}

/** What the instance profile may do beyond nothing. */
export interface Permission {
  /** For example `s3:GetObject`. No `*` alone. */
  readonly actions: readonly string[];
  /** ARNs, tokens included. `*` is refused. */
  readonly resources: readonly string[];
}

/** A file for every agent. Not for secrets: user data can be read by whoever may describe the launch template. */
export interface ExtraFile {
  readonly path: string;
  readonly content: string;
  /** Octal, for example `0755`. @default '0644' */
  readonly mode?: string;
}

/** What else cloud-init does on the first boot, before the agent is installed. */
export interface ExtraUserData {
  readonly files?: readonly ExtraFile[];
  /** Shell command lines, run in this order once the files are written. */
  readonly commands?: readonly string[];
}

export interface InstanceRefresh {
  readonly minHealthyPercentage: number;
  /**
   * With `deployed`: only where running machines must be replaced to become what the group says, or with any
   * change of the launch template.
   * @default 'needed'
   */
  readonly when?: 'needed' | 'always';
}

export interface AgentGroupProps {
  readonly cluster: ICluster;
  /** For example `i3.2xlarge`. May be a token. */
  readonly instanceType: string;
  /** Further types that serve as well, in order of preference. @default - none */
  readonly otherInstanceTypes?: readonly string[];
  readonly capacity: AgentCapacity;
  readonly storage: EphemeralStorage;
  /** @default - none */
  readonly reservations?: readonly StaticReservation[];
  /** Ports that are offered to everybody; reserved ports are taken out. @default - the platform's own */
  readonly ports?: Ranges | string;
  /**
   * Resources whose reservations are offered on top of what the machine has instead of out of it, so that more
   * is offered than there is.
   * @default - none
   */
  readonly overcommit?: readonly ('cpus' | 'memory')[];
  /** How the resources are written for the agent: DC/OS reads JSON only. @default 'json' */
  readonly resourcesForm?: ResourcesForm;
  /** @default - none; public agents also get `public_ip:true` */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Flags of mesos-agent. `resources`, `attributes`, `workDir` and the like are the group's own. */
  readonly agentFlags?: AgentFlags;
  /** @default - the cluster's */
  readonly agentRole?: AgentRole;
  /** @default - { name: 'spark', uid: 7337 } */
  readonly sparkUser?: SparkUser;
  /**
   * ARNs of the secrets, in AWS Secrets Manager, that shuffle services share with applications (`authentication`).
   * Each agent fetches them at its boot, into memory, readable for the Spark user. The group's role may read them, and
   * with it every task that reaches the metadata service: they keep others out, not neighbours. Machines that run
   * already do not fetch what is added. A key of your own needs `kms:Decrypt` among `permissions`.
   * @default - none
   */
  readonly sparkSecrets?: readonly string[];
  /** Host directory that shuffle service and executors share. @default '/var/lib/tmp/spark' */
  readonly sharedDirectory?: string;
  /**
   * Removes what dead applications left in the shared directory.
   * @default - what nobody used for 24 hours; sooner where the disk fills
   */
  readonly janitor?: JanitorProps | 'off';
  /**
   * Where each agent answers how it is, for the agents of the group and whoever has the cluster's security groups.
   * @default - on port 61337
   */
  readonly health?: HealthProps | 'off';
  /**
   * Holds a new machine back until it is an agent, and replaces it where it does not become one. `cdktf deploy` does
   * not wait for machines then. Wants `health`.
   * @default - 30 minutes
   */
  readonly launchHook?: LaunchHookProps | 'off';
  /**
   * Keeps executors that ask for it, as {@link SparkDefaults} does, away from an agent until its shuffle services
   * answer: the agent then starts once more, with the attribute `mesos_spark_shuffle:ready`. Its tasks go on.
   * @default - on, where ports are reserved and agents can take an attribute later: on DC/OS, and on plain Mesos
   * with a version from 1.5 on
   */
  readonly shuffleGate?: ShuffleGateProps | 'off';
  /**
   * Shuffle services that systemd runs on each agent, without Marathon: `spark-shuffle@PORT`. What they take is not
   * offered. They are as the machine was made with: a change reaches new machines only.
   * @default - none: a {@link ShuffleService} is run by Marathon
   */
  readonly hostShuffleServices?: readonly HostShuffleServiceProps[];
  /** @default - nobody outside the group */
  readonly drivers?: Drivers;
  /**
   * Where executors listen for blocks: `spark.blockManager.port` of the applications.
   * @default '32768-60999', where Linux picks a port that is not fixed
   */
  readonly blockManagerPorts?: Ranges | string;
  /** @default AgentImage.amazonLinux2023() */
  readonly image?: AgentImage;
  /** @default Purchasing.onDemand() */
  readonly purchasing?: Purchasing;
  /** @default - 30 GiB, encrypted gp3 */
  readonly rootVolume?: RootVolume;
  /** @default - none */
  readonly volumes?: readonly ExtraVolume[];
  /** @default - the cluster's */
  readonly subnetIds?: readonly string[];
  /** @default - none */
  readonly permissions?: readonly Permission[];
  /** @default - none */
  readonly keyName?: string;
  /** On everything that can have tags, machines and volumes included. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly userData?: ExtraUserData;
  /**
   * What the running agents were made of. Synth then says what they need to become what the group now says
   * (`change`), and `instanceRefresh` replaces them only where they must be replaced.
   * @default - nothing is compared
   */
  readonly deployed?: DeployedAgents | undefined;
  /**
   * The group ends no machine before its shuffle files are unused or the deadline has passed: an operator drains the
   * agent and then lets the group go on.
   * @default - a machine that the group ends is gone at once, with the files on it
   */
  readonly drainOnTermination?: DrainOnTerminationProps;
  /**
   * Replaces running machines when the launch template changes, each after it is drained. Wants `drainOnTermination`.
   * @default - never: only machines that start later get the change
   */
  readonly instanceRefresh?: InstanceRefresh;
}
