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

import { readPropertiesFile } from '../../../src/domain/render/properties-reader';

test('reads back every file that we write', () => {
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (properties) => {
      // A blank key is no line at all for Java, as well.
      const wanted = Object.fromEntries(Object.entries(properties).filter(([key]) => key !== ''));
      expect(readPropertiesFile(propertiesFile(wanted))).toEqual({ ...wanted });
test.each<[text: string, properties: Record<string, string>]>([
  [
    'spark.a 1\nspark.b=2\n spark.c : 3\nspark.d\t=\t4',
    { 'spark.a': '1', 'spark.b': '2', 'spark.c': '3', 'spark.d': '4' },
  ],
  ['# a comment \\\n! another\n\n  \nspark.a=1', { 'spark.a': '1' }],
  ['spark.a=one,\\\n   two,\\\r\n\ttwo # no comment', { 'spark.a': 'one,two,two # no comment' }],
  ['spark.a=ends with two\\\\\nspark.b=x', { 'spark.a': 'ends with two\\', 'spark.b': 'x' }],
  ['a\\=b\\:c\\ d=x=y', { 'a=b:c d': 'x=y' }],
  ['a=\\u00e4\\t\\q', { a: 'ä\tq' }],
  ['alone', { alone: '' }],
  ['a=trailing  ', { a: 'trailing  ' }],
])('reads %j as Java does', (text, properties) => {
  expect(readPropertiesFile(text)).toEqual(properties);
