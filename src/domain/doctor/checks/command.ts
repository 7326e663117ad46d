import { attempt, shown } from '../../core/problem';
import { Size } from '../../core/size';
import { durationOf } from '../../spark/conf-value';
import { serviceMemory } from '../../spark/service-memory';
import { type Check, check, type Spot } from '../check';
import { atApp, javaOption, type ServiceApp, serviceApps, variable } from '../service-app';

type Row = Omit<Check, 'needs' | 'look'> & { of(service: ServiceApp): readonly Spot[] };

const row = ({ of, ...said }: Row): Check =>
  check({ ...said, needs: ['apps'], look: ({ apps }) => serviceApps(apps).flatMap(of) });

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
