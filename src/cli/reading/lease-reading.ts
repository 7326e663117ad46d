import { Duration } from '../../domain/core/duration';
import { type Lease, leaseSchema, stateStoreKeys } from '../../manifest';
import { defaultTiming } from '../../operator/engine/timing';
import type { Clock, ObjectStore } from '../../operator/ports';

/**
 * What the lease tells of who leads. `held`: `alive` is true where it was renewed while we looked, false where it was
 * not although it should have been, undefined where nobody waited for that.
 */
export type Lead =
  | { readonly is: 'held'; readonly lease: Lease; readonly etag: string; readonly alive: boolean | undefined }
  /** Given up in an orderly way. */
  | { readonly is: 'free'; readonly lease: Lease }
  /** None was ever written: no operator ran yet, or they lead by Marathon. */
  | { readonly is: 'none' }
  | { readonly is: 'unreadable' };

/** The holder renews it each `renewal`; a request may take a while. */
const PATIENCE_SECONDS = defaultTiming.renewal.toSeconds() + 2;
const STEP_MILLIS = 500;

export async function readLead(state: ObjectStore): Promise<Lead> {
  const stored = await state.get(stateStoreKeys.lease);
  if (!stored) return { is: 'none' };
  const lease = leaseIn(stored.body);
  if (!lease) return { is: 'unreadable' };
  if (lease.holder === '') return { is: 'free', lease };
  return { is: 'held', lease, etag: stored.etag, alive: undefined };
}

/** Looks again until a held lease has changed, or should have. @param stop ends the waiting early */
export async function watchLead(state: ObjectStore, clock: Clock, stop?: AbortSignal): Promise<Lead> {
  const first = await readLead(state);
  if (first.is !== 'held') return first;
  for (let waited = 0; waited < PATIENCE_SECONDS * 1000; waited += STEP_MILLIS) {
    await clock.sleep(Duration.millis(STEP_MILLIS), stop);
    if (stop?.aborted) return first;
    const next = await readLead(state);
    if (next.is !== 'held') return next;
    if (next.etag !== first.etag) return { ...next, alive: true };
  }
  return { ...first, alive: false };
}

/** Looks at the lease now and then, for longer than the pauses are. A renewal may fall between any two looks. */
export class LeadWatch {
  private etag: string | undefined;
  private unchanged = 0;

  /** @param lead as it was just read @returns with what the looks before tell of the holder */
  see(lead: Lead): Lead {
    if (lead.is !== 'held') {
      this.etag = undefined;
      return lead;
    }
    const known = this.etag !== undefined;
    this.unchanged = lead.etag === this.etag ? this.unchanged + 1 : 0;
    this.etag = lead.etag;
    if (known && this.unchanged === 0) return { ...lead, alive: true };
    return { ...lead, alive: this.unchanged >= UNCHANGED_LOOKS ? false : undefined };
  }
}

/** With pauses as long as a renewal is due, one look may find the lease as it was. */
const UNCHANGED_LOOKS = 2;

function leaseIn(body: string): Lease | undefined {
  try {
    return leaseSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** One line for people. */
export function leadText(lead: Lead): string {
  switch (lead.is) {
    case 'none':
      return 'nobody has written a lease: no operator ran yet, or they lead by Marathon (--leadership marathon)';
    case 'free':
      return `nobody: the lease was given up in an orderly way (term ${lead.lease.term})`;
    case 'unreadable':
      return `unknown: ${stateStoreKeys.lease} is no lease that this release can read`;
    case 'held':
      return `${lead.lease.holder} (term ${lead.lease.term})${aliveText(lead.alive, lead.lease.seconds)}`;
  }
}

function aliveText(alive: boolean | undefined, seconds: number): string {
  if (alive === undefined) return '';
  if (alive) return ', alive: the lease was renewed while this looked';
  return `, NOT renewed for ${PATIENCE_SECONDS} s: it is stuck, cut off or dead; another one may lead after ${seconds} s`;
}
