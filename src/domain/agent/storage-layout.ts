import { type Problem, shown } from '../core/problem';
import type { Size } from '../core/size';

const FILE_SYSTEMS = ['xfs', 'ext4'] as const;
export type FileSystem = (typeof FILE_SYSTEMS)[number];

/** Where the disks come from, and so how a machine knows them. */
export type DiskSource =
  | { readonly kind: 'instanceStore' }
  | { readonly kind: 'ebs'; readonly deviceName: string; readonly size: Size };

/** One file system over all disks of the source, and the directories that lie on it. */
export interface StorageLayout {
  readonly source: DiskSource;
  readonly fileSystem: FileSystem;
  readonly mountPoint: string;
  readonly mountOptions: readonly string[];
}

/** A directory of the storage and the place where it is seen. */
export interface Bind {
  readonly name: string;
  readonly path: string;
}

/** On every file system that we make, and at most XFS' 12 characters; also the name of the stripe. */
export const STORAGE_LABEL = 'mesos-spark';

/** What lies on the storage: the agent's data, images and containers, and what Spark shares. */
export function storageBinds(dataDirectory: string, sharedDirectory: string): readonly Bind[] {
  return [
    { name: 'mesos', path: dataDirectory },
    { name: 'docker', path: '/var/lib/docker' },
    { name: 'containerd', path: '/var/lib/containerd' },
    { name: 'spark', path: sharedDirectory },
  ];
}

/** A path that needs no quotes anywhere: in a shell, a unit, `spark.local.dir` or `volumes=a:b:rw`. */
export function pathProblems(at: string, path: string): readonly Problem[] {
  if (/^(\/[A-Za-z0-9._-]+)+$/.test(path) && !/\/\.\.?(\/|$)/.test(path)) return [];
  return [
    {
      at,
      found: shown(path),
      wanted: 'an absolute path of letters, digits, ".", "_" and "-", without "." or ".." as a folder',
    },
  ];
}

/** What is wrong with where the storage is mounted and what is seen from it. */
export function storageProblems(
  layout: StorageLayout,
  dataDirectory: string,
  sharedDirectory: string,
): readonly Problem[] {
  const broken = [
    ...fileSystemProblems(layout.fileSystem),
    ...pathProblems('storage.mountPoint', layout.mountPoint),
    ...pathProblems('sharedDirectory', sharedDirectory),
    ...layout.mountOptions.flatMap((option, i) =>
      /^[A-Za-z0-9_.=:-]+$/.test(option)
        ? []
        : [{ at: `storage.mountOptions[${i}]`, found: shown(option), wanted: 'one option of mount(8)' }],
    ),
  ];
  if (broken.length > 0) return broken;
  return [
    ...mountPointProblems(layout.mountPoint),
    ...overlapProblems(layout, dataDirectory, sharedDirectory),
  ];
}

/** Settings of plain JavaScript, and tokens, come past the type; the machine would find out at its first boot. */
function fileSystemProblems(fileSystem: string): readonly Problem[] {
  return FILE_SYSTEMS.some((known) => known === fileSystem)
    ? []
    : [{ at: 'storage.fileSystem', found: shown(fileSystem), wanted: FILE_SYSTEMS.join(' or ') }];
}

function mountPointProblems(mountPoint: string): readonly Problem[] {
  if (/^\/(var\/lib|mnt|data|srv)\/./.test(mountPoint)) return [];
  return [
    {
      at: 'storage.mountPoint',
      found: shown(mountPoint),
      wanted: 'a folder of its own under /var/lib, /mnt, /data or /srv',
      fix: 'anything that the system has there would be hidden',
    },
  ];
}

function overlapProblems(layout: StorageLayout, data: string, shared: string): readonly Problem[] {
  const binds = storageBinds(data, shared).filter((bind) => bind.name !== 'spark');
  const taken = [...binds.map((bind) => bind.path), layout.mountPoint];
  const shareProblems = taken
    .filter((path) => within(shared, path) || within(path, shared))
    .map((path) => ({
      at: 'sharedDirectory',
      found: `${shown(shared)}, which overlaps ${path}`,
      wanted: 'a folder of its own',
      fix: 'the default is /var/lib/tmp/spark',
    }));
  const mountProblems = binds
    .filter(({ path }) => within(layout.mountPoint, path) || within(path, layout.mountPoint))
    .map(({ path }) => ({
      at: 'storage.mountPoint',
      found: `${shown(layout.mountPoint)}, which overlaps ${path}`,
      wanted: 'a folder of its own',
    }));
  const systemProblems = /^\/(var|home|opt|srv|mnt|data|tmp)\/./.test(shared)
    ? []
    : [
        {
          at: 'sharedDirectory',
          found: shown(shared),
          wanted: 'a folder under /var, /home, /opt, /srv, /mnt, /data or /tmp',
        },
      ];
  return [...shareProblems, ...mountProblems, ...systemProblems];
}

/** True where `path` is `folder` or lies in it. */
function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
