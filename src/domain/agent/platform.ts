import type { DcosPlatform } from './dcos';
import { dcosRules } from './dcos';
import type { MesosPlatform } from './mesos';
import { mesosRules } from './mesos';
import type { AgentRole, PlatformRules } from './platform-rules';

/** What the agents belong to. A new platform is a file beside this one and a line in each of these two. */
export type Platform = DcosPlatform | MesosPlatform;

/** What an agent of this platform needs and where the platform reads it. */
export function platformRules(platform: Platform, role: AgentRole): PlatformRules {
  return platform.kind === 'dcos' ? dcosRules(platform, role) : mesosRules(platform, role);
}
