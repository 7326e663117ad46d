import fc from 'fast-check';

/** Text of any code points but halves of pairs. fast-check's own `unit: 'binary'` takes over a second to set up. */
export function anyText(maxLength = 10): fc.Arbitrary<string> {
  const low = fc.integer({ min: 0, max: 0xd7ff });
  const high = fc.integer({ min: 0xe000, max: 0x10ffff });
  const codePoint = fc.oneof(fc.integer({ min: 0, max: 0x7f }), low, high);
  return fc.array(codePoint, { maxLength }).map((points) => String.fromCodePoint(...points));
}
