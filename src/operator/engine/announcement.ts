import type { Item } from './item';
import type { Kind, World } from './kind';
import type { Mode } from './mode';
import { REMOVED } from './removals';
import { readStatus, type StoredStatus, writeStatus } from './status-document';

export interface AnnouncedProps {
  readonly item: Item;
  readonly kind: Kind | undefined;
  readonly mode: Mode;
  readonly world: World;
}

/** The status as it is then: written first where the kind is only known by it. */
export async function announced(
  { item, kind, mode, world }: AnnouncedProps,
  old: StoredStatus,
): Promise<StoredStatus> {
  const { name, stack, generation, content } = item;
  if (!kind?.announced || mode !== 'act' || content.is !== 'read' || isKnown(old)) return old;
  const message = 'its first look is under way';
  const ready = { type: 'Ready', status: 'Unknown', reason: 'Beginning', message } as const;
  const now = world.clock.now();
  const next = { kind: item.kind, name, stack, generation, conditions: [ready], status: {}, events: [], now };
  if ((await writeStatus(world.store, old, next)) === 'conflict') {
    throw new Error(`the status of ${item.kind}/${name} was changed by somebody else meanwhile`);
  }
  return readStatus(world.store, item.kind, name);
}

/** What is said to be removed is looked after no more. */
function isKnown({ document }: StoredStatus): boolean {
  const conditions = document?.status.conditions ?? [];
  return (
    document !== undefined && !conditions.some(({ type, status }) => type === REMOVED && status === 'True')
  );
}
