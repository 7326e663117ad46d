import { type Problem, shown } from '../../core/problem';
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
 * What Zeppelin would not hand on as it stands: it leaves empty values out and puts the arguments together as one text
 * that a shell splits again.
 */
export function zeppelinProblems(properties: Readonly<Record<string, string>>): readonly Problem[] {
  return sortedEntries(properties).flatMap(([key, value]): readonly Problem[] => {
    const at = `properties[${shown(key)}]`;
    if (value === '') {
      return [{ at, found: '""', wanted: 'a value', fix: 'Zeppelin leaves out properties without one' }];
    }
    if (!key.startsWith('spark.') || !/[\s"'`|\\$]/.test(value)) return [];
    return [
      {
        at,
        found: shown(value),
        wanted: 'no space, quote, "|", backslash or "$"',
        fix: 'Zeppelin has a shell split its arguments; say it in spark-defaults.conf under SPARK_CONF_DIR',
      },
    ];
  });
}
