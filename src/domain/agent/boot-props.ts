import type { Ranges } from '../core/ranges';
import type { AgentFlags } from '../mesos/agent-flags';
import type { StaticReservation } from '../mesos/static-reservation';
import type { BootFile } from './boot-feature';
import type { FetchedScripts } from './fetch-boot';
import type { UserDataReader } from './first-boot';
import type { HealthEndpoint } from './health';
import type { HostShuffleService } from './host-shuffle';
import type { Janitor } from './janitor';
import type { LaunchHook } from './launch-hook';
import type { Overcommit, ResourcesForm } from './offered-resources';
import type { Platform } from './platform';
import type { AgentRole } from './platform-rules';
import type { ShuffleGate } from './shuffle-gate';
import type { SparkUser } from './spark-user';
import type { StorageLayout } from './storage-layout';

export interface AgentBootProps {
  readonly platform: Platform;
  readonly role: AgentRole;
  readonly reservations: readonly StaticReservation[];
  readonly ports: Ranges;
  readonly overcommit: readonly Overcommit[];
  /** @default 'json' */
  readonly resourcesForm?: ResourcesForm | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly flags: AgentFlags;
  readonly storage: StorageLayout;
  /** Whether an instance type may run under Xen, whose disks only the metadata service knows. @default true */
  readonly xenDisks?: boolean;
  readonly sparkUser: SparkUser;
  readonly sharedDirectory: string;
  /** @default - none: nothing is removed by age */
  readonly janitor?: Janitor | undefined;
  /** @default - none: nobody answers */
  readonly health?: HealthEndpoint | undefined;
  /** @default - none: the machine is in service at once */
  readonly launchHook?: LaunchHook | undefined;
  /** Shuffle services without Marathon. @default - none */
  readonly hostShuffleServices?: readonly HostShuffleService[];
  /** ARNs of secrets that shuffle services share with applications. @default - none */
  readonly sparkSecrets?: readonly string[];
  /** For services that Marathon runs on the reservations. @default - none: executors may come at once */
  readonly shuffleGate?: ShuffleGate | undefined;
  /** Further files of the user. */
  readonly files: readonly BootFile[];
  /** Further command lines of the user, for a shell. */
  readonly commands: readonly string[];
  /**
   * Digest of the boot scripts that the machine's image holds: they are then checked there and not sent.
   * @default - none: they are sent
   */
  readonly bakedScripts?: string | undefined;
  /** Where they come from if the image does not hold them. @default - user data */
  readonly fetchedScripts?: FetchedScripts | undefined;
  /** @default 'cloud-init' */
  readonly userDataReader?: UserDataReader;
  /** The text of a boot script by its name. */
  readonly script: (name: string) => string;
}
