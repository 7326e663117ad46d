import { stringify } from 'yaml';
import { type Column, cellText, columnsText } from '../output/columns';
import { sortedKeys } from '../output/documents';

/** `Name:  value` lines, those that say nothing left out. */
export function headText(lines: readonly (readonly [name: string, value: string | undefined])[]): string {
  const said = lines.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(...said.map(([name]) => name.length)) + 1;
  return said.map(([name, value]) => `${`${name}:`.padEnd(width)}  ${cellText(value)}\n`).join('');
}

/** A headed table; nothing where there are no rows. */
export function tableSection<T>(head: string, rows: readonly T[], columns: readonly Column<T>[]): string {
  if (rows.length === 0) return '';
  return `\n${head}:\n${indented(columnsText(rows, columns, { wide: true, none: '' }))}`;
}

/** Anything else, as YAML; nothing where there is nothing. */
export function yamlSection(head: string, value: unknown): string {
  if (
    value === undefined ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  ) {
    return '';
  }
  // The yaml package escapes control characters.
  return `\n${head}:\n${indented(stringify(sortedKeys(value), { lineWidth: 0 }))}`;
}

const indented = (text: string) => text.replace(/^(?=.)/gm, '  ');
