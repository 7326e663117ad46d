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

export function logVerdict(reading: LogReading): LogVerdict {
  const { counts, lines, processes } = reading;
  const all = SIGNS.flatMap(({ id }) => counts.get(id) ?? []);
  const found = (['bad', 'good', 'info'] as const).flatMap((grade) =>
    all.filter(({ sign }) => sign.grade === grade),
  );
  const missing = SIGNS.filter((sign) => isExpected(sign, reading) && !counts.has(sign.id));
  return { status: statusOf(found, missing, processes), lines, processes, found, missing };
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
