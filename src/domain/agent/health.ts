import type { BootFeature } from './boot-feature';

/** Where a machine answers how it is. */
export interface HealthEndpoint {
  readonly port: number;
}

export function healthFeature(_health: HealthEndpoint | undefined): BootFeature {
  return {};
}
