import { Listeners } from './listeners';

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Ends what was planned on a {@link Timeline}; harmless when it already ran. */
export type Cancel = () => void;

/**
 * A virtual clock in milliseconds since the epoch. Nothing happens by itself: whoever owns the timeline moves
 * it, and what was planned until then runs in order of its time, then of its planning.
 */
export class Timeline {
  /** Told for when something was planned. */
  readonly planned = new Listeners<number>();
  private time: number;
  private count = 0;
  /** Sorted by time, then by order of planning. */
  private readonly entries: Entry[] = [];

  constructor(start: number) {
    this.time = start;
  }

  get now(): number {
    return this.time;
  }

  /** When the next thing happens, if anything is planned. */
  get nextAt(): number | undefined {
    return this.entries.find((entry) => !entry.cancelled)?.at;
  }

  after(millis: number, run: () => void): Cancel {
    const entry: Entry = {
      at: this.time + Math.max(0, millis),
      order: this.count++,
      run,
      cancelled: false,
    };
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle]?.at ?? 0) <= entry.at) low = middle + 1;
      else high = middle;
    }
    this.entries.splice(low, 0, entry);
    this.planned.tell(entry.at);
    return () => {
      entry.cancelled = true;
    };
  }

  /** First after `first` milliseconds, then every `interval`. */
  every(interval: number, run: () => void, first = interval): Cancel {
    let stopped = false;
    let cancel = this.after(first, function tick() {
      run();
      again(tick);
    });
    const again = (tick: () => void) => {
      if (!stopped) cancel = this.after(interval, tick);
    };
    return () => {
      stopped = true;
      cancel();
    };
  }

  advance(millis: number): void {
    this.advanceTo(this.time + millis);
  }

  /** A time in the past changes nothing. */
  advanceTo(until: number): void {
    for (let next = this.entries[0]; next !== undefined && next.at <= until; next = this.entries[0]) {
      this.entries.shift();
      if (next.cancelled) continue;
      this.time = Math.max(this.time, next.at);
      next.run();
    }
    this.time = Math.max(this.time, until);
  }
}
