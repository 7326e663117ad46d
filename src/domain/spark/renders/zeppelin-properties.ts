import { type Problem, shown } from '../../core/problem';
import { type Warning, warning } from '../../core/warning';
import { sortedEntries } from '../../render/unwritable';
import { type SparkEnv, sparkEnvVariables } from './spark-env';

export interface ZeppelinProps {
  /** With the port of the shuffle service: see `publishedProperties`. */
  readonly properties: Readonly<Record<string, string>>;
  /** What Zeppelin's Spark interpreter has in its environment. @default - nothing */
  readonly env?: SparkEnv;
  /** `SPARK_HOME`. @default - Zeppelin's own */
  readonly sparkHome?: string;
}

/**
 * Properties of Zeppelin's Spark interpreter, by name, sorted. Names that start with `spark.` become `--conf`
 * arguments, names in capitals its environment (zeppelin, SparkInterpreterLauncher.buildEnvFromProperties).
 */
export function zeppelinProperties(props: ZeppelinProps): Readonly<Record<string, string>> {
  const home = props.sparkHome === undefined ? {} : { SPARK_HOME: props.sparkHome };
  const all = { ...sparkEnvVariables(props.env ?? {}), ...home, ...props.properties };
  return Object.fromEntries(sortedEntries(all));
}

/**
 * What Zeppelin would not hand on as it stands. It leaves empty values out. 0.8 puts each into quotes and has a shell
 * read them (SparkInterpreterLauncher.toShellFormat, `eval` in interpreter.sh); later releases join all with "|" and
 * cut the first line of that apart again (`IFS='|' read`).
 */
export function zeppelinProblems(properties: Readonly<Record<string, string>>): readonly Problem[] {
  return sortedEntries(properties).flatMap(([key, value]): readonly Problem[] => {
    const at = `properties[${shown(key)}]`;
    if (value === '') {
      return [{ at, found: '""', wanted: 'a value', fix: 'Zeppelin leaves out properties without one' }];
    }
    const loss = key.startsWith('spark.') ? LOSSES.find(({ in: pattern }) => pattern.test(value)) : undefined;
    if (loss === undefined) return [];
    const { wanted, why } = loss;
    const fix = `${why}; say it in spark-defaults.conf under SPARK_CONF_DIR`;
    return [{ at, found: shown(value), wanted, fix }];
  });
}

/** The same for a status, without the values: those stand in the manifests, and their names here. */
export function zeppelinWarnings(properties: Readonly<Record<string, string>>): readonly Warning[] {
  return zeppelinProblems(properties).map((problem) =>
    warning('ChangedByZeppelin', { ...problem, found: 'another value' }),
  );
}

/** In the order in which they are told; one a value. */
const LOSSES = [
  { in: /[|\n]/, wanted: 'no "|" and no line break', why: 'Zeppelin 0.9 and later cut the value there' },
  { in: /'.*"|".*'/s, wanted: 'one kind of quotes', why: 'with both Zeppelin 0.8 starts no interpreter' },
  {
    in: /'.*[$`\\]|[$`\\].*'/s,
    wanted: 'no single quote beside "$", "`" or a backslash',
    why: 'a shell of Zeppelin 0.8 reads those',
  },
  { in: /\s\s|[\t\f\r]/, wanted: 'single spaces', why: 'Zeppelin 0.8 makes several of them one' },
] as const;
