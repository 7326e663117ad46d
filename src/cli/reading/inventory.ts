import { z } from 'zod';
import { sha256 } from '../../io/digest';
import { type StatusDocument, stateStoreKeys, statusSchema } from '../../manifest';
import {
  type IndexTrouble,
  type ManifestEntry,
  type ManifestSet,
  readManifests,
} from '../../operator/engine/manifests';
import type { ObjectStore } from '../../operator/ports';
import { storeBelow } from './store-below';
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

/** Where in the state store lies what commands and the operator declare, laid out as the manifest store is. */
const DECLARED = 'declared/';
const HOLDS = 'holds/';

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
  const [terraform, declared, statusKeys, holdKeys] = await Promise.all([
    readManifests(manifests, sha256),
    readManifests(storeBelow(state, DECLARED), sha256),
    keysOf(state, stateStoreKeys.statusPrefix),
    keysOf(state, HOLDS),
  ]);
  const found = new Map<string, Omit<Subject, 'status'>>();
  for (const key of statusKeys) found.set(key, { ...placeOf(key), declared: { is: 'gone' } });
  for (const entry of declared.entries)
    found.set(idOf(entry), declaredAs(entry, 'the command line or the operator'));
  for (const entry of terraform.entries) found.set(idOf(entry), declaredAs(entry, 'Terraform'));
  const wanted = [...found.entries()]
    .filter(([, { kind, name }]) => (only.kind ?? kind) === kind && (only.name ?? name) === name)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const subjects = await eachOf(wanted, async ([id, subject]): Promise<Subject> => {
    const [said, hold] = await Promise.all([
      statusKeys.has(id) ? statusOf(state, subject) : { status: undefined },
      holdKeys.has(id) ? holdOf(state, id) : undefined,
    ]);
    return withStack({ ...subject, ...said, ...(hold ? { hold } : {}) }, [terraform, declared]);
  });
  const below = declared.troubles.map(({ key, because }) => ({ key: DECLARED + key, because }));
  return { subjects, troubles: [...terraform.troubles, ...below] };
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

function declaredAs(entry: ManifestEntry, by: NonNullable<Subject['by']>): Omit<Subject, 'status'> {
  const { kind, name, stack, generation, content } = entry;
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
function withStack(subject: Subject, sets: readonly ManifestSet[]): Subject {
  const stack: StatusDocument['status']['stack'] | undefined = subject.stack ?? subject.status?.stack;
  if (stack === undefined) return subject;
  if (subject.declared.is !== 'gone' || sets.some(({ stacks }) => stacks.has(stack)))
    return { ...subject, stack };
  const because = `the index of its stack ${stack} is not there or cannot be read`;
  return { ...subject, stack, declared: { is: 'unsure', because } };
}

const HOLD = z.object({ since: z.string(), by: z.string().optional(), because: z.string().optional() });

async function holdOf(state: ObjectStore, id: string): Promise<Hold | undefined> {
  const stored = await state.get(`${HOLDS}${id}.json`);
  if (!stored) return undefined;
  const { since = '', by, because } = parsed(stored.body, HOLD) ?? {};
  return { since, ...(by === undefined ? {} : { by }), ...(because === undefined ? {} : { because }) };
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
