import { PLAIN_WORD } from './plain-word';
import type { CommandNode } from './tree';

/** What the place of a word is known by: the commands before it, and an option that waits for a value. */
export interface Place {
  /** ` operator run`; empty for the program itself. */
  readonly where: string;
  /** Names of options whose value comes next. */
  readonly options: readonly string[];
  /** Empty: anything, such as a file. */
  readonly values: readonly string[];
}

export const whereOf = (path: readonly string[]) => path.map((name) => ` ${name}`).join('');

/** Options that take a value: of few words, or any. Both names of one are together. */
export function valuePlaces({ path, options }: CommandNode): readonly Place[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ name, short, values }) => ({
      where: whereOf(path),
      options: short === undefined ? [name] : [name, short],
      values: values.filter((value) => PLAIN_WORD.test(value)),
    }));
}

/** What may stand where no option waits for a value. */
export function wordsAt({ commands, options, words }: CommandNode): readonly string[] {
  const names = [...commands.map(({ name }) => name), ...words, ...options.map(({ name }) => name)];
  return names.filter((name) => PLAIN_WORD.test(name));
}
