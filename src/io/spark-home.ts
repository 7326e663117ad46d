import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** SPARK_HOME, or where the `spark-submit` of PATH lies. */
export function findSparkHome(env: Env): string | undefined {
  if (env['SPARK_HOME']) return env['SPARK_HOME'];
  const program = findProgram('spark-submit', env);
  return program === undefined ? undefined : path.dirname(path.dirname(realpathSync(program)));
}

/** As a shell finds it. */
export function findProgram(name: string, env: Env): string | undefined {
  return (env['PATH'] ?? '')
    .split(':')
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, name))
    .find(isProgram);
}

export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** By the name of its core: every distribution has it, and `RELEASE` is not in all of them. */
export function sparkVersionAt(home: string): string | undefined {
  for (const jar of jarsOf(home)) {
    const version = /^spark-core_[\d.]+-(\d+\.\d+\.\d+.*)\.jar$/.exec(jar)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

/** The names of Spark's own jars; none where there is no Spark. */
export function jarsOf(home: string): readonly string[] {
  try {
    return readdirSync(path.join(home, 'jars')).sort();
  } catch {
    return [];
  }
}
