import { type Problem, shown } from '../core/problem';
import {
  type DiskSource,
  FILE_SYSTEMS,
  pathProblems,
  type StorageLayout,
  storageBinds,
} from './storage-layout';
import { mountOptionProblems } from './storage-options';
import { shareProblems } from './storage-shares';

/** What is wrong with the disks, where they are mounted and what is seen from them. */
export function storageProblems(
  layout: StorageLayout,
  dataDirectory: string,
  sharedDirectory: string,
): readonly Problem[] {
  const broken = [
    ...fileSystemProblems(layout.fileSystem),
    ...pathProblems('storage.mountPoint', layout.mountPoint),
    ...pathProblems('sharedDirectory', sharedDirectory),
    ...mountOptionProblems(layout.mountOptions),
    ...shareProblems(layout.shares ?? {}, layout.fileSystem),
    ...diskProblems(layout.source),
  ];
  if (broken.length > 0) return broken;
  const binds = storageBinds(dataDirectory, sharedDirectory)
    .filter(({ name }) => name !== 'spark')
    .map(({ path }) => path);
  return layout.layout === 'varLib'
    ? [...varLibProblems(layout, sharedDirectory), ...sharedProblems(sharedDirectory, binds)]
    : [
        ...mountPointProblems(layout.mountPoint, binds),
        ...sharedProblems(sharedDirectory, [...binds, layout.mountPoint]),
      ];
}

/** Settings of plain JavaScript, and tokens, come past the type; the machine would find out at its first boot. */
function fileSystemProblems(fileSystem: string): readonly Problem[] {
  return FILE_SYSTEMS.some((known) => known === fileSystem)
    ? []
    : [{ at: 'storage.fileSystem', found: shown(fileSystem), wanted: FILE_SYSTEMS.join(' or ') }];
}

/** The most that any instance type has: d2.8xlarge and d3en.12xlarge have 24. */
const MOST_DISKS = 24;

function diskProblems(source: DiskSource): readonly Problem[] {
  const { disks = 1 } = source.kind === 'instanceStore' ? source : {};
  return Number.isInteger(disks) && disks >= 1 && disks <= MOST_DISKS
    ? []
    : [{ at: 'storage.disks', found: shown(disks), wanted: `a whole number from 1 to ${MOST_DISKS}` }];
}

function mountPointProblems(mountPoint: string, binds: readonly string[]): readonly Problem[] {
  const overlaps = [...binds, OWN_RECORDS]
    .filter((path) => overlap(mountPoint, path))
    .map((path) => ({
      at: 'storage.mountPoint',
      found: `${shown(mountPoint)}, which overlaps ${path}`,
      wanted: 'a folder of its own',
    }));
  if (/^\/(var\/lib|mnt|data|srv)\/./.test(mountPoint)) return overlaps;
  return [
    {
      at: 'storage.mountPoint',
      found: shown(mountPoint),
      wanted: 'a folder of its own under /var/lib, /mnt, /data or /srv',
      fix: 'anything that the system has there would be hidden',
    },
    ...overlaps,
  ];
}

function varLibProblems(layout: StorageLayout, shared: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (layout.mountPoint !== '/var/lib') {
    problems.push({
      at: 'storage.mountPoint',
      found: shown(layout.mountPoint),
      wanted: "none with the layout 'varLib', which is /var/lib",
    });
  }
  if (!shared.startsWith('/var/lib/')) {
    problems.push({
      at: 'sharedDirectory',
      found: shown(shared),
      wanted: "a folder under /var/lib with the layout 'varLib'",
    });
  }
  return problems;
}

/** What the boot steps know of earlier boots; it stays on the root volume. */
const OWN_RECORDS = '/var/lib/mesos-spark';

function sharedProblems(shared: string, taken: readonly string[]): readonly Problem[] {
  const overlaps = [...taken, OWN_RECORDS]
    .filter((path) => overlap(shared, path))
    .map((path) => ({
      at: 'sharedDirectory',
      found: `${shown(shared)}, which overlaps ${path}`,
      wanted: 'a folder of its own',
      fix: 'the default is /var/lib/tmp/spark',
    }));
  if (/^\/(var|home|opt|srv|mnt|data|tmp)\/./.test(shared)) return overlaps;
  return [
    ...overlaps,
    {
      at: 'sharedDirectory',
      found: shown(shared),
      wanted: 'a folder under /var, /home, /opt, /srv, /mnt, /data or /tmp',
    },
  ];
}

/** True where one is the other or lies in it. */
function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
