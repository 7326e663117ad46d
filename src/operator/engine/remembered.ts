import { canonicalJson } from '../../domain/render/json';
import { stateStoreKeys } from '../../manifest';
import type { ObjectStore } from '../ports';

/** What is remembered of one manifest, and what is needed to replace exactly it. */
export interface StoredState<T> {
  readonly etag: string;
  /** Undefined where it cannot be read. */
  readonly value?: T;
}

interface Schema<T> {
  safeParse(input: unknown): { readonly data?: T | undefined };
}

/** As documents of the state store are written: sorted, indented, with a newline at the end. */
export const documentText = (value: unknown) => `${canonicalJson(value, 2)}\n`;

/** The documents in which a kind remembers what it did, one for each manifest. */
export function rememberedBy<T>(kind: string, schema: Schema<T>) {
  const keyOf = (name: string) => stateStoreKeys.state(kind, name);
  return {
    readState: async (store: ObjectStore, name: string): Promise<StoredState<T> | undefined> => {
      const found = await store.get(keyOf(name));
      if (!found) return undefined;
      const value = parsed(schema, found.body);
      return { etag: found.etag, ...(value === undefined ? {} : { value }) };
    },
    /** Only in the place of what was looked at; undefined where somebody else has written meanwhile. */
    remember: async (
      store: ObjectStore,
      name: string,
      { etag, next }: { readonly etag: string | undefined; readonly next: T },
    ): Promise<string | undefined> => {
      const condition = etag === undefined ? { ifAbsent: true as const } : { ifMatch: etag };
      const result = await store.put(keyOf(name), documentText(next), condition);
      return result.is === 'written' ? result.etag : undefined;
    },
    overtaken: (name: string) => `${keyOf(name)} was changed by somebody else meanwhile`,
  };
}

function parsed<T>(schema: Schema<T>, body: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
