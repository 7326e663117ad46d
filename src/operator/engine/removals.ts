import { stateStoreKeys } from '../../manifest';
import type { ObjectStore } from '../ports';
import type { Item } from './item';
import type { Kind } from './kind';
import { type ManifestSet, ownerId } from './manifests';
import { ownerIn } from './owner';
import { readStatus } from './status-document';

/**
 * What is left of manifests that a newer index omits, known by the status that they left. A manifest whose
 * stack's index is missing or torn is not removed.
 */
export async function removedItems(
  set: ManifestSet,
  { kinds, store }: { readonly kinds: readonly Kind[]; readonly store: ObjectStore },
): Promise<readonly Item[]> {
  const declared = new Set(set.entries.map(({ kind, name }) => stateStoreKeys.status(kind, name)));
  const items: Item[] = [];
  for (const { key } of await store.list(stateStoreKeys.statusPrefix)) {
    if (declared.has(key)) continue;
    const [kind = '', name = ''] = key.slice(stateStoreKeys.statusPrefix.length, -'.json'.length).split('/');
    if (!kinds.some((one) => one.kind === kind)) continue;
    const { document } = await readStatus(store, kind, name);
    const owner = ownerIn(document);
    if (!document || !owner || set.indexes.get(ownerId(owner)) !== 'read') continue;
    const { observedGeneration: generation } = document.status;
    items.push({ kind, name, ...owner, generation, content: { is: 'removed' } });
  }
  return items;
}
