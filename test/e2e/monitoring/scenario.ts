import type { WatchedBed } from './watched-bed';

/** An alert that a trouble leads to. */
export interface Expected {
  readonly alert: string;
  /** Minutes from the trouble to the alert: a few before it is silent, a few later it fires. */
  readonly after: number;
  /** Beside the severity. */
  readonly labels: Readonly<Record<string, string>>;
  /** How the number of the description reads six minutes after it began to fire. @default there is none */
  readonly value?: string;
}

export interface Scenario {
  readonly title: string;
  /** Brings the trouble about in a cluster where all is well, and lets some minutes pass. */
  readonly trouble: (at: WatchedBed) => Promise<void>;
  /** Minutes that it then goes on like this. */
  readonly hold: number;
  /** Every alert that fires by the end; all others are silent throughout. */
  readonly fires: readonly Expected[];
}

export const HOUR = 60;
export const DAY = 24 * HOUR;
