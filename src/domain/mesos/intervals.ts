/**
 * Ranges as Mesos keeps them: unsigned 64 bit bounds, in the order in which they were written until two of
 * them are added. (Of an agent's own ranges, its ports, people see {@link Ranges} with plain numbers.)
 */
export type Interval = readonly [begin: bigint, end: bigint];

/**
 * Sorted, with overlapping and adjacent ranges joined. Like the agent it takes inverted ranges as they come,
 * and the number after the largest one is 0 (src/common/values.cpp, apache/mesos c1b42f79d).
 */
export function coalesce(intervals: readonly Interval[]): readonly Interval[] {
  const sorted = [...intervals].sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]));
  const joined: [bigint, bigint][] = [];
  for (const [begin, end] of sorted) {
    const last = joined[joined.length - 1];
    const follows = last && (begin === last[0] || begin <= BigInt.asUintN(64, last[1] + 1n));
    if (!last || !follows) joined.push([begin, end]);
    else if (end > last[1]) last[1] = end;
  }
  return joined;
}

/** `left` without what is in `right`, sorted and joined. */
export function subtract(left: readonly Interval[], right: readonly Interval[]): readonly Interval[] {
  let rest = coalesce(left);
  for (const [from, to] of right) {
    rest = rest.flatMap(([begin, end]): Interval[] => {
      if (to < begin || from > end) return [[begin, end]];
      const parts: Interval[] = [];
      if (begin < from) parts.push([begin, from - 1n]);
      if (to < end) parts.push([to + 1n, end]);
      return parts;
    });
  }
  return rest;
}

/** Why the agent refuses these ranges, in its words; it compares each with those that come after it only. */
export function intervalsRefusal(intervals: readonly Interval[]): string | undefined {
  for (const [i, [begin, end]] of intervals.entries()) {
    if (begin > end) return 'Invalid ranges resource: begin > end';
    if (intervals.slice(i + 1).some(([next]) => begin <= next && next <= end)) {
      return 'Invalid ranges resource: overlapping ranges';
    }
  }
  return undefined;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
