import type { Random } from '../random';
import type { Timeline } from '../timeline';
import type { Agent } from './agent';
import type { Attribute } from './attributes';
import type { FaultDomain, MesosConfig } from './config';
import type { MasterAddress } from './masters';
import type { Portion } from './portions';
import type { TaskTimings } from './task-store';

export interface NewAgent {
  readonly hostname: string;
  readonly attributes: readonly Attribute[];
  /** What its flags say. */
  readonly resources: readonly Portion[];
  /** @default - the next number from 5051, as many agents on one machine would have */
  readonly port?: number;
  readonly process?: number;
  readonly domain?: FaultDomain;
  /** Reservations that were made while it ran under another id: they lie in its work directory. */
  readonly checkpointed?: readonly Portion[];
}

/** The resources of one agent that a framework of some role may use now. */
export interface Offer {
  readonly agent: Agent;
  readonly portions: readonly Portion[];
}

export interface MasterInfo {
  readonly id: string;
  readonly startedAt: number;
  readonly electedAt: number;
  /** True while the master leads but has not read its registry: it knows no agent and does not say so. */
  readonly recovering: boolean;
}

export interface ClusterProps {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly timings: TaskTimings;
  readonly masters: readonly MasterAddress[];
  readonly config?: Partial<MesosConfig>;
}
