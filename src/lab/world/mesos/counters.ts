const NAMES = [
  'slave_registrations',
  'slave_reregistrations',
  'slave_removals',
  'slave_removals/reason_registered',
  'slave_removals/reason_unhealthy',
  'slave_removals/reason_unregistered',
  'slave_shutdowns_scheduled',
  'slave_shutdowns_completed',
  'slave_shutdowns_canceled',
  'slave_unreachable_scheduled',
  'slave_unreachable_completed',
  'slave_unreachable_canceled',
] as const;

export type Counter = (typeof NAMES)[number];

/** What a master has counted since it was elected. */
export class Counters {
  private counts = new Map<Counter, number>();

  add(...names: readonly Counter[]): void {
    for (const name of names) this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  reset(): void {
    this.counts = new Map();
  }

  /** All zero for a master that does not lead. */
  all(isLeader: boolean): Readonly<Record<string, number>> {
    return Object.fromEntries(
      NAMES.map((name) => [`master/${name}`, isLeader ? (this.counts.get(name) ?? 0) : 0]),
    );
  }
}
