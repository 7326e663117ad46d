import type { AgentState } from '../../domain/usage/agent-state';
import type { Unknown } from './mesos-master';

/** One port of an agent, as the agent itself sees it. */
export interface AgentPort {
  readonly listening: boolean;
  /** Established connections. */
  readonly connections: number;
  /** Whether the thread that removes dead applications' files lives. */
  readonly cleaner: 'alive' | 'dead' | 'unknown';
}

/** What an agent says of its reserved ports; `unknown` where it does not answer, or has not looked lately. */
export type AgentPorts = { readonly is: 'known'; readonly ports: ReadonlyMap<number, AgentPort> } | Unknown;

/** The health answers of agents. */
export interface AgentHealth {
  /** One small request an agent, several at a time; every host is in the answer. Nothing is thrown. */
  ports(hosts: readonly string[]): Promise<ReadonlyMap<string, AgentPorts>>;
}

/** The same answers, read for what they say of the disk and of what keeps it free. */
export interface AgentStates {
  /**
   * One small request a host, several at a time. Hosts that do not answer, have not looked lately, or could not be asked
   * before `until` (elapsed milliseconds) are not in the answer. Nothing is thrown.
   */
  states(hosts: readonly string[], until: number): Promise<ReadonlyMap<string, AgentState>>;
}
