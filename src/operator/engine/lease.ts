import { type Lease, leaseSchema, stateStoreKeys } from '../../manifest';
import type { Clock, Log, ObjectStore, StoredObject } from '../ports';
import { type Leadership, NotLeadingError } from './leadership';
import type { Timing } from './timing';

export interface LeaseProps {
  /** The bare store: the lease itself is not guarded by the lease. */
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Pick<Timing, 'lease' | 'request'>;
  /** Unique to this process: a restarted operator is another holder. */
  readonly holder: string;
}

interface Mine {
  readonly etag: string;
  readonly term: number;
  /** In elapsed milliseconds, counted from before the request that wrote the lease was sent. */
  readonly until: number;
}

/**
 * One writer among several operators, by a lease in the store. Nobody compares clocks: a holder counts from
 * before it sent its write, everybody else from when they first saw the lease's ETag, so the holder always
 * believes itself out before the others do. A successor waits for the request's time-out on top, which is how
 * long a write of the old holder may still be under way.
 */
export class LeaseLeadership implements Leadership {
  private mine: Mine | undefined;
  private seen: { readonly etag: string; readonly since: number; readonly holder: string } | undefined;

  constructor(private readonly props: LeaseProps) {}

  get leads(): boolean {
    return this.mine !== undefined && this.props.clock.elapsedMillis() < this.mine.until;
  }

  /** An empty holder has given it up. */
  get leader(): string | undefined {
    return this.mine ? this.props.holder : this.seen?.holder || undefined;
  }

  /** @throws NotLeadingError unless the lease outlasts the request's time-out */
  readonly mayWrite = (): void => {
    const left = (this.mine?.until ?? Number.NEGATIVE_INFINITY) - this.props.clock.elapsedMillis();
    if (left <= this.props.timing.request.toMillis()) {
      throw new NotLeadingError('the lease does not outlast a request; no write is started');
    }
  };

  /** The lease is the answer: nobody else takes it before its end. */
  async confirm(): Promise<boolean> {
    return this.leads;
  }

  /** Renews the lease, or takes it when it is free. */
  async step(): Promise<void> {
    if (this.mine && !this.leads) this.lose('the lease ran out before it could be renewed');
    if (this.mine) await this.renew(this.mine);
    else await this.tryTake();
  }

  /** Frees the lease for the next holder at once. Only when no write of ours is under way. */
  async giveUp(): Promise<void> {
    const mine = this.mine;
    if (!mine) return;
    this.mine = undefined;
    await this.put({ holder: '', term: mine.term + 1 }, { ifMatch: mine.etag });
    this.props.log.event('info', 'leadership', { leads: false, because: 'given up' });
  }

  private async renew(mine: Mine): Promise<void> {
    if (await this.take(mine.term + 1, { ifMatch: mine.etag })) return;
    // A renewal whose answer was lost has changed the ETag: then the lease is still ours, from that write on,
    // but nobody knows when it was made. Keep the old end.
    const found = await this.props.store.get(stateStoreKeys.lease);
    const lease = found && parseLease(found);
    if (found && lease?.holder === this.props.holder) {
      this.mine = { etag: found.etag, term: lease.term, until: mine.until };
      return;
    }
    this.lose('another operator has taken the lease');
  }

  private async tryTake(): Promise<void> {
    const found = await this.props.store.get(stateStoreKeys.lease);
    if (!found) {
      await this.take(1, { ifAbsent: true });
      return;
    }
    const now = this.props.clock.elapsedMillis();
    const lease = parseLease(found);
    if (this.seen?.etag !== found.etag)
      this.seen = { etag: found.etag, since: now, holder: lease?.holder ?? '' };
    if (this.mayTake(lease, now)) await this.take((lease?.term ?? 0) + 1, { ifMatch: found.etag });
  }

  private mayTake(lease: Lease | undefined, now: number): boolean {
    if (lease?.holder === '') return true;
    // An unreadable lease is somebody's: wait as long as we would wait for one of ours.
    const length = Math.max((lease?.seconds ?? 0) * 1000, this.props.timing.lease.toMillis());
    return now - (this.seen?.since ?? now) >= length + this.props.timing.request.toMillis();
  }

  private async take(term: number, condition: { ifMatch: string } | { ifAbsent: true }): Promise<boolean> {
    const sent = this.props.clock.elapsedMillis();
    const result = await this.put({ holder: this.props.holder, term }, condition);
    if (result.is === 'conflict') return false;
    if (!this.mine) this.props.log.event('info', 'leadership', { leads: true, term });
    this.mine = { etag: result.etag, term, until: sent + this.props.timing.lease.toMillis() };
    return true;
  }

  private put(lease: Omit<Lease, 'seconds'>, condition: { ifMatch: string } | { ifAbsent: true }) {
    const body = JSON.stringify({ ...lease, seconds: this.props.timing.lease.toSeconds() });
    return this.props.store.put(stateStoreKeys.lease, body, condition);
  }

  private lose(because: string): void {
    this.mine = undefined;
    this.seen = undefined;
    this.props.log.event('warn', 'leadership', { leads: false, because });
  }
}

function parseLease(found: StoredObject): Lease | undefined {
  try {
    return leaseSchema.safeParse(JSON.parse(found.body)).data;
  } catch {
    return undefined;
  }
}
