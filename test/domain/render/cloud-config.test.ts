import fc from 'fast-check';
import { parse } from 'yaml';
import { cloudConfig } from '../../../src/domain/render/cloud-config';
import { HOSTILE, text } from './hostile';

test('a YAML reader reads back every string as it was', () => {
  const files = fc.array(fc.record({ path: text, content: text }), { maxLength: 3 });
  fc.assert(
    fc.property(files, (write_files) => {
      expect(parse(cloudConfig({ write_files }), { version: '1.1' })).toEqual({ write_files });
    }),
  );
});

test('the text is ASCII and starts with the line that cloud-init looks for', () => {
  const config = cloudConfig({ runcmd: HOSTILE });
  expect(config).toMatch(/^#cloud-config\n\{\n[\n\x20-\x7e]*\}\n$/);
  expect(config).toContain('emoji \\U0001F600 end');
});

test('without characters beyond U+FFFF it is JSON', () => {
  const value = { write_files: [{ path: '/a', content: 'Füße "${x}"\n' }] };
  expect(JSON.parse(cloudConfig(value).replace(/^#.*\n/, ''))).toEqual(value);
});

test.each([
  [{ a: 'x\0' }, 'cloud-config.a: found "x\\u0000", wanted text without a NUL'],
  [{ a: [1e21] }, 'cloud-config.a.0: found 1e+21, wanted a number that is written without an exponent'],
  [{ 'a\ud800': 1 }, 'wanted well-formed Unicode'],
])('fails on %j', (value, message) => {
  expect(() => cloudConfig(value)).toThrow(message);
});
