import type { BootFeature } from './boot-feature';
import { INSTALL_UNIT, RESOURCES_UNIT, step } from './boot-units';
import type { PlatformRules } from './platform-rules';

/** Installs the platform, once, when the agent's environment is there. */
export function installFeature(rules: PlatformRules): BootFeature {
  const [installer = ''] = rules.scripts;
  return {
    scripts: ['docker.sh', ...rules.scripts],
    units: [
      step(INSTALL_UNIT, {
        description: 'Installation of the Mesos agent',
        scripts: [installer],
        unit: [
          ['Requires', RESOURCES_UNIT],
          ['After', RESOURCES_UNIT],
          ['ConditionPathExists', '!/var/lib/mesos-spark/installed'],
        ],
        limit: '3h',
      }),
      ...rules.units,
    ],
    enabled: [INSTALL_UNIT],
    started: [INSTALL_UNIT],
    settings: {
      ...rules.settings,
      AGENT_UNIT: rules.agentUnits[0] ?? '',
      // Seconds within which machines that start at once ask for their first download.
      INSTALL_SPREAD: '15',
    },
  };
}
