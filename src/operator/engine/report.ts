import type { KindStatus } from '../../manifest';
import type { Log } from '../ports';
import type { Action } from './kind';
import type { IndexTrouble } from './manifests';

/**
 * What one pass over one manifest came to. `settled`: as declared. `waiting`: nothing to write now, the world has
 * to move. `refused`: nothing more is tried before the manifest changes. `failed`: try again later.
 */
export interface Report {
  readonly kind: string;
  readonly name: string;
  readonly outcome: 'settled' | 'waiting' | 'refused' | 'failed';
  /** A sentence: what `Ready` says, or what went wrong. */
  readonly because: string;
  /** What was written. */
  readonly did: readonly Action[];
  /** What would be written next: all of it where nothing is written, else empty unless something waits. */
  readonly planned: readonly Action[];
  /** What of the manifest works, but not as somebody may think. */
  readonly warnings?: NonNullable<KindStatus['warnings']>;
}

/** What an unreadable index holds is not known: without a word of it all would seem to be as declared. */
export function troubleReport({ key, because }: IndexTrouble): Report {
  return { kind: 'ManifestIndex', name: key, outcome: 'waiting', because, did: [], planned: [] };
}

/** In one line: the log hears of a change, not of every pass. */
export const wordOf = ({ outcome, because }: Report) => `${outcome}: ${because}`;

/** @param before its word of the pass before */
export function logReport(log: Log, report: Report, before: string | undefined): void {
  const { kind, name, outcome, because, did } = report;
  const news = did.length > 0 || wordOf(report) !== before;
  const level = outcome === 'failed' ? 'error' : news ? 'info' : 'debug';
  log.event(level, 'reconciled', { kind, name, outcome, because, writes: did.length });
}
