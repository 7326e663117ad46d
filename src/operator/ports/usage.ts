import type { AgentReading } from '../../domain/usage/cpu-meter';
import type { UseTask } from '../../domain/usage/left-out';
import type { FrameworkUse } from '../../domain/usage/usage';
import type { Unknown } from './mesos-master';

/** Where an agent's own API is. */
export interface AgentPlace {
  readonly id: string;
  readonly hostname: string;
  /** As the master names its process: `slave(1)@10.0.0.7:5051`. */
  readonly pid: string;
}

/** What the leading master says of the cluster's use, read one after the other. */
export type MasterUse =
  | {
      readonly is: 'known';
      /** Registered agents. */
      readonly agents: readonly AgentPlace[];
      readonly frameworks: readonly FrameworkUse[];
      /** Those that have not ended, and those that have failed as far as the master remembers. */
      readonly tasks: readonly UseTask[];
    }
  | Unknown;

export interface UseOfMaster {
  /** Three large reads. Failures of the network are `unknown`; nothing is thrown for them. */
  read(): Promise<MasterUse>;
}

/** `silent`: no answer in time; `authentication`: it wants credentials that we have not; `unexpected`: another answer. */
export type AgentRefusal = 'silent' | 'authentication' | 'unexpected';

export type ContainersAnswer =
  | ({ readonly is: 'known' } & AgentReading)
  | { readonly is: 'unknown'; readonly because: AgentRefusal; readonly message: string };

export interface AgentContainers {
  /**
   * One request an agent, several at a time. Those that it was too late to ask when `until` (elapsed milliseconds) came
   * are not in the answer. Nothing is thrown.
   */
  read(agents: readonly AgentPlace[], until: number): Promise<ReadonlyMap<string, ContainersAnswer>>;
}

/** A driver of Spark with pages. */
export interface DriverPlace {
  readonly frameworkId: string;
  readonly webUiUrl: string;
}

export interface DriverExclusions {
  /** Hosts by framework, of the drivers that answer before `until` (elapsed milliseconds). Nothing is thrown. */
  read(drivers: readonly DriverPlace[], until: number): Promise<ReadonlyMap<string, readonly string[]>>;
}
