import { attempt, type Problem, shown } from '../core/problem';
import { Size } from '../core/size';

/** What a folder of the storage may hold at most: percent of the file system (`40%`) or a size (`200g`). */
export type StorageShare = string | Size;

/** Folders of the storage by the names of {@link storageBinds}. */
export type ShareName = 'mesos' | 'docker' | 'containerd' | 'spark';
export type StorageShares = Readonly<Partial<Record<ShareName, StorageShare>>>;

/**
 * Numbers of the quotas' projects. Mesos' `disk/xfs` isolator takes 5000 to 10000 for its sandboxes; Docker takes
 * those above its own folder's for containers with a size (`--storage-opt size`), so its own is the highest.
 */
const PROJECTS: Readonly<Record<ShareName, number>> = {
  mesos: 1001,
  containerd: 1002,
  spark: 1003,
  docker: 100_000,
};

const NAMES = Object.keys(PROJECTS).sort() as readonly ShareName[];

/** For the machine: words `project:folder:limit`, the limit in percent or in KiB. */
export function sharesText(
  folders: readonly (readonly [ShareName, string])[],
  shares: StorageShares,
): string {
  return folders
    .flatMap(([name, folder]) => {
      const share = shares[name];
      return share === undefined ? [] : [`${PROJECTS[name]}:${folder}:${limitText(share)}`];
    })
    .join(' ');
}

function limitText(share: StorageShare): string {
  if (typeof share === 'string' && share.endsWith('%')) return share;
  const size = typeof share === 'string' ? Size.parse(share) : share;
  return `${Math.floor(size.toBytes() / 1024)}`;
}

/** @param fileSystem ext4 holds fewer shares than XFS */
export function shareProblems(shares: StorageShares, fileSystem: 'xfs' | 'ext4'): readonly Problem[] {
  return [
    ...Object.entries(shares).flatMap(([name, share]) => oneProblems(name, share)),
    ...(fileSystem === 'xfs' ? [] : rootProblems(shares)),
  ];
}

/** ext4 lets root write beyond a limit (`ignore_hardlimit`, fs/quota/dquot.c), and these are root's to write. */
function rootProblems(shares: StorageShares): readonly Problem[] {
  return NAMES.filter((name) => name !== 'spark' && shares[name] !== undefined).map((name) => ({
    at: `storage.shares.${name}`,
    found: "a limit on ext4, which does not hold for root's files",
    wanted: "fileSystem 'xfs', or no such share",
  }));
}

function oneProblems(name: string, share: StorageShare): readonly Problem[] {
  const at = `storage.shares.${name}`;
  if (!NAMES.includes(name as ShareName)) {
    return [{ at, found: shown(name), wanted: `one of ${NAMES.join(', ')}` }];
  }
  if (typeof share === 'string' && share.includes('%')) return percentProblems(at, share);
  const made = attempt(() => (typeof share === 'string' ? Size.parse(share) : share));
  if ('value' in made && made.value.toBytes() >= 2 ** 30) return [];
  return [
    {
      at,
      found: shown(`${share}`),
      wanted: 'percent of the disks such as "40%", or 1 GiB or more such as "200g"',
    },
  ];
}

function percentProblems(at: string, share: string): readonly Problem[] {
  const percent = /^([1-9]\d?)%$/.exec(share);
  return percent ? [] : [{ at, found: shown(share), wanted: 'a whole number of percent from 1% to 99%' }];
}
