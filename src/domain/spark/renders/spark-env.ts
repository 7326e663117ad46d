import { type Problem, rejectIf, shown } from '../../core/problem';
import { shellQuote } from '../../render/shell-quote';
import { sortedEntries, unwritable } from '../../render/unwritable';

/** What `conf/spark-env.sh` says; every Spark program sources it before it starts Java. */
export interface SparkEnv {
  /**
   * `SPARK_LOCAL_DIRS`, absolute paths. It overrides `spark.local.dir` wherever the file is read, so for executors it
   * has to lie in the directory that they share with the shuffle service.
   */
  readonly localDirs?: readonly string[];
  /**
   * `MESOS_NATIVE_JAVA_LIBRARY`, the path of libmesos.so: a driver on Mesos loads it. (`MESOS_NATIVE_LIBRARY` is its
   * name before Mesos 0.19.)
   */
  readonly nativeLibrary?: string;
  /** Put before `LD_LIBRARY_PATH`: where the libraries that libmesos.so needs lie. */
  readonly libraryPath?: readonly string[];
  /** `SPARK_DIST_CLASSPATH`, for a Spark without Hadoop: what comes after Spark's own jars. */
  readonly classPath?: readonly string[];
  /** `HADOOP_CONF_DIR`. */
  readonly hadoopConfDir?: string;
  /** `JAVA_HOME`. */
  readonly javaHome?: string;
  /** `PYSPARK_PYTHON`. */
  readonly python?: string;
  /** Any others. No secrets: whoever reads the file reads them. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Variables that are said by fields of their own. */
const OURS: Readonly<Record<string, string>> = {
  HADOOP_CONF_DIR: 'hadoopConfDir',
  JAVA_HOME: 'javaHome',
  LD_LIBRARY_PATH: 'libraryPath',
  MESOS_NATIVE_JAVA_LIBRARY: 'nativeLibrary',
  MESOS_NATIVE_LIBRARY: 'nativeLibrary',
  PYSPARK_PYTHON: 'python',
  SPARK_DIST_CLASSPATH: 'classPath',
  SPARK_LOCAL_DIRS: 'localDirs',
};

/** Exported with what is there already behind it. */
const PREPENDED: readonly string[] = ['LD_LIBRARY_PATH'];

/** The variables by name; of `LD_LIBRARY_PATH` only what is put before it. */
export function sparkEnvVariables(env: SparkEnv): Readonly<Record<string, string>> {
  const said: Readonly<Record<string, string | undefined>> = {
    HADOOP_CONF_DIR: env.hadoopConfDir,
    JAVA_HOME: env.javaHome,
    LD_LIBRARY_PATH: joined(env.libraryPath, ':'),
    MESOS_NATIVE_JAVA_LIBRARY: env.nativeLibrary,
    PYSPARK_PYTHON: env.python,
    SPARK_DIST_CLASSPATH: joined(env.classPath, ':'),
    SPARK_LOCAL_DIRS: joined(env.localDirs, ','),
  };
  const ours = Object.entries(said).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(sortedEntries({ ...env.variables, ...Object.fromEntries(ours) }));
}

/**
 * The file, for bash and every POSIX shell: one `export` a line, sorted, every value quoted.
 * @throws ProblemError on what no shell would read back; see {@link sparkEnvProblems}
 */
export function sparkEnvText(env: SparkEnv): string {
  rejectIf(sparkEnvProblems('env', env));
  return Object.entries(sparkEnvVariables(env))
    .map(([name, value]) => `export ${name}=${shellQuote(value)}${behind(name)}\n`)
    .join('');
}

function behind(name: string): string {
  return PREPENDED.includes(name) ? `"\${${name}:+:$${name}}"` : '';
}

export function sparkEnvProblems(at: string, env: SparkEnv): readonly Problem[] {
  const lists = (['localDirs', 'libraryPath', 'classPath'] as const).flatMap((field) =>
    (env[field] ?? []).flatMap((path, i) => pathProblems(`${at}.${field}[${i}]`, path, field)),
  );
  const paths = (['nativeLibrary', 'hadoopConfDir', 'javaHome'] as const).flatMap((field) => {
    const path = env[field];
    return path === undefined ? [] : pathProblems(`${at}.${field}`, path, field);
  });
  const variables = sortedEntries(env.variables ?? {}).flatMap(([name, value]) =>
    variableProblems(`${at}.variables[${shown(name)}]`, name, value),
  );
  const python = env.python === undefined ? [] : unwritable(`${at}.python`, env.python);
  return [...paths, ...python, ...lists, ...variables];
}

/** Spark splits local directories at commas, Java and the loader split paths at colons; a class path may name a jar. */
function pathProblems(at: string, path: string, field: string): readonly Problem[] {
  const separator = field === 'localDirs' ? ',' : ':';
  const single = field === 'hadoopConfDir' || field === 'javaHome' || field === 'nativeLibrary';
  const broken = unwritable(at, path);
  if (broken.length > 0) return broken;
  if (path.startsWith('/') && !/[\r\n]/.test(path) && (single || !path.includes(separator))) return [];
  return [{ at, found: shown(path), wanted: `an absolute path${single ? '' : ` without "${separator}"`}` }];
}

function variableProblems(at: string, name: string, value: string): readonly Problem[] {
  const field = OURS[name];
  if (field !== undefined) return [{ at, found: shown(name), wanted: `env.${field}`, fix: 'say it there' }];
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return [{ at, found: shown(name), wanted: 'letters, digits and "_", no digit first' }];
  }
  return unwritable(at, value);
}

function joined(items: readonly string[] | undefined, separator: string): string | undefined {
  return items === undefined || items.length === 0 ? undefined : items.join(separator);
}
