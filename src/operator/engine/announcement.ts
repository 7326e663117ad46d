import type { Item } from './item';
import type { Kind, World } from './kind';
import type { Mode } from './mode';
import { ownerIn } from './owner';
import { readStatus, type StoredStatus, writeStatus } from './status-document';

export interface AnnouncedProps {
  readonly item: Item;
  readonly kind: Kind | undefined;
  readonly mode: Mode;
  readonly world: World;
}

/** The status as it is then: written first where the kind is only known by it, also over what one left that was removed. */
export async function announced(
  { item, kind, mode, world }: AnnouncedProps,
  old: StoredStatus,
): Promise<StoredStatus> {
  const { name, stack, source, generation, content } = item;
  if (!kind?.announced || mode !== 'act' || content.is !== 'read' || ownerIn(old.document)) return old;
  const message = 'its first look is under way';
  const ready = { type: 'Ready', status: 'Unknown', reason: 'Beginning', message } as const;
  const now = world.clock.now();
  const about = { kind: item.kind, name, stack, source, generation };
  const next = { ...about, conditions: [ready], status: {}, events: [], now };
  if ((await writeStatus(world.store, old, next)) === 'conflict') {
    throw new Error(`the status of ${item.kind}/${name} was changed by somebody else meanwhile`);
  }
  return readStatus(world.store, item.kind, name);
}
