import { type Problem, rejectIf, shown } from '../core/problem';
import { sortedEntries, unwritable } from './unwritable';

/** Values that read the same without quotes. */
const PLAIN = /^[A-Za-z0-9_./:,@%+=-]*$/;

/**
 * A file for systemd's `EnvironmentFile=`, one variable a line, sorted.
 *
 * Values are put in double quotes with `"`, `\`, `` ` `` and `$` behind a backslash. That reads the same
 * in every systemd from 219 on (CentOS 7), where single quotes do not: until 239 a backslash inside them
 * was an escape (src/basic/env-file.c, before that fileio.c, `parse_env_file_internal`). A POSIX shell that
 * sources the file reads the same values, too. Newlines stay as they are: inside the quotes both readers
 * take them literally. systemd expands nothing in these files, neither `%` nor `$`.
 * @throws ProblemError on a name that is none, NUL, half a surrogate pair, or a control character
 *   other than tab and newline: systemd drops such a variable (`env_value_is_valid`, env-util.c)
 */
export function envFile(variables: Readonly<Record<string, string>>): string {
  const entries = sortedEntries(variables);
  rejectIf(entries.flatMap(([name, value]) => variableProblems(name, value)));
  return entries.map(([name, value]) => `${name}=${quoted(value)}\n`).join('');
}

function quoted(value: string): string {
  return PLAIN.test(value) ? value : `"${value.replace(/["\\`$]/g, (c) => `\\${c}`)}"`;
}

function variableProblems(name: string, value: string): readonly Problem[] {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return [
      {
        at: `environment variable ${shown(name)}`,
        found: shown(name),
        wanted: 'a name of letters, digits and "_" that does not start with a digit',
      },
    ];
  }
  const broken = unwritable(`environment variable ${name}`, value);
  if (broken.length > 0) return broken;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0001-\u0008\u000b-\u001f\u007f]/.test(value)) {
    return [
      {
        at: `environment variable ${name}`,
        found: shown(value),
        wanted: 'no control characters but tab and newline; systemd drops the variable otherwise',
      },
    ];
  }
  return [];
}
