import { type Problem, shown } from '../core/problem';
import { Ranges } from '../core/ranges';
import type { PlatformRules } from './platform-rules';

/** Where a machine answers how it is. */
export interface HealthEndpoint {
  /** Outside of what is reserved and offered, of what the platform uses and of 32768-60999. */
  readonly port: number;
}

/**
 * Above the ports that Linux gives to connections (32768-60999), below none of DC/OS' own (61001, 61091, 61420,
 * 62020 and up), and no neighbour of one.
 */
export const DEFAULT_HEALTH: HealthEndpoint = { port: 61_337 };

/** Where Linux takes a port from that is not fixed, net.ipv4.ip_local_port_range. */
const EPHEMERAL_PORTS = Ranges.of([32_768, 60_999]);

/** That nothing reserved is under the port, and that it is taken out of what is offered, others see to. */
export function healthProblems({ port }: HealthEndpoint, rules: PlatformRules): readonly Problem[] {
  const at = 'health.port';
  if (!Number.isInteger(port) || port < 1024 || port > 65_535) {
    return [{ at, found: shown(port), wanted: 'a whole number from 1024 to 65535' }];
  }
  return [
    ...(rules.ownPorts.has(port)
      ? [{ at, found: `${port}`, wanted: 'a port that the agent itself does not use' }]
      : []),
    ...(EPHEMERAL_PORTS.has(port)
      ? [{ at, found: `${port}`, wanted: 'a port outside 32768-60999, which Linux gives to any connection' }]
      : []),
  ];
}
