import { Ranges } from '../core/ranges';
import type { AgentBootProps } from './boot-props';
import type { KeptShare } from './offered-resources';

/** What a machine keeps from Mesos: the port where it answers how it is. */
export function keptShare({ health }: Pick<AgentBootProps, 'health'>): KeptShare {
  const ports = health === undefined ? Ranges.empty : Ranges.of([health.port, health.port]);
  return { cpusMilli: 0, memoryMib: 0, ports };
}
