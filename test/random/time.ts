import type { Timeline } from '../../src/lab/world/timeline';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const TIMED_OUT = new DOMException('The operation was aborted due to timeout', 'TimeoutError');

/** The one clock of a run: the lab's. Everything that is not waiting for it is done before it moves on. */
export class VirtualTime {
  private activity = 0;

  constructor(readonly timeline: Timeline) {}

  get now(): number {
    return this.timeline.now;
  }

  /** Somebody has begun or ended something: not everything is waiting yet. */
  touch(): void {
    this.activity++;
  }

  sleep(millis: number): Promise<void> {
    return new Promise((resolve) => {
      this.timeline.after(millis, () => {
        this.touch();
        resolve();
      });
    });
  }

  /** Until everybody waits for the clock. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      const before = this.activity;
      await turn();
      quiet = this.activity === before ? quiet + 1 : 0;
    }
  }

  async run(seconds: number): Promise<void> {
    const end = this.now + seconds * 1000;
    await this.settle();
    for (;;) {
      const next = this.timeline.nextAt;
      if (next === undefined || next > end) break;
      this.timeline.advanceTo(next);
      await this.settle();
    }
    this.timeline.advanceTo(end);
  }

  /** Time-outs of requests run in this time, until the returned function is called. */
  takeOverTimeouts(): () => void {
    const real = AbortSignal.timeout;
    AbortSignal.timeout = (millis) => {
      const controller = new AbortController();
      this.timeline.after(millis, () => {
        this.touch();
        controller.abort(TIMED_OUT);
      });
      return controller.signal;
    };
    return () => {
      AbortSignal.timeout = real;
    };
  }
}
