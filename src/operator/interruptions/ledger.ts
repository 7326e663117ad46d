import { type InterruptionsState, interruptionsSchema, stateStoreKeys } from '../../manifest';
import { documentText } from '../engine/remembered';
import type { ObjectStore, PutCondition } from '../ports';
import type { Ledger } from './noted';

/** A replay of what is over is known as long as a message can be kept in the queue, and longer. */
const KEPT_MILLIS = 2 * 86_400_000;
/** Of what is over; the oldest go first. */
const MOST_KEPT = 500;

/** The one document about machines that are about to end, as it was read or written last. */
export class StoredLedger {
  private constructor(
    private readonly store: ObjectStore,
    private current: Ledger,
    private condition: PutCondition,
  ) {}

  /** @throws Error where something lies there that cannot be read: it is never taken for nothing */
  static async read(store: ObjectStore): Promise<StoredLedger> {
    const key = stateStoreKeys.interruptions;
    const found = await store.get(key);
    if (!found) return new StoredLedger(store, new Map(), { ifAbsent: true });
    return new StoredLedger(store, ledgerIn(key, found.body), { ifMatch: found.etag });
  }

  get value(): Ledger {
    return this.current;
  }

  /** Writes what is new, in the place of what was read. @throws Error where somebody else has written meanwhile */
  async save(next: Ledger): Promise<void> {
    if (text(next) === text(this.current)) return;
    const result = await this.store.put(stateStoreKeys.interruptions, text(next), this.condition);
    if (result.is !== 'written') {
      throw new Error(`${stateStoreKeys.interruptions} was changed by somebody else meanwhile`);
    }
    this.current = next;
    this.condition = { ifMatch: result.etag };
  }
}

/** Without what is over for long. @param clock ISO 8601, UTC */
export function pruned(ledger: Ledger, clock: string): Ledger {
  const over = [...ledger]
    .filter(([, one]) => one.over)
    .sort(([, a], [, b]) => ((a.over?.at ?? '') < (b.over?.at ?? '') ? 1 : -1));
  const old = new Date(Date.parse(clock) - KEPT_MILLIS).toISOString();
  const gone = new Set(
    over.filter(([, one], i) => i >= MOST_KEPT || (one.over?.at ?? '') < old).map(([id]) => id),
  );
  return gone.size === 0 ? ledger : new Map([...ledger].filter(([id]) => !gone.has(id)));
}

const text = (ledger: Ledger) =>
  documentText({ interruptions: Object.fromEntries(ledger) } satisfies InterruptionsState);

function ledgerIn(key: string, body: string): Ledger {
  try {
    const read = interruptionsSchema.safeParse(JSON.parse(body)).data;
    if (read) return new Map(Object.entries(read.interruptions));
  } catch {
    // Told below.
  }
  throw new Error(
    `${key} in the state store is damaged: which machines are about to end is not known; put an earlier version back, or delete it: then whoever waits for an answer is answered by its time-out`,
  );
}
