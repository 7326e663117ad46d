import { Duration } from '../core/duration';
import { attempt, type Problem, ProblemError, rejectIf, shown } from '../core/problem';
import { isAtLeast } from './version';

/** How many executors an application has, and how long an idle one is kept. */
export interface DynamicAllocation {
  /** @default 0 */
  readonly minExecutors?: number;
  /** @default - no limit but spark.cores.max */
  readonly maxExecutors?: number;
  /** @default minExecutors */
  readonly initialExecutors?: number;
  /** Low is fine-grained but can starve; high releases late. @default 60s */
  readonly executorIdleTimeout?: Duration | string;
  /**
   * Of executors that hold cached blocks, broadcast variables among them: without it they are kept for ever.
   * @default - for ever
   */
  readonly cachedExecutorIdleTimeout?: Duration | string;
  /** How long tasks wait before the first executors are asked for. @default 1s */
  readonly schedulerBacklogTimeout?: Duration | string;
  /** And before more are. @default schedulerBacklogTimeout */
  readonly sustainedSchedulerBacklogTimeout?: Duration | string;
  /** Executors per what full parallelism would take, above 0 and at most 1; Spark 2.4 and later. @default 1 */
  readonly executorAllocationRatio?: number;
}

const COUNTS = ['minExecutors', 'maxExecutors', 'initialExecutors'] as const;
const TIMEOUTS = [
  'executorIdleTimeout',
  'cachedExecutorIdleTimeout',
  'schedulerBacklogTimeout',
  'sustainedSchedulerBacklogTimeout',
] as const;

/**
 * The settings of Spark that say it, `spark.dynamicAllocation.enabled` included.
 * @throws ProblemError that names everything that is wrong
 */
export function dynamicAllocationProperties(
  allocation: DynamicAllocation,
  sparkVersion: string,
): Readonly<Record<string, string>> {
  const properties: Record<string, string> = { 'spark.dynamicAllocation.enabled': 'true' };
  const problems: Problem[] = [...countProblems(allocation), ...ratioProblems(allocation, sparkVersion)];
  for (const name of COUNTS) {
    if (allocation[name] !== undefined) properties[keyOf(name)] = `${allocation[name]}`;
  }
  for (const name of TIMEOUTS) {
    const given = allocation[name];
    if (given === undefined) continue;
    const read = attempt(() => timeoutOf(name, given));
    if ('problems' in read) problems.push(...read.problems);
    else properties[keyOf(name)] = read.value.toSpark();
  }
  if (allocation.executorAllocationRatio !== undefined) {
    properties[keyOf('executorAllocationRatio')] = `${allocation.executorAllocationRatio}`;
  }
  rejectIf(problems);
  return properties;
}

const keyOf = (name: string) => `spark.dynamicAllocation.${name}`;
const atOf = (name: string) => `dynamicAllocation.${name}`;

function countProblems(allocation: DynamicAllocation): readonly Problem[] {
  const wrong = COUNTS.filter((name) => {
    const n = allocation[name];
    return n !== undefined && !(Number.isInteger(n) && n >= (name === 'maxExecutors' ? 1 : 0) && n < 2 ** 31);
  });
  if (wrong.length > 0) {
    return wrong.map((name) => ({
      at: atOf(name),
      found: shown(allocation[name]),
      wanted: `a whole number from ${name === 'maxExecutors' ? 1 : 0}`,
    }));
  }
  const { minExecutors = 0, maxExecutors = Number.POSITIVE_INFINITY } = allocation;
  const { initialExecutors = minExecutors } = allocation;
  if (minExecutors > maxExecutors) {
    return [
      { at: atOf('minExecutors'), found: `${minExecutors}`, wanted: `at most maxExecutors, ${maxExecutors}` },
    ];
  }
  if (initialExecutors >= minExecutors && initialExecutors <= maxExecutors) return [];
  return [
    {
      at: atOf('initialExecutors'),
      found: `${initialExecutors}`,
      wanted: `from ${minExecutors} to ${maxExecutors}`,
    },
  ];
}

function ratioProblems(
  { executorAllocationRatio: ratio }: DynamicAllocation,
  version: string,
): readonly Problem[] {
  if (ratio === undefined) return [];
  const at = atOf('executorAllocationRatio');
  if (!(ratio > 0 && ratio <= 1))
    return [{ at, found: shown(ratio), wanted: 'a number above 0 and at most 1' }];
  return isAtLeast(version, '2.4') ? [] : [{ at, found: `Spark ${version}`, wanted: 'Spark 2.4 or later' }];
}

/** Spark cuts these to whole seconds, takes a bare number for seconds, and refuses an idle time of 0 before 3.0. */
function timeoutOf(name: string, given: Duration | string): Duration {
  const read = attempt(() => (typeof given === 'string' ? parse(given) : given));
  if ('problems' in read) throw new ProblemError(read.problems.map((p) => ({ ...p, at: atOf(name) })));
  const seconds = read.value.toSeconds();
  if (!Number.isInteger(seconds) || seconds < 1) {
    throw new ProblemError([
      { at: atOf(name), found: `${read.value}`, wanted: 'whole seconds, at least one' },
    ]);
  }
  return read.value;
}

const parse = (text: string) => Duration.parse(/^\d+$/.test(text.trim()) ? `${text.trim()}s` : text);
