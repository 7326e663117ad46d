import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellQuote, shellWords } from '../../../src/domain/render/shell-quote';
import { HOSTILE, text } from './hostile';

/** What a real shell makes of the words of a command line. */
function readBySh(line: string): string[] {
  const out = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return out.split('\0').slice(0, -1);
}

test('a real shell reads back every word as it was', () => {
  const words = [...HOSTILE, ...fc.sample(text, { numRuns: 500, seed: 7 })];
  expect(readBySh(shellWords(words))).toEqual(words);
});

test.each([
  ['/opt/spark/bin/spark-class', '/opt/spark/bin/spark-class'],
  ['', "''"],
  ["it's", "'it'\\''s'"],
  ['A=b', "'A=b'"],
  ['~', "'~'"],
])('%j is written %s', (word, quoted) => {
  expect(shellQuote(word)).toBe(quoted);
});

test.each([
  ['a\0b', /shell word: found "a\\u0000b", wanted text without a NUL/],
  ['a\ud800b', /shell word: found .* wanted well-formed Unicode/],
])('fails on %j', (word, message) => {
  expect(() => shellQuote(word)).toThrow(message);
});
