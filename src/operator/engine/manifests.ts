import {
  DECLARED_PREFIX,
  type ManifestIndex,
  manifestIndexSchema,
  manifestStoreKeys,
  parseBySchema,
} from '../../manifest';
import type { ObjectStore, Sha256 } from '../ports';

/** Where it is declared: by Terraform in the manifest store, or under `declared/` in the state store. */
export type Source = 'manifests' | 'declared';

/** A stack, which is another one in the other source. */
export interface Owner {
  readonly source: Source;
  readonly stack: string;
}

/** What an index names, with what was found under its key. */
export interface ManifestEntry extends Owner {
  readonly kind: string;
  readonly name: string;
  readonly key: string;
  /** The first 12 hex digits of the manifest's SHA-256: what the status speaks of. */
  readonly generation: string;
  /** The manifest as JSON, or why it cannot be trusted: then nothing is done and nothing is deleted. */
  readonly content:
    | { readonly is: 'read'; readonly json: unknown }
    | { readonly is: 'held'; readonly reason: string; readonly message: string };
  /** Keys of the indexes that name it, too, and are not obeyed. @default none */
  readonly ignored?: readonly string[];
}

export interface ManifestSet {
  /** By kind and name; each once. */
  readonly entries: readonly ManifestEntry[];
  /** Every index that is there, by {@link ownerId}. Only one that was read whole can say that something is deleted. */
  readonly indexes: ReadonlyMap<string, 'read' | 'unreadable'>;
  /** Unreadable indexes, names that two stacks declare. */
  readonly troubles: readonly IndexTrouble[];
}

export interface IndexTrouble {
  /** The key of the index. */
  readonly key: string;
  readonly because: string;
}

export const ownerId = ({ source, stack }: Owner) => `${source}/${stack}`;

const PREFIX: Readonly<Record<Source, string>> = { manifests: '', declared: DECLARED_PREFIX };

/** The key of an owner's index in its store. */
export const indexKey = ({ source, stack }: Owner) => PREFIX[source] + manifestStoreKeys.index(stack);

/**
 * Reads every index of one source and what it names. An index or a manifest that is missing or torn is held, never
 * "deleted".
 * @param source @default 'manifests'
 */
export async function readManifests(
  store: ObjectStore,
  sha256: Sha256,
  source: Source = 'manifests',
): Promise<ManifestSet> {
  const troubles: IndexTrouble[] = [];
  const indexes = new Map<string, 'read' | 'unreadable'>();
  const entries = new Map<string, ManifestEntry>();
  const prefix = PREFIX[source] + manifestStoreKeys.indexPrefix;
  for (const { key } of await store.list(prefix)) {
    const owner = { source, stack: key.slice(prefix.length).replace(/\.json$/, '') };
    const index = await readIndex(store, key, owner);
    indexes.set(ownerId(owner), typeof index === 'string' ? 'unreadable' : 'read');
    if (typeof index === 'string') {
      troubles.push({ key, because: index });
      continue;
    }
    for (const named of index.manifests) {
      const id = `${named.kind}/${named.name}`;
      const first = entries.get(id);
      if (first) {
        const { stack } = owner;
        troubles.push({
          key,
          because: `${id} is declared by ${first.stack} and ${stack}; that of ${stack} is ignored`,
        });
        entries.set(id, alsoIn(first, [key]));
      } else entries.set(id, await readEntry(store, { ...named, ...owner }, sha256));
    }
  }
  return { entries: sorted(entries), indexes, troubles };
}

/** The same, and whose other declarations are not obeyed. */
export function alsoIn(entry: ManifestEntry, keys: readonly string[]): ManifestEntry {
  return { ...entry, ignored: [...(entry.ignored ?? []), ...keys] };
}

export function sorted(entries: ReadonlyMap<string, ManifestEntry>): readonly ManifestEntry[] {
  return [...entries.keys()].sort().flatMap((id) => entries.get(id) ?? []);
}

async function readIndex(store: ObjectStore, key: string, owner: Owner): Promise<ManifestIndex | string> {
  const found = await store.get(key);
  if (!found) return `${key}: listed, but not there; its manifests are held`;
  try {
    const index = parseBySchema(manifestIndexSchema, JSON.parse(found.body));
    const { name } = index.metadata;
    if (key === indexKey({ ...owner, stack: name })) return index;
    return `${key}: calls itself ${name}; its manifests are held`;
  } catch (error) {
    return `${key}: ${messageOf(error)}; its manifests are held`;
  }
}

type Named = ManifestIndex['manifests'][number] & Owner;

async function readEntry(store: ObjectStore, named: Named, sha256: Sha256): Promise<ManifestEntry> {
  const { kind, name, stack, source } = named;
  const key = PREFIX[source] + named.key;
  const found = await store.get(key);
  return {
    kind,
    name,
    stack,
    source,
    key,
    generation: named.sha256.slice(0, 12),
    content: found
      ? contentOf(found.body, { ...named, key }, sha256)
      : held('Missing', `the index names ${key}, which is not there`),
  };
}

function contentOf(body: string, named: Named, sha256: Sha256): ManifestEntry['content'] {
  if (sha256(body) !== named.sha256) {
    return held(
      'Torn',
      `${named.key} is not what the index of ${named.stack} names; waiting for the rest of the deployment`,
    );
  }
  try {
    const json: unknown = JSON.parse(body);
    const name = nameIn(json);
    if (name === undefined || name === named.name) return { is: 'read', json };
    return held(
      'OtherName',
      `${named.key} calls itself ${JSON.stringify(name)}, the index of ${named.stack} calls it ${named.name}`,
    );
  } catch (error) {
    return held('NotJson', `${named.key}: ${messageOf(error)}`);
  }
}

/** Undefined where there is none: the kind's own schema says so. */
function nameIn(json: unknown): unknown {
  return (json as { readonly metadata?: { readonly name?: unknown } } | null)?.metadata?.name;
}

export function held(reason: string, message: string): ManifestEntry['content'] {
  return { is: 'held', reason, message };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll('\n', '; ') : String(error);
}
