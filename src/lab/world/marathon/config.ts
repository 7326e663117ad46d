/** The flags of Marathon that the lab honours. Times are in milliseconds. */
export interface MarathonConfig {
  readonly version: string;
  readonly mesosRole: string;
  readonly newGroupEnforceRole: 'top' | 'off';
  readonly acceptedResourceRolesDefaultBehavior: 'any' | 'unreserved' | 'reserved';
  readonly maxRunningDeployments: number;
  readonly scaleAppsInterval: number;
  readonly scaleAppsInitialDelay: number;
  readonly reconciliationInterval: number;
  readonly reconciliationInitialDelay: number;
  readonly taskLostExpungeInterval: number;
  readonly taskLostExpungeInitialDelay: number;
  /** From something that may make a waiting task fit to the next look at the offers. */
  readonly offerDelay: number;
  /** `user:password`; undefined leaves the API open. */
  readonly httpCredentials: string | undefined;
  readonly gpuSchedulingBehavior: 'restricted' | 'unrestricted';
  /** Which of several equal instances an upgrade ends, or an offer starts: chance in Marathon. `random` follows the seed. */
  readonly amongEquals: 'oldest' | 'random';
  /** A process that has ended is started again by its supervisor. */
  readonly restarts: boolean;
  /** `host:port` of the leader, as clients see it; undefined while nobody leads. */
  readonly leader: string | undefined;
}

/** What Marathon 1.11 does by itself, started as DC/OS starts it (role slave_public, groups enforce their role). */
export const DEFAULT_CONFIG: MarathonConfig = {
  version: '1.11.24',
  mesosRole: 'slave_public',
  newGroupEnforceRole: 'top',
  acceptedResourceRolesDefaultBehavior: 'unreserved',
  maxRunningDeployments: 100,
  scaleAppsInterval: 300_000,
  scaleAppsInitialDelay: 5_000,
  reconciliationInterval: 600_000,
  reconciliationInitialDelay: 15_000,
  taskLostExpungeInterval: 30_000,
  taskLostExpungeInitialDelay: 300_000,
  offerDelay: 200,
  httpCredentials: undefined,
  gpuSchedulingBehavior: 'restricted',
  amongEquals: 'oldest',
  restarts: true,
  leader: undefined,
};
