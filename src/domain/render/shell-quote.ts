import { rejectIf } from '../core/problem';
import { unwritable } from './unwritable';

/** Words that mean themselves in every place of a command line. `=` is out: `A=b` would be an assignment. */
const PLAIN = /^[A-Za-z0-9_/:.,@%+-]+$/;

/**
 * One word of a POSIX shell command line that the shell reads back as exactly `text`. Single quotes take
 * everything literally; only `'` itself has to leave them (POSIX.1-2017, Shell 2.2.2).
 * @throws ProblemError on NUL or half a surrogate pair
 */
export function shellQuote(text: string): string {
  rejectIf(unwritable('shell word', text));
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A whole command line: every word quoted where it needs it. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}
