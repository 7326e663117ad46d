import { shellQuote } from '../../render/shell-quote';
import { sortedEntries } from '../../render/unwritable';
import type { SubmitCommand } from './command';
import { shellWord, type Word, wordText } from './word';

type Runnable = Pick<SubmitCommand, 'argv' | 'env'>;

/** The command on one line of a POSIX shell, such as the `cmd` of an app of Marathon, its environment first. */
export function shellLine(command: Runnable): string {
  return [...assignments(command), ...words(command.argv)].join(' ');
}

/** The same for people: an option a line. */
export function shellLines(command: Runnable): string {
  return [...assignments(command), ...groups(command.argv)].join(' \\\n  ');
}

function assignments({ env }: Runnable): readonly string[] {
  return sortedEntries(env).map(([name, value]) => `${name}=${shellQuote(value)}`);
}

/** Behind the program, `A=b` is a word like others and no assignment. */
function words([program = '', ...args]: readonly Word[]): readonly string[] {
  const plain = (word: Word) => typeof word === 'string' && /^[A-Za-z0-9_/:.,@%+=-]+$/.test(word);
  return [shellWord(program), ...args.map((word) => (plain(word) ? wordText(word) : shellWord(word)))];
}

/** An option stands with its value; where that is unclear, each has its own line, which reads the same. */
function groups(argv: readonly Word[]): readonly string[] {
  const texts = words(argv);
  const lines: string[] = [];
  let open = false;
  for (const [i, word] of argv.entries()) {
    const text = texts[i] ?? '';
    const isOption = typeof word === 'string' && word.startsWith('-');
    // The program itself may be several words, as `docker run` is.
    if (i > 0 && !isOption && (open || lines.length === 1)) lines.push(`${lines.pop()} ${text}`);
    else lines.push(text);
    open = isOption && !word.includes('=');
  }
  return lines;
}
