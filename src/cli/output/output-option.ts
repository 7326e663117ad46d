import { type Command, Option } from 'commander';
import { type Column, columnsText } from './columns';
import { documentsText, documentText } from './documents';

export const OUTPUTS = ['table', 'wide', 'json', 'yaml'] as const;

/** How a verb prints: a table for people, with `wide` for more columns, or whole documents for machines. */
export type Output = (typeof OUTPUTS)[number];

/** Adds `-o, --output`; the parsed options then hold `output`. */
export function addOutputOption(command: Command, outputs: readonly Output[] = OUTPUTS): Command {
  return command.addOption(
    new Option('-o, --output <form>', 'form').choices(outputs).default(outputs[0] ?? 'table'),
  );
}

/** What a verb has found, for either kind of reader. */
export interface Found<T> {
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  /** What a machine gets of a row. */
  document(row: T): unknown;
  /** Printed where there are no rows; to people only. */
  readonly none: string;
  /** One was asked for by name: machines get it itself, not a list of one. */
  readonly single?: boolean;
}

export function outputText<T>({ rows, columns, document, none, single }: Found<T>, output: Output): string {
  if (output === 'json' || output === 'yaml') {
    const [only, ...others] = rows.map(document);
    if (single && others.length === 0) return documentText(only, output);
    return documentsText(rows.map(document), output);
  }
  return columnsText(rows, columns, { wide: output === 'wide', none });
}
