import { Duration } from '../../domain/core/duration';
import type { Clock } from '../ports';
import type { Cause } from './cause';
import type { Timing } from './timing';
import { WakeBell } from './wake-bell';

/** When the next pass is to be made, and why. */
export class Schedule {
  private readonly bell: WakeBell;
  private resyncAt = Number.NEGATIVE_INFINITY;
  /** Nothing is tried before, whatever rings. */
  private restUntil = Number.NEGATIVE_INFINITY;
  private nap: AbortController | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly timing: Pick<Timing, 'interval' | 'renewal'>,
  ) {
    this.bell = new WakeBell(clock);
  }

  /** The world has changed. */
  ring(arrived?: string): void {
    const first = this.bell.dueAt === undefined;
    this.bell.ring(arrived);
    if (first) this.interrupt();
  }

  /** True once for each burst that is over: for whoever is in the middle of a pass. */
  readonly isWoken = (): boolean => this.bell.answer();

  /** Agents that have come, each once. */
  readonly takeArrived = (): readonly string[] => this.bell.takeArrived();

  /** Why a pass is to be made now. Undefined: there is no reason yet. */
  due(keysAt: number | undefined): Cause | undefined {
    const now = this.clock.elapsedMillis();
    if (now < this.restUntil) return undefined;
    const resync = now >= this.resyncAt;
    if (resync) this.resyncAt = now + this.timing.interval.toMillis();
    // Looks at everything that a resync does, and at more.
    if (this.bell.answer()) return 'wake';
    if (resync) return 'resync';
    return keysAt !== undefined && keysAt <= now ? 'due' : undefined;
  }

  /** Until there may be a reason for a pass. */
  async untilDue(keysAt: number | undefined): Promise<void> {
    const next = Math.min(this.resyncAt, this.bell.dueAt ?? this.resyncAt, keysAt ?? this.resyncAt);
    await this.sleep(Math.max(next, this.restUntil) - this.clock.elapsedMillis());
  }

  /** Somebody else leads, and welcomes who comes. Whoever begins to lead looks at everything at once. */
  async standBy(): Promise<void> {
    this.resyncAt = Number.NEGATIVE_INFINITY;
    this.bell.takeArrived();
    await this.sleep(this.timing.renewal.toMillis());
  }

  /** The pass as a whole failed: the next one looks at everything, in a while. */
  failed(): void {
    this.restUntil = this.clock.elapsedMillis() + this.timing.renewal.toMillis();
    this.resyncAt = this.restUntil;
  }

  interrupt(): void {
    this.nap?.abort();
  }

  private async sleep(millis: number): Promise<void> {
    if (millis <= 0) return;
    this.nap = new AbortController();
    await this.clock.sleep(Duration.millis(millis), this.nap.signal);
    this.nap = undefined;
  }
}
