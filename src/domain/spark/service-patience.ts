import { Duration } from '../core/duration';
import { type Problem, shown } from '../core/problem';
import { type Warning, warning } from '../core/warning';
import { propertyAt } from './check-properties';
import { durationOf } from './conf-value';

/** How long a shuffle service waits for the applications that use it. */
export interface ServicePatience {
  /** The service's, for messages. */
  readonly name: string;
  /** After so long without a byte it closes a connection. */
  readonly connectionTimeout: Duration;
  /** An old version to which nobody was connected for so long counts as unused, and ends. */
  readonly quiet: Duration;
  /** It removes the files of a driver whose connection is closed. */
  readonly removesFiles: boolean;
}

/** So long an application may hear nothing and still count itself and its executors as alive. */
const TIMEOUTS = [
  'spark.network.timeout',
  'spark.shuffle.io.connectionTimeout',
  'spark.storage.blockManagerHeartbeatTimeoutMs',
  'spark.storage.blockManagerSlaveTimeoutMs',
];

export interface PatienceCheck {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

/** Whether a service waits for applications with these properties as long as they may be silent. */
export function checkPatience(
  properties: Readonly<Record<string, string>>,
  service: ServicePatience,
): PatienceCheck {
  const timeouts = TIMEOUTS.flatMap((key) => {
    const timeout = durationOf(key, properties[key]);
    return timeout === undefined ? [] : [{ key, timeout }];
  });
  return {
    problems: timeouts.flatMap(({ key, timeout }) => quietProblems(key, timeout, service)),
    warnings: timeouts.flatMap(({ key, timeout }) =>
      key === 'spark.network.timeout' ? connectionWarnings(key, timeout, service) : [],
    ),
  };
}

function quietProblems(key: string, timeout: Duration, service: ServicePatience): readonly Problem[] {
  const needed = Duration.millis(timeout.toMillis() * 2);
  if (!service.quiet.isBelow(needed)) return [];
  return [
    {
      at: propertyAt(key),
      found: `${timeout}`,
      wanted: `at most half of the ${service.quiet} after which ${shown(service.name)} counts as unused`,
      fix: `an update would end the service beside applications that live; say upgrade.quiet ${shown(wholeSeconds(needed))} on it, or a longer connectionTimeout`,
    },
  ];
}

function connectionWarnings(key: string, timeout: Duration, service: ServicePatience): readonly Warning[] {
  if (!service.removesFiles || timeout.isBelow(service.connectionTimeout)) return [];
  return [
    warning('ShortPatience', {
      at: propertyAt(key),
      found: `${timeout}`,
      wanted: `less than the connectionTimeout of ${shown(service.name)}, ${service.connectionTimeout}`,
      fix: 'a driver that pauses so long lives and loses its files; raise connectionTimeout, or say cleanup "Janitor"',
    }),
  ];
}

/** Rounded up to what an upgrade can be given. */
function wholeSeconds(duration: Duration): string {
  return `${Math.ceil(duration.toSeconds())}s`;
}
