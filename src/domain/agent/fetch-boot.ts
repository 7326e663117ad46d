import type { UnitSection } from '../render/systemd-unit';
import type { BootFeature } from './boot-feature';
import { step, waiting } from './boot-units';
import type { StorageKind } from './storage-layout';

/** Where a machine brings its boot scripts from, if its image does not hold them. */
export interface FetchedScripts {
  /** Of the checksums of all scripts ({@link BakedScripts}). */
  readonly digest: string;
  /** Of the archive, which is named `<its SHA-256>.sh.gz`: https, in S3. May hold late values, `@NAME@`. */
  readonly url: string;
}

/** The scripts that bring the others, and the one that tells if they cannot. */
const FIRST_SCRIPTS = ['lib.sh', 'aws.sh', 'fetch.sh', 'health-answer.sh'];

/** What user data itself holds of a machine's scripts. */
export function firstScripts(scripts: readonly string[]): readonly string[] {
  return FIRST_SCRIPTS.filter((name) => !name.startsWith('health') || scripts.includes(name));
}

const FETCH_UNIT = 'mesos-spark-fetch.service';

const LATE: UnitSection['settings'] = [
  ['Wants', 'network-online.target'],
  ['After', 'network-online.target'],
];

/**
 * Where the storage is /var/lib, it comes before the network does, and would wait for itself. The first boot starts
 * this when there is a network; at later boots the scripts are there.
 */
const EARLY: UnitSection['settings'] = [
  ['DefaultDependencies', 'no'],
  ['Conflicts', 'shutdown.target'],
  ['RequiresMountsFor', '/etc /opt /usr'],
  ['Before', 'shutdown.target'],
];

/** The other scripts, before any unit that runs one. */
export function fetchFeature(
  scripts: FetchedScripts | undefined,
  features: readonly BootFeature[],
  layout: StorageKind = 'binds',
): BootFeature {
  if (scripts === undefined) return {};
  return {
    units: [
      step(FETCH_UNIT, {
        description: 'Boot scripts of the Mesos agent',
        scripts: ['fetch.sh'],
        unit: layout === 'varLib' ? EARLY : LATE,
        limit: '40min',
      }),
      ...features.flatMap(firstOnes).map((unit) => waiting(unit, FETCH_UNIT)),
    ],
    enabled: [FETCH_UNIT],
    settings: { BOOT_SCRIPTS_URL: scripts.url, BOOT_SCRIPTS_DIGEST: scripts.digest },
  };
}

/** Units of ours that wait for none of ours. */
function firstOnes({ units = [] }: BootFeature): readonly string[] {
  return units
    .filter(({ name }) => /^mesos-spark-[a-z]+\.service$/.test(name))
    .filter(({ sections }) =>
      sections.every(({ settings }) =>
        settings.every(([key, value]) => key !== 'Requires' || !`${value}`.includes('mesos-spark-')),
      ),
    )
    .map(({ name }) => name);
}
