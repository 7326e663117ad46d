import type { Action } from './kind';

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
}
