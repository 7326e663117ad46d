import fc from 'fast-check';
import { eachItem } from '../../src/io/json-bytes';
import { JsonRow } from '../../src/io/json-row';
import { anyText } from '../support/any-text';

const NAMES = ['id', 'name', 'list', 'other'] as const;

/** What rows of one reader, which remembers members from row to row, make of a list. */
function read(text: string, how: 'value' | 'shared'): readonly Record<string, unknown>[] {
  const bytes = Buffer.from(text);
  const row = new JsonRow(bytes, NAMES, 'rows');
  const found: Record<string, unknown>[] = [];
  eachItem(bytes, 0, (item) => {
    const end = row.read(item);
    found.push(
      Object.fromEntries(NAMES.filter((name) => row.has(name)).map((name) => [name, row[how](name)])),
    );
    return end;
  });
  return found;
}

/** Long enough to be remembered, of every type, and numbers of which one begins as another. */
const value = fc.oneof(
  fc.constantFrom<unknown>(1, 1.5, 12, true, null, 'short', 'x'.repeat(60), `${'x'.repeat(59)}y`),
  fc.constantFrom<unknown>([
    { name: 'cpus', scalar: { value: 1 } },
    'filler that makes it long enough to count',
  ]),
  fc.constantFrom<unknown>(
    { a: 'filler that makes it long enough', b: [1, 2, 3] },
    { a: 'filler that makes it' },
  ),
  anyText(),
  fc.jsonValue(),
);
const row = fc.dictionary(
  fc.constantFrom(...NAMES, 'unread', 'a name that is longer than what is worth it ______'),
  value,
);
/** Rows of a few sorts, in any order: much is as before, and some is not. */
const rows = fc
  .array(row, { minLength: 1, maxLength: 4 })
  .chain((sorts) => fc.array(fc.constantFrom(...sorts), { maxLength: 80 }));

test.each(['value', 'shared'] as const)(
  'rows that are much alike are read as JSON.parse reads them: %s',
  (how) => {
    fc.assert(
      fc.property(rows, fc.constantFrom(undefined, 1), (list, indent) => {
        const text = JSON.stringify(list, undefined, indent);
        const parsed = JSON.parse(text) as readonly Record<string, unknown>[];
        const expected = parsed.map((one) =>
          Object.fromEntries(
            Object.entries(one).filter(([name]) => (NAMES as readonly string[]).includes(name)),
          ),
        );
        expect(read(text, how)).toEqual(expected);
      }),
    );
  },
);

test('a number is not over where one before was', () => {
  const long = 'a name that is longer than what is worth it _______________';
  const text = `[{"${long}":1,"id":1},{"${long}":12,"id":2},{"${long}":1,"id":3}]`;
  expect(read(text, 'value').map(({ id }) => id)).toEqual([1, 2, 3]);
});

test('what is as before and cut off is not whole', () => {
  const one = JSON.stringify({ list: ['filler that makes it long enough to be remembered', 1] });
  const whole = `[${one},${one}]`;
  expect(read(whole, 'shared')).toHaveLength(2);
  for (let length = one.length + 2; length < whole.length; length++) {
    expect(() => read(whole.slice(0, length), 'shared')).toThrow(SyntaxError);
  }
});
