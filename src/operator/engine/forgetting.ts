import { OPERATOR_STACK, stateStoreKeys } from '../../manifest';
import type { Clock, Log, ObjectStore, Sha256 } from '../ports';
import { keyOf } from './item';
import type { Kind, Leftover } from './kind';
import { NotLeadingError } from './leadership';
import type { Mode } from './mode';
import type { Remains } from './removals';
import type { Timing } from './timing';

export interface ForgettingProps {
  readonly kinds: readonly Kind[];
  /** The state store. */
  readonly store: ObjectStore;
  readonly sha256: Sha256;
  readonly clock: Pick<Clock, 'now' | 'elapsedMillis'>;
  readonly log: Log;
  readonly timing: Pick<Timing, 'interval' | 'kept' | 'settling'>;
  readonly mode: Mode;
}

/** In one interval: each is three requests at most, and a backlog of 36,000 is gone within half a day. */
const MOST = 10;

/**
 * Deletes what is left of manifests that were removed long ago, of kinds that say what nobody needs. What the kind has
 * remembered goes first, then what was declared, and the status last: by it the rest is found again, whatever ends in
 * between. Each is deleted only as it was read, so what is declared anew meanwhile stays.
 *
 * Nothing is decided from the age: it is for people, who look at what was. So clocks need no more care than that one
 * that jumps ahead, or is put right soon after the start, makes nothing old.
 */
export class Forgetting {
  /** In elapsed milliseconds: not before. */
  private nextAt: number;
  /** What the clock said beyond what had elapsed, at least. */
  private ahead: number;
  private failure = '';

  constructor(private readonly props: ForgettingProps) {
    this.nextAt = props.clock.elapsedMillis() + props.timing.settling.toMillis();
    this.ahead = this.measured;
  }

  /** The oldest few. What fails is told, and tried again an interval later. @returns whose nothing is left, by key */
  async some(remains: readonly Remains[]): Promise<readonly string[]> {
    this.ahead = Math.min(this.ahead, this.measured);
    const forgotten: string[] = [];
    const { clock, timing, mode } = this.props;
    const elapsed = clock.elapsedMillis();
    if (mode !== 'act' || elapsed < this.nextAt) return forgotten;
    // Passes are not to the second.
    this.nextAt = elapsed + timing.interval.toMillis() / 2;
    try {
      let tried = 0;
      for (const one of this.old(remains, elapsed)) {
        const leftovers = await this.leftovers(one);
        if (!leftovers) continue;
        if (await this.delete(one, leftovers)) forgotten.push(keyOf(one));
        if (++tried === MOST) break;
      }
      this.failure = '';
    } catch (error) {
      if (error instanceof NotLeadingError) throw error;
      this.failed(error instanceof Error ? error.message : String(error));
    } finally {
      if (forgotten.length > 0) {
        this.props.log.event('info', 'forgotten', { count: forgotten.length, keys: forgotten });
      }
    }
    return forgotten;
  }

  private old(remains: readonly Remains[], elapsed: number): readonly Remains[] {
    const before = elapsed + this.ahead - this.props.timing.kept.toMillis();
    return remains
      .filter(({ since }) => Date.parse(since) <= before)
      .sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
  }

  private async leftovers({ kind, name }: Remains): Promise<readonly Leftover[] | undefined> {
    const { kinds, store } = this.props;
    return kinds.find((one) => one.kind === kind)?.leftovers?.(name, store);
  }

  /** @returns whether nothing is left of it */
  private async delete(one: Remains, leftovers: readonly Leftover[]): Promise<boolean> {
    const status = { key: stateStoreKeys.status(one.kind, one.name), etag: one.etag };
    for (const { key, etag } of [...leftovers, ...(await this.declared(one)), status]) {
      // Somebody has begun anew under this name.
      if ((await this.props.store.delete(key, etag)).is === 'conflict') return false;
    }
    return true;
  }

  /** The manifest, where it is the operator's own: those of commands are theirs. */
  private async declared({ kind, name, stack, source, generation }: Remains): Promise<readonly Leftover[]> {
    if (source !== 'declared' || stack !== OPERATOR_STACK) return [];
    const key = stateStoreKeys.declaredManifest(stack, kind, name);
    const found = await this.props.store.get(key);
    // Another one may be about to be declared: manifests are written before the index names them.
    if (!found || this.props.sha256(found.body).slice(0, generation.length) !== generation) return [];
    return [{ key, etag: found.etag }];
  }

  private failed(because: string): void {
    if (because !== this.failure) this.props.log.event('warn', 'forgotten', { because });
    this.failure = because;
  }

  private get measured(): number {
    const { clock } = this.props;
    return clock.now().getTime() - clock.elapsedMillis();
  }
}
