import type { SignCount } from '../logs/log-reading';
import type { RunRecord } from './run-record';

/** Executors that fail alike, one after the other, before any has done a task. */
const ENOUGH = 3;

/** Without both there is nothing to verify. */
export const NEEDED_SETTINGS = ['spark.shuffle.service.enabled', 'spark.dynamicAllocation.enabled'] as const;

/** Those of {@link NEEDED_SETTINGS} that a driver runs without. */
export function settingsOff(settings: Readonly<Record<string, string>>): readonly string[] {
  return NEEDED_SETTINGS.filter((key) => settings[key] !== 'true');
}

/**
 * Why no waiting will help: the driver uses no service, or every executor fails to register with that of its host.
 * @returns undefined where it may still become something
 */
export function hopeless(record: RunRecord, counts: ReadonlyMap<string, SignCount>): string | undefined {
  const off = settingsOff(record.settings ?? Object.fromEntries(NEEDED_SETTINGS.map((key) => [key, 'true'])));
  if (off.length > 0) return `given up: ${off.join(' and ')} not true`;
  if (record.reads['first-read'].tasks > 0) return undefined;
  const failed = counts.get('service-registration-failed')?.count ?? 0;
  if (failed < ENOUGH) return undefined;
  return `given up: ${ENOUGH} executors in a row did not find a shuffle service on their host`;
}
