import type { Clock } from '../ports';

/** A burst is over when nothing rang for so long. */
const QUIET_MILLIS = 200;
/** A burst that does not end is answered all the same. */
const LONGEST_MILLIS = 1000;

/** Gathers a burst of wake-ups into one: an agent that joins makes several events, a storm makes thousands. */
export class WakeBell {
  private first: number | undefined;
  private last = 0;
  private arrived = new Set<string>();

  constructor(private readonly clock: Pick<Clock, 'elapsedMillis'>) {}

  /** @param arrived the id of an agent that has come */
  ring(arrived?: string): void {
    if (arrived !== undefined) this.arrived.add(arrived);
    this.last = this.clock.elapsedMillis();
    this.first ??= this.last;
  }

  /** Who has come since this was asked last. */
  takeArrived(): readonly string[] {
    const arrived = [...this.arrived];
    this.arrived = new Set();
    return arrived;
  }

  /** In elapsed milliseconds: when it wants to be answered. Undefined while nothing rang. */
  get dueAt(): number | undefined {
    if (this.first === undefined) return undefined;
    return Math.min(this.last + QUIET_MILLIS, this.first + LONGEST_MILLIS);
  }

  /** True where it wants to be answered now, which is then done. */
  answer(): boolean {
    const { dueAt } = this;
    if (dueAt === undefined || dueAt > this.clock.elapsedMillis()) return false;
    this.first = undefined;
    return true;
  }
}
