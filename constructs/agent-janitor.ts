import {
  DEFAULT_JANITOR,
  type DiskPressure,
  type Janitor,
  janitorProblems,
} from '../src/domain/agent/janitor';
import { Duration } from '../src/domain/core/duration';
import { attempt, type Problem } from '../src/domain/core/problem';

/** What removes the directories that dead applications left in the shared directory. */
export interface JanitorProps {
  /**
   * How long nothing of a directory changed or was read before it goes; one hour at least. Longer than the longest
   * quiet time of an application.
   * @default '24h'
   */
  readonly limit?: Duration | string;
  /**
   * Where more than `threshold` percent of the disk or of its inodes is used, the oldest directories go before
   * their time, until it is below `target`; never one that is in use or was within the last hour.
   * @default - from 85 % down to 75 %
   */
  readonly pressure?: Partial<DiskPressure> | 'off';
}

/** The props with their defaults; every problem goes to `problems`. `undefined` where there is no janitor. */
export function readJanitor(
  props: JanitorProps | 'off' | undefined,
  problems: Problem[],
): Janitor | undefined {
  if (props === 'off') return undefined;
  const made = attempt(() => janitor(props ?? {}));
  if ('problems' in made) {
    problems.push(...made.problems.map((problem) => ({ ...problem, at: 'janitor.limit' })));
    return undefined;
  }
  problems.push(...janitorProblems(made.value));
  return made.value;
}

function janitor({ limit = DEFAULT_JANITOR.limit, pressure = {} }: JanitorProps): Janitor {
  const read = Duration.of(limit);
  return pressure === 'off' ? { limit: read } : { limit: read, pressure: pressureOf(pressure) };
}

/** Ten points of room, whatever the threshold is. */
function pressureOf({ threshold = 85, target = threshold - 10 }: Partial<DiskPressure>): DiskPressure {
  return { threshold, target };
}
