import { rejectIf } from '../../core/problem';
import { shellWords } from '../../render/shell-quote';
import { sortedEntries, unwritable } from '../../render/unwritable';

/**
 * Properties as arguments of `spark-submit`, sorted: `--conf`, `key=value`, and so on. As an argument list they need no
 * quotes; for a shell take {@link confText}.
 * @throws ProblemError on NUL or half a surrogate pair, which no argument can carry
 */
export function confArguments(properties: Readonly<Record<string, string>>): readonly string[] {
  const entries = sortedEntries(properties);
  rejectIf(
    entries.flatMap(([key, value]) => unwritable(`properties[${JSON.stringify(key)}]`, `${key}${value}`)),
  );
  return entries.flatMap(([key, value]) => ['--conf', `${key}=${value}`]);
}

/**
 * The same as words of a POSIX shell's command line, quoted where they need it.
 * @throws ProblemError on NUL or half a surrogate pair
 */
export function confText(properties: Readonly<Record<string, string>>): string {
  return shellWords(confArguments(properties));
}
