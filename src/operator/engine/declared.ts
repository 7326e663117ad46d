import type { Manifest } from '../../manifest';
import { manifestStoreKeys, stateStoreKeys } from '../../manifest';
import { type ObjectStore, type PutResult, type Sha256, StoreError } from '../ports';
import { type DeclaredIndex, declaredIndexText, type IndexEntry, readDeclaredIndex } from './declared-index';
import { documentText } from './remembered';

/** A stack under `declared/` of the state store. */
export interface DeclaredPlace {
  /** The state store; the operator's own is the guarded one. */
  readonly store: ObjectStore;
  readonly sha256: Sha256;
  readonly stack: string;
}

export interface Named {
  readonly kind: string;
  readonly name: string;
}

export interface DeclaredChange extends Named {
  readonly change: 'created' | 'configured' | 'unchanged' | 'deleted' | 'absent';
}

/** Somebody else changed the very thing meanwhile; nothing of the request holds. */
export class OvertakenError extends StoreError {}

/** As often an index is read anew that others change all the time. */
const MOST_TRIES = 20;

/**
 * Declares manifests beside what the stack declares already. All or nothing: manifests are written first and count
 * once the index names them, by one conditional write. Other names in the index are kept, also those that somebody
 * adds or takes away meanwhile.
 * @param manifests each valid, and each name once
 * @throws OvertakenError where somebody else changed one of these meanwhile. @throws ProblemError on an index that
 *   cannot be read
 */
export async function declare(
  place: DeclaredPlace,
  manifests: readonly Manifest[],
): Promise<readonly DeclaredChange[]> {
  const first = await readDeclaredIndex(place.store, place.stack);
  const wanted = new Map(manifests.map((manifest) => [idOf(manifest), entryOf(place, manifest)]));
  const written: Written[] = [];
  try {
    for (const manifest of manifests) {
      const one = await writeManifest(place, manifest);
      if (one) written.push(one);
    }
    await replaceIndex(place, first, (entries) => {
      for (const id of wanted.keys()) {
        const [then, now] = [first, { entries }].map((index) => index.entries.get(id)?.sha256);
        if (now !== then && now !== wanted.get(id)?.sha256) throw overtaken(id, place.stack);
      }
      return new Map([...entries, ...wanted]);
    });
  } catch (error) {
    if (error instanceof OvertakenError) await putBack(place, written, wanted);
    throw error;
  }
  return [...wanted].map(([id, { kind, name, sha256 }]) => {
    const before = first.entries.get(id)?.sha256;
    return {
      kind,
      name,
      change: changeOf(
        before,
        sha256,
        written.some((one) => one.id === id),
      ),
    };
  });
}

/**
 * Takes names out of what the stack declares; their manifests stay as objects that nobody names.
 * @throws ProblemError on an index that cannot be read
 */
export async function undeclare(
  place: DeclaredPlace,
  names: readonly Named[],
): Promise<readonly DeclaredChange[]> {
  const ids = names.map(({ kind, name }) => `${kind}/${name}`);
  const there = new Set<string>();
  const first = await readDeclaredIndex(place.store, place.stack);
  await replaceIndex(place, first, (entries) => {
    for (const id of ids) if (entries.has(id)) there.add(id);
    return new Map([...entries].filter(([id]) => !ids.includes(id)));
  });
  return names.map(({ kind, name }) => ({
    kind,
    name,
    change: there.has(`${kind}/${name}`) ? 'deleted' : 'absent',
  }));
}

const idOf = ({ kind, metadata }: Manifest) => `${kind}/${metadata.name}`;

function entryOf({ sha256, stack }: DeclaredPlace, manifest: Manifest): IndexEntry {
  const { kind, metadata } = manifest;
  const key = manifestStoreKeys.manifest(stack, kind, metadata.name);
  return { kind, name: metadata.name, key, sha256: sha256(documentText(manifest)) };
}

function changeOf(before: string | undefined, now: string, isWritten: boolean): DeclaredChange['change'] {
  if (before === undefined) return 'created';
  // Also what was torn: the index was right and the manifest was not.
  return before === now && !isWritten ? 'unchanged' : 'configured';
}

interface Written {
  readonly id: string;
  readonly key: string;
  readonly etag: string;
  readonly before: string | undefined;
}

/** Undefined where it stands there already. */
async function writeManifest(place: DeclaredPlace, manifest: Manifest): Promise<Written | undefined> {
  const key = stateStoreKeys.declaredManifest(place.stack, manifest.kind, manifest.metadata.name);
  const body = documentText(manifest);
  const found = await place.store.get(key);
  if (found?.body === body) return undefined;
  const condition = found ? { ifMatch: found.etag } : { ifAbsent: true as const };
  const result = await place.store.put(key, body, condition);
  if (result.is === 'conflict') throw overtaken(idOf(manifest), place.stack);
  return { id: idOf(manifest), key, etag: result.etag, before: found?.body };
}

/** What the index still names is to be there again: else it would be held as torn. */
async function putBack(
  { store, stack }: DeclaredPlace,
  written: readonly Written[],
  wanted: ReadonlyMap<string, IndexEntry>,
): Promise<void> {
  const { entries } = await readDeclaredIndex(store, stack);
  for (const { id, key, etag, before } of written) {
    // Somebody else may want the very same by now.
    if (before === undefined || entries.get(id)?.sha256 === wanted.get(id)?.sha256) continue;
    await store.put(key, before, { ifMatch: etag });
  }
}

async function replaceIndex(
  { store, stack }: DeclaredPlace,
  first: DeclaredIndex,
  change: (entries: DeclaredIndex['entries']) => DeclaredIndex['entries'],
): Promise<void> {
  const key = stateStoreKeys.declaredIndex(stack);
  let { entries, condition } = first;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const next = declaredIndexText(stack, change(entries));
    if (next === declaredIndexText(stack, entries)) return;
    const result: PutResult = await store.put(key, next, condition);
    if (result.is === 'written') return;
    ({ entries, condition } = await readDeclaredIndex(store, stack));
  }
  throw new OvertakenError(`${key} was changed by others ${MOST_TRIES} times meanwhile; try again`);
}

function overtaken(id: string, stack: string): OvertakenError {
  return new OvertakenError(
    `${id} of ${stack} was changed by somebody else meanwhile; nothing was declared: look at it and try again`,
  );
}
