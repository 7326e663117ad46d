import { ProblemError } from '../../domain/core/problem';
import {
  API_VERSION,
  type ManifestIndex,
  manifestIndexSchema,
  parseBySchema,
  stateStoreKeys,
} from '../../manifest';
import type { ObjectStore, PutCondition } from '../ports';
import { documentText } from './remembered';

export type IndexEntry = ManifestIndex['manifests'][number];

/** What a stack under `declared/` declares, by kind and name, and what is needed to replace exactly it. */
export interface DeclaredIndex {
  readonly entries: ReadonlyMap<string, IndexEntry>;
  readonly condition: PutCondition;
}

/** @throws ProblemError where it is there and cannot be read: what it says must not be lost */
export async function readDeclaredIndex(store: ObjectStore, stack: string): Promise<DeclaredIndex> {
  const key = stateStoreKeys.declaredIndex(stack);
  const found = await store.get(key);
  if (!found) return { entries: new Map(), condition: { ifAbsent: true } };
  const { manifests } = parsed(key, found.body);
  const entries = new Map(manifests.map((entry) => [`${entry.kind}/${entry.name}`, entry]));
  return { entries, condition: { ifMatch: found.etag } };
}

export function declaredIndexText(stack: string, entries: ReadonlyMap<string, IndexEntry>): string {
  return documentText({
    apiVersion: API_VERSION,
    kind: 'ManifestIndex',
    metadata: { name: stack },
    manifests: [...entries.keys()].sort().map((id) => entries.get(id)),
  });
}

function parsed(key: string, body: string): ManifestIndex {
  try {
    return parseBySchema(manifestIndexSchema, JSON.parse(body));
  } catch (error) {
    const found = error instanceof Error ? error.message.replaceAll('\n', '; ') : String(error);
    throw new ProblemError([
      {
        at: key,
        found,
        wanted: 'an index that can be read',
        fix: 'put an earlier version of the object back; nothing was changed',
      },
    ]);
  }
}
