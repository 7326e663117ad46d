import type { Clock, Log } from '../ports';
import { type Leadership, NotLeadingError } from './leadership';
import type { Timing } from './timing';

export interface MarathonLeadershipProps {
  /** Who leads Marathon, as it says itself: `host:port`; undefined while nobody does. */
  readonly askLeader: () => Promise<string | undefined>;
  /** This host, as Marathon calls it: `host` or `host:port`. */
  readonly self: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Pick<Timing, 'request'>;
}

/** An answer that was asked for longer ago is asked for again before a write. */
const FRESH_MILLIS = 3000;

/**
 * Leads while this host's Marathon does: for operators that run on the masters, one beside each Marathon. Nothing
 * is kept in the store for it.
 *
 * A write starts at most `FRESH_MILLIS` after the question whose answer was "this host" and is over when the
 * request's time-out is. So whoever finds itself leading waits for both before it writes: then every write that
 * its predecessor began while it was right about itself has ended. What is left is a Marathon that believes
 * itself to lead when it does not, which is cut off from ZooKeeper, for at most its session time-out (10 s as it
 * comes; it ends itself then): it cannot store what is asked of it, so its operator's writes to Marathon fail, and
 * those to the store are conditional. Two changes of the lead, away and back, between two looks are not seen; a
 * Marathon that loses the lead ends its process and takes longer than that to come back.
 */
export class MarathonLeadership implements Leadership {
  /** In elapsed milliseconds: from when on this host is known to lead without a break. */
  private since: number | undefined;
  leader: string | undefined;
  /** When it was asked last with that answer, before the question was sent. */
  private asked = Number.NEGATIVE_INFINITY;

  constructor(private readonly props: MarathonLeadershipProps) {}

  get leads(): boolean {
    return this.since !== undefined && this.now - this.since >= this.settle && this.age < this.settle;
  }

  readonly mayWrite = async (): Promise<void> => {
    if (this.leads && this.age > FRESH_MILLIS) await this.askAgain();
    if (!this.leads || this.age > FRESH_MILLIS) {
      throw new NotLeadingError(
        `that Marathon on ${this.props.self} leads is not certain; no write is started`,
      );
    }
  };

  /** No answer is no certainty, and no failure of what was to be written. */
  private async askAgain(): Promise<void> {
    try {
      await this.step();
    } catch (error) {
      throw new NotLeadingError(error instanceof Error ? error.message : String(error));
    }
  }

  async confirm(): Promise<boolean> {
    await this.step();
    return this.leads;
  }

  async step(): Promise<void> {
    const sent = this.now;
    const leader = await this.props.askLeader();
    this.leader = leader;
    if (leader === undefined || !isSelf(leader, this.props.self)) {
      return this.lose(`Marathon is led by ${leader ?? 'nobody'}`);
    }
    // Too long ago to know that nobody else has led and written since.
    if (this.since !== undefined && sent - this.asked >= this.settle)
      this.lose('it was not known for too long');
    if (this.since === undefined) {
      this.since = this.now;
      const waits = `${this.settle / 1000} s`;
      this.props.log.event('info', 'leadership', {
        leads: true,
        because: `Marathon is led by ${leader}`,
        waits,
      });
    }
    this.asked = sent;
  }

  /** The lead is Marathon's and cannot be given away. */
  async giveUp(): Promise<void> {
    this.lose('the operator ends');
  }

  private lose(because: string): void {
    if (this.since === undefined) return;
    this.since = undefined;
    this.asked = Number.NEGATIVE_INFINITY;
    this.props.log.event('warn', 'leadership', { leads: false, because });
  }

  /** How long a predecessor's write may still be under way. */
  private get settle(): number {
    return FRESH_MILLIS + this.props.timing.request.toMillis();
  }

  private get age(): number {
    return this.now - this.asked;
  }

  private get now(): number {
    return this.props.clock.elapsedMillis();
  }
}

/** Without a port any Marathon on the host counts. */
function isSelf(leader: string, self: string): boolean {
  const [found, wanted] = [leader.toLowerCase(), self.toLowerCase()];
  return found === wanted || found.replace(/:\d+$/, '') === wanted;
}
