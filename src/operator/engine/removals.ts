import { stateStoreKeys } from '../../manifest';
import type { ObjectStore } from '../ports';
import type { Item } from './item';
import type { Kind } from './kind';
import { type ManifestSet, type Owner, ownerId } from './manifests';
import { declaredBy, removedIn } from './owner';
import { readStatus } from './status-document';

/** What is left of a manifest about which nothing more is done: its status says that it was removed. */
export interface Remains extends Owner {
  readonly kind: string;
  readonly name: string;
  /** Of the manifest. */
  readonly generation: string;
  /** ISO 8601: since when the status says so. */
  readonly since: string;
  /** Of the status. */
  readonly etag: string;
}

export interface Removals {
  /** What is to be worked on until it is removed. */
  readonly items: readonly Item[];
  /** What was. Empty while any index cannot be read: it may name anything. */
  readonly remains: readonly Remains[];
}

/**
 * What is left of manifests that a newer index omits, known by the status that they left. A manifest whose
 * stack's index is missing or torn is not removed.
 */
export async function readRemovals(
  set: ManifestSet,
  { kinds, store }: { readonly kinds: readonly Kind[]; readonly store: ObjectStore },
): Promise<Removals> {
  const declared = new Set(set.entries.map(({ kind, name }) => stateStoreKeys.status(kind, name)));
  const isWhole = [...set.indexes.values()].every((one) => one === 'read');
  const items: Item[] = [];
  const remains: Remains[] = [];
  for (const { key } of await store.list(stateStoreKeys.statusPrefix)) {
    if (declared.has(key)) continue;
    const [kind = '', name = ''] = key.slice(stateStoreKeys.statusPrefix.length, -'.json'.length).split('/');
    if (!kinds.some((one) => one.kind === kind)) continue;
    const { document, stored } = await readStatus(store, kind, name);
    if (!document || !stored) continue;
    const owner = declaredBy(document);
    if (set.indexes.get(ownerId(owner)) !== 'read') continue;
    const removed = removedIn(document);
    const about = { kind, name, ...owner, generation: document.status.observedGeneration };
    if (!removed) items.push({ ...about, content: { is: 'removed' } });
    else if (isWhole) remains.push({ ...about, since: removed.lastTransitionTime, etag: stored.etag });
  }
  return { items, remains };
}
