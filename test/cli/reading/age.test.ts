import { ageText, spanText } from '../../../src/cli/reading/age';

test.each([
  [0, '0s'],
  [59.9, '59s'],
  [60, '1m'],
  [150, '2m30s'],
  [600, '10m'],
  [659, '10m'],
  [3600, '1h'],
  [5400, '1h30m'],
  [36_000, '10h'],
  [90_000, '1d1h'],
  [864_000, '10d'],
  [-5, '0s'],
])('%d seconds are %s', (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});

test('a moment that is none is said to be unknown', () => {
  const now = new Date('2026-03-01T03:00:00Z');
  expect(ageText('2026-03-01T02:59:00Z', now)).toBe('1m');
  expect(ageText('yesterday', now)).toBe('?');
  expect(ageText(undefined, now)).toBeUndefined();
});
