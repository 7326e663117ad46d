import fc from 'fast-check';
import { type Range, Ranges } from '../../../src/domain/core/ranges';

const range = fc.tuple(fc.nat(400), fc.nat(40)).map(([begin, length]): Range => [begin, begin + length]);
const ranges = fc.array(range, { maxLength: 12 }).map((list) => Ranges.of(...list));
const members = (set: Ranges) => new Set(set.numbers());

test('reading back what was written gives the same set', () => {
  fc.assert(fc.property(ranges, (set) => set.isEmpty || Ranges.parse(set.toString()).equals(set)));
});

test('without, plus and intersect are those of sets', () => {
  fc.assert(
    fc.property(ranges, ranges, (a, b) => {
      const left = members(a);
      const right = members(b);
      expect(members(a.plus(b))).toEqual(new Set([...left, ...right]));
      expect(members(a.without(b))).toEqual(new Set([...left].filter((n) => !right.has(n))));
      expect(members(a.intersect(b))).toEqual(new Set([...left].filter((n) => right.has(n))));
      expect(a.size).toBe(left.size);
    }),
  );
});

test('adjacent ranges join, as Mesos prints them', () => {
  expect(Ranges.of([3, 4], [1, 2]).toString()).toBe('1-4');
});

test.each(['', 'a', '7337-', '9-7', '-1', '7337;7338'])('fails on %j', (text) => {
  expect(() => Ranges.parse(text)).toThrow(/wanted/);
});
