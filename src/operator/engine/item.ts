import type { HeldBy } from './holds';
import type { ManifestEntry } from './manifests';

/** What is worked on under one key: a manifest, or what is left of one that was removed. */
export interface Item extends Omit<ManifestEntry, 'key' | 'content'> {
  readonly content: ManifestEntry['content'] | { readonly is: 'removed' };
  /** A person holds it: it is looked at, and nothing is written for it. @default - nobody does */
  readonly held?: HeldBy;
}

export const keyOf = ({ kind, name }: Pick<Item, 'kind' | 'name'>) => `${kind}/${name}`;
