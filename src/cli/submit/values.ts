import { attempt, type Problem, shown } from '../../domain/core/problem';
import { Size } from '../../domain/core/size';
import { SparkDistribution } from '../../domain/spark/distribution';
import type { SubmitAmounts } from '../../domain/spark/submit/request';
import type { SubmitOptions } from './options';

/** A member that is there only if it has a value. */
export function some<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

export function amountsOf(options: SubmitOptions, problems: Problem[]): SubmitAmounts {
  return {
    ...some('driverMemory', sizeOf('--driver-memory', options.driverMemory, problems)),
    ...some('executorMemory', sizeOf('--executor-memory', options.executorMemory, problems)),
    ...some('driverCores', countOf('--driver-cores', options.driverCores, problems)),
    ...some('executorCores', countOf('--executor-cores', options.executorCores, problems)),
    ...some('totalExecutorCores', countOf('--total-executor-cores', options.totalExecutorCores, problems)),
  };
}

function sizeOf(at: string, text: string | undefined, problems: Problem[]): Size | undefined {
  if (text === undefined) return undefined;
  const read = attempt(() => Size.parse(text));
  if ('value' in read) return read.value;
  problems.push(...read.problems.map((problem) => ({ ...problem, at })));
  return undefined;
}

function countOf(at: string, text: string | undefined, problems: Problem[]): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  problems.push({ at, found: shown(text), wanted: 'a whole number from 1' });
  return undefined;
}

export function propertiesOf(
  words: readonly string[],
  problems: Problem[],
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const word of words) {
    const [, key, value] = /^([^=]+)=([\s\S]*)$/.exec(word) ?? [];
    if (key === undefined || value === undefined) {
      problems.push({ at: '--conf', found: shown(word), wanted: 'KEY=VALUE' });
    } else if (key in found && found[key] !== value) {
      problems.push({ at: `--conf ${key}`, found: 'two values', wanted: 'one' });
    } else found[key] = value;
  }
  return found;
}

export function executorsOf(
  options: SubmitOptions,
  version: string,
  problems: Problem[],
): SparkDistribution | undefined {
  const { executorUri: uri, executorImage: image, executorHome: home, containerizer } = options;
  if (uri !== undefined && image !== undefined) {
    problems.push({ at: '--executor-uri', found: '--executor-image as well', wanted: 'one of the two' });
    return undefined;
  }
  const made = attempt(() => {
    if (uri !== undefined) return SparkDistribution.archive(uri, { version, ...some('home', home) });
    if (image === undefined)
      return home === undefined ? undefined : SparkDistribution.host(home, { version });
    const make = containerizer === 'mesos' ? SparkDistribution.ucr : SparkDistribution.docker;
    return make(image, { version, home: home ?? '' });
  });
  if ('value' in made) return made.value;
  const flags: Readonly<Record<string, string>> = {
    'spark.uri': '--executor-uri',
    'spark.image': '--executor-image',
    'spark.home': '--executor-home',
    'spark.version': '--spark-version',
  };
  problems.push(...made.problems.map((problem) => ({ ...problem, at: flags[problem.at] ?? problem.at })));
  return undefined;
}

export function listOf(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').map((item) => item.trim());
}
