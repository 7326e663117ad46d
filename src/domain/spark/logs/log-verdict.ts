import type { Cleanup } from '../service-settings';
import { SIGNS } from './catalogue';
import type { LogReading, SignCount } from './log-reading';
import type { Sign, SparkProcess } from './sign';

/**
 * `bad`: there is a bad sign. `incomplete`: none, but a good one is missing that its process should show. `unknown`:
 * no line of a driver, an executor or a shuffle service. `good`: the rest.
 */
export type LogStatus = 'good' | 'bad' | 'incomplete' | 'unknown';

/** What logs say as a whole. */
export interface LogVerdict {
  readonly status: LogStatus;
  readonly lines: number;
  readonly processes: readonly SparkProcess[];
  /** Bad ones, then good ones, then the rest, each in the catalogue's order. */
  readonly found: readonly SignCount[];
  /** Good signs that should be there. */
  readonly missing: readonly Sign[];
}

/** @param cleanup who is to remove the files of dead applications; each shuffle service is judged by it */
export function logVerdict(reading: LogReading, cleanup: Cleanup = 'Service'): LogVerdict {
  const { counts, lines, processes } = reading;
  const signs = SIGNS.map((sign) => (cleanup === 'Janitor' ? underJanitor(sign, processes) : sign));
  const all = signs.flatMap((sign): readonly SignCount[] => {
    const count = counts.get(sign.id);
    return count ? [{ ...count, sign }] : [];
  });
  const found = (['bad', 'good', 'info'] as const).flatMap((grade) =>
    all.filter(({ sign }) => sign.grade === grade),
  );
  const missing = signs.filter((sign) => isExpected(sign, reading) && !counts.has(sign.id));
  return { status: statusOf(found, missing, processes), lines, processes, found, missing };
}

/** Workers of Spark's own, as in local-cluster, clean always and are no service of ours: they write in drivers' logs. */
function underJanitor(sign: Sign, processes: readonly SparkProcess[]): Sign {
  if (sign.underJanitor === undefined || !processes.includes('service')) return sign;
  return { ...sign, ...sign.underJanitor, grade: 'bad', expected: false };
}

function isExpected(sign: Sign, reading: LogReading): boolean {
  if (!sign.expected) return false;
  if (sign.expectedWith) return reading.logged(sign.expectedWith);
  return reading.processes.some((process) => process === sign.process);
}

function statusOf(
  found: readonly SignCount[],
  missing: readonly Sign[],
  processes: readonly SparkProcess[],
): LogStatus {
  if (found.some(({ sign }) => sign.grade === 'bad')) return 'bad';
  if (processes.length === 0) return 'unknown';
  return missing.length > 0 ? 'incomplete' : 'good';
}
