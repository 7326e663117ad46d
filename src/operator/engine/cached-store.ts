import type {
  DeleteResult,
  ListedObject,
  ObjectStore,
  PutCondition,
  PutResult,
  StoredObject,
} from '../ports';

type ETags = Map<string, string>;

/**
 * A store that remembers what it has read. A pass lists each top folder that it touches once (the operator's role
 * may list folders, not the bucket) and fetches only objects whose ETag is another than that of the copy at hand.
 * What is given out is never older than the pass, and exact after own writes; what became of a write that failed
 * or met a conflict is asked of the store itself.
 */
export class CachedStore implements ObjectStore {
  private readonly copies = new Map<string, StoredObject>();
  private readonly unsure = new Set<string>();
  private listings = new Map<string, Promise<ETags>>();

  constructor(private readonly store: ObjectStore) {}

  /** A pass begins: whatever is given out from now on is from after this moment. */
  renew(): void {
    this.listings = new Map();
    // The next listing is newer than any doubt.
    this.unsure.clear();
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const top = topOf(key);
    if (top === '') return this.store.get(key);
    for (;;) {
      const listing = this.listing(top);
      const etags = await listing;
      const etag = etags.get(key);
      const copy = this.copies.get(key);
      if (!this.unsure.has(key) && (etag === undefined || copy?.etag === etag))
        return etag ? copy : undefined;
      const found = await this.store.get(key);
      // Another pass has begun meanwhile: this answer may be older than it.
      if (this.listings.get(top) !== listing) continue;
      this.remember(key, found, etags);
      return found;
    }
  }

  async list(prefix: string): Promise<readonly ListedObject[]> {
    const top = topOf(prefix);
    if (top === '') return this.store.list(prefix);
    for (const key of this.unsure) if (key.startsWith(prefix)) await this.get(key);
    return [...(await this.listing(top))]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, etag]) => ({ key, etag }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  put(key: string, body: string, condition: PutCondition): Promise<PutResult> {
    return this.change(
      key,
      () => this.store.put(key, body, condition),
      (result) => (result.is === 'written' ? { now: { body, etag: result.etag } } : undefined),
    );
  }

  delete(key: string, ifMatch: string): Promise<DeleteResult> {
    return this.change(
      key,
      () => this.store.delete(key, ifMatch),
      ({ is }) => (is === 'deleted' ? { now: undefined } : undefined),
    );
  }

  /** @param after what is there now; undefined where that is not known */
  private async change<R>(
    key: string,
    work: () => Promise<R>,
    after: (result: R) => { readonly now: StoredObject | undefined } | undefined,
  ): Promise<R> {
    const top = topOf(key);
    // A listing that is under way might miss this write.
    const listing = this.listings.get(top);
    const etags = await listing?.catch(() => undefined);
    try {
      const result = await work();
      const known = after(result);
      if (known && this.listings.get(top) === listing) this.remember(key, known.now, etags);
      else this.unsure.add(key);
      return result;
    } catch (error) {
      this.unsure.add(key);
      throw error;
    }
  }

  private remember(key: string, object: StoredObject | undefined, etags: ETags | undefined): void {
    this.unsure.delete(key);
    if (object) {
      this.copies.set(key, object);
      etags?.set(key, object.etag);
    } else {
      this.copies.delete(key);
      etags?.delete(key);
    }
  }

  /** Once a pass, also where it fails: a store that is down is not waited for once a manifest. */
  private listing(top: string): Promise<ETags> {
    const known = this.listings.get(top);
    if (known) return known;
    const asked = this.ask(top);
    // Whoever awaits it hears of the failure.
    asked.catch(() => {});
    this.listings.set(top, asked);
    return asked;
  }

  private async ask(top: string): Promise<ETags> {
    const etags = new Map((await this.store.list(top)).map(({ key, etag }) => [key, etag]));
    for (const key of this.copies.keys()) {
      if (topOf(key) === top && !etags.has(key)) this.copies.delete(key);
    }
    return etags;
  }
}

/** `status/` of `status/Kind/name.json`; empty for what lies in no folder. */
function topOf(key: string): string {
  return key.slice(0, key.indexOf('/') + 1);
}
