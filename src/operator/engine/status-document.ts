import {
  API_VERSION,
  type ConditionState,
  type KindStatus,
  type StatusDocument,
  type StatusEvent,
  stateStoreKeys,
  statusSchema,
} from '../../manifest';
import type { ObjectStore, StoredObject } from '../ports';
import { mergeConditions } from './conditions';
import { hasNews, withEvents } from './events';
import type { Source } from './manifests';
import { documentText } from './remembered';

/** The status that stands in the store. `document` is undefined where there is none or it cannot be read. */
export interface StoredStatus {
  readonly stored: StoredObject | undefined;
  readonly document: StatusDocument | undefined;
}

export interface StatusOf {
  readonly kind: string;
  readonly name: string;
  readonly stack: string;
  readonly source: Source;
  readonly generation: string;
  readonly conditions: readonly ConditionState[];
  readonly status: KindStatus;
  /** What happened since the status was written. */
  readonly events: readonly StatusEvent[];
  readonly now: Date;
}

export async function readStatus(store: ObjectStore, kind: string, name: string): Promise<StoredStatus> {
  const stored = await store.get(stateStoreKeys.status(kind, name));
  return { stored, document: stored && parse(stored.body) };
}

/**
 * Writes the status if something is new: its bytes differ from what stands there, or something happened that is
 * not among its events. What only happened once more is counted along with the next news.
 */
export async function writeStatus(
  store: ObjectStore,
  old: StoredStatus,
  next: StatusOf,
): Promise<'written' | 'nothing new' | 'conflict'> {
  const before = old.document?.status.events ?? [];
  const same = bytesOf(old, next, before) === old.stored?.body;
  if (same && !hasNews(before, next.events)) return 'nothing new';
  const body = bytesOf(old, next, withEvents(before, next.events));
  const condition = old.stored ? { ifMatch: old.stored.etag } : { ifAbsent: true as const };
  // A conflict means that somebody else has written meanwhile: the next pass starts from theirs.
  const result = await store.put(stateStoreKeys.status(next.kind, next.name), body, condition);
  return result.is;
}

/** What the kind said, without what the engine adds. */
export function kindStatus(status: StatusDocument['status'] | undefined): KindStatus {
  if (!status) return {};
  const { observedGeneration: _, stack: __, source: ___, conditions: ____, events: _____, ...rest } = status;
  return rest;
}

function bytesOf(old: StoredStatus, next: StatusOf, events: readonly StatusEvent[]): string {
  const before = old.document?.status.conditions ?? [];
  const document: StatusDocument = {
    apiVersion: API_VERSION,
    kind: next.kind,
    metadata: { name: next.name },
    status: {
      ...next.status,
      observedGeneration: next.generation,
      stack: next.stack,
      ...(next.source === 'declared' ? { source: next.source } : {}),
      conditions: [...mergeConditions(before, next.conditions, next.now)],
      ...(events.length === 0 ? {} : { events: [...events] }),
    },
  };
  return documentText(document);
}

function parse(body: string): StatusDocument | undefined {
  try {
    return statusSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
