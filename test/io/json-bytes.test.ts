import fc from 'fast-check';
import { eachItem, eachMember, memberNames, skipValue } from '../../src/io/json-bytes';
import { anyText } from '../support/any-text';

const NAMES = memberNames('id', 'name', 'list', 'hostname', 'x');

/** What a reader that decodes what it visits makes of an object. */
function wanted(text: string): Record<string, unknown> {
  const bytes = Buffer.from(text);
  const found: Record<string, unknown> = {};
  eachMember(bytes, 0, NAMES, {
    visit: (name, at) => {
      const end = skipValue(bytes, at);
      found[name] = JSON.parse(bytes.toString('utf8', at, end));
      return end;
    },
  });
  return found;
}

const object = fc.dictionary(
  fc.oneof(fc.constantFrom('id', 'name', 'list', 'hostname', 'x', 'no', 'xx'), anyText()),
  fc.jsonValue(),
);

test.each([undefined, 1, '\t'])('finds what JSON.parse finds, with indent %j', (indent) => {
  fc.assert(
    fc.property(object, (value) => {
      const text = JSON.stringify(value, undefined, indent);
      const parsed = JSON.parse(text) as Record<string, unknown>;
      const expected = Object.fromEntries(
        Object.entries(parsed).filter(([key]) => ['id', 'name', 'list', 'hostname', 'x'].includes(key)),
      );
      expect(wanted(text)).toEqual(expected);
    }),
  );
});

test('visits every item of a list', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (list) => {
      const bytes = Buffer.from(JSON.stringify(list));
      const places: string[] = [];
      expect(
        eachItem(bytes, 0, (at) => void places.push(bytes.toString('utf8', at, skipValue(bytes, at)))),
      ).toBe(bytes.length);
      expect(JSON.parse(`[${places.join(',')}]`)).toEqual(JSON.parse(JSON.stringify(list)));
    }),
  );
});

test('fails on every text that is cut off', () => {
  const text = '{"id": "a\\"b", "list": [1, {"x": null}], "name": true}';
  for (let length = 0; length < text.length; length++) {
    expect(() => wanted(text.slice(0, length))).toThrow(SyntaxError);
  }
  expect(wanted(text)).toEqual({ id: 'a"b', list: [1, { x: null }], name: true });
});

test.each(['[]', '"x"', '', '{"id" 1}', '{"id": 1 "x": 2}', '{id: 1}', '{"id": }'])('fails on %s', (text) => {
  expect(() => wanted(text)).toThrow(/not expected in JSON/);
});
