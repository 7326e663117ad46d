import { stateStoreKeys } from '../../manifest';
import type { Kind, World } from './kind';
import type { ManifestSet } from './manifests';
import { readStatus, writeStatus } from './status-document';

/**
 * Says in the status of every manifest that a newer index omits what became of it. Nothing else is touched.
 * A manifest whose stack's index is missing or torn is not deleted.
 * @returns `kind/name` of those whose status was written now
 */
export async function tellDeletions(
  set: ManifestSet,
  props: { readonly kinds: readonly Kind[]; readonly world: World },
): Promise<readonly string[]> {
  const { kinds, world } = props;
  const declared = new Set(set.entries.map(({ kind, name }) => stateStoreKeys.status(kind, name)));
  const told: string[] = [];
  for (const { key } of await world.store.list(stateStoreKeys.statusPrefix)) {
    if (declared.has(key)) continue;
    const [kindName = '', name = ''] = key
      .slice(stateStoreKeys.statusPrefix.length, -'.json'.length)
      .split('/');
    const kind = kinds.find((one) => one.kind === kindName);
    const old = await readStatus(world.store, kindName, name);
    if (!kind || !old.document || !set.stacks.has(old.document.status.stack)) continue;
    const { observedGeneration: generation, stack, conditions: _, ...status } = old.document.status;
    const conditions = [kind.deleted(status)];
    const now = world.clock.now();
    const next = { kind: kindName, name, stack, generation, conditions, status, now };
    if (await writeStatus(world.store, old, next)) told.push(`${kindName}/${name}`);
  }
  return told;
}
