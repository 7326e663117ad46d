import type { Timeline } from '../timeline';
import type { App } from './app';

interface Delay {
  readonly version: string;
  readonly millis: number;
  readonly until: number;
}

/** The launch delay of failing apps (core/launchqueue/impl/RateLimiter.scala): grows with each failure. */
export class Backoff {
  private readonly delays = new Map<string, Delay>();

  constructor(private readonly timeline: Timeline) {}

  /** When the next task may start; the past when nothing holds it back. A new configuration starts afresh. */
  until(app: App): number {
    const delay = this.delays.get(app.definition.id);
    return delay?.version === app.lastConfigChangeAt ? delay.until : this.timeline.now;
  }

  failed(app: App): void {
    const { id, backoffSeconds, backoffFactor, maxLaunchDelaySeconds } = app.definition;
    const last = this.delays.get(id);
    const fresh = last?.version !== app.lastConfigChangeAt;
    const millis = Math.min(
      fresh ? backoffSeconds * 1000 : (last?.millis ?? 0) * backoffFactor,
      maxLaunchDelaySeconds * 1000,
    );
    this.delays.set(id, { version: app.lastConfigChangeAt, millis, until: this.timeline.now + millis });
  }

  /** A new leader knows of no failure. */
  clear(): void {
    this.delays.clear();
  }

  reset(appId: string): void {
    this.delays.delete(appId);
  }
}
