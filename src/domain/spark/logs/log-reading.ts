import { type Finding, findSigns } from './find-signs';
import { type Sign, SPARK_PROCESSES, type SparkProcess } from './sign';

/** Values of one name that are kept, and files: more are counted only, so that any log fits. */
const KEPT = 20;
/** Letters of an example. */
const EXAMPLE = 400;

/** Classes that only one of the processes logs by. */
const LANDMARKS: Readonly<Record<SparkProcess, readonly string[]>> = {
  driver: ['DAGScheduler', 'TaskSchedulerImpl', 'TaskSetManager', 'ExecutorAllocationManager'],
  executor: ['CoarseGrainedExecutorBackend'],
  // Not ExternalShuffleBlockResolver: Spark's own workers, which local-cluster runs in the driver, log by it, too.
  service: ['MesosExternalShuffleService', 'MesosExternalShuffleBlockHandler', 'MesosExternalBlockHandler'],
};

/** How often a sign was seen, and where. */
export interface SignCount {
  readonly sign: Sign;
  readonly count: number;
  /** The first files that have it, {@link KEPT} at most. */
  readonly files: readonly string[];
  readonly firstFile: string;
  /** From 1. */
  readonly firstLine: number;
  /** The first line with it, cut. */
  readonly example: string;
  /** Distinct values by name, each the first {@link KEPT}. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** Of the numbers that `sign.sum` names. */
  readonly sum?: number;
}

interface Tally {
  readonly sign: Sign;
  count: number;
  sum: number;
  readonly files: Set<string>;
  readonly firstFile: string;
  readonly firstLine: number;
  readonly example: string;
  readonly values: Map<string, Set<string>>;
}

/**
 * Reads logs line by line and keeps what they say. What it keeps does not grow with the logs. One of few objects of
 * the domain that change: it is fed millions of lines.
 */
export class LogReading {
  private readonly tallies = new Map<string, Tally>();
  private readonly loggers = new Set<string>();
  private lineCount = 0;

  /** @param number of the line in its file, from 1 */
  line(text: string, file: string, number: number): void {
    this.lineCount++;
    const { logger, findings } = findSigns(text);
    if (logger !== undefined && LOGGERS_OF_INTEREST.has(logger)) this.loggers.add(logger);
    for (const finding of findings) this.add(finding, text, file, number);
  }

  private add({ sign, values }: Finding, text: string, file: string, number: number): void {
    const known = this.tallies.get(sign.id);
    const tally = known ?? newTally(sign, text, file, number);
    if (!known) this.tallies.set(sign.id, tally);
    tally.count++;
    if (sign.sum !== undefined) tally.sum += Number(values[sign.sum] ?? 0);
    keep(tally.files, file);
    for (const name in values) {
      const value = values[name];
      if (value !== undefined) keep(valuesNamed(tally, name), value);
    }
  }

  get lines(): number {
    return this.lineCount;
  }

  /** By id. */
  get counts(): ReadonlyMap<string, SignCount> {
    return new Map([...this.tallies].map(([id, tally]) => [id, countOf(tally)]));
  }

  /** Whether one of these classes has logged; only those that a sign or a process is known by are kept. */
  logged(loggers: readonly string[]): boolean {
    return loggers.some((logger) => this.loggers.has(logger));
  }

  /** Whose logs these are. */
  get processes(): readonly SparkProcess[] {
    return SPARK_PROCESSES.filter((process) => this.logged(LANDMARKS[process]));
  }
}

const LOGGERS_OF_INTEREST = new Set([
  ...Object.values(LANDMARKS).flat(),
  'MesosCoarseGrainedSchedulerBackend',
]);

function newTally(sign: Sign, text: string, file: string, number: number): Tally {
  const example = text.length > EXAMPLE ? `${text.slice(0, EXAMPLE - 3)}...` : text;
  const seen = { files: new Set<string>(), values: new Map<string, Set<string>>() };
  return { sign, count: 0, sum: 0, ...seen, firstFile: file, firstLine: number, example };
}

function valuesNamed({ values }: Tally, name: string): Set<string> {
  const known = values.get(name);
  if (known) return known;
  const fresh = new Set<string>();
  values.set(name, fresh);
  return fresh;
}

function keep(set: Set<string>, value: string): void {
  if (set.size < KEPT) set.add(value);
}

function countOf(tally: Tally): SignCount {
  const { sign, count, sum, files, values, firstFile, firstLine, example } = tally;
  const lists = [...values].map(([name, set]): [string, readonly string[]] => [name, [...set]]);
  return {
    sign,
    count,
    ...(sign.sum === undefined ? {} : { sum }),
    files: [...files],
    firstFile,
    firstLine,
    example,
    values: Object.fromEntries(lists.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
