import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { gzip } from 'pako';
import { GzipStart } from '../../constructs/gzip-parts';
import { bootScript } from '../support/agent-boot';

/** Text that packs well and text that does not. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.tuple(fc.string({ minLength: 1, maxLength: 40 }), fc.nat(900)).map(([part, n]) => part.repeat(n)),
);

test('unpacks to both parts', () => {
  fc.assert(
    fc.property(text, fc.array(text, { minLength: 1, maxLength: 2 }), (first, seconds) => {
      const start = new GzipStart(first);
      for (const second of seconds) {
        const packed = start.end(second);
        expect(gunzipSync(packed).toString('utf8')).toBe(first + second);
        expect(packed.length).toBeLessThanOrEqual(start.most(second));
      }
    }),
  );
});

test('packs scripts as well as one text would be', () => {
  const script = ['lib.sh', 'storage.sh', 'storage-disks.sh', 'resources.sh'].map(bootScript).join('');
  const whole = gzip(`${script}end`, { level: 9 }).length;
  expect(new GzipStart(script).end('end').length).toBeLessThan(whole * 1.005);
});
