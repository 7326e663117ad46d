import { Ranges } from '../../../domain/core/ranges';

export type ScalarName = 'cpus' | 'mem' | 'disk' | 'gpus';

/** Who holds a resource: the role, `*` where it is unreserved, and how it was reserved. */
export interface Holder {
  readonly name: string;
  readonly role: string;
  /** Reserved while the agent ran; absent where its flags say so. */
  readonly dynamic?: { readonly principal?: string };
}

/** A part of an agent's resources under one holder, with the names and units of Mesos. */
export type Portion = Holder &
  (
    | { readonly type: 'SCALAR'; readonly value: number }
    | { readonly type: 'RANGES'; readonly ranges: Ranges }
    | { readonly type: 'SET'; readonly items: readonly string[] }
  );

function sameHolder(a: Holder, b: Holder): boolean {
  return (
    a.name === b.name &&
    a.role === b.role &&
    (a.dynamic === undefined) === (b.dynamic === undefined) &&
    a.dynamic?.principal === b.dynamic?.principal
  );
}

/** Mesos counts scalars in thousandths. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

export function scalarOf(portions: readonly Portion[], name: string, role?: string): number {
  return rounded(
    portions.reduce(
      (sum, portion) =>
        portion.type === 'SCALAR' && portion.name === name && (role === undefined || portion.role === role)
          ? sum + portion.value
          : sum,
      0,
    ),
  );
}

export function rangesOf(portions: readonly Portion[], name: string, role?: string): Ranges {
  return portions.reduce(
    (sum, portion) =>
      portion.type === 'RANGES' && portion.name === name && (role === undefined || portion.role === role)
        ? sum.plus(portion.ranges)
        : sum,
    Ranges.empty,
  );
}

export function rolesOf(portions: readonly Portion[]): readonly string[] {
  return [...new Set(portions.map((portion) => portion.role))];
}

/** What is left of `total` when `used` is taken. Sets are never used here. */
export function less(total: readonly Portion[], used: readonly Portion[]): readonly Portion[] {
  if (used.length === 0) return total;
  return total.flatMap((portion) => {
    const left = lessOf(portion, used);
    return left ? [left] : [];
  });
}

function lessOf(portion: Portion, used: readonly Portion[]): Portion | undefined {
  const same = used.filter((one) => sameHolder(one, portion));
  switch (portion.type) {
    case 'SCALAR': {
      const value = rounded(portion.value - scalarOf(same, portion.name));
      return value > 0 ? { ...portion, value } : undefined;
    }
    case 'RANGES': {
      const ranges = portion.ranges.without(rangesOf(same, portion.name));
      return ranges.isEmpty ? undefined : { ...portion, ranges };
    }
    case 'SET':
      return portion;
  }
}

/** Both together; what has the same holder is one portion. */
export function plus(total: readonly Portion[], more: readonly Portion[]): readonly Portion[] {
  const sum = [...total];
  for (const one of more) {
    const at = sum.findIndex((other) => sameHolder(other, one) && other.type === one.type);
    const there = sum[at];
    if (there) sum[at] = joined(there, one);
    else sum.push(one);
  }
  return sum;
}

function joined(a: Portion, b: Portion): Portion {
  if (a.type === 'SCALAR' && b.type === 'SCALAR') return { ...a, value: rounded(a.value + b.value) };
  if (a.type === 'RANGES' && b.type === 'RANGES') return { ...a, ranges: a.ranges.plus(b.ranges) };
  return a;
}

export function includes(total: readonly Portion[], part: readonly Portion[]): boolean {
  return plus([], part).every((one) =>
    isIn(
      total.filter((other) => sameHolder(other, one)),
      one,
    ),
  );
}

function isIn(same: readonly Portion[], one: Portion): boolean {
  switch (one.type) {
    case 'SCALAR':
      return scalarOf(same, one.name) >= one.value;
    case 'RANGES':
      return rangesOf(same, one.name).contains(one.ranges);
    case 'SET':
      return same.length > 0;
  }
}
