import { Duration } from '../src/domain/core/duration';
import { attempt, type Problem, shown } from '../src/domain/core/problem';
import { DEFAULT_CONNECTION_TIMEOUT } from '../src/domain/spark/service-settings';
import type { ShuffleServiceManifestInput } from '../src/manifest/shuffle-service';

/** What becomes of a version of a service that another one has replaced. */
export interface ServiceUpgrade {
  /**
   * `Wait` until it is unused, or `Proceed`: at `deadline` it ends all the same, which fails the applications that
   * use it.
   */
  readonly whenInUse: 'Wait' | 'Proceed';
  /** At least so long both run: whoever read the old port starts meanwhile. @default '5m' */
  readonly overlap?: Duration | string;
  /**
   * It counts as unused once no agent has seen a connection to it for so long: at least twice the longest time-out
   * of service and applications (`connectionTimeout`, `spark.network.timeout`).
   * @default - twice the `connectionTimeout`, 10 minutes or more
   */
  readonly quiet?: Duration | string;
  /** With `Proceed` only; counted from the switch to the next version. @default '1d' */
  readonly deadline?: Duration | string;
}

interface UpgradeFacts {
  readonly upgrade?: ServiceUpgrade;
  readonly connectionTimeout?: Duration | string;
}

export interface CheckedUpgrade {
  readonly problems: readonly Problem[];
  readonly connectionTimeout: Duration;
  readonly quiet: Duration;
  /** As the manifest has it; undefined where it says what the manifest has anyhow. */
  readonly policy: ShuffleServiceManifestInput['spec']['upgrade'];
}

/** As the manifest has it. */
const DEFAULT_QUIET = Duration.minutes(10);
const DEFAULT_OVERLAP = Duration.minutes(5);
const DEFAULT_DEADLINE = Duration.days(1);

/** What of the connections' time-out cannot be read is told where the app is made. */
export function checkUpgrade({ upgrade, connectionTimeout }: UpgradeFacts): CheckedUpgrade {
  const problems: Problem[] = [];
  const timeout = readDuration(connectionTimeout) ?? DEFAULT_CONNECTION_TIMEOUT;
  const least = Duration.millis(timeout.toMillis() * 2);
  const usual = least.isBelow(DEFAULT_QUIET) ? DEFAULT_QUIET : least;
  if (upgrade === undefined) {
    return { problems, connectionTimeout: timeout, quiet: usual, policy: policyOf({}, usual) };
  }
  const overlap = whole('upgrade.overlap', upgrade.overlap, problems);
  const quiet = whole('upgrade.quiet', upgrade.quiet, problems);
  const deadline = whole('upgrade.deadline', upgrade.deadline, problems);
  problems.push(
    ...modeProblems(upgrade),
    ...(quiet === undefined ? [] : quietProblems(quiet, { least, timeout })),
    ...deadlineProblems(upgrade, overlap ?? DEFAULT_OVERLAP, deadline ?? DEFAULT_DEADLINE),
  );
  const said = { whenInUse: upgrade.whenInUse, overlap, deadline };
  return {
    problems,
    connectionTimeout: timeout,
    quiet: quiet ?? usual,
    policy: policyOf(said, quiet ?? usual),
  };
}

interface Said {
  readonly whenInUse?: 'Wait' | 'Proceed';
  readonly overlap?: Duration | undefined;
  readonly deadline?: Duration | undefined;
}

function policyOf({ whenInUse, overlap, deadline }: Said, quiet: Duration): CheckedUpgrade['policy'] {
  const own = quiet.toSeconds() === DEFAULT_QUIET.toSeconds() ? {} : { quietSeconds: quiet.toSeconds() };
  if (whenInUse === undefined && Object.keys(own).length === 0) return undefined;
  return {
    whenInUse: whenInUse ?? 'Wait',
    ...own,
    ...(overlap === undefined ? {} : { overlapSeconds: overlap.toSeconds() }),
    ...(deadline === undefined ? {} : { deadlineSeconds: deadline.toSeconds() }),
  };
}

function modeProblems({ whenInUse }: ServiceUpgrade): readonly Problem[] {
  if (whenInUse === 'Wait' || whenInUse === 'Proceed') return [];
  return [{ at: 'upgrade.whenInUse', found: shown(whenInUse), wanted: '"Wait" or "Proceed"' }];
}

function quietProblems(
  quiet: Duration,
  { least, timeout }: { readonly least: Duration; readonly timeout: Duration },
): readonly Problem[] {
  if (!quiet.isBelow(least)) return [];
  return [
    {
      at: 'upgrade.quiet',
      found: `${quiet}`,
      wanted: `at least ${least}, twice the connectionTimeout of ${timeout}`,
      fix: 'sooner an application that still lives may look like none; raise it, or leave it out',
    },
  ];
}

function deadlineProblems(
  { whenInUse, deadline: given }: ServiceUpgrade,
  overlap: Duration,
  deadline: Duration,
): readonly Problem[] {
  const at = 'upgrade.deadline';
  if (whenInUse === 'Wait' && given !== undefined) {
    return [
      {
        at,
        found: `${given} with whenInUse "Wait"`,
        wanted: 'nothing',
        fix: 'an old version in use is never ended then; leave it out, or say whenInUse "Proceed"',
      },
    ];
  }
  if (whenInUse !== 'Proceed' || !deadline.isBelow(overlap)) return [];
  return [
    {
      at,
      found: `${deadline}`,
      wanted: `at least ${overlap}, the overlap`,
      fix: 'before its end applications start that know the old port only; raise it, or lower upgrade.overlap',
    },
  ];
}

/** The manifest counts in whole seconds. */
function whole(at: string, given: Duration | string | undefined, problems: Problem[]): Duration | undefined {
  if (given === undefined) return undefined;
  const read = attempt(() => Duration.of(given));
  if ('problems' in read) {
    problems.push(...read.problems.map((problem) => ({ ...problem, at })));
    return undefined;
  }
  if (Number.isSafeInteger(read.value.toSeconds())) return read.value;
  problems.push({ at, found: `${read.value}`, wanted: 'whole seconds' });
  return undefined;
}

function readDuration(given: Duration | string | undefined): Duration | undefined {
  if (given === undefined) return undefined;
  const read = attempt(() => Duration.of(given));
  return 'value' in read ? read.value : undefined;
}
