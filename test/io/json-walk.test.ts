import fc from 'fast-check';
import { Breath } from '../../src/io/breath';
import { memberNames, skipValue } from '../../src/io/json-bytes';
import { walkItems, walkMembers } from '../../src/io/json-walk';

const NAMES = memberNames('list', 'x');

test('visits what JSON.parse finds, whether a visitor reads it, leaves it or waits', async () => {
  const item = fc.jsonValue();
  const document = fc.record({ x: item, list: fc.array(item), more: item, y: item });
  await fc.assert(
    fc.asyncProperty(document, fc.constantFrom(undefined, 1), async (value, indent) => {
      const bytes = Buffer.from(JSON.stringify(value, undefined, indent));
      const found: unknown[] = [];
      const take = (at: number) => {
        const end = skipValue(bytes, at);
        found.push(JSON.parse(bytes.toString('utf8', at, end)));
        return end;
      };
      let index = 0;
      const visitItem = (at: number) => {
        const end = take(at);
        return [end, undefined, Promise.resolve(end)][index++ % 3];
      };
      const end = await walkMembers(bytes, 0, NAMES, new Breath(), (name, at) =>
        name === 'list' ? walkItems(bytes, at, new Breath(), visitItem) : void take(at),
      );
      expect(end).toBe(bytes.length);
      const { x, list } = JSON.parse(bytes.toString()) as { x: unknown; list: unknown[] };
      expect(found).toEqual([x, ...list]);
    }),
  );
});

const long = '\\"'.repeat(6e6);

test.each([
  ['a text', `"${long}"`],
  ['a list', `[${'"a]",'.repeat(3e6)}0]`],
  ['an object in an object', `{"a":{"b":"${long}"},"c":{}}`],
])('%s of many pieces is passed over, and read by nobody in one go', async (_, text) => {
  const bytes = Buffer.from(`{"other":${text},"x":7}`);
  let found = '';
  await walkMembers(bytes, 0, NAMES, new Breath(), (__, at) => {
    found = bytes.toString('utf8', at, at + 1);
    return undefined;
  });
  expect(found).toBe('7');
  expect(() => skipValue(bytes, '{"other":'.length)).toThrow('more than 8388608 bytes in one value');
});

test('fails on every text that is cut off', async () => {
  const text = '{"no": {"a": ["]"]}, "list": [1, {"x": null}], "x": true}';
  const walk = (bytes: Buffer) =>
    walkMembers(bytes, 0, NAMES, new Breath(), (name, at) =>
      name === 'list' ? walkItems(bytes, at, new Breath(), () => undefined) : undefined,
    );
  for (let length = 0; length < text.length; length++) {
    await expect(walk(Buffer.from(text.slice(0, length)))).rejects.toThrow(SyntaxError);
  }
  expect(await walk(Buffer.from(text))).toBe(text.length);
});
