import { ProblemError, shown } from './problem';

/** An inclusive range of whole numbers. */
export type Range = readonly [begin: number, end: number];

/**
 * A set of whole numbers kept as sorted, disjoint, coalesced inclusive ranges,
 * as Mesos keeps its `RANGES` (adjacent ranges join: 1-2 and 3-4 are 1-4).
 */
export class Ranges {
  static readonly empty = new Ranges([]);

  /** @throws ProblemError where an end is below its begin or a bound is no whole number from 0 */
  static of(...ranges: readonly Range[]): Ranges {
    for (const [begin, end] of ranges) {
      if (!Number.isSafeInteger(begin) || !Number.isSafeInteger(end) || begin < 0 || end < begin) {
        throw new ProblemError([
          {
            at: 'range',
            found: `${begin}-${end}`,
            wanted: 'two whole numbers from 0, the first not above the second',
          },
        ]);
      }
    }
    return new Ranges(coalesce(ranges));
  }

  /**
   * Reads `7337`, `7337-7339` or a comma list of both, as people write ports.
   * @throws ProblemError on anything else
   */
  static parse(text: string): Ranges {
    const ranges = text.split(',').map((part): Range => {
      const match = /^\s*(\d{1,15})\s*(?:-\s*(\d{1,15})\s*)?$/.exec(part);
      if (!match) {
        throw new ProblemError([
          {
            at: 'ranges',
            found: shown(text),
            wanted: 'numbers or ranges such as "7337-7339" or "7337,7400-7402"',
          },
        ]);
      }
      return [Number(match[1]), Number(match[2] ?? match[1])];
    });
    return Ranges.of(...ranges);
  }

  private constructor(private readonly list: readonly Range[]) {}

  toArray(): readonly Range[] {
    return this.list;
  }

  /** How many numbers are in the set. */
  get size(): number {
    return this.list.reduce((sum, [begin, end]) => sum + end - begin + 1, 0);
  }

  get isEmpty(): boolean {
    return this.list.length === 0;
  }

  /** Every number, ascending. Meant for small sets such as reserved ports. */
  numbers(): readonly number[] {
    return this.list.flatMap(([begin, end]) => Array.from({ length: end - begin + 1 }, (_, i) => begin + i));
  }

  has(n: number): boolean {
    return this.list.some(([begin, end]) => begin <= n && n <= end);
  }

  contains(other: Ranges): boolean {
    return other.without(this).isEmpty;
  }

  plus(other: Ranges): Ranges {
    return new Ranges(coalesce([...this.list, ...other.list]));
  }

  without(other: Ranges): Ranges {
    let left: readonly Range[] = this.list;
    for (const [from, to] of other.list) {
      left = left.flatMap(([begin, end]): Range[] => {
        if (to < begin || from > end) return [[begin, end]];
        const parts: Range[] = [];
        if (begin < from) parts.push([begin, from - 1]);
        if (to < end) parts.push([to + 1, end]);
        return parts;
      });
    }
    return new Ranges(left);
  }

  intersect(other: Ranges): Ranges {
    return this.without(this.without(other));
  }

  equals(other: Ranges): boolean {
    return this.toString() === other.toString();
  }

  /** `7337-7339,7400`: what {@link Ranges.parse} reads back. */
  toString(): string {
    return this.list.map(([begin, end]) => (begin === end ? `${begin}` : `${begin}-${end}`)).join(',');
  }
}

function coalesce(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const merged: [number, number][] = [];
  for (const [begin, end] of sorted) {
    const last = merged[merged.length - 1];
    if (last && begin <= last[1] + 1) last[1] = Math.max(last[1], end);
    else merged.push([begin, end]);
  }
  return merged;
}
