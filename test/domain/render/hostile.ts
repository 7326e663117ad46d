import fc from 'fast-check';
import { anyText } from '../../support/any-text';

/** Strings that end quotes, start substitutions or comments, or look like escapes somewhere. */
export const HOSTILE = [
  '',
  ' ',
  ' both ends ',
  'it\'s "quoted"',
  'back`tick`',
  '$HOME ${HOME} $(id) %{if} ${jsonencode("x")}',
  '%i %n %% %',
  'back\\slash \\n \\u0041 end\\',
  'line one\nline two\r\nthree\n',
  '\ttab\f',
  '# comment ! ; =:key',
  "'; rm -rf / #",
  '--flag=value',
  'naïve Füße 日本語',
  'emoji 😀 end',
  '\u007f\u0085\u00a0\u2028\ufeff',
  '@NAME@',
  '~ * ? [a] {b,c} | & < >',
] as const;

/** Any well-formed text without NUL, rich in the characters above. */
export const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  anyText(30).map((s) => s.replaceAll('\0', '')),
  fc.string({ unit: fc.constantFrom(...'\'"`\\$%{}#!=: \n\tab;'), maxLength: 30 }),
);
