import { shellQuote } from '../../render/shell-quote';

/** A variable of the environment that the command runs in, such as `MESOS_SANDBOX` in a task. */
export interface Variable {
  readonly variable: string;
}

/** One word of a command line: a text as it stands, or one with parts that only the process itself knows. */
export type Word = string | readonly (string | Variable)[];

/** A file that the Mesos fetcher has put into the sandbox of the task. */
export function inSandbox(path: string): Word {
  return [{ variable: 'MESOS_SANDBOX' }, `/${path}`];
}

/** Both texts as one word. */
export function joined(...words: readonly Word[]): Word {
  const parts: (string | Variable)[] = [];
  for (const part of words.flatMap((word) => (typeof word === 'string' ? [word] : word))) {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  const [only] = parts;
  return parts.length === 1 && typeof only === 'string' ? only : parts;
}

/** For checks: the word with `$NAME` in place of what is not known yet. */
export function wordText(word: Word): string {
  if (typeof word === 'string') return word;
  return word.map((part) => (typeof part === 'string' ? part : `$${part.variable}`)).join('');
}

/**
 * The word as a POSIX shell reads it back: texts exactly, variables by their value and never split.
 * @throws ProblemError on NUL or half a surrogate pair
 */
export function shellWord(word: Word): string {
  if (typeof word === 'string') return shellQuote(word);
  return word
    .filter((part) => part !== '')
    .map((part) => (typeof part === 'string' ? shellQuote(part) : `"$${part.variable}"`))
    .join('');
}
