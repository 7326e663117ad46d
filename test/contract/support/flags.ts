import type { LabOptions } from '../../../src/lab';

type Config = NonNullable<LabOptions['marathon']>;

const READERS: Readonly<Record<string, (value: string) => Config>> = {
  '--mesos_role': (value) => ({ mesosRole: value }),
  '--new_group_enforce_role': (value) => ({ newGroupEnforceRole: value === 'top' ? 'top' : 'off' }),
  '--accepted_resource_roles_default_behavior': (value) => ({
    acceptedResourceRolesDefaultBehavior: value as 'any' | 'unreserved' | 'reserved',
  }),
  '--min_revive_offers_interval': (value) => ({ offerDelay: Number(value) }),
  '--scale_apps_interval': (value) => ({ scaleAppsInterval: Number(value) }),
  '--reconciliation_interval': (value) => ({ reconciliationInterval: Number(value) }),
  '--reconciliation_initial_delay': (value) => ({ reconciliationInitialDelay: Number(value) }),
  '--task_lost_expunge_interval': (value) => ({ taskLostExpungeInterval: Number(value) }),
  '--task_lost_expunge_initial_delay': (value) => ({ taskLostExpungeInitialDelay: Number(value) }),
  '--max_running_deployments': (value) => ({ maxRunningDeployments: Number(value) }),
  '--http_credentials': (value) => ({ httpCredentials: value }),
};

/** The flags that a recording was made with; what it does not name is Marathon's own default. */
export function configOf(flags: readonly string[]): Config {
  let config: Config = { newGroupEnforceRole: 'off', acceptedResourceRolesDefaultBehavior: 'any' };
  for (let i = 0; i < flags.length; i += 2) {
    const read = READERS[flags[i] ?? ''];
    if (!read) throw new Error(`the flag ${flags[i]} is not known here`);
    config = { ...config, ...read(flags[i + 1] ?? '') };
  }
  return config;
}
