import { rejectIf } from '../core/problem';
import { shellQuote } from '../render/shell-quote';
import { sortedEntries, unwritable } from '../render/unwritable';
import type { SparkDistribution } from './distribution';
import { cleanerWatch } from './service-launcher';
import { EXPORT_SECRET, READ_SECRET, type SparkSecret } from './spark-secret';

export const SERVICE_CLASS = 'org.apache.spark.deploy.mesos.MesosExternalShuffleService';

export interface CommandOptions {
  /** The shared directory, where a service whose cleaner is watched says that it is ready. */
  readonly watched?: string | undefined;
  readonly secret?: SparkSecret | undefined;
}

/** A file that Mesos fetches into the sandbox before the command runs. */
export interface Fetched {
  readonly uri: string;
  readonly extract: boolean;
  readonly destPath?: string;
}

/**
 * The command of a shuffle service, for `sh -c`. It stays in the foreground and execs, so that the TERM of
 * Mesos reaches the JVM: `sbin/start-mesos-shuffle-service.sh` daemonizes, or, told not to, leaves the JVM
 * behind with its port. It deletes nothing: the files in the shared directory belong to live executors.
 *
 * The port is the one that Marathon hands over. It can only be said by `-D` in SPARK_SHUFFLE_OPTS, last, so
 * that it wins; `--conf` on this command line is ignored by Spark.
 */
export function serviceCommand(spark: SparkDistribution, options: CommandOptions = {}): string {
  const { watched, secret } = options;
  const { source, home } = spark;
  const archive = source.kind === 'archive';
  const program = shellQuote(`${archive ? './' : ''}${home}/bin/spark-class`);
  const watch = watched === undefined ? '' : cleanerWatch(watched);
  const unpack =
    archive && source.sha256 !== undefined ? checkedUnpacking(source.sha256, fileName(source.uri)) : '';
  const port = 'export SPARK_SHUFFLE_OPTS="$SPARK_SHUFFLE_OPTS -Dspark.shuffle.service.port=$PORT0"';
  // The environment of DC/OS has the secret already.
  const [read, handOver] =
    secret?.source.kind === 'agents' ? [READ_SECRET, `${EXPORT_SECRET} && `] : ['', ''];
  return `${unpack}${read}${watch}${port} && ${handOver}exec ${program} ${SERVICE_CLASS}`;
}

/** The Mesos fetcher checks no sums, so an archive that has one is unpacked by the command. */
function checkedUnpacking(sha256: string, file: string): string {
  const name = shellQuote(file);
  return `printf '%s  %s\\n' ${sha256} ${name} | sha256sum -c - && tar -xf ${name} || exit 1\n`;
}

export function fetchedFiles(spark: SparkDistribution): readonly Fetched[] {
  if (spark.source.kind !== 'archive') return [];
  const { uri, sha256 } = spark.source;
  // The fetcher takes the name, and what to do with it, from the text after the last slash.
  const named = uri.includes('?') || uri.includes('#') ? { destPath: fileName(uri) } : {};
  return [{ uri, extract: sha256 === undefined, ...named }];
}

function fileName(uri: string): string {
  return uri.replace(/[?#].*$/, '').replace(/^.*\//, '');
}

/**
 * `-D` options as Spark's launcher splits them: quotes group, a backslash takes the next character
 * literally (`CommandBuilderUtils.parseOptionString`).
 * @throws ProblemError on NUL or half a surrogate pair
 */
export function systemProperties(properties: Readonly<Record<string, string>>): string {
  return javaOptions(sortedEntries(properties).map(([key, value]) => `-D${key}=${value}`));
}

export function javaOptions(words: readonly string[]): string {
  rejectIf(words.flatMap((word) => unwritable('java option', word)));
  return words
    .map((word) => (/^[\w.,:/@%+=-]+$/.test(word) ? word : `"${word.replace(/["\\]/g, (c) => `\\${c}`)}"`))
    .join(' ');
}
