import fc from 'fast-check';
import { LineCutter } from '../../src/io/log-lines';

function cut(chunks: readonly (string | Uint8Array)[], longest?: number): readonly string[] {
  const lines: string[] = [];
  const cutter = new LineCutter((line, number) => {
    lines.push(line);
    expect(number).toBe(lines.length);
  }, longest);
  for (const chunk of chunks) cutter.push(chunk);
  cutter.end();
  return lines;
}

test('gives the lines of a text however it is cut into chunks', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replace(/[\r\n]/g, '')));
  fc.assert(
    fc.property(texts, fc.array(fc.nat({ max: 40 })), fc.boolean(), (lines, sizes, endsOpen) => {
      const text = lines.map((line) => `${line}\n`).join('') + (endsOpen ? 'rest' : '');
      const bytes = Buffer.from(text);
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (const size of sizes) {
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      chunks.push(bytes.subarray(at));
      expect(cut(chunks)).toEqual([
        ...lines.map((line) => Buffer.from(line).toString()),
        ...(endsOpen ? ['rest'] : []),
      ]);
    }),
  );
});

test.each<[string, readonly string[], readonly string[]]>([
  ['nothing', [], []],
  ['an empty line', ['\n'], ['']],
  ['line ends of Windows', ['a\r', '\nb\r\n'], ['a', 'b']],
  ['a line without an end', ['a\nb'], ['a', 'b']],
])('%s', (_, chunks, lines) => {
  expect(cut(chunks)).toEqual(lines);
});

test('a line that does not end is kept up to a limit, and the next one whole', () => {
  expect(cut([...Array.from({ length: 100 }, () => 'x'.repeat(7)), '\nnext\n'], 50)).toEqual([
    'x'.repeat(50),
    'next',
  ]);
});
