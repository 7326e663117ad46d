import { canonicalJson } from '../../domain/render/json';
import {
  API_VERSION,
  type ConditionState,
  type KindStatus,
  type StatusDocument,
  stateStoreKeys,
  statusSchema,
} from '../../manifest';
import type { ObjectStore, StoredObject } from '../ports';
import { mergeConditions } from './conditions';

/** The status that stands in the store. `document` is undefined where there is none or it cannot be read. */
export interface StoredStatus {
  readonly stored: StoredObject | undefined;
  readonly document: StatusDocument | undefined;
}

export interface StatusOf {
  readonly kind: string;
  readonly name: string;
  readonly stack: string;
  readonly generation: string;
  readonly conditions: readonly ConditionState[];
  readonly status: KindStatus;
}

export async function readStatus(store: ObjectStore, kind: string, name: string): Promise<StoredStatus> {
  const stored = await store.get(stateStoreKeys.status(kind, name));
  return { stored, document: stored && parse(stored.body) };
}

/** Writes the status if its bytes differ from what stands there. Returns whether it wrote. */
export async function writeStatus(
  store: ObjectStore,
  old: StoredStatus,
  next: StatusOf & { readonly now: Date },
): Promise<boolean> {
  const body = `${canonicalJson(documentOf(old, next), 2)}\n`;
  if (body === old.stored?.body) return false;
  const condition = old.stored ? { ifMatch: old.stored.etag } : { ifAbsent: true as const };
  // A conflict means that somebody else has written meanwhile: the next pass starts from theirs.
  return (await store.put(stateStoreKeys.status(next.kind, next.name), body, condition)).is === 'written';
}

function documentOf(old: StoredStatus, next: StatusOf & { readonly now: Date }): StatusDocument {
  const before = old.document?.status.conditions ?? [];
  return {
    apiVersion: API_VERSION,
    kind: next.kind,
    metadata: { name: next.name },
    status: {
      ...next.status,
      observedGeneration: next.generation,
      stack: next.stack,
      conditions: [...mergeConditions(before, next.conditions, next.now)],
    },
  };
}

function parse(body: string): StatusDocument | undefined {
  try {
    return statusSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
