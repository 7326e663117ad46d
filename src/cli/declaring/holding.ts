import { nearMiss } from '../../domain/core/near-miss';
import { ProblemError } from '../../domain/core/problem';
import { sha256 } from '../../io/digest';
import { DECLARED_PREFIX, type Hold, manifestStoreKeys, stateStoreKeys } from '../../manifest';
import { parseHold } from '../../operator/engine/holds';
import { readManifests } from '../../operator/engine/manifests';
import { documentText } from '../../operator/engine/remembered';
import { type ObjectStore, StoreError } from '../../operator/ports';

/** What is held: one manifest, or everything. */
export type Subject = { readonly kind: string; readonly name: string } | 'all';

export const subjectText = (subject: Subject) =>
  subject === 'all' ? 'everything' : `${subject.kind}/${subject.name}`;

const keyOf = (subject: Subject) =>
  subject === 'all' ? stateStoreKeys.holdAll : stateStoreKeys.hold(subject.kind, subject.name);

/** What was there, and what stands there now. */
export interface Held {
  readonly before: Hold | undefined;
  readonly change: 'paused' | 'resumed' | 'unchanged';
}

/** Begins a hold where there is none; somebody else's stays as it is. @throws StoreError */
export async function hold(store: ObjectStore, subject: Subject, wanted: Hold): Promise<Held> {
  const key = keyOf(subject);
  const found = await store.get(key);
  const before = found && parseHold(found.body);
  if (before && before.until === undefined) return { before, change: 'unchanged' };
  const condition = found ? { ifMatch: found.etag } : { ifAbsent: true as const };
  return { before, change: await put(store, { key, hold: wanted, condition }, 'paused') };
}

/** Ends a hold; one that cannot be read, too. @throws StoreError */
export async function release(store: ObjectStore, subject: Subject, until: string): Promise<Held> {
  const key = keyOf(subject);
  const found = await store.get(key);
  if (!found) return { before: undefined, change: 'unchanged' };
  const before = parseHold(found.body);
  if (before?.until !== undefined) return { before, change: 'unchanged' };
  const hold = { ...(before ?? { since: until }), until };
  return { before, change: await put(store, { key, hold, condition: { ifMatch: found.etag } }, 'resumed') };
}

interface Put {
  readonly key: string;
  readonly hold: Hold;
  readonly condition: Parameters<ObjectStore['put']>[2];
}

async function put<T>(store: ObjectStore, { key, hold: wanted, condition }: Put, done: T): Promise<T> {
  const result = await store.put(key, documentText(wanted), condition);
  if (result.is === 'written') return done;
  throw new StoreError(`${key} was changed by somebody else meanwhile; nothing was changed: try again`);
}

/**
 * A typo is not held: it has to be declared somewhere, or be what is left of a manifest.
 * @param manifests what Terraform declares, where the store is named
 * @throws ProblemError where nobody knows it
 */
export async function rejectUnknown(
  { kind, name }: Exclude<Subject, 'all'>,
  state: ObjectStore,
  manifests: ObjectStore | undefined,
): Promise<void> {
  if (await state.get(stateStoreKeys.status(kind, name))) return;
  const statuses = (await state.list(stateStoreKeys.statusPrefix)).map(({ key }) =>
    key.slice(stateStoreKeys.statusPrefix.length).replace(/\.json$/, ''),
  );
  const sets = await Promise.all([
    readManifests(state, sha256, 'declared'),
    ...(manifests ? [readManifests(manifests, sha256)] : []),
  ]);
  const known = [
    ...statuses,
    ...sets.flatMap(({ entries }) => entries.map((one) => `${one.kind}/${one.name}`)),
  ];
  const id = `${kind}/${name}`;
  if (known.includes(id)) return;
  const near = nearMiss(id, known);
  const where = `${stateStoreKeys.statusPrefix} and ${DECLARED_PREFIX} of the state store`;
  throw new ProblemError([
    {
      at: id,
      found: 'nothing of that name',
      wanted: manifests
        ? `one that stands below ${where}, or below ${manifestStoreKeys.indexPrefix} of the manifest store`
        : `one that stands below ${where}; name --manifests to look there, too`,
      ...(near === undefined ? {} : { fix: `did you mean ${near}?` }),
    },
  ]);
}
