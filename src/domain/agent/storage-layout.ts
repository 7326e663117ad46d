import { type Problem, shown } from '../core/problem';
import type { Size } from '../core/size';
import type { ShareName, StorageShares } from './storage-shares';

export const FILE_SYSTEMS = ['xfs', 'ext4'] as const;
export type FileSystem = (typeof FILE_SYSTEMS)[number];

/** An EBS volume of the launch template. */
export interface EbsSource {
  readonly kind: 'ebs';
  readonly deviceName: string;
  readonly size: Size;
}

/** Where the disks come from, and so how a machine knows them. */
export type DiskSource =
  | {
      readonly kind: 'instanceStore';
      /** How many disks a machine has at least. @default 1 */
      readonly disks?: number | undefined;
    }
  | EbsSource;

/**
 * What a machine does without its disks: nothing more (`fail`: neither Docker nor the agent starts), go on with the
 * root volume, or with an EBS volume.
 */
export type MissingDisks = { readonly kind: 'fail' } | { readonly kind: 'root' } | EbsSource;

/** Folders bind mounted from a file system elsewhere, or the file system at `/var/lib`. */
export type StorageKind = 'binds' | 'varLib';

/** One file system over all disks of the source, and the directories that lie on it. */
export interface StorageLayout {
  readonly source: DiskSource;
  /** @default 'binds' */
  readonly layout?: StorageKind;
  readonly fileSystem: FileSystem;
  /** `/var/lib` with `varLib`. */
  readonly mountPoint: string;
  readonly mountOptions: readonly string[];
  /** @default - fail */
  readonly whenMissing?: MissingDisks;
  /** @default - none: every folder may fill the file system */
  readonly shares?: StorageShares;
}

/** A directory of the storage and the place where it is seen. */
export interface Bind {
  readonly name: ShareName;
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

/** The folder of the file system that a directory is, seen from its mount. */
export function folderOf(layout: StorageLayout, bind: Bind): string {
  return layout.layout === 'varLib' ? bind.path.replace('/var/lib/', '') : bind.name;
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
