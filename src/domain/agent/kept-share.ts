import { Ranges } from '../core/ranges';
import type { AgentBootProps } from './boot-props';
import { type HostShare, hostShare } from './host-shuffle';

/** What a machine keeps from Mesos: for its own shuffle services, and the port where it answers how it is. */
export function keptShare({
  health,
  hostShuffleServices = [],
}: Pick<AgentBootProps, 'health' | 'hostShuffleServices'>): HostShare {
  const host = hostShare(hostShuffleServices);
  return health === undefined
    ? host
    : { ...host, ports: host.ports.plus(Ranges.of([health.port, health.port])) };
}
