import type { Clock, Machines } from '../ports';

/** In milliseconds: how often the provider is asked whether machines have ended. */
const ASK_EVERY = 30_000;
/** What is unlisted for so long is forgotten, as what ended long ago; it was listed when its agents were looked for. */
const UNLISTED_FOR = 600_000;
/** However long a hook may wait. */
const LONGEST_BEAT = 300_000;

/** What a process counts by its own time: when a group had a word last, and when machines were asked about. */
export class Watch {
  private readonly beats = new Map<string, number>();
  private readonly unlisted = new Map<string, number>();
  private asked = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: Pick<Clock, 'elapsedMillis'>) {}

  /** At once, then three times within the time that the hook waits without a word. */
  beatIsDue(machine: string, heartbeatSeconds: number): boolean {
    const last = this.beats.get(machine);
    const every = Math.min((heartbeatSeconds * 1000) / 3, LONGEST_BEAT);
    return last === undefined || this.clock.elapsedMillis() - last >= every;
  }

  beaten(machine: string): void {
    this.beats.set(machine, this.clock.elapsedMillis());
  }

  /** Those of the machines that never run again, as far as was asked. Nothing is thrown. */
  async ended(ids: readonly string[], machines: Machines): Promise<ReadonlySet<string>> {
    const now = this.clock.elapsedMillis();
    if (ids.length === 0 || now - this.asked < ASK_EVERY) return new Set();
    this.asked = now;
    const answer = await machines.states(ids);
    if (answer.is === 'unknown') return new Set();
    const ended = new Set<string>();
    for (const id of ids) {
      const is = answer.states.get(id)?.is;
      if (is !== 'unlisted') this.unlisted.delete(id);
      else if (!this.unlisted.has(id)) this.unlisted.set(id, now);
      const since = this.unlisted.get(id);
      if (is === 'ended' || (since !== undefined && now - since >= UNLISTED_FOR)) ended.add(id);
    }
    return ended;
  }
}
