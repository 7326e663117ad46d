import { Duration } from '../../../src/domain/core/duration';
import { nearMiss } from '../../../src/domain/core/near-miss';
import { ProblemError, problemText } from '../../../src/domain/core/problem';
import { Size } from '../../../src/domain/core/size';

test.each([
  ['4g', 4096, '4g'],
  ['512m', 512, '512m'],
  ['1.5GiB', 1536, '1536m'],
  ['1 TB', 1_048_576, '1t'],
])('size %s is %d MiB, %s to the JVM', (text, mebibytes, jvm) => {
  expect(Size.parse(text).toMebibytes()).toBe(mebibytes);
  expect(Size.parse(text).toJvm()).toBe(jvm);
});

test.each(['4', 'g', '-1g', '4x', ''])('fails on size %j', (text) => {
  expect(() => Size.parse(text)).toThrow(/wanted a number with a unit/);
});

test.each([
  ['2days', '2days', 172_800],
  ['48hrs', '2days', 172_800],
  ['90m', '90mins', 5_400],
  ['120s', '2mins', 120],
  ['1.5secs', '1500ms', 1.5],
  ['1weeks', '1weeks', 604_800],
])('duration %s is %s to Mesos', (text, mesos, seconds) => {
  expect(Duration.parse(text).toMesos()).toBe(mesos);
  expect(Duration.parse(text).toSeconds()).toBe(seconds);
});

test.each(['15', 's', '-2s', '3 fortnights', ''])('fails on duration %j', (text) => {
  expect(() => Duration.parse(text)).toThrow(/wanted a number with a unit/);
});

test('a problem says where, found, wanted and how to mend it', () => {
  const problem = { at: 'ports', found: '80', wanted: '7337-7339', fix: 'pick one of them' };
  expect(problemText(problem)).toBe('ports: found 80, wanted 7337-7339; pick one of them');
  expect(new ProblemError([problem]).under('reservations[0]').message).toMatch(/^reservations\[0\]\.ports: /);
});

test('a typo finds the word that was meant, and nonsense finds nothing', () => {
  expect(nearMiss('gc_deley', ['gc_delay', 'work_dir'])).toBe('gc_delay');
  expect(nearMiss('xyzzy', ['gc_delay', 'work_dir'])).toBeUndefined();
});
