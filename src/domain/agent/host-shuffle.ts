import type { BootFeature } from './boot-feature';

/** A shuffle service that systemd runs on the agent itself, without Marathon. */
export interface HostShuffleService {
  readonly port: number;
}

export function hostShuffleFeature(_services: readonly HostShuffleService[]): BootFeature {
  return {};
}
