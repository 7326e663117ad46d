import { stateStoreKeys } from '../../manifest';
import type { ObjectStore } from '../ports';
import type { Item } from './item';
import type { Kind } from './kind';
import type { ManifestSet } from './manifests';
import { readStatus } from './status-document';

/** Says that a removal is done: nothing more is done about the manifest. */
export const REMOVED = 'Removed';

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
    const status = (await readStatus(store, kind, name)).document?.status;
    if (!status || !set.stacks.has(status.stack)) continue;
    if (status.conditions.some((one) => one.type === REMOVED && one.status === 'True')) continue;
    const { stack, observedGeneration: generation } = status;
    items.push({ kind, name, stack, generation, content: { is: 'removed' } });
  }
  return items;
}
