import type { MarathonApp } from '../marathon/app';
import type { PlacementAgent, RoleAmounts } from '../marathon/eligibility';
import type { MarathonInfo } from '../marathon/role-form';

/** An agent that is registered with the leading master. */
export interface AgentSight extends PlacementAgent {
  readonly id: string;
  /** Of nobody's: the role `*`. */
  readonly unreserved: RoleAmounts;
  /** True where the agent has more resources than are shown: authorization hides some roles. */
  readonly hidesResources: boolean;
}

export interface Agents {
  readonly list: readonly AgentSight[];
  /** Known from the registry, not heard of since the master was elected. */
  readonly recovered: readonly { readonly id: string; readonly hostname: string }[];
  /** The master's own region, where fault domains are in use. */
  readonly region?: string;
}

export interface TaskSight {
  readonly id: string;
  readonly host: string;
  /** `TASK_RUNNING`, `TASK_UNREACHABLE`, … */
  readonly state: string;
  readonly ports: readonly number[];
  /** Undefined before a check has spoken. */
  readonly healthy?: boolean;
}

export interface AppSight {
  readonly id: string;
  readonly instances: number;
  readonly definition: MarathonApp;
  readonly tasks: readonly TaskSight[];
  /** Ids of the deployments that lock it. */
  readonly deployments: readonly string[];
  readonly lastFailure?: { readonly state: string; readonly message: string };
}

export interface DeploymentSight {
  readonly id: string;
  readonly apps: readonly string[];
  /** Undefined where Marathon did not say when it began. */
  readonly ageSeconds?: number;
}

/** A framework that is registered with Mesos. */
export interface FrameworkSight {
  readonly id: string;
  readonly name: string;
  readonly webUiUrl?: string;
  readonly connected: boolean;
  /** CPUs of all its tasks. */
  readonly cpus: number;
  readonly tasks: readonly FrameworkTask[];
}

export interface FrameworkTask {
  readonly name: string;
  readonly agentId: string;
  readonly state: string;
  /** Names of the networks that its container is on; none on that of the host. */
  readonly networks: readonly string[];
}

export interface GroupSight {
  readonly name: string;
  /** Absent before Marathon 1.9. */
  readonly enforceRole?: boolean;
}

/** What lies in the manifest store. */
export interface Declared {
  /** What cannot be trusted: indexes and manifests that are missing or torn. */
  readonly troubles: readonly { readonly at: string; readonly because: string }[];
  readonly services: readonly DeclaredService[];
}

export interface DeclaredService {
  readonly name: string;
  /** Who removes the files of dead applications. */
  readonly cleanup: 'Service' | 'Janitor';
}

/** A status that the operator has written. */
export interface StatusSight {
  readonly kind: string;
  readonly name: string;
  readonly ready: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

export interface LeaseSight {
  /** Undefined where there is no lease, or nobody can read it. Empty: given up. */
  readonly holder?: string;
  /** Whether it was renewed while it was looked at, for as long as it is good. */
  readonly renewed: boolean;
  readonly seconds: number;
}

export interface EndpointSight {
  readonly service: string;
  readonly port: number;
  readonly appId: string;
  readonly withdrawn: boolean;
}

/** Spark's settings, published or somebody's own. */
export interface SettingsSight {
  /** A file, or the key of what is published. */
  readonly where: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly sparkVersion: string;
}

/** What an agent answers of itself (docs/health.md). */
export interface HealthSight {
  readonly host: string;
  readonly time: number;
  readonly storage?: {
    readonly state: string;
    readonly mounted: boolean;
    readonly readOnly: boolean;
    readonly bytes: number;
    readonly usedBytes: number;
    readonly inodes: number;
    readonly usedInodes: number;
  };
  /** Steps of its boot: `running`, `ok` or `failed`, with the reason. */
  readonly steps: Readonly<Record<string, { readonly state: string; readonly reason?: string }>>;
  readonly ports: Readonly<Record<string, HealthPort>>;
  readonly janitor?: { readonly lastRun?: number; readonly pressure?: string };
}

export interface HealthPort {
  readonly listening: boolean;
  readonly connections: number;
  readonly cleaner: 'alive' | 'dead' | 'unknown';
}

/** A file with the environment of an agent. */
export interface AgentFile {
  readonly file: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Everything that checks look at, by name. Each is read, or it is not known and said why. */
export interface Parts {
  readonly agents: Agents;
  /** The master's flags. */
  readonly flags: Readonly<Record<string, string>>;
  readonly frameworks: readonly FrameworkSight[];
  readonly marathon: MarathonInfo & { readonly maxDeployments?: number };
  /** `host:port`; empty where there is none. */
  readonly leader: string;
  readonly apps: readonly AppSight[];
  /** Why instances wait, by app. */
  readonly queue: ReadonlyMap<string, { readonly count: number; readonly reasons: readonly string[] }>;
  readonly deployments: readonly DeploymentSight[];
  /** Top-level groups of Marathon. */
  readonly groups: readonly GroupSight[];
  readonly manifests: Declared;
  readonly statuses: readonly StatusSight[];
  readonly lease: LeaseSight;
  readonly endpoints: readonly EndpointSight[];
  readonly settings: readonly SettingsSight[];
  /** Agents that answer. */
  readonly health: readonly HealthSight[];
  readonly agentFiles: readonly AgentFile[];
}

export type Part = keyof Parts;

/**
 * What was read. `unread`: it was asked for and could not be had. `unasked`: nobody said where it is, which is no
 * failure, but no pass either.
 */
export type Reading<T> =
  /** `lacking`: a part of it is not known, and why. */
  | { readonly is: 'known'; readonly value: T; readonly lacking?: string }
  | { readonly is: 'unread' | 'unasked'; readonly because: string };

export type Observations = { readonly [P in Part]: Reading<Parts[P]> };
