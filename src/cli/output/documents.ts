import { stringify } from 'yaml';
import { API_VERSION } from '../../manifest';

/** Several documents as one of JSON: Kubernetes' list. */
export interface List {
  readonly apiVersion: string;
  readonly kind: 'List';
  readonly items: readonly unknown[];
}

/** Keys sorted by code unit at every depth, so that the same content is the same text. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sortedKeys(inner)]),
  );
}

/** One document. */
export function documentText(document: unknown, form: 'json' | 'yaml'): string {
  const sorted = sortedKeys(document);
  return form === 'json' ? `${JSON.stringify(sorted, undefined, 2)}\n` : stringify(sorted, { lineWidth: 0 });
}

/** Any number of documents: a `List` in JSON; in YAML one after the other, as files of manifests are written. */
export function documentsText(documents: readonly unknown[], form: 'json' | 'yaml'): string {
  if (form === 'json') {
    const list: List = { apiVersion: API_VERSION, kind: 'List', items: documents };
    return documentText(list, form);
  }
  return documents.map((document) => documentText(document, form)).join('---\n');
}
