import { Size } from '../../../src/domain/core/size';
import { mesosBytes } from '../../../src/domain/mesos/bytes';

test.each([
  ['0b', '0B'],
  ['1b', '1B'],
  ['1k', '1KB'],
  ['1536m', '1536MB'],
  ['2g', '2GB'],
  ['1024g', '1TB'],
  ['2048t', '2048TB'],
])('writes %s as %s', (size, text) => {
  expect(mesosBytes(Size.parse(size))).toBe(text);
});
