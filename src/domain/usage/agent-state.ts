import { lately, type Remembered } from './remembered';

/** What an agent says of its own disk and of what keeps it free (docs/health.md). */
export interface AgentState {
  /** Of the folders that executors and shuffle services share. */
  readonly storage?: { readonly bytes: number; readonly availableBytes: number };
  /** By port, whether the thread of the shuffle service there that removes dead applications' files lives. */
  readonly cleaners: ReadonlyMap<number, 'alive' | 'dead' | 'unknown'>;
  /** Its last run, and what that freed. */
  readonly janitor?: {
    /** Unix time. */
    readonly lastRun: number;
    readonly freedBytes: number;
  };
}

/** By agent, what its janitor has freed since the first look, and the run that was counted last. */
export type Freed = ReadonlyMap<string, Remembered<{ readonly lastRun: number; readonly bytes: number }>>;

/**
 * Counts each run once. The one that is there at the first look was before it; of several runs between two looks only
 * the last is told of.
 */
export function freedBy(before: Freed, states: ReadonlyMap<string, AgentState>, now: number): Freed {
  const after = lately(before, now);
  for (const [agent, { janitor }] of states) {
    if (!janitor) continue;
    const known = after.get(agent)?.value;
    const isNew = known !== undefined && janitor.lastRun > known.lastRun;
    const bytes = (known?.bytes ?? 0) + (isNew ? janitor.freedBytes : 0);
    after.set(agent, {
      value: { lastRun: Math.max(janitor.lastRun, known?.lastRun ?? 0), bytes },
      seen: now,
    });
  }
  return after;
}
