import type { CallEnd } from './watched-calls';

/** Whether servers answered at all since somebody asked last: one slow call among others says nothing. */
export class AnswerTally {
  private readonly answered = new Map<string, boolean>();

  /** A call has ended. @param server such as `marathon` */
  called(server: string, { answered }: Pick<CallEnd, 'answered'>): void {
    this.answered.set(server, answered || this.answered.get(server) === true);
  }

  /** By server, whether any call was answered since this was asked last; none that was not called. */
  take(): ReadonlyMap<string, boolean> {
    const taken = new Map(this.answered);
    this.answered.clear();
    return taken;
  }
}
