import fc from 'fast-check';
import { propertiesFile } from '../../../src/domain/render/properties-file';
import { readProperties } from '../../../src/domain/render/properties-reader';

// What java.util.Properties.load makes of each, as its documentation tells and as Java 17 gave it.
test.each([
  ['a=b', { a: 'b' }],
  ['  a = b ', { a: 'b ' }],
  ['a:b\na2 b2', { a: 'b', a2: 'b2' }],
  ['# no\n! no\n\n \t\nkey', { key: '' }],
  ['a=1\na=2', { a: '2' }],
  ['a=b\\\n   c\\\\\nd=e', { a: 'bc\\', d: 'e' }],
  ['a=b\\\n# no comment', { a: 'b# no comment' }],
  ['a\\ b\\=c=d', { 'a b=c': 'd' }],
  ['a=\\u00e4\\t\\n\\q', { a: 'ä\t\nq' }],
  ['a==b', { a: '=b' }],
  ['a = = b', { a: '= b' }],
  ['a=b\r\nc=d\re=f', { a: 'b', c: 'd', e: 'f' }],
  ['spark.x\tdouble  tab', { 'spark.x': 'double  tab' }],
  ['a=b\\', { a: 'b' }],
  ['', {}],
])('%j', (text, properties) => {
  expect(readProperties(text)).toEqual(properties);
});

test('reads back whatever is written', () => {
  const key = fc.string({ unit: 'binary', minLength: 1 });
  fc.assert(
    fc.property(fc.dictionary(key, fc.string({ unit: 'binary' })), (properties) => {
      expect(readProperties(`# a comment\n${propertiesFile(properties)}`)).toEqual({ ...properties });
    }),
  );
});
