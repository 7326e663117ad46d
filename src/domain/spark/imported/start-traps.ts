import { type Trap, trap } from './trap';
import type { WrittenApp } from './written-app';

export function commandTraps({ start, env }: WrittenApp): readonly Trap[] {
  const ignored = Object.keys(start.ignored).sort();
  const foreground = 'SPARK_NO_DAEMONIZE' in env;
  return [
    ...start.wipes.map((text) =>
      trap('WipesAtStart', 'cmd', text, 'each start deletes files that running applications still read'),
    ),
    ...(start.by === 'script' && !foreground
      ? [
          trap(
            'Daemonizes',
            'cmd',
            'start-mesos-shuffle-service.sh',
            'the script leaves the service in the background: Mesos does not see its end, and a stop leaves it behind with its port',
          ),
        ]
      : []),
    ...(start.by === 'script' && foreground
      ? [
          trap(
            'OutlivesItsTask',
            'cmd',
            'start-mesos-shuffle-service.sh with SPARK_NO_DAEMONIZE',
            'the script does not hand a TERM on: a stop leaves the service behind with its port',
          ),
        ]
      : []),
    ...(start.by === 'class' && !start.execs
      ? [
          trap(
            'OutlivesItsTask',
            'cmd',
            'spark-class without exec',
            'the shell does not hand a TERM on: a stop leaves the service behind with its port',
          ),
        ]
      : []),
    ...start.follows.map((text) =>
      trap('LivesWithoutService', 'cmd', text, 'the task goes on when the service has ended'),
    ),
    ...(ignored.length === 0
      ? []
      : [
          trap(
            'IgnoredConf',
            'cmd',
            `--conf ${ignored.join(', ')}`,
            'the service reads no arguments: only SPARK_SHUFFLE_OPTS takes effect',
          ),
        ]),
  ];
}

export function optionTraps({ start, options }: WrittenApp): readonly Trap[] {
  return [
    ...(start.takesPort || /\$\{?PORT0?\b/.test(options.port ?? '')
      ? []
      : [
          trap(
            'FixedPort',
            'env.SPARK_SHUFFLE_OPTS',
            options.port === undefined ? 'no port: 7337' : `port ${options.port}`,
            'the next version runs beside this one on another port, which only $PORT0 names',
          ),
        ]),
    ...options.unread.map((key) =>
      trap(
        'UnreadSetting',
        'env.SPARK_SHUFFLE_OPTS',
        key,
        'no shuffle service reads it; it belongs to applications',
      ),
    ),
    ...timeoutTraps(options),
  ];
}

/** Below what Spark itself forgives a driver: the service would take living applications for dead. */
const LEAST_TIMEOUT_SECONDS = 120;

function timeoutTraps({ connectionTimeout: timeout }: WrittenApp['options']): readonly Trap[] {
  if (timeout === undefined || Number.parseFloat(timeout) >= LEAST_TIMEOUT_SECONDS) return [];
  return [
    trap(
      'ClosesEarly',
      'env.SPARK_SHUFFLE_OPTS',
      `spark.shuffle.io.connectionTimeout ${timeout}`,
      'a driver that pauses for longer loses its registration, and its files',
    ),
  ];
}
