import type { Ranges } from '../../domain/core/ranges';

/** Amounts of one role on one agent. Memory and disk in MiB, as Mesos counts them. */
export interface RoleResources {
  readonly cpus: number;
  readonly mem: number;
  readonly disk: number;
  readonly ports: Ranges;
}

/** An agent that is registered with the leading master. */
export interface AgentView {
  readonly id: string;
  readonly hostname: string;
  /** False while its socket is lost or it is deactivated. */
  readonly active: boolean;
  readonly deactivated: boolean;
  readonly draining: boolean;
  /** A maintenance window of the master's schedule names it: Marathon declines its offers. */
  readonly maintenance: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly region?: string;
  readonly zone?: string;
  readonly gpus: number;
  /** Of nobody's, whether tasks use it or not. Memory in MiB. */
  readonly unreserved: Pick<RoleResources, 'cpus' | 'mem'>;
  /** Reserved by role; a role that is not there has no reservation, or one that we may not see. */
  readonly reserved: Readonly<Record<string, RoleResources>>;
  /** Of `reserved[role]`, or with `*` of what is unreserved, what tasks use now. */
  used(role: string): RoleResources;
  /** Every port that some task on the agent uses, whatever its role. */
  usedPorts(): Ranges;
  /** True where the agent has more resources than are shown: authorization hides some roles. */
  readonly hidesResources: boolean;
}

/** The leading master knows these from its registry but has not heard of them since it was elected. */
export interface RecoveredAgent {
  readonly id: string;
  readonly hostname: string;
}

/**
 * What one master said in one go, or that nothing is known and why. `unknown` is never "empty": a leader that
 * has not read its registry shows no agents at all (recording 08b).
 */
export type ClusterView =
  | {
      readonly is: 'known';
      readonly masterId: string;
      /** The master's own region, where fault domains are in use. */
      readonly region?: string;
      /** It can deactivate an agent: Mesos from 1.9 on. @default false */
      readonly deactivates?: boolean;
      readonly agents: readonly AgentView[];
      readonly recovered: readonly RecoveredAgent[];
    }
  | Unknown;

export interface Unknown {
  readonly is: 'unknown';
  /** CamelCase, for a condition. */
  readonly reason: string;
  readonly message: string;
}

/** Ids of the agents that the registry says are gone for good. */
export type GoneAgents = { readonly is: 'known'; readonly ids: ReadonlySet<string> } | Unknown;

/** A framework that is registered, or was before the master changed and may register again. */
export interface FrameworkView {
  readonly id: string;
  readonly name: string;
  /** Absent where it has none. */
  readonly webUiUrl?: string;
  /** False while its scheduler is away; absent where nobody knows, as after a failover of the master. */
  readonly connected?: boolean;
}

/** Every framework that may still have executors. */
export type Frameworks = { readonly is: 'known'; readonly frameworks: readonly FrameworkView[] } | Unknown;

/** A task that the master knows, also one that has ended lately. */
export interface TaskView {
  readonly id: string;
  readonly name: string;
  readonly frameworkId: string;
  readonly agentId: string;
  /** `TASK_RUNNING`, … */
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Tasks of all frameworks, ended ones as far as the master remembers: it forgets the oldest, and all of them when
 * another one leads. That a task is not among them says nothing.
 */
export type Tasks = { readonly is: 'known'; readonly tasks: readonly TaskView[] } | Unknown;

/** What became of a teardown. Anything else is thrown: whether it took effect is not known. */
export type TeardownAnswer =
  | { readonly is: 'done' }
  /** There is no such framework any more. */
  | { readonly is: 'absent' }
  | { readonly is: 'refused'; readonly status: number; readonly message: string };

/** What became of a request about one agent. Anything else is thrown: whether it took effect is not known. */
export type AgentAnswer =
  | { readonly is: 'done' }
  /** The master knows no such agent, or the agent is so already. */
  | { readonly is: 'absent' }
  /** It cannot be done now. */
  | { readonly is: 'busy'; readonly message: string }
  | { readonly is: 'refused'; readonly status: number; readonly message: string };

export interface MesosMaster {
  /**
   * One consistent view. Failures of the network are `unknown`, too; nothing is thrown for them.
   * @param only ids of the agents that are wanted: a small read. What such a view says of others, or that it says
   * nothing of them, means nothing
   */
  view(only?: readonly string[]): Promise<ClusterView>;
  /** A large read: ask only while a lost slot is held. */
  gone(): Promise<GoneAgents>;
  /** Asked while an older shuffle service is to be retired, and for what dispatchers and drivers are. */
  frameworks(): Promise<Frameworks>;
  /** A large read: those that carry this label, whatever its value. */
  tasks(label: string): Promise<Tasks>;
  /** A large read: those of this framework. */
  tasksOf(frameworkId: string): Promise<Tasks>;
  /** A large read: those of whatever framework on this agent. */
  tasksOn(agentId: string): Promise<Tasks>;
  /** Ends a framework with all its tasks. */
  teardown(frameworkId: string): Promise<TeardownAnswer>;
  /** No offer is made of the agent any more; its tasks go on. Mesos from 1.9 on. */
  deactivate(agentId: string): Promise<AgentAnswer>;
  reactivate(agentId: string): Promise<AgentAnswer>;
  /** Its tasks are gone and it never comes back, whatever its machine does. */
  markGone(agentId: string): Promise<AgentAnswer>;
  /** Reserves for a role what cpus and memory are unreserved and free on the agent: offers of it hold none. */
  hold(agentId: string, role: string): Promise<AgentAnswer>;
  /** The same the other way round, and all of it. */
  giveBack(agentId: string, role: string): Promise<AgentAnswer>;
}
