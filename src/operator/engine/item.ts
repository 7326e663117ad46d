import type { ManifestEntry } from './manifests';

/** What is worked on under one key: a manifest, or what is left of one that was removed. */
export interface Item extends Omit<ManifestEntry, 'key' | 'content'> {
  readonly content: ManifestEntry['content'] | { readonly is: 'removed' };
}

export const keyOf = ({ kind, name }: Pick<Item, 'kind' | 'name'>) => `${kind}/${name}`;
