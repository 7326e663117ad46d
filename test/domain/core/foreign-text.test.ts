import fc from 'fast-check';
import { foreignText } from '../../../src/domain/core/foreign-text';
import { anyText } from '../../support/any-text';

test.each([
  ['App is locked', 'App is locked'],
  ['  one\r\n\ttwo\u0000three\u001b[31mfour\u007f\u0085 ', 'one two three [31mfour'],
  // Characters that turn the order of what follows, that are not seen, and that break lines.
  ['a\u202eb\u2066c\u200bd\ufeffe\u2028f', 'a b c d e f'],
  ['half \ud800 of a pair', 'half of a pair'],
  ['naïve 日本 👍', 'naïve 日本 👍'],
  ['', ''],
])('%j becomes %j', (text, line) => {
  expect(foreignText(text)).toBe(line);
});

test('what is long is cut between letters', () => {
  expect(foreignText('x'.repeat(301))).toBe(`${'x'.repeat(297)}...`);
  expect(foreignText('x'.repeat(300))).toBe('x'.repeat(300));
  expect(foreignText('👍'.repeat(20), 10)).toBe(`${'👍'.repeat(7)}...`);
});

test('whatever it is, it is one short line that can be seen, and the same a second time', () => {
  fc.assert(
    fc.property(anyText(700), fc.integer({ min: 4, max: 400 }), (text, most) => {
      const line = foreignText(text, most);
      expect([...line].length).toBeLessThanOrEqual(most);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(foreignText(line, most)).toBe(line);
    }),
  );
});
