import {
  isAtLeast,
  majorVersion,
  minorVersion,
  sparkVersionProblems,
} from '../../../src/domain/spark/version';

test.each([
  ['2.4.8', '2.4', true],
  ['2.4.0', '2.4.0', true],
  ['2.4.0', '2.4.1', false],
  ['2.10.0', '2.9', true],
  ['3.0.0', '2.4.8', true],
  ['2.4.0-mesosphere', '2.4.0', true],
  ['2.2.3', '3.0', false],
])('%s is at least %s: %s', (version, bound, yes) => {
  expect(isAtLeast(version, bound)).toBe(yes);
});

test('a version has a major and a minor part', () => {
  expect([majorVersion('3.5.9'), minorVersion('3.5.9')]).toEqual([3, '3.5']);
});

test.each(['2.4.0', '3.5.9', '2.4.0-mesosphere', '3.2.1.rc1'])('%s runs on Mesos', (version) => {
  expect(sparkVersionProblems('v', version)).toEqual([]);
});

test.each([
  ['4.0.0', 'Spark 4 no longer runs on Mesos'],
  ['1.6.3', 'older versions are not covered'],
])('fails on %s: %s', (version, fix) => {
  expect(sparkVersionProblems('v', version)).toEqual([
    { at: 'v', found: `"${version}"`, wanted: 'Spark 2 or 3', fix },
  ]);
});

test.each(['', '2.4', 'latest', '2.4.x', '2.4.0 '])('fails on %j, which is no version', (version) => {
  expect(sparkVersionProblems('v', version)[0]?.wanted).toBe('a Spark version such as "2.4.0"');
});
