import { parseAllDocuments } from 'yaml';
import { documentText } from '../../../src/cli/output/documents';
import { type Found, type Output, outputText } from '../../../src/cli/output/output-option';

interface Row {
  readonly name: string;
  readonly size?: number;
}

const found = (...rows: Row[]): Found<Row> => ({
  rows,
  columns: [
    { head: 'NAME', cell: ({ name }) => name },
    { head: 'SIZE', cell: ({ size }) => size, wide: true },
  ],
  document: ({ name, size }) => ({ spec: { size, name }, kind: 'K' }),
  none: 'nothing here',
});
const print = (output: Output, ...rows: Row[]) => outputText(found(...rows), output);

test('a table has the narrow columns, wide has all, and what is unknown is a dash', () => {
  const rows = [{ name: 'a', size: 0 }, { name: 'long' }];
  expect(print('table', ...rows)).toBe('NAME\na\nlong\n');
  expect(print('wide', ...rows)).toBe('NAME  SIZE\na     0\nlong  -\n');
});

test('nothing found is said to people, and is an empty list for machines', () => {
  expect(print('table')).toBe('nothing here\n');
  expect(JSON.parse(print('json'))).toEqual({ apiVersion: expect.any(String), kind: 'List', items: [] });
  expect(print('yaml')).toBe('');
});

test('control characters reach no terminal', () => {
  const hostile = 'a\u001b[31mb\r\nc\u009bd\u202ee';
  expect(print('table', { name: hostile })).toBe('NAME\na [31mb c d e\n');
});

test('json is a list, yaml is one document after the other, both with sorted keys', () => {
  const rows = [{ name: 'a', size: 1 }, { name: 'b' }];
  expect(JSON.parse(print('json', ...rows)).items).toEqual([
    { kind: 'K', spec: { name: 'a', size: 1 } },
    { kind: 'K', spec: { name: 'b' } },
  ]);
  const yaml = print('yaml', ...rows);
  expect(yaml).toBe('kind: K\nspec:\n  name: a\n  size: 1\n---\nkind: K\nspec:\n  name: b\n');
  expect(parseAllDocuments(yaml)).toHaveLength(2);
});

test('the order in which keys were found does not show', () => {
  expect(documentText({ b: [{ d: 1, c: 2 }], a: null }, 'json')).toBe(
    documentText({ a: null, b: [{ c: 2, d: 1 }] }, 'json'),
  );
});
