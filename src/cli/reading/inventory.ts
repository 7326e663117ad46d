import type { z } from 'zod';
import { sha256 } from '../../io/digest';
import { stateStoreKeys, statusSchema } from '../../manifest';
import { type Holds, heldBy, readHolds } from '../../operator/engine/holds';
import {
  type IndexTrouble,
  type ManifestEntry,
  type ManifestSet,
  ownerId,
} from '../../operator/engine/manifests';
import { readSources } from '../../operator/engine/sources';
import type { ObjectStore } from '../../operator/ports';
import type { Hold, Subject } from './subject';

export interface Stores {
  readonly manifests: ObjectStore;
  readonly state: ObjectStore;
}

export interface Inventory {
  /** By kind and name. */
  readonly subjects: readonly Subject[];
  /** Indexes that cannot be read, and names that are declared twice. */
  readonly troubles: readonly IndexTrouble[];
}

/** Statuses are read so many at a time. */
const PARALLEL = 16;

/**
 * Everything that is declared and everything that a status is left of, from the two stores alone.
 * @param only of this kind, or of this kind and name: less is read
 * @throws StoreError where a store does not answer
 */
export async function readInventory(
  { manifests, state }: Stores,
  only: { readonly kind?: string; readonly name?: string } = {},
): Promise<Inventory> {
  const [set, statusKeys, holds] = await Promise.all([
    readSources({ manifests, state, sha256 }),
    keysOf(state, stateStoreKeys.statusPrefix),
    readHolds(state),
  ]);
  const found = new Map<string, Omit<Subject, 'status'>>();
  for (const key of statusKeys) found.set(key, { ...placeOf(key), declared: { is: 'gone' } });
  for (const entry of set.entries) found.set(idOf(entry), declaredAs(entry));
  const wanted = [...found.entries()]
    .filter(([, { kind, name }]) => (only.kind ?? kind) === kind && (only.name ?? name) === name)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const subjects = await eachOf(wanted, async ([id, subject]): Promise<Subject> => {
    const said = statusKeys.has(id) ? await statusOf(state, subject) : { status: undefined };
    const hold = holdOf(holds, subject);
    return withStack({ ...subject, ...said, ...(hold ? { hold } : {}) }, set);
  });
  return { subjects, troubles: set.troubles };
}

/** What the statuses of a kind say, whatever is declared. */
export async function readStatuses(state: ObjectStore, kind: string): Promise<readonly Subject[]> {
  const keys = [...(await keysOf(state, stateStoreKeys.statusPrefix))].sort();
  const wanted = keys.map(placeOf).filter((one) => one.kind === kind);
  return eachOf(wanted, async (one) => ({
    ...one,
    declared: { is: 'gone' },
    ...(await statusOf(state, one)),
  }));
}

/** `Kind/name` of each document below a prefix. */
async function keysOf(store: ObjectStore, prefix: string): Promise<ReadonlySet<string>> {
  const listed = await store.list(prefix);
  return new Set(
    listed.flatMap(({ key }) => /^([^/]+\/[^/]+)\.json$/.exec(key.slice(prefix.length))?.[1] ?? []),
  );
}

const idOf = ({ kind, name }: Pick<Subject, 'kind' | 'name'>) => `${kind}/${name}`;

function placeOf(id: string): Pick<Subject, 'kind' | 'name'> {
  const [kind = '', name = ''] = id.split('/');
  return { kind, name };
}

function declaredAs(entry: ManifestEntry): Omit<Subject, 'status'> {
  const { kind, name, stack, source, generation, content } = entry;
  const by = source === 'manifests' ? 'Terraform' : 'the command line or the operator';
  return { kind, name, stack, by, generation, declared: content };
}

async function statusOf(
  state: ObjectStore,
  { kind, name }: Pick<Subject, 'kind' | 'name'>,
): Promise<Pick<Subject, 'status' | 'statusTrouble'>> {
  const key = stateStoreKeys.status(kind, name);
  const stored = await state.get(key);
  if (!stored) return { status: undefined };
  const read = parsed(stored.body, statusSchema);
  if (read) return { status: read.status };
  return { status: undefined, statusTrouble: `${key} is no status that this release can read` };
}

/** A status says whose it was; without its stack's index nobody knows whether the manifest is gone. */
function withStack(subject: Subject, { indexes }: ManifestSet): Subject {
  const { stack, source = 'manifests' } = subject.status ?? {};
  if (subject.declared.is !== 'gone' || stack === undefined) return subject;
  if (indexes.get(ownerId({ source, stack })) === 'read') return { ...subject, stack };
  const because = `the index of its stack ${stack} is not there or cannot be read`;
  return { ...subject, stack, declared: { is: 'unsure', because } };
}

/** A person's, of this one or of everything. */
function holdOf(holds: Holds, subject: Pick<Subject, 'kind' | 'name'>): Hold | undefined {
  const held = heldBy(holds, subject);
  return held && (held.hold ?? { since: '', because: `${held.key} cannot be read` });
}

function parsed<T>(body: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

async function eachOf<T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = [];
  for (let at = 0; at < list.length; at += PARALLEL) {
    done.push(...(await Promise.all(list.slice(at, at + PARALLEL).map(work))));
  }
  return done;
}
