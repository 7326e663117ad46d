import { attempt, type Problem, shown } from '../core/problem';
import { Size } from '../core/size';
import { isAtLeast } from './version';

/** How a shuffle service serves many executors at once. */
export interface ServiceTuning {
  /** Threads that answer, `spark.shuffle.io.serverThreads`. @default - two for each core, at most 8 */
  readonly serverThreads?: number;
  /** Connections that wait to be accepted, `spark.shuffle.io.backLog`. @default - the system's */
  readonly backLog?: number;
  /**
   * What is kept in memory of the indexes of shuffle files: from Spark 2.3 on a size,
   * `spark.shuffle.service.index.cache.size` (100m), before a number of files,
   * `spark.shuffle.service.index.cache.entries` (1024; 2.1 and 2.2).
   * @default - Spark's own
   */
  readonly indexCache?: Size | string | number;
}

const THREADS = 'spark.shuffle.io.serverThreads';
const BACK_LOG = 'spark.shuffle.io.backLog';
const CACHE_SIZE = 'spark.shuffle.service.index.cache.size';
const CACHE_ENTRIES = 'spark.shuffle.service.index.cache.entries';

/** The settings that say it; what {@link tuningProblems} finds is left out. */
export function tuningProperties(tuning: ServiceTuning | undefined): Readonly<Record<string, string>> {
  const { serverThreads, backLog, indexCache } = tuning ?? {};
  const cache = indexCache === undefined ? undefined : cacheOf(indexCache);
  return {
    ...(serverThreads === undefined ? {} : { [THREADS]: `${serverThreads}` }),
    ...(backLog === undefined ? {} : { [BACK_LOG]: `${backLog}` }),
    ...(cache !== undefined && 'value' in cache ? cache.value : {}),
  };
}

function cacheOf(given: Size | string | number) {
  return attempt((): Readonly<Record<string, string>> => {
    if (typeof given === 'number') return { [CACHE_ENTRIES]: `${given}` };
    const size = typeof given === 'string' ? Size.parse(given) : given;
    return { [CACHE_SIZE]: size.toJvm() };
  });
}

/** @param properties the user's own, which may not say the same again */
export function tuningProblems(
  tuning: ServiceTuning | undefined,
  properties: Readonly<Record<string, string>>,
  sparkVersion: string,
): readonly Problem[] {
  if (tuning === undefined) return [];
  return [
    ...countProblems('tuning.serverThreads', tuning.serverThreads),
    ...countProblems('tuning.backLog', tuning.backLog),
    ...cacheProblems(tuning.indexCache, sparkVersion),
    ...Object.keys(tuningProperties(tuning))
      .filter((key) => properties[key] !== undefined)
      .map((key) => ({
        at: `properties[${shown(key)}]`,
        found: shown(properties[key]),
        wanted: 'nothing',
        fix: 'tuning says it',
      })),
  ];
}

function countProblems(at: string, count: number | undefined): readonly Problem[] {
  if (count === undefined || (Number.isInteger(count) && count >= 1 && count < 2 ** 31)) return [];
  return [{ at, found: shown(count), wanted: 'a whole number from 1' }];
}

function cacheProblems(given: Size | string | number | undefined, sparkVersion: string): readonly Problem[] {
  if (given === undefined) return [];
  const at = 'tuning.indexCache';
  if (isAtLeast(sparkVersion, '2.3')) {
    if (typeof given === 'number') {
      return [{ at, found: shown(given), wanted: `a size such as "200m", for Spark ${sparkVersion}` }];
    }
    const read = cacheOf(given);
    return 'problems' in read ? read.problems.map((problem) => ({ ...problem, at })) : [];
  }
  if (!isAtLeast(sparkVersion, '2.1')) {
    return [{ at, found: shown(given), wanted: `nothing: Spark ${sparkVersion} has no such setting` }];
  }
  if (typeof given === 'number') return countProblems(at, given);
  return [{ at, found: `${given}`, wanted: `a number of files, for Spark ${sparkVersion}` }];
}
