import { table } from '../table';

/** One column of a table of `T`s. */
export interface Column<T> {
  /** Upper case, as it stands in the first line. */
  readonly head: string;
  /** An empty text is printed as `-`. */
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

/** On one line and harmless for a terminal: what a server or a document says may hold anything. */
export function cellText(value: string | number | undefined): string {
  const text = String(value ?? '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return text === '' ? '-' : text;
}
