import { gunzipSync as gunzipByNode } from 'node:zlib';
import fc from 'fast-check';
import { gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate';
import { GzipStart } from '../../constructs/gzip-parts';
import { bootScript } from '../support/agent-boot';

/** Text that packs well and text that does not, of up to several blocks. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.tuple(fc.string({ minLength: 1, maxLength: 40 }), fc.nat(900)).map(([part, n]) => part.repeat(n)),
  fc.string({ unit: 'binary-ascii', minLength: 5000, maxLength: 30_000, size: 'max' }),
);

test('is one gzip of both parts, whoever unpacks it', () => {
  fc.assert(
    fc.property(text, fc.array(text, { minLength: 1, maxLength: 2 }), (first, seconds) => {
      const start = new GzipStart(first);
      for (const second of seconds) {
        const packed = start.end(second);
        expect(gunzipByNode(packed).toString('utf8')).toBe(first + second);
        expect(strFromU8(gunzipSync(packed))).toBe(first + second);
      }
    }),
    { numRuns: 20 },
  );
});

test('packs scripts nearly as well as one stream would', () => {
  const script = ['lib.sh', 'storage.sh', 'storage-disks.sh', 'resources.sh'].map(bootScript).join('');
  const whole = gzipSync(strToU8(`${script}end`), { level: 9 }).length;
  expect(new GzipStart(script).end('end').length).toBeLessThan(whole * 1.05);
});
