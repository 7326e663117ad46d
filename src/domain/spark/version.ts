import { type Problem, shown } from '../core/problem';

/** Mesos support was deprecated in 3.2 and is gone in 4.0; the Mesos shuffle service came with 1.5. */
const FIRST_MAJOR = 2;
const MESOS_ENDS = 4;

/** `2.4.0` or `2.4.0-anything`. */
export function sparkVersionProblems(at: string, version: string): readonly Problem[] {
  const match = /^(\d+)\.(\d+)\.(\d+)([.-][A-Za-z0-9.-]+)?$/.exec(version);
  if (!match) return [{ at, found: shown(version), wanted: 'a Spark version such as "2.4.0"' }];
  const major = Number(match[1]);
  if (major >= FIRST_MAJOR && major < MESOS_ENDS) return [];
  return [
    {
      at,
      found: shown(version),
      wanted: 'Spark 2 or 3',
      fix: major >= MESOS_ENDS ? 'Spark 4 no longer runs on Mesos' : 'older versions are not covered',
    },
  ];
}

/** `2.4` of `2.4.0`. */
export function minorVersion(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

export function majorVersion(version: string): number {
  return Number(version.split('.')[0]);
}

/** Whether a version is `bound` or later; `bound` may be as short as `3.1`. */
export function isAtLeast(version: string, bound: string): boolean {
  const [found, wanted] = [numbers(version), numbers(bound)];
  for (let i = 0; i < 3; i++) {
    const difference = (found[i] ?? 0) - (wanted[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): readonly number[] {
  return version
    .split(/[.-]/)
    .slice(0, 3)
    .map(Number)
    .map((n) => (Number.isNaN(n) ? 0 : n));
}
