import type { Duration } from '../../../src/domain/core/duration';
import type { Clock } from '../../../src/operator/ports';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that only a test moves. Whoever sleeps wakes in order, and finishes its work before the next one wakes. */
export class VirtualClock implements Clock {
  private elapsed = 0;
  private sleepers: Sleeper[] = [];

  /** @param onMove told of every step, in seconds: the simulated cluster lives in the same time */
  constructor(
    private readonly onMove: (seconds: number) => void = () => {},
    private readonly start = Date.UTC(2026, 0, 1),
  ) {}

  now(): Date {
    return new Date(this.start + this.elapsed);
  }

  elapsedMillis(): number {
    return this.elapsed;
  }

  sleep(time: Duration, stop?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        stop?.removeEventListener('abort', wake);
        this.sleepers = this.sleepers.filter((one) => one !== sleeper);
        resolve();
      };
      const sleeper = { at: this.elapsed + time.toMillis(), wake };
      this.sleepers.push(sleeper);
      stop?.addEventListener('abort', wake);
    });
  }

  /** Lets time pass; each step waits until `actors` sleepers are asleep again. */
  async run(seconds: number, actors: number): Promise<void> {
    const end = this.elapsed + seconds * 1000;
    for (;;) {
      await this.untilAsleep(actors);
      const next = [...this.sleepers].sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.move(next.at);
      next.wake();
    }
    this.move(end);
  }

  private move(to: number): void {
    if (to > this.elapsed) this.onMove((to - this.elapsed) / 1000);
    this.elapsed = Math.max(this.elapsed, to);
  }

  private async untilAsleep(actors: number): Promise<void> {
    for (let tries = 0; this.sleepers.length < actors; tries++) {
      if (tries > 20_000) throw new Error(`${this.sleepers.length} of ${actors} actors went to sleep`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
