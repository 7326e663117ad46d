import { attempt, shown } from '../../core/problem';
import { Size } from '../../core/size';
import { durationOf } from '../../spark/conf-value';
import { serviceMemory } from '../../spark/service-memory';
import type { Check } from '../check';
import { javaOption, type ServiceApp, variable } from '../service-app';
import { atApp, row } from './service-row';

const SCRIPT = /start-(?:mesos-)?shuffle-service\.sh/;
const FOREGROUND =
  'exec bin/spark-class org.apache.spark.deploy.mesos.MesosExternalShuffleService, in a second app on another port';

/** What a command removes at its start that executors may be using: Spark's own folders, or a whole directory. */
const REMOVES = /(?:^|[;&|]|\s)(rm\s+-\w*[rR]\w*[^;&|]*|find\s[^;&|]*-delete[^;&|]*)/g;

const isForeground = ({ app, command }: ServiceApp) =>
  variable(app, 'SPARK_NO_DAEMONIZE') !== undefined || /\bSPARK_NO_DAEMONIZE=/.test(command);

/** A day: nobody cleans that seldom on purpose. */
const NEVER_SECONDS = 86_400;

/** About command, environment, container and memory of a service. */
export const commandChecks: readonly Check[] = [
  row({
    id: 'ServiceDaemonizes',
    severity: 'error',
    title: 'the start script goes into the background',
    why: 'Without SPARK_NO_DAEMONIZE start-mesos-shuffle-service.sh leaves a daemon behind and ends: the task is over or watches a log, Marathon starts the next one, and the orphan holds the port.',
    of: (service) =>
      SCRIPT.test(service.command) && !isForeground(service)
        ? [
            {
              where: `${atApp(service)}, cmd`,
              found: 'the start script without SPARK_NO_DAEMONIZE',
              wanted: 'a command that stays in the foreground and hears TERM',
              fix: FOREGROUND,
            },
          ]
        : [],
  }),
  row({
    id: 'ServiceOrphaned',
    severity: 'warning',
    title: 'the end of the task leaves the service running',
    why: 'In the foreground start-mesos-shuffle-service.sh waits for Java and does not exec it: TERM ends the shell, the JVM lives on outside of the task and keeps the port.',
    of: (service) =>
      SCRIPT.test(service.command) && isForeground(service)
        ? [
            {
              where: `${atApp(service)}, cmd`,
              found: 'the start script with SPARK_NO_DAEMONIZE',
              wanted: 'a command that execs the JVM',
              fix: FOREGROUND,
            },
          ]
        : [],
  }),
  row({
    id: 'ConfIgnored',
    severity: 'warning',
    title: '--conf on the command line does nothing',
    why: 'The shuffle service reads no --conf options, whatever published commands say: it listens on 7337 with every default. It reads -D options in SPARK_SHUFFLE_OPTS, and a properties file.',
    of: (service) => {
      const given = [...service.command.matchAll(/--conf[ =]([^\s;&|]+)/g)].map(([, one]) => one ?? '');
      return given.length === 0
        ? []
        : [
            {
              where: `${atApp(service)}, cmd`,
              found: `--conf ${given.map(nameOnly).join(', ')}`,
              wanted: '-D options in SPARK_SHUFFLE_OPTS',
              fix: 'move what is meant to SPARK_SHUFFLE_OPTS, in a second app on another port; what it would change has never been in force',
            },
          ];
    },
  }),
  row({
    id: 'WipesSharedDirectory',
    severity: 'error',
    title: 'the command deletes shuffle files at its start',
    why: 'A service that starts again on a host finds the files of living executors there. rm -rf .../blockmgr-* takes them away under applications that run.',
    of: (service) => {
      const removed = [...service.command.matchAll(REMOVES)].map(([, one]) => (one ?? '').trim());
      const theirs = removed.filter((one) => isSparks(one, service));
      return theirs.length === 0
        ? []
        : [
            {
              where: `${atApp(service)}, cmd`,
              found: shown(theirs.join('; ')),
              wanted: 'nothing removed at a start',
              fix: 'leave it out, in a second app on another port; let a janitor remove what nobody has used or open for a day',
            },
          ];
    },
  }),
  row({
    id: 'CleanerOff',
    severity: 'warning',
    title: "the service's own cleaner is off",
    why: 'With an interval of days nothing removes the files of dead applications but what runs beside Mesos. A cron job that goes by age alone deletes files of applications that are quiet and alive.',
    of: (service) => {
      const interval = durationOf(
        'spark.shuffle.cleaner.interval',
        javaOption(service.app, service.command, 'spark.shuffle.cleaner.interval'),
      );
      if (service.ours !== undefined || interval === undefined || interval.toSeconds() < NEVER_SECONDS) {
        return [];
      }
      return [
        {
          where: `${atApp(service)}, SPARK_SHUFFLE_OPTS`,
          found: `spark.shuffle.cleaner.interval of ${interval}`,
          wanted: 'about 30s, or a janitor on each agent that asks who has the files open',
          fix: 'see docs/janitor.md for one; never delete by age alone',
        },
      ];
    },
  }),
  row({
    id: 'IdleTimeoutShort',
    severity: 'error',
    title: 'the service closes connections that are merely quiet',
    why: 'A connection without a byte for that long is closed, and a driver never opens it again: its heartbeats are lost, and the service removes the files of an application that lives. What Spark itself forgives (spark.network.timeout, 120 s) has to fit in.',
    of: (service) =>
      ['spark.shuffle.io.connectionTimeout', 'spark.network.timeout'].flatMap((name) => {
        const said = javaOption(service.app, service.command, name);
        const time = durationOf(name, said);
        // The first of the two decides where both are said.
        const first = javaOption(service.app, service.command, 'spark.shuffle.io.connectionTimeout');
        if (time === undefined || time.toSeconds() >= 120) return [];
        if (name === 'spark.network.timeout' && first !== undefined) return [];
        return [
          {
            where: `${atApp(service)}, SPARK_SHUFFLE_OPTS`,
            found: `${name} of ${time}`,
            wanted: 'two minutes at least, such as 300s',
            fix: 'leave it out or raise it, in a second app on another port',
          },
        ];
      }),
  }),
  row({
    id: 'SharedDirectoryInTmp',
    severity: 'note',
    title: 'shuffle files lie below /tmp of the host',
    why: 'Many hosts clean /tmp by age (systemd-tmpfiles, after ten days) or keep it in memory. Files that a long application still needs go, or fill the memory.',
    of: (service) => {
      const { volumes = [] } = (service.app['container'] ?? {}) as Container;
      return volumes.flatMap(({ hostPath = '', mode }) =>
        mode !== 'RO' && /^\/(var\/)?tmp(\/|$)/.test(hostPath)
          ? [
              {
                where: `${atApp(service)}, container.volumes`,
                found: hostPath,
                wanted: 'a directory on a disk that nobody else cleans, such as below /var/lib',
                fix: 'move both the service and the executors, in a second app on another port; meanwhile exclude the directory in /etc/tmpfiles.d',
              },
            ]
          : [],
      );
    },
  }),
  row({
    id: 'HeapAboveTask',
    severity: 'error',
    title: "the heap does not fit into the task's memory",
    why: 'The JVM takes its heap (SPARK_DAEMON_MEMORY, 1g if nothing is said), memory of its own and buffers for the network. What is above mem is killed by the kernel, when the service is busy.',
    of: (service) => {
      const said = variable(service.app, 'SPARK_DAEMON_MEMORY') ?? '1g';
      const heap = attempt(() => Size.parse(/^\d+$/.test(said) ? `${said}m` : said));
      const memory = Size.mebibytes(service.app.mem ?? 128);
      if ('problems' in heap) return [];
      const made = attempt(() => serviceMemory({ heap: heap.value, memory }));
      if ('value' in made) return [];
      return made.problems.map(({ found, wanted }) => ({
        where: `${atApp(service)}, mem`,
        found,
        wanted,
        fix: 'lower SPARK_DAEMON_MEMORY or raise mem, in a second app on another port; 768m in 1024 MiB is a good pair',
      }));
    },
  }),
  row({
    id: 'NoSharedVolume',
    severity: 'error',
    title: 'the service sees no directory of the host',
    why: 'Executors write shuffle files to a directory of the host and tell the service their paths. In an image without that directory as a volume the service finds none of them.',
    of: (service) => {
      const container = service.app['container'] as Container | undefined;
      if (container?.docker?.image === undefined) return [];
      const shared = (container.volumes ?? []).filter(
        ({ hostPath, mode }) => hostPath !== undefined && mode !== 'RO',
      );
      return shared.length > 0
        ? []
        : [
            {
              where: `${atApp(service)}, container.volumes`,
              found: 'no volume of the host that may be written',
              wanted: "spark.local.dir of the executors, from the host, under the executors' own path, RW",
              fix: 'add the volume, in a second app on another port; executors need the same one (spark.mesos.executor.docker.volumes)',
            },
          ];
    },
  }),
];

interface Container {
  readonly docker?: { readonly image?: string };
  readonly volumes?: readonly {
    readonly hostPath?: string;
    readonly containerPath?: string;
    readonly mode?: string;
  }[];
}

/** Only the names: values may be secrets. */
const nameOnly = (setting: string) => setting.replace(/^["']/, '').split('=')[0] ?? '';

function isSparks(removal: string, { app }: ServiceApp): boolean {
  const container = app['container'] as Container | undefined;
  const shared = (container?.volumes ?? []).flatMap(({ containerPath, hostPath }) => [
    containerPath,
    hostPath,
  ]);
  return (
    /blockmgr|\bspark-\*|\/spark-/.test(removal) ||
    shared.some((path) => path !== undefined && path.length > 1 && removal.includes(path))
  );
}
