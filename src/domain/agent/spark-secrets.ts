import type { Problem } from '../core/problem';
import { secretArnProblems } from '../core/secret-arn';
import type { BootFeature } from './boot-feature';
import { RESOURCES_UNIT, step, waiting } from './boot-units';
import type { PlatformRules } from './platform-rules';

/** Waits for the network; the agent and shuffle services wait for it. */
export const SECRETS_UNIT = 'mesos-spark-secrets.service';

/** Secrets that shuffle services of this machine share with applications, by their ARNs; fetched at each boot. */
export function sparkSecretsFeature(secretArns: readonly string[], rules: PlatformRules): BootFeature {
  if (secretArns.length === 0) return {};
  return {
    scripts: ['spark-secrets.sh', 'aws.sh'],
    units: [
      step(SECRETS_UNIT, {
        description: 'Secrets of Spark',
        scripts: ['spark-secrets.sh'],
        unit: [
          ['Wants', 'network-online.target'],
          ['Requires', RESOURCES_UNIT],
          ['After', `network-online.target ${RESOURCES_UNIT}`],
          ['Before', rules.agentUnits.join(' ')],
        ],
        limit: '30min',
      }),
      ...rules.agentUnits.map((unit) => ({
        ...waiting(unit, SECRETS_UNIT),
        name: `${unit}.d/20-mesos-spark-secrets.conf`,
      })),
    ],
    enabled: [SECRETS_UNIT],
    settings: { SPARK_SECRETS: secretArns.join(' ') },
  };
}

export function sparkSecretsProblems(secretArns: readonly string[]): readonly Problem[] {
  return secretArns.flatMap((arn, i) => {
    const at = `sparkSecrets[${i}]`;
    const twice = secretArns.indexOf(arn) < i;
    return [
      ...secretArnProblems(at, arn),
      ...(twice
        ? [{ at, found: 'what stands there already', wanted: 'each secret once', fix: 'leave one out' }]
        : []),
    ];
  });
}
