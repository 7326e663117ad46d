import type { AgentHealth, AgentPorts, Marathon, MesosMaster } from '../../../src/operator/ports';

/** A task as Mesos holds it. */
export interface HeldTask {
  readonly host: string;
  readonly id: string;
  readonly state: string;
}

export interface AgentOptions {
  /** The agent's flag. @default 2 cpus, 4 GiB and the ports 7337-7339 for shuffle */
  readonly resources?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A Mesos with its Marathon, as a test sees and moves it. Implemented by hand and by the lab over HTTP. */
export interface Cluster {
  readonly mesos: MesosMaster;
  readonly marathon: Marathon;
  readonly agentHealth: AgentHealth;
  /** What agents say of their ports; an agent that is not named does not answer. */
  readonly ports: Map<string, AgentPorts>;
  addAgent(hostname: string, options?: AgentOptions): Promise<void>;
  /** The master marks the agent unreachable: its tasks are TASK_UNREACHABLE. */
  lose(hostname: string): Promise<void>;
  /** The same agent registers again, its tasks with it. */
  bringBack(hostname: string): Promise<void>;
  deactivate(hostname: string): Promise<void>;
  /** A framework with one executor each on so many agents that it is offered, as a Spark application. */
  application(name: string, executors: number): Promise<void>;
  /** Dynamic allocation: more or fewer executors. */
  scale(name: string, executors: number): Promise<void>;
  /** The framework ends, with its executors. */
  endApplication(name: string): Promise<void>;
  /** Another master leads; these agents are only recovered. */
  failover(recovered: readonly string[]): Promise<void>;
  /** The master leads and has not read its registry. */
  setRecovering(recovering: boolean): Promise<void>;
  /** Every task that Mesos runs or has lost. */
  held(): Promise<readonly HeldTask[]>;
  advance(seconds: number): void;
  close(): Promise<void>;
}

export const AGENT =
  'cpus:8;mem:15360;disk:102400;ports:[1025-7336,7340-32000];cpus(shuffle):2;mem(shuffle):4096;ports(shuffle):[7337-7339]';
