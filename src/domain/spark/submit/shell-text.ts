import { shellQuote } from '../../render/shell-quote';
import { sortedEntries } from '../../render/unwritable';
import type { SubmitCommand } from './command';
import { shellWord, type Word } from './word';

type Runnable = Pick<SubmitCommand, 'argv' | 'env'>;

/** The command on one line of a POSIX shell, such as the `cmd` of an app of Marathon, its environment first. */
export function shellLine(command: Runnable): string {
  return [...assignments(command), ...command.argv.map(shellWord)].join(' ');
}

/** The same for people: an option a line. */
export function shellLines(command: Runnable): string {
  return [...assignments(command), ...groups(command.argv)].join(' \\\n  ');
}

function assignments({ env }: Runnable): readonly string[] {
  return sortedEntries(env).map(([name, value]) => `${name}=${shellQuote(value)}`);
}

/** An option stands with its value; where that is unclear, each has its own line, which reads the same. */
function groups(argv: readonly Word[]): readonly string[] {
  const lines: string[] = [];
  let open = false;
  for (const word of argv) {
    const isOption = typeof word === 'string' && word.startsWith('-');
    if (open && !isOption) lines.push(`${lines.pop()} ${shellWord(word)}`);
    else lines.push(shellWord(word));
    open = isOption;
  }
  return lines;
}
