import { type Problem, rejectIf, shown } from '../../core/problem';

export type JobLanguage = 'python' | 'scala';

/** How much the job shuffles: each of the mappers makes every key once, with a value of its own. */
export interface JobSizes {
  /** @default 100 */
  readonly numMappers: number;
  /** @default 1000000 */
  readonly numKeys: number;
  /** Bytes. @default 10 */
  readonly valSize: number;
  /** @default 100 */
  readonly numReducers: number;
}

/** Those of the example in D2iQ's documentation of the Data Science Engine ("Dynamic Allocation"). */
export const DEFAULT_SIZES: JobSizes = { numMappers: 100, numKeys: 1_000_000, valSize: 10, numReducers: 100 };

/** A run of the job: what it does and by what settings. */
export interface VerifyJob {
  readonly language: JobLanguage;
  readonly sizes: JobSizes;
  /** How long it waits for executors to leave, in seconds, before it reads again. */
  readonly fallSeconds: number;
  /** Whether executors of one host are enough. */
  readonly singleHost: boolean;
  readonly master?: string;
  /** Settings of the user's, which win over those of a properties file. */
  readonly conf: Readonly<Record<string, string>>;
}

/** Where things lie on the machine that the driver runs on. */
export interface JobPlaces {
  readonly script: string;
  /** Where the event log goes, as a file: URL. */
  readonly eventsUrl: string;
  readonly propertiesFile?: string;
}

/** What the program reads its results by, so nobody else may set it. */
const OURS = /^spark\.(?:eventLog\.|mesosSparkVerify\.|submit\.deployMode$)/;

/**
 * Reads `key=value`, several of them.
 * @throws ProblemError naming each that is none, or is not the user's to set
 */
export function readConf(at: string, settings: readonly string[]): Readonly<Record<string, string>> {
  const pairs = settings.map((text): [string, string] => {
    const cut = text.indexOf('=');
    return cut < 0 ? [text, ''] : [text.slice(0, cut), text.slice(cut + 1)];
  });
  rejectIf(pairs.flatMap(([key], i) => confProblem(at, key, settings[i] ?? '') ?? []));
  return Object.fromEntries(pairs);
}

function confProblem(at: string, key: string, text: string): Problem | undefined {
  // The value may be a secret.
  if (!text.includes('=') || !/^spark\.[^\s=]+$/.test(key)) {
    return { at, found: shown(key), wanted: 'spark.KEY=VALUE' };
  }
  if (!OURS.test(key)) return undefined;
  return { at, found: shown(key), wanted: 'a setting that verify does not read its results by' };
}

/** Arguments of `bin/spark-shell` for Scala, of `bin/spark-submit` for Python. */
export function driverArguments(job: VerifyJob, places: JobPlaces): readonly string[] {
  const { language, master } = job;
  const conf = Object.entries({ ...suggested(job), ...job.conf, ...own(job, places) });
  return [
    ...(master === undefined ? [] : ['--master', master]),
    ...['--deploy-mode', 'client', '--name', 'mesos-spark verify'],
    ...(places.propertiesFile === undefined ? [] : ['--properties-file', places.propertiesFile]),
    ...conf.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
    ...(language === 'scala' ? ['-i', places.script] : [places.script]),
  ];
}

/** What makes the result mean something; the user's own settings win. */
function suggested({ singleHost }: VerifyJob): Readonly<Record<string, string>> {
  return {
    // So that no executor is left that could serve what it wrote itself.
    'spark.dynamicAllocation.minExecutors': '0',
    // Else executors of one host read each other's files from the disk (since 3.0), and nothing goes through the service.
    ...(singleHost ? { 'spark.shuffle.readHostLocalDisk': 'false' } : {}),
  };
}

function own({ sizes, fallSeconds }: VerifyJob, { eventsUrl }: JobPlaces): Readonly<Record<string, string>> {
  return {
    'spark.eventLog.enabled': 'true',
    'spark.eventLog.dir': eventsUrl,
    'spark.eventLog.compress': 'false',
    // One file, whatever the site's defaults say (since 3.0).
    'spark.eventLog.rolling.enabled': 'false',
    'spark.ui.showConsoleProgress': 'false',
    'spark.mesosSparkVerify.fallSeconds': `${fallSeconds}`,
    'spark.mesosSparkVerify.numKeys': `${sizes.numKeys}`,
    'spark.mesosSparkVerify.numMappers': `${sizes.numMappers}`,
    'spark.mesosSparkVerify.numReducers': `${sizes.numReducers}`,
    'spark.mesosSparkVerify.valSize': `${sizes.valSize}`,
  };
}
