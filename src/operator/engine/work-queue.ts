import type { Duration } from '../../domain/core/duration';
import type { Clock } from '../ports';

export interface WorkQueueProps {
  readonly clock: Pick<Clock, 'elapsedMillis'>;
  /** In which keys are taken within a sweep. */
  readonly order: (a: string, b: string) => number;
  /** How long a key rests after so many failures in a row. */
  readonly backoff: (failures: number) => Duration;
}

/**
 * What is to be looked at, by key, with the rules of Kubernetes' work queues: a key is in it once however often it
 * was added; one that is added while somebody works on it is taken again afterwards, never beside; a delayed one
 * comes when its time has come, at the earliest of the times that were asked for. Other than theirs it is swept in
 * order, like a lift: what is added ahead of the sweep is taken in this one, what is added behind in the next. So
 * nobody starves, and who depends on another comes after it.
 */
export class WorkQueue {
  private readonly ready = new Set<string>();
  private readonly inWork = new Set<string>();
  /** In work, and added again meanwhile. */
  private readonly dirty = new Set<string>();
  /** In elapsed milliseconds. */
  private readonly later = new Map<string, number>();
  private readonly failed = new Map<string, number>();
  private last: string | undefined;

  constructor(private readonly props: WorkQueueProps) {}

  add(key: string): void {
    if (this.inWork.has(key)) this.dirty.add(key);
    else this.ready.add(key);
  }

  addAfter(key: string, delay: Duration): void {
    const at = this.now + delay.toMillis();
    if (at <= this.now) this.add(key);
    else this.later.set(key, Math.min(at, this.later.get(key) ?? at));
  }

  /** It failed: it comes back after its backoff. */
  retry(key: string): void {
    const failures = this.failures(key) + 1;
    this.failed.set(key, failures);
    this.addAfter(key, this.props.backoff(failures));
  }

  /** It succeeded: its next failure is its first. */
  forget(key: string): void {
    this.failed.delete(key);
  }

  /** In a row. */
  failures(key: string): number {
    return this.failed.get(key) ?? 0;
  }

  /** Takes it out for good, unless somebody adds it again. */
  drop(key: string): void {
    for (const place of [this.ready, this.dirty, this.later, this.failed]) place.delete(key);
  }

  /** Begins at the first key again. */
  sweep(): void {
    this.last = undefined;
  }

  /** Whether a key of that sort is to be taken in this sweep, as far as is known. */
  awaits(isOne: (key: string) => boolean): boolean {
    this.ripen();
    return [...this.ready].some((key) => this.isAhead(key) && isOne(key));
  }

  /** The next of this sweep, which is in work until it is `done`; undefined where the sweep is over. */
  take(): string | undefined {
    this.ripen();
    const next = this.nextOf([...this.ready].filter((key) => this.isAhead(key)));
    if (next === undefined) return undefined;
    this.ready.delete(next);
    this.inWork.add(next);
    this.last = next;
    return next;
  }

  done(key: string): void {
    this.inWork.delete(key);
    if (this.dirty.delete(key)) this.ready.add(key);
  }

  /** Whether a key that is added now would be taken in this sweep. */
  isAhead(key: string): boolean {
    return this.last === undefined || this.props.order(key, this.last) > 0;
  }

  /** In elapsed milliseconds: when there is something to take. Undefined where nothing is awaited. */
  get nextAt(): number | undefined {
    if (this.ready.size > 0) return this.now;
    return this.later.size === 0 ? undefined : Math.min(...this.later.values());
  }

  private get now(): number {
    return this.props.clock.elapsedMillis();
  }

  private ripen(): void {
    for (const [key, at] of this.later) {
      if (at > this.now) continue;
      this.later.delete(key);
      this.add(key);
    }
  }

  private nextOf(keys: readonly string[]): string | undefined {
    return keys.reduce<string | undefined>(
      (first, key) => (first === undefined || this.props.order(key, first) < 0 ? key : first),
      undefined,
    );
  }
}
