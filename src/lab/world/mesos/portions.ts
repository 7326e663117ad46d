import { Ranges } from '../../../domain/core/ranges';

export type ScalarName = 'cpus' | 'mem' | 'disk' | 'gpus';

/** A part of an agent's resources under one role (`*` is unreserved), with the names and units of Mesos. */
export type Portion =
  | { readonly name: string; readonly role: string; readonly type: 'SCALAR'; readonly value: number }
  | { readonly name: string; readonly role: string; readonly type: 'RANGES'; readonly ranges: Ranges }
  | { readonly name: string; readonly role: string; readonly type: 'SET'; readonly items: readonly string[] };

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
  return total.flatMap((portion) => {
    const left = lessOf(portion, used);
    return left ? [left] : [];
  });
}

function lessOf(portion: Portion, used: readonly Portion[]): Portion | undefined {
  switch (portion.type) {
    case 'SCALAR': {
      const value = rounded(portion.value - scalarOf(used, portion.name, portion.role));
      return value > 0 ? { ...portion, value } : undefined;
    }
    case 'RANGES': {
      const ranges = portion.ranges.without(rangesOf(used, portion.name, portion.role));
      return ranges.isEmpty ? undefined : { ...portion, ranges };
    }
    case 'SET':
      return portion;
  }
}
