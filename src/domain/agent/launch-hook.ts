import type { BootFeature } from './boot-feature';

/** Tells the auto scaling group that the machine has become an agent. */
export interface LaunchHook {
  readonly region: string;
  readonly autoScalingGroupName: string;
  readonly hookName: string;
}

export function launchHookFeature(_hook: LaunchHook | undefined): BootFeature {
  return {};
}
