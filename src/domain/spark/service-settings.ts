import { Duration } from '../core/duration';
import { attempt, type Problem, ProblemError, shown } from '../core/problem';
import { authenticationSettings, type ServiceAuthentication } from './service-authentication';
import { type ServiceTuning, tuningProperties } from './service-tuning';

/**
 * Who removes the files of dead applications: the service itself, about 150 s after a driver's last word, or the
 * agents' janitor, once nobody has used them for its limit, a day. A driver that loses its connection to the
 * service is dead to it (SPARK-23286), so the janitor is the safer one for applications that never end.
 */
export type Cleanup = 'Service' | 'Janitor';

export interface ServiceSettingsProps {
  /** @default Service */
  readonly cleanup?: Cleanup;
  /** How often the service looks for dead applications, from 1 s to an hour. @default 30s, as Spark does */
  readonly cleanupInterval?: Duration | string;
  /** After how long without a byte the service closes a connection, from 2 minutes to an hour. @default 300s */
  readonly connectionTimeout?: Duration | string;
  /** @default - Spark's own figures */
  readonly tuning?: ServiceTuning;
  /** @default - none: it answers everybody who reaches its port */
  readonly authentication?: ServiceAuthentication;
  /** Further `spark.*` settings that the service reads. */
  readonly properties?: Readonly<Record<string, string>>;
}

const INTERVAL = 'spark.shuffle.cleaner.interval';
const TIMEOUT = 'spark.shuffle.io.connectionTimeout';

const AUTHENTICATION = 'say authentication beside it: the service needs the secret, too';

/** Said by props of their own. */
export const SAID_BY_PROPS: Readonly<Record<string, string>> = {
  [INTERVAL]: 'say cleanup or cleanupInterval beside it',
  [TIMEOUT]: 'say connectionTimeout beside it',
  'spark.authenticate': AUTHENTICATION,
  'spark.authenticate.enableSaslEncryption': 'applications say it; say authentication.encryption beside it',
  'spark.network.crypto.enabled': AUTHENTICATION,
  'spark.network.crypto.saslFallback': AUTHENTICATION,
  'spark.network.sasl.serverAlwaysEncrypt': AUTHENTICATION,
};

const DEFAULT_INTERVAL = Duration.seconds(30);

/** A year: Spark knows no other way to switch the cleaner off. The agents' scripts know it by this very text. */
export const NEVER_CLEANS = '31557600s';

/**
 * Every connection is closed on which nothing was sent or received for that long, whoever's it is (the service makes
 * its TransportContext with `closeIdleConnections`). Executors and readers connect again. A driver does not: its
 * heartbeats, every 10 s, go on over the connection of its registration or are lost, and then the service removes
 * the files of a living application (seen with 3.5.9, at a timeout below the heartbeat's interval). So the timeout
 * has to be above every pause that Spark itself forgives, `spark.network.timeout`, 120 s unless an application
 * raises it; 10 s, which some guides have, is one heartbeat. What it costs is idle sockets, and that long longer
 * before an old version of the service is known to be unused.
 */
export const DEFAULT_CONNECTION_TIMEOUT = Duration.seconds(300);

/**
 * The settings of a service that follow from its props, and the further ones.
 * @throws ProblemError on times that cannot be right
 */
export function serviceSettings(
  props: ServiceSettingsProps,
  sparkVersion: string,
): Readonly<Record<string, string>> {
  const { cleanup = 'Service', cleanupInterval, connectionTimeout = DEFAULT_CONNECTION_TIMEOUT } = props;
  const interval = attempt(() => within('cleanupInterval', cleanupInterval ?? DEFAULT_INTERVAL, 1));
  const timeout = attempt(() => within('connectionTimeout', connectionTimeout, 120));
  const problems = [
    ...cleanupProblems(cleanup, cleanupInterval),
    ...('problems' in interval ? interval.problems : []),
    ...('problems' in timeout ? timeout.problems : []),
  ];
  if (problems.length > 0 || 'problems' in interval || 'problems' in timeout)
    throw new ProblemError(problems);
  return {
    ...props.properties,
    ...tuningProperties(props.tuning),
    ...authenticationSettings(props.authentication, sparkVersion),
    [INTERVAL]: cleanup === 'Janitor' ? NEVER_CLEANS : interval.value.toSpark(),
    [TIMEOUT]: timeout.value.toSpark(),
  };
}

function cleanupProblems(cleanup: Cleanup, interval: Duration | string | undefined): readonly Problem[] {
  if (cleanup !== 'Service' && cleanup !== 'Janitor') {
    return [{ at: 'cleanup', found: shown(cleanup), wanted: '"Service" or "Janitor"' }];
  }
  if (cleanup === 'Service' || interval === undefined) return [];
  return [
    {
      at: 'cleanupInterval',
      found: `${interval} with the cleanup "Janitor"`,
      wanted: 'nothing',
      fix: 'the service does not clean then; how long the janitor waits is said on the agents',
    },
  ];
}

function within(at: string, given: Duration | string, leastSeconds: number): Duration {
  const read = attempt(() => Duration.of(given));
  if ('problems' in read) throw new ProblemError(read.problems.map((problem) => ({ ...problem, at })));
  const seconds = read.value.toSeconds();
  if (Number.isInteger(seconds) && seconds >= leastSeconds && seconds <= 3600) return read.value;
  const wanted = `whole seconds, from ${Duration.seconds(leastSeconds)} to 1 h`;
  throw new ProblemError([{ at, found: `${read.value}`, wanted }]);
}
