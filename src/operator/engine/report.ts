import type { KindStatus } from '../../manifest';
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
