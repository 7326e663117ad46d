import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { Duration } from '../domain/core/duration';
import { attempt, type Problem, rejectIf, shown } from '../domain/core/problem';
import type { Cleanup } from '../domain/spark/service-settings';
import { DEFAULT_SIZES, type JobSizes, readConf, type VerifyJob } from '../domain/spark/verify/verify-job';
import { type Env, OptionReader, type StorePlace } from './option-reader';

/** Options as they stand on the command line. */
export interface VerifyOptions {
  readonly language: 'python' | 'scala';
  readonly sparkHome?: string;
  readonly master?: string;
  readonly propertiesFile?: string;
  readonly defaults?: string;
  readonly state?: string;
  readonly manifests?: string;
  readonly cleanup?: Cleanup;
  readonly conf?: readonly string[];
  readonly numMappers?: string;
  readonly numKeys?: string;
  readonly valSize?: string;
  readonly numReducers?: string;
  readonly singleHost?: boolean;
  readonly fallTimeout: string;
  readonly timeout: string;
  readonly logs?: readonly string[];
  readonly folder?: string;
  readonly output: 'text' | 'json';
}

export interface VerifySettings {
  readonly job: VerifyJob;
  readonly sparkHome: string;
  /** What is run of it. */
  readonly program: string;
  readonly properties: PropertiesPlace | undefined;
  readonly timeout: Duration;
  /** Who removes the files of dead applications, where no manifest says it. */
  readonly cleanup: Cleanup;
  readonly logs: readonly string[];
  /** Where logs and events are kept. */
  readonly folder: string | undefined;
  readonly output: 'text' | 'json';
}

/** Where the application's settings come from. */
export type PropertiesPlace =
  | { readonly is: 'file'; readonly path: string }
  | {
      readonly is: 'published';
      readonly name: string;
      readonly store: StorePlace;
      readonly manifests: StorePlace;
    };

/** Of Scala's and Python's integers. */
const LARGEST = 2 ** 31 - 1;

/** @throws ProblemError with everything that is wrong at once */
export function verifySettings(options: VerifyOptions, env: Env): VerifySettings {
  const problems: Problem[] = [];
  const take = <T>(make: () => T, otherwise: T): T => {
    const made = attempt(make);
    if ('value' in made) return made.value;
    problems.push(...made.problems);
    return otherwise;
  };
  const reader = new OptionReader(env, problems);
  const sparkHome = path.resolve(options.sparkHome ?? env['SPARK_HOME'] ?? '');
  const program = path.join(sparkHome, 'bin', options.language === 'scala' ? 'spark-shell' : 'spark-submit');
  problems.push(...programProblems(program, options, env));
  const settings: VerifySettings = {
    job: {
      language: options.language,
      sizes: sizes(options, problems),
      fallSeconds: Math.ceil(take(() => duration('--fall-timeout', options.fallTimeout), ZERO).toSeconds()),
      singleHost: options.singleHost ?? false,
      ...(options.master === undefined ? {} : { master: options.master }),
      conf: take(() => readConf('--conf', options.conf ?? []), {}),
    },
    sparkHome,
    program,
    properties: properties(options, reader, problems),
    timeout: take(() => duration('--timeout', options.timeout), ZERO),
    cleanup: options.cleanup ?? 'Service',
    logs: options.logs ?? [],
    folder: options.folder,
    output: options.output,
  };
  rejectIf(problems);
  return settings;
}

const ZERO = Duration.seconds(0);

function duration(at: string, text: string): Duration {
  const found = attempt(() => Duration.parse(text));
  if ('value' in found) return found.value;
  rejectIf(found.problems.map((problem) => ({ ...problem, at })));
  return ZERO;
}

function programProblems(program: string, { sparkHome }: VerifyOptions, env: Env): readonly Problem[] {
  if (sparkHome === undefined && !env['SPARK_HOME']) {
    const fix = 'give --spark-home or set SPARK_HOME';
    return [{ at: '--spark-home', found: 'nothing', wanted: 'the folder of a Spark distribution', fix }];
  }
  try {
    accessSync(program, constants.X_OK);
    return [];
  } catch {
    const wanted = 'the folder of a Spark distribution, with that program in it';
    return [{ at: '--spark-home', found: `no program ${shown(program)}`, wanted }];
  }
}

function sizes(options: VerifyOptions, problems: Problem[]): JobSizes {
  const read = (at: string, text: string | undefined, otherwise: number): number => {
    const size = text === undefined ? otherwise : Number(text);
    if (text === undefined || (/^\d+$/.test(text) && size >= 1 && size <= LARGEST)) return size;
    problems.push({ at, found: shown(text), wanted: `a whole number from 1 to ${LARGEST}` });
    return otherwise;
  };
  return {
    numMappers: read('--num-mappers', options.numMappers, DEFAULT_SIZES.numMappers),
    numKeys: read('--num-keys', options.numKeys, DEFAULT_SIZES.numKeys),
    valSize: read('--val-size', options.valSize, DEFAULT_SIZES.valSize),
    numReducers: read('--num-reducers', options.numReducers, DEFAULT_SIZES.numReducers),
  };
}

function properties(
  { propertiesFile, defaults, state, manifests }: VerifyOptions,
  reader: OptionReader,
  problems: Problem[],
): PropertiesPlace | undefined {
  if (propertiesFile !== undefined && defaults !== undefined) {
    problems.push({ at: '--defaults', found: '--properties-file beside it', wanted: 'one of the two' });
  }
  if (defaults !== undefined) {
    const store = reader.place('state', state);
    const said = reader.text('manifests', manifests);
    return {
      is: 'published',
      name: defaults,
      store,
      manifests: said === undefined ? store : reader.place('manifests', said),
    };
  }
  if (propertiesFile === undefined) return undefined;
  const file = path.resolve(propertiesFile);
  try {
    accessSync(file, constants.R_OK);
  } catch {
    problems.push({ at: '--properties-file', found: shown(file), wanted: 'a file that can be read' });
  }
  return { is: 'file', path: file };
}
