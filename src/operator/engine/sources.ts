import { TAKES_OVER_ANNOTATION } from '../../manifest';
import type { ObjectStore, Sha256 } from '../ports';
import { keyOf } from './item';
import {
  alsoIn,
  held,
  type IndexTrouble,
  indexKey,
  type ManifestEntry,
  type ManifestSet,
  type Owner,
  ownerId,
  readManifests,
  sorted,
} from './manifests';
import { ownerIn } from './owner';
import { readStatus } from './status-document';

export interface SourcesProps {
  /** What Terraform declares. */
  readonly manifests: ObjectStore;
  /** What commands and the operator itself declare, under `declared/`, and the statuses. */
  readonly state: ObjectStore;
  readonly sha256: Sha256;
}

/**
 * Both sources as one set. Of two that declare one name Terraform's counts, then the first stack by name. Whoever
 * declared it last keeps it for as long as its index cannot be read: nobody of less rank takes its place meanwhile.
 */
export async function readSources({ manifests, state, sha256 }: SourcesProps): Promise<ManifestSet> {
  const terraform = await readManifests(manifests, sha256);
  const declared = await readManifests(state, sha256, 'declared');
  const indexes = new Map([...terraform.indexes, ...declared.indexes]);
  const entries = new Map(terraform.entries.map((entry) => [keyOf(entry), entry]));
  const troubles: IndexTrouble[] = [...terraform.troubles, ...declared.troubles];
  for (const entry of declared.entries) {
    const id = keyOf(entry);
    const first = entries.get(id);
    const key = indexKey(entry);
    if (first) {
      troubles.push({ key, because: `${id} is declared by Terraform's ${first.stack}; ${key} is ignored` });
      entries.set(id, alsoIn(first, [key, ...(entry.ignored ?? [])]));
    } else entries.set(id, entry);
  }
  const isWhole = [...indexes.values()].every((one) => one === 'read');
  for (const [id, entry] of entries) {
    if (isWhole && entry.source === 'manifests') continue;
    const before = await readStatus(state, entry.kind, entry.name);
    const owner = ownerIn(before.document);
    const because = owner && keptBy(owner, entry, indexes);
    if (!owner || because === undefined) continue;
    const content = held('OtherOwner', because);
    const generation = before.document?.status.observedGeneration ?? entry.generation;
    entries.set(id, { ...entry, ...owner, generation, content });
  }
  return { entries: sorted(entries), indexes, troubles };
}

/** Why a declaration does not count yet; undefined where it does. */
function keptBy(owner: Owner, entry: ManifestEntry, indexes: ManifestSet['indexes']): string | undefined {
  if (!outranks(owner, entry)) return undefined;
  const index = indexes.get(ownerId(owner));
  // A stack that Terraform names anew leaves no index behind, and the other one is Terraform's word, too.
  if (index === 'read' || (index === undefined && owner.source === entry.source)) return undefined;
  if (index === undefined && takenOver(entry) === owner.stack) return undefined;
  const where = index === undefined ? 'is not there' : 'cannot be read';
  const whose = owner.source === 'manifests' ? `Terraform's ${owner.stack}` : owner.stack;
  return `it belongs to ${whose}, whose ${indexKey(owner)} ${where}; what ${entry.key} says is held`;
}

function outranks(one: Owner, other: Owner): boolean {
  if (one.source !== other.source) return one.source === 'manifests';
  return one.stack < other.stack;
}

function takenOver({ content }: ManifestEntry): unknown {
  if (content.is !== 'read') return undefined;
  const json = content.json as { readonly metadata?: { readonly annotations?: Record<string, unknown> } };
  return json.metadata?.annotations?.[TAKES_OVER_ANNOTATION];
}
