/** One look at the process. */
export interface Reading {
  /** Since the soak began. */
  readonly seconds: number;
  readonly values: Readonly<Record<string, number>>;
}

/** A rise counts as one if it is above both. */
export interface Limit {
  readonly name: string;
  readonly unit: string;
  readonly perHour: number;
  /** What comes and goes by itself. */
  readonly noise: number;
}

export interface Verdict {
  readonly limit: Limit;
  readonly first: number;
  readonly last: number;
  /** By the slope, over the time that was watched. */
  readonly rise: number;
  readonly perHour: number;
  readonly ok: boolean;
}

/** How each value has moved after the first third, in which caches fill and code is compiled. */
export function judge(readings: readonly Reading[], limits: readonly Limit[]): readonly Verdict[] {
  const end = readings.at(-1)?.seconds ?? 0;
  const watched = readings.filter(({ seconds }) => seconds >= end / 3);
  const hours = (end - (watched[0]?.seconds ?? 0)) / 3600;
  return limits.map((limit) => {
    const points = watched.map(({ seconds, values }) => ({
      x: seconds / 3600,
      y: values[limit.name] ?? Number.NaN,
    }));
    const perHour = slope(points);
    const rise = perHour * hours;
    const first = points[0]?.y ?? Number.NaN;
    const last = points.at(-1)?.y ?? Number.NaN;
    // What cannot be measured has not passed.
    const ok = rise <= limit.noise || perHour <= limit.perHour;
    return { limit, first, last, rise, perHour, ok };
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The median of the slopes between all pairs (Theil and Sen): a few high readings do not tilt it. */
export function slope(points: readonly Point[]): number {
  const slopes = points.flatMap((a, i) => points.slice(i + 1).map((b) => (b.y - a.y) / (b.x - a.x)));
  slopes.sort((a, b) => a - b);
  const middle = Math.floor(slopes.length / 2);
  const upper = slopes[middle] ?? Number.NaN;
  return slopes.length % 2 === 1 ? upper : (upper + (slopes[middle - 1] ?? Number.NaN)) / 2;
}
