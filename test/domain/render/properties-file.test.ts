import fc from 'fast-check';
import { propertiesFile } from '../../../src/domain/render/properties-file';
import { HOSTILE, text } from './hostile';

const key = fc.oneof(text, fc.stringMatching(/^spark\.[a-z.]{1,20}$/)).filter((k) => k !== '__proto__');

/**
 * How `java.util.Properties.load` reads a file, written down from its documentation: logical lines,
 * comments, the first unescaped separator, then escapes.
 */
function readByJava(file: string): Record<string, string> {
  const result: Record<string, string> = {};
  const natural = file.split(/\r\n|\n|\r/);
  for (let i = 0; i < natural.length; i++) {
    let line = (natural[i] ?? '').replace(/^[ \t\f]+/, '');
    if (line === '' || /^[#!]/.test(line)) continue;
    while (/(^|[^\\])(\\\\)*\\$/.test(line))
      line = line.slice(0, -1) + (natural[++i] ?? '').replace(/^[ \t\f]+/, '');
    const match = /^((?:\\.|[^\\ \t\f=:])*)(?:[ \t\f]*[=:]?[ \t\f]*)(.*)$/s.exec(line);
    result[unescaped(match?.[1] ?? '')] = unescaped(match?.[2] ?? '');
  }
  return result;
}

function unescaped(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, hex: string | undefined, c: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : ({ t: '\t', n: '\n', r: '\r', f: '\f' }[c] ?? c),
  );
}

test('Java reads back every key and value as it was', () => {
  const properties = fc.dictionary(key, text, { maxKeys: 6 });
  fc.assert(fc.property(properties, (set) => expect(readByJava(propertiesFile(set))).toEqual({ ...set })));
});

test.each(HOSTILE)('%j comes back as key and as value', (hostile) => {
  expect(readByJava(propertiesFile({ [hostile]: hostile }))).toEqual({ [hostile]: hostile });
});

test('NUL and half a surrogate pair come back, too', () => {
  expect(readByJava(propertiesFile({ 'a\0': 'b\ud83d' }))).toEqual({ 'a\0': 'b\ud83d' });
});

test.each([
  [{ 'spark.local.dir': '/var/lib/tmp/spark' }, 'spark.local.dir=/var/lib/tmp/spark\n'],
  [{ 'spark.a': '/a:/b:rw,x=y' }, 'spark.a=/a:/b:rw,x=y\n'],
  [{ 'a b': ' c ' }, 'a\\ b=\\ c \n'],
  [{ '#a': 'é\t\\' }, '\\#a=\\u00e9\\t\\\\\n'],
  [{ b: '', B: '', a: '' }, 'B=\na=\nb=\n'],
])('%j is written as reviewed', (properties, file) => {
  expect(propertiesFile(properties)).toBe(file);
});

test('the file is ASCII, whatever is in it', () => {
  fc.assert(fc.property(text, (value) => /^[\n\x20-\x7e]*$/.test(propertiesFile({ [value]: value }))));
});
