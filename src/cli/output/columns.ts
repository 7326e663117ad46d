import { foreignText } from '../../domain/core/foreign-text';
import { table } from '../table';

/** One column of a table of `T`s. */
export interface Column<T> {
  /** Upper case, as it stands in the first line. */
  readonly head: string;
  /** Nothing is printed as `-`. */
  cell(row: T): string | number | undefined;
  /** Only with `-o wide`. */
  readonly wide?: boolean;
}

/** Rows under the heads of their columns; `none` where there are no rows. */
export function columnsText<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  { wide, none }: { readonly wide: boolean; readonly none: string },
): string {
  if (rows.length === 0) return `${none}\n`;
  const shownColumns = columns.filter((column) => wide || !column.wide);
  return table([
    shownColumns.map(({ head }) => head),
    ...rows.map((row) => shownColumns.map((column) => cellText(column.cell(row)))),
  ]);
}

/** Longer words of others are cut. */
const MOST = 1000;

/** On one line and harmless for a terminal: what a server or a document says may hold anything. */
export function cellText(value: string | number | undefined): string {
  return foreignText(String(value ?? ''), MOST) || '-';
}
