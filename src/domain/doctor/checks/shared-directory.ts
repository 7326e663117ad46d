import { shown } from '../../core/problem';
import { directoryProblems } from '../../spark/local-directories';
import { type Check, check } from '../check';
import { serviceApps } from '../service-app';
import { row, spot, usesService } from './settings-row';

const LOCAL = 'spark.local.dir';
const VOLUMES = 'spark.mesos.executor.docker.volumes';
const PARAMETERS = 'spark.mesos.executor.docker.parameters';

/** Where Mesos puts a container's sandbox, inside of it and on the host. */
const SANDBOX = /^(\$\{?MESOS_SANDBOX|\/mnt\/mesos\/sandbox|\/var\/lib\/mesos\/slave\/)/;

/** About the directory that executors and the service share, and who may read it. */
export const sharedDirectoryChecks: readonly Check[] = [
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
    id: 'LocalDirInSandbox',
    severity: 'error',
    title: 'shuffle files lie in the sandbox of the executor',
    why: 'Mesos removes a sandbox some time after its executor has ended, sooner where the disk fills. That is just when the service has to serve the files.',
    of: (settings) => {
      const dirs = (settings.properties[LOCAL] ?? '').split(',').map((dir) => dir.trim());
      const inside = dirs.filter((dir) => SANDBOX.test(dir));
      return !usesService(settings) || inside.length === 0
        ? []
        : [
            spot(settings, {
              at: LOCAL,
              found: inside.join(', '),
              wanted: 'a directory of the host outside of every sandbox',
              fix: `set ${LOCAL}, and with images ${VOLUMES}, to the directory of the service`,
            }),
          ];
    },
  }),
  check({
    id: 'UsersDiffer',
    severity: 'error',
    title: 'executors and the service are different users',
    why: 'Executors write files that only their user may read. A service that is somebody else cannot open them, and says FileNotFoundException or Permission denied; as root it can read, and cannot be read.',
    needs: ['settings', 'apps'],
    look: ({ settings, apps }) => {
      const users = serviceApps(apps).map(({ app }) => imageUser(app['container']));
      // Of what runs on the host, or in the runtime of Mesos, the number of the user is not known.
      if (users.length === 0 || users.includes(undefined)) return [];
      return settings.filter(usesService).flatMap((one) => {
        if (one.properties['spark.mesos.executor.docker.image'] === undefined) return [];
        if (one.properties['spark.mesos.containerizer'] === 'mesos') return [];
        const user = /(?:^|,)(?:user|u)=([^,]+)/.exec(one.properties[PARAMETERS] ?? '')?.[1] ?? NO_USER;
        if (users.includes(user)) return [];
        return [
          spot(one, {
            at: PARAMETERS,
            found: `user ${user}`,
            wanted: [...new Set(users)].join(' or '),
            fix: 'give both the same user: user=UID among the parameters of Docker',
          }),
        ];
      });
    },
  }),
];

const NO_USER = 'of the image';

/** Of an image under the Docker daemon; undefined elsewhere. */
function imageUser(container: unknown): string | undefined {
  const { type, docker } = (container ?? {}) as Container;
  if (docker?.image === undefined || type === 'MESOS') return undefined;
  return docker.parameters?.find(({ key }) => key === 'user' || key === 'u')?.value ?? NO_USER;
}

interface Container {
  readonly type?: string;
  readonly docker?: {
    readonly image?: string;
    readonly parameters?: readonly { readonly key: string; readonly value: string }[];
  };
  readonly volumes?: readonly Volume[];
}

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
  const { docker, volumes = [] } = (container ?? {}) as Container;
  if (docker?.image === undefined) return undefined;
  return volumes.flatMap(({ containerPath: path, hostPath, mode }) =>
    path !== undefined && hostPath !== undefined && mode !== 'RO' ? [path] : [],
  );
}
