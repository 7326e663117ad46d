import type { BootFeature } from './boot-feature';
import type { AgentBootProps } from './boot-props';
import { fetchFeature } from './fetch-boot';
import { gateFeature } from './gate-feature';
import { healthFeature } from './health-feature';
import { hostShuffleFeature } from './host-shuffle-feature';
import { installFeature } from './install-boot';
import { janitorFeature } from './janitor';
import { launchHookFeature } from './launch-hook';
import type { PlatformRules } from './platform-rules';
import { resourcesFeature } from './resources-boot';
import { sparkSecretsFeature } from './spark-secrets';
import { storageFeature } from './storage-boot';

/** Everything that an agent's machine does, in the order of its first boot. */
export function agentFeatures(props: AgentBootProps, rules: PlatformRules): readonly BootFeature[] {
  const features = [
    storageFeature(props, rules),
    resourcesFeature(props, rules),
    sparkSecretsFeature(props.sparkSecrets ?? [], rules),
    hostShuffleFeature(props, rules),
    janitorFeature(props.janitor, props.sharedDirectory),
    healthFeature(props),
    gateFeature(props, rules),
    launchHookFeature(props.launchHook, rules),
    installFeature(rules),
  ];
  return [fetchFeature(props.fetchedScripts, features, props.storage.layout), ...features];
}
