import type { WriteGate } from './guard';

/** Thrown where a write would have started without the right to it. */
export class NotLeadingError extends Error {
  constructor(because: string) {
    super(because);
    this.name = 'NotLeadingError';
  }
}

/** One writer among several operators. */
export interface Leadership {
  /** As far as is known now; nothing is asked. */
  readonly leads: boolean;
  /** Who leads, for people, as far as is known now. */
  readonly leader?: string | undefined;
  /** Seeks or keeps the lead. To be called every `renewal`. */
  step(): Promise<void>;
  /** Whether this process leads, asked before each pass. */
  confirm(): Promise<boolean>;
  /**
   * Call immediately before every write.
   * @throws NotLeadingError where somebody else may write while this write is under way
   */
  readonly mayWrite: WriteGate;
  /** Lets the next one lead at once, where that is possible. Only when no write of ours is under way. */
  giveUp(): Promise<void>;
}
