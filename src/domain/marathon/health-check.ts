/** The fields of Marathon's health check; the open end is for those that are passed through. */
export interface HealthCheck {
  readonly protocol?: string;
  readonly port?: number;
  readonly portIndex?: number;
  readonly gracePeriodSeconds?: number;
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly maxConsecutiveFailures?: number;
  readonly delaySeconds?: number;
  readonly ipProtocol?: string;
  readonly path?: string;
  readonly [field: string]: unknown;
}

/** The largest number of failures that Marathon takes (a signed 32-bit integer). */
export const NEVER_KILLS = 2_147_483_647;

/**
 * A check that reports and does not kill: a Mesos executor kills a task when its failures in a row reach
 * `maxConsecutiveFailures`, 0 meaning at the first, and a shuffle service that is killed for a long garbage
 * collection takes the registrations of every running application with it.
 *
 * It runs on the agent (MESOS_TCP), so the Marathon leader need not reach every agent's port, and it asks
 * for the first port of the app, whatever number that has. Every ten seconds, from five seconds after the
 * start (the service is ready after 1.6 to 3 s), with a minute of grace.
 */
export const REPORTING_TCP_CHECK = {
  protocol: 'MESOS_TCP',
  portIndex: 0,
  gracePeriodSeconds: 60,
  intervalSeconds: 10,
  timeoutSeconds: 5,
  delaySeconds: 5,
  maxConsecutiveFailures: NEVER_KILLS,
} as const satisfies HealthCheck;

const DEFAULTS = {
  protocol: 'HTTP',
  gracePeriodSeconds: 300,
  intervalSeconds: 60,
  timeoutSeconds: 20,
  maxConsecutiveFailures: 3,
  delaySeconds: 15,
  ipProtocol: 'IPv4',
} as const;

/** Checks that the Marathon leader runs; it keeps neither their delay nor their IP protocol. */
const RUN_BY_MARATHON = ['HTTP', 'HTTPS', 'TCP'];

/**
 * A check as Marathon gives it back (AppNormalization.scala and HealthCheckConversion.scala, 1.11.24).
 * @param hasPorts whether the app has a port at all: then a check without a port means the first
 */
export function normalizeHealthCheck(check: HealthCheck, hasPorts: boolean): HealthCheck {
  const full: HealthCheck & { readonly protocol: string } = { ...DEFAULTS, ...check };
  const { port, portIndex, ignoreHttp1xx: _, ...rest } = full;
  if (full.protocol === 'COMMAND') return rest;
  const place =
    port === undefined && portIndex === undefined && hasPorts
      ? { portIndex: 0 }
      : { ...(port === undefined ? {} : { port }), ...(portIndex === undefined ? {} : { portIndex }) };
  const fixed = RUN_BY_MARATHON.includes(full.protocol)
    ? { delaySeconds: DEFAULTS.delaySeconds, ipProtocol: DEFAULTS.ipProtocol }
    : {};
  return { ...rest, ...place, ...fixed };
}
