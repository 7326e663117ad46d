import { type ManifestIndex, manifestIndexSchema, manifestStoreKeys, parseBySchema } from '../../manifest';
import type { ObjectStore, Sha256 } from '../ports';

/** What an index names, with what was found under its key. */
export interface ManifestEntry {
  readonly kind: string;
  readonly name: string;
  readonly stack: string;
  readonly key: string;
  /** The first 12 hex digits of the manifest's SHA-256: what the status speaks of. */
  readonly generation: string;
  /** The manifest as JSON, or why it cannot be trusted: then nothing is done and nothing is deleted. */
  readonly content:
    | { readonly is: 'read'; readonly json: unknown }
    | { readonly is: 'held'; readonly reason: string; readonly message: string };
}

export interface ManifestSet {
  /** By kind and name; each once. */
  readonly entries: readonly ManifestEntry[];
  /** Stacks whose index was read whole. Only these can say that something is deleted. */
  readonly stacks: ReadonlySet<string>;
  /** Unreadable indexes, names that two stacks declare. */
  readonly troubles: readonly IndexTrouble[];
}

export interface IndexTrouble {
  /** The key of the index. */
  readonly key: string;
  readonly because: string;
}

/** Reads every index and what it names. An index or a manifest that is missing or torn is held, never "deleted". */
export async function readManifests(store: ObjectStore, sha256: Sha256): Promise<ManifestSet> {
  const troubles: IndexTrouble[] = [];
  const stacks = new Set<string>();
  const entries = new Map<string, ManifestEntry>();
  for (const { key } of await store.list(manifestStoreKeys.indexPrefix)) {
    const index = await readIndex(store, key);
    if (typeof index === 'string') {
      troubles.push({ key, because: index });
      continue;
    }
    const stack = index.metadata.name;
    stacks.add(stack);
    for (const named of index.manifests) {
      const id = `${named.kind}/${named.name}`;
      const first = entries.get(id);
      if (first)
        troubles.push({
          key,
          because: `${id} is declared by ${first.stack} and ${stack}; that of ${stack} is ignored`,
        });
      else entries.set(id, await readEntry(store, { ...named, stack }, sha256));
    }
  }
  return { entries: [...entries.keys()].sort().flatMap((id) => entries.get(id) ?? []), stacks, troubles };
}

async function readIndex(store: ObjectStore, key: string): Promise<ManifestIndex | string> {
  const found = await store.get(key);
  if (!found) return `${key}: listed, but not there; its manifests are held`;
  try {
    const index = parseBySchema(manifestIndexSchema, JSON.parse(found.body));
    if (key === manifestStoreKeys.index(index.metadata.name)) return index;
    return `${key}: calls itself ${index.metadata.name}; its manifests are held`;
  } catch (error) {
    return `${key}: ${messageOf(error)}; its manifests are held`;
  }
}

type Named = ManifestIndex['manifests'][number] & { readonly stack: string };

async function readEntry(store: ObjectStore, named: Named, sha256: Sha256): Promise<ManifestEntry> {
  const { kind, name, stack, key } = named;
  const found = await store.get(key);
  return {
    kind,
    name,
    stack,
    key,
    generation: named.sha256.slice(0, 12),
    content: found
      ? contentOf(found.body, named, sha256)
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

function held(reason: string, message: string): ManifestEntry['content'] {
  return { is: 'held', reason, message };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll('\n', '; ') : String(error);
}
