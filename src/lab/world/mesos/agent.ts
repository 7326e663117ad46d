import type { Attribute } from './attributes';
import type { FaultDomain } from './config';
import type { Portion } from './portions';

/**
 * Where the master keeps an agent: `/slaves` lists the registered and, by name, the recovered ones. A removed one is
 * forgotten: it has unregistered, or another agent has registered at its address.
 */
export type Presence = 'registered' | 'recovered' | 'unreachable' | 'gone' | 'removed';

export interface DrainInfo {
  readonly state: 'DRAINING' | 'DRAINED';
  readonly markGone: boolean;
  readonly maxGraceNanos?: number;
  readonly startedAt: number;
}

/** One registration of an agent. A machine that comes back with an empty work directory is another agent. */
export interface Agent {
  readonly id: string;
  readonly hostname: string;
  readonly port: number;
  /** Of `slave(1)`: agents that share an address are told apart by it. @default 1 */
  readonly process?: number;
  readonly attributes: readonly Attribute[];
  /** As configured, role-less resources already under the default role. */
  readonly flags: readonly Portion[];
  /** The same, less and more what was reserved while it ran. */
  readonly resources: readonly Portion[];
  readonly domain?: FaultDomain;
  readonly presence: Presence;
  /** False while the socket to the master is lost: the agent is listed as inactive, its tasks go on. */
  readonly connected: boolean;
  readonly deactivated: boolean;
  readonly drain?: DrainInfo;
  /** Milliseconds since the epoch. */
  readonly registeredAt: number;
  readonly reregisteredAt?: number;
  /** When it became unreachable or gone. */
  readonly leftAt?: number;
  /** True once its machine is gone for good: it never returns. */
  readonly dead: boolean;
}

/** As `/slaves` says it: false for a lost socket and for a deactivated agent. */
export function isActive(agent: Agent): boolean {
  return agent.connected && !agent.deactivated;
}

/** Whether updates and kills get through. */
export function isReachable(agent: Agent): boolean {
  return agent.presence === 'registered' && agent.connected;
}
