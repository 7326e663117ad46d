import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { attempt, ProblemError, rejectIf } from '../src/domain/core/problem';
import { parseSettings, type Settings } from './settings';

/** Where a path may be named, the first one found wins. */
export interface SettingsSources {
  /** The app's own arguments: `-c settings=FILE`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The context of `cdktf.json`, or of `CDKTF_CONTEXT_JSON`. */
  readonly context: unknown;
}

/** The worked example: what is deployed where no file is named. */
export const EXAMPLE = join(__dirname, 'examples/shuffle.yaml');

/**
 * @throws ProblemError where `-c` stands without a file
 */
export function settingsPath({ args, env, context }: SettingsSources): string {
  const flag = args.indexOf('-c');
  const named = flag < 0 ? undefined : /^settings=(.+)$/.exec(args[flag + 1] ?? '')?.[1];
  if (flag >= 0 && named === undefined) {
    rejectIf([{ at: '-c', found: args[flag + 1] ?? 'nothing', wanted: 'settings=FILE' }]);
  }
  const path = named ?? env['MESOS_SPARK_SETTINGS'] ?? (typeof context === 'string' ? context : undefined);
  return path === undefined || path === '' ? EXAMPLE : resolve(path);
}

/**
 * @throws ProblemError with everything that is wrong with the file, its path before each place
 */
export function readSettings(path: string): Settings {
  const read = attempt(() => parseSettings(readText(path)));
  if ('value' in read) return read.value;
  throw new ProblemError(read.problems.map((problem) => ({ ...problem, at: `${path}: ${problem.at}` })));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
    throw new ProblemError([
      { at: 'settings', found: `the error ${code}`, wanted: 'a file that can be read' },
    ]);
  }
}
