import type { SignCount } from '../logs/log-reading';
import type { RunRecord } from './run-record';

/** Executors that fail alike, one after the other, before any has done a task. */
const ENOUGH = 3;

/**
 * Why no waiting will help: every executor fails to register with the service of its host.
 * @returns undefined where it may still become something
 */
export function hopeless(record: RunRecord, counts: ReadonlyMap<string, SignCount>): string | undefined {
  if (record.reads['first-read'].tasks > 0) return undefined;
  const failed = counts.get('service-registration-failed')?.count ?? 0;
  if (failed < ENOUGH) return undefined;
  return `given up: ${ENOUGH} executors in a row did not find a shuffle service on their host`;
}
