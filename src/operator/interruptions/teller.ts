import { NotLeadingError } from '../engine/leadership';
import type { Log, LogFields } from '../ports';

type Level = 'debug' | 'info' | 'warn';

/** Subjects of which is kept what was told last. */
const MOST_TOLD = 1000;

/** Tells the log about machines that are about to end; what goes on without a change is told once. */
export class Teller {
  /** @param told by what it is about; kept from round to round */
  constructor(
    private readonly log: Log,
    private readonly told: Map<string, string>,
  ) {}

  tell(level: Level, fields: LogFields): void {
    this.log.event(level, 'interruption', fields);
  }

  once(about: string, level: Level, fields: LogFields): void {
    const text = JSON.stringify(fields);
    if (this.told.get(about) === text) return;
    if (this.told.size >= MOST_TOLD) this.told.clear();
    this.told.set(about, text);
    this.tell(level, fields);
  }

  forget(about: string): void {
    this.told.delete(about);
  }

  /** What fails for one machine does not hold up the others. @throws NotLeadingError */
  async quietly(machine: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof NotLeadingError) throw error;
      const because = error instanceof Error ? error.message : String(error);
      this.once(machine, 'warn', { machine, because });
    }
  }
}
