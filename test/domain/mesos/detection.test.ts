import { Size } from '../../../src/domain/core/size';
import { detectedDisk, detectedMemory, namesDetected } from '../../../src/domain/mesos/detection';

test.each([
  ['61g', 60 * 1024],
  ['2g', 1024],
  ['2047m', 1023],
  ['1g', 512],
  ['64232m', 63_208],
])('of %s of memory an agent offers %d MiB', (total, offered) => {
  expect(detectedMemory(Size.parse(total)).toMebibytes()).toBe(offered);
});

test.each([
  ['100g', 95 * 1024],
  ['10g', 5 * 1024],
  ['9g', 4608],
  ['1025k', 0],
])('of %s of disk an agent offers %d MiB', (total, offered) => {
  expect(detectedDisk(Size.parse(total)).toMebibytes()).toBe(offered);
});

test('a name that is written is not detected, whoever it is for', () => {
  expect(namesDetected([])).toEqual(['cpus', 'mem', 'disk', 'ports']);
  expect(namesDetected(['ports', 'cpus', 'gpus'])).toEqual(['mem', 'disk']);
});
