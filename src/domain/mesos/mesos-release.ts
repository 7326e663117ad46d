import { type Problem, shown } from '../core/problem';

/** Releases of Apache Mesos that agents are made for, oldest first. */
export const MESOS_RELEASES = [
  '1.1',
  '1.2',
  '1.3',
  '1.4',
  '1.5',
  '1.6',
  '1.7',
  '1.8',
  '1.9',
  '1.10',
  '1.11',
] as const;

export type MesosRelease = (typeof MESOS_RELEASES)[number];

/** Whether `one` came out before `other`. */
export function isBefore(one: MesosRelease, other: MesosRelease): boolean {
  return MESOS_RELEASES.indexOf(one) < MESOS_RELEASES.indexOf(other);
}

/** The release that a version such as `1.11.0` belongs to; a release is a version of itself. */
export function releaseOf<Release extends string>(
  version: string,
  releases: readonly Release[],
): Release | undefined {
  const release = /^(\d+\.\d+)(\.\d+)?$/.exec(version)?.[1];
  return releases.find((one) => one === release);
}

/** That a version belongs to one of the releases, which are listed oldest first. */
export function versionProblems(
  at: string,
  version: unknown,
  releases: readonly string[],
): readonly Problem[] {
  if (version === undefined) return [];
  if (typeof version === 'string' && releaseOf(version, releases) !== undefined) return [];
  return [
    {
      at,
      found: shown(version),
      wanted: `a version from ${releases[0]} to ${releases.at(-1)}, such as "${releases.at(-1)}"`,
      fix: 'leave it out to have what holds for all of them',
    },
  ];
}
