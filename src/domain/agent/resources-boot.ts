import { agentEnvironment } from '../mesos/agent-environment';
import { attributesText } from '../mesos/attributes';
import { envFile } from '../render/env-file';
import { firstAttributes } from './agent-attributes';
import { type BootFeature, plainFile } from './boot-feature';
import type { AgentBootProps } from './boot-props';
import { RESOURCES_UNIT, STORAGE_UNIT, step, waiting } from './boot-units';
import { keptShare } from './kept-share';
import { reservedSettings, resourceTemplate } from './offered-resources';
import type { PlatformRules } from './platform-rules';

/** Where the boot step reads the agent's environment, but for what only the machine knows. */
export const PLATFORM_ENVIRONMENT = '/etc/mesos-spark/platform.env';
export const RESOURCE_TEMPLATE = '/etc/mesos-spark/resources';

/** Makes Spark's user and the environment that the agent starts with. */
export function resourcesFeature(props: AgentBootProps, rules: PlatformRules): BootFeature {
  const values = environment(props, rules);
  const offered = { ...props, kept: keptShare(props) };
  return {
    scripts: ['steps.sh', 'spark-user.sh', 'identity.sh', 'rebirth.sh', 'resources.sh', 'detect-ip.sh'],
    units: [
      step(RESOURCES_UNIT, {
        description: 'Resources of the Mesos agent',
        scripts: ['spark-user.sh', 'rebirth.sh', 'resources.sh', ...rules.eachBoot],
        unit: [
          ['Requires', STORAGE_UNIT],
          ['After', STORAGE_UNIT],
          ['Before', rules.agentUnits.join(' ')],
        ],
        limit: '5min',
      }),
      ...rules.agentUnits.map((unit) => waiting(unit, RESOURCES_UNIT)),
    ],
    enabled: [RESOURCES_UNIT],
    settings: {
      ...reservedSettings(offered),
      DOCKER: usesDocker(rules, values) ? 'yes' : 'no',
      WORK_DIRECTORY: rules.workDirectory,
      ENVIRONMENT_FILE: rules.environmentFile,
      SPARK_USER: props.sparkUser.name,
      SPARK_UID: `${props.sparkUser.uid}`,
      SHARED_DIRECTORY: props.sharedDirectory,
    },
    files: [
      plainFile(PLATFORM_ENVIRONMENT, envFile(values)),
      plainFile(RESOURCE_TEMPLATE, resourceTemplate(offered)),
    ],
  };
}

/** What the agent reads beside its resources: the platform's defaults, the user's flags, the attributes. */
function environment(props: AgentBootProps, rules: PlatformRules): Readonly<Record<string, string>> {
  const attributes = firstAttributes(props);
  return {
    ...rules.environment,
    ...agentEnvironment(props.flags, rules.name, rules.mesos),
    ...(Object.keys(attributes).length === 0 ? {} : { MESOS_ATTRIBUTES: attributesText(attributes) }),
  };
}

/** An agent that is told to use Docker does not start without it. */
function usesDocker(rules: PlatformRules, values: Readonly<Record<string, string>>): boolean {
  return rules.name === 'dcos' || (values['MESOS_CONTAINERIZERS'] ?? '').split(',').includes('docker');
}
