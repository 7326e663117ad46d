import { shown } from '../../core/problem';
import { applicationProblems } from '../../spark/application-problems';
import { applicationWarnings } from '../../spark/application-warnings';
import { checkProperties, propertyAt } from '../../spark/check-properties';
import { isTrue } from '../../spark/conf-value';
import { directoryProblems } from '../../spark/local-directories';
import { type Check, check, type Severity, type Spot } from '../check';
import type { SettingsSight } from '../parts';
import { serviceApps } from '../service-app';

type Row = Omit<Check, 'needs' | 'look'> & { of(settings: SettingsSight): readonly Spot[] };

const row = ({ of, ...said }: Row): Check =>
  check({ ...said, needs: ['settings'], look: ({ settings }) => settings.flatMap(of) });

interface Told {
  readonly at: string;
  readonly found: string;
  readonly wanted: string;
  readonly fix?: string;
}

const spot = (
  { where }: SettingsSight,
  { at, found, wanted, fix = `set it to what is wanted` }: Told,
): Spot => ({
  where: `${where}, ${at}`,
  found,
  wanted,
  fix,
});

const DYNAMIC = propertyAt('spark.dynamicAllocation.enabled');
const LOCAL = 'spark.local.dir';
const VOLUMES = 'spark.mesos.executor.docker.volumes';

const usesService = ({ properties }: SettingsSight) => isTrue(properties['spark.shuffle.service.enabled']);

/** Warnings about settings that exist already, by their reason. */
function warned(reason: string, severity: Severity, title: string, why: string): Check {
  return row({
    id: reason,
    severity,
    title,
    why,
    of: (settings) =>
      applicationWarnings(settings.properties, settings.sparkVersion)
        .filter((one) => one.reason === reason && one.severity === 'warning')
        .map((one) => spot(settings, one)),
  });
}

function listed(reason: string, said: Omit<Row, 'of'>): Check {
  return row({
    ...said,
    of: (settings) =>
      checkProperties(settings.properties, settings.sparkVersion)
        .warnings.filter((one) => one.reason === reason)
        .map((one) => spot(settings, one)),
  });
}

/** About Spark's settings, published ones and somebody's own. */
export const settingsChecks: readonly Check[] = [
  row({
    id: 'DynamicAllocationWithoutService',
    severity: 'error',
    title: 'dynamic allocation without the shuffle service',
    why: 'Executors that are given back take their shuffle files with them. Spark refuses to start so, or, where it tracks shuffles, keeps every executor that has some.',
    of: (settings) =>
      applicationProblems(settings.properties, settings)
        .filter(({ at }) => at === DYNAMIC)
        .map((one) => spot(settings, one)),
  }),
  row({
    id: 'SettingAgainstService',
    severity: 'error',
    title: 'a setting parts executors from the shuffle service',
    why: 'Executors and the service have to be on the network of the host, as one user, in the coarse-grained mode. A setting that changes one of these works until the first shuffle.',
    of: (settings) =>
      usesService(settings)
        ? applicationProblems(settings.properties, settings)
            .filter(({ at }) => at !== DYNAMIC)
            .map((one) => spot(settings, one))
        : [],
  }),
  row({
    id: 'LocalDirMissing',
    severity: 'error',
    title: 'no shared directory is set',
    why: 'With the shuffle service on Spark does not use the Mesos sandbox: without spark.local.dir files go to /tmp, in an image to /tmp of the container, which nobody else sees and which goes with the executor.',
    of: (settings) => {
      const { properties } = settings;
      const elsewhere = ['spark.executorEnv.SPARK_LOCAL_DIRS', 'spark.executorEnv.SPARK_EXECUTOR_DIRS'];
      const docker = properties['spark.mesos.executor.docker.parameters'] ?? '';
      const said = [LOCAL, ...elsewhere].some((key) => properties[key] !== undefined);
      if (!usesService(settings) || said || docker.includes('SPARK_LOCAL_DIRS')) return [];
      return [
        spot(settings, {
          at: LOCAL,
          found: 'nothing',
          wanted: 'the directory of the host that the service sees, too',
          fix: `set ${LOCAL}, and with images ${VOLUMES}`,
        }),
      ];
    },
  }),
  row({
    id: 'LocalDirNotMounted',
    severity: 'error',
    title: "executors' images do not have the shared directory",
    why: 'In an image spark.local.dir is a path of the container. Without a volume of the host for it the files lie inside of the container, and the service finds none of them.',
    of: (settings) => {
      const { properties } = settings;
      const dirs = properties[LOCAL]?.split(',').map((dir) => dir.trim()) ?? [];
      if (!usesService(settings) || properties['spark.mesos.executor.docker.image'] === undefined) return [];
      const inside = (properties[VOLUMES] ?? '')
        .split(',')
        .map(containerPath)
        .filter((path) => path !== '');
      const lost = dirs.filter((dir) => !inside.some((path) => dir === path || dir.startsWith(`${path}/`)));
      return lost.length === 0
        ? []
        : [
            spot(settings, {
              at: VOLUMES,
              found: shown(properties[VOLUMES] ?? 'nothing'),
              wanted: `a volume of the host for ${lost.join(', ')}, such as ${lost[0]}:${lost[0]}:rw`,
              fix: 'the same volume as that of the shuffle service',
            }),
          ];
    },
  }),
  check({
    id: 'LocalDirNotShared',
    severity: 'error',
    title: 'executors write where the service does not look',
    why: 'An executor registers the absolute path of its files. A service in an image finds it only if one of its own volumes has that path.',
    needs: ['settings', 'apps'],
    look: ({ settings, apps }) => {
      const services = serviceApps(apps);
      const volumes = services.map(({ app }) => sharedPaths(app['container']));
      // What runs on the host sees all of it.
      if (services.length === 0 || volumes.some((paths) => paths === undefined)) return [];
      const paths = [...new Set(volumes.flatMap((one) => one ?? []))].sort();
      return settings.filter(usesService).flatMap((one) => {
        const dir = one.properties[LOCAL]?.trim();
        if (dir === undefined || paths.length === 0) return [];
        if (paths.some((path) => directoryProblems(LOCAL, dir, path).length === 0)) return [];
        return [
          spot(one, {
            at: LOCAL,
            found: shown(dir),
            wanted: `${paths.join(' or ')}, which ${services.map(({ id }) => id).join(', ')} has, or a folder in it`,
            fix: 'use one directory of the host for both, under one path',
          }),
        ];
      });
    },
  }),
  row({
    id: 'SettingRefused',
    severity: 'error',
    title: 'Spark refuses or misreads a setting',
    why: 'A value that Spark cannot read ends the driver at its start, or the executors; a name that does not begin with spark. is passed over.',
    of: (settings) =>
      checkProperties(settings.properties, settings.sparkVersion).problems.map((one) => spot(settings, one)),
  }),
  listed('NoEffect', {
    id: 'SettingWithoutEffect',
    severity: 'warning',
    title: 'a setting that does nothing',
    why: 'Spark reads no such name in this version, or only another part of it does. spark.executor.home is one that many guides have.',
  }),
  listed('Renamed', {
    id: 'SettingRenamed',
    severity: 'note',
    title: 'a setting that goes by another name',
    why: 'Spark still reads the old name and warns; the next major version may not.',
  }),
  listed('UnknownSetting', {
    id: 'SettingUnknown',
    severity: 'warning',
    title: 'a setting that Spark does not know',
    why: 'Spark passes unknown names over without a word, so a typing error is a setting that is not set.',
  }),
  warned(
    'NoCoresLimit',
    'warning',
    'no limit of cores',
    'On Mesos an application takes every core that it is offered until spark.cores.max; whoever comes second waits.',
  ),
  warned(
    'NoExecutorCores',
    'warning',
    'no size of executors in cores',
    'Without spark.executor.cores an executor takes all cores of its offer: one on an agent, and nothing between none and all of it to scale by.',
  ),
  warned(
    'NoExecutorMemory',
    'note',
    'no size of executors in memory',
    'Spark takes 1g for an executor, however many cores it has.',
  ),
  warned(
    'InstancesIgnored',
    'note',
    'spark.executor.instances beside dynamic allocation',
    'With dynamic allocation it is only how many executors there are at first.',
  ),
  warned(
    'CachedExecutorsStay',
    'warning',
    'executors with cached blocks are never given back',
    'spark.dynamicAllocation.cachedExecutorIdleTimeout is infinite by default, and broadcast variables count as cached: such executors stay until the application ends.',
  ),
  warned(
    'ShortIdleTimeout',
    'warning',
    'executors are given back too soon',
    'Below half a minute executors go between two stages and are asked for again: an application can come to no rest.',
  ),
  warned(
    'OneExecutorAnAgent',
    'warning',
    'a fixed port of executors',
    'An executor starts only where that very port is offered: one on an agent. A second one fails, and after two failures the driver leaves the agent out for good.',
  ),
  warned(
    'AgentsLeftOut',
    'warning',
    'settings about failed agents that decide nothing',
    'After two failed executors on an agent a driver on Mesos never uses it again, whatever spark.blacklist and spark.excludeOnFailure say.',
  ),
];

/** The container's side of `[host:]container[:mode]`; one without a host is no directory of the host. */
function containerPath(volume: string): string {
  const parts = volume.split(':').filter((part) => part !== 'ro' && part !== 'rw');
  return parts.length < 2 ? '' : (parts[1] ?? '').replace(/\/+$/, '');
}

interface Volume {
  readonly containerPath?: string;
  readonly hostPath?: string;
  readonly mode?: string;
}

/** Undefined where the service runs on the host itself. */
function sharedPaths(container: unknown): readonly string[] | undefined {
  const { docker, volumes = [] } = (container ?? {}) as {
    readonly docker?: { readonly image?: string };
    readonly volumes?: readonly Volume[];
  };
  if (docker?.image === undefined) return undefined;
  return volumes.flatMap(({ containerPath: path, hostPath, mode }) =>
    path !== undefined && hostPath !== undefined && mode !== 'RO' ? [path] : [],
  );
}
