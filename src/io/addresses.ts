/** Where a service can be reached. One value serves every request to it. */
export interface Addresses {
  /** Base URLs, never none, in the order in which reads try them. A write goes to the first one only. */
  list(): Promise<readonly string[]>;
  /** This one answered well. */
  keep(url: string): void;
  /** This one did not answer, or sent us on to another: what is known of it may be old. */
  doubt(url: string): void;
  /** For messages; it holds no secret. */
  readonly name: string;
}

/** Known from the start. The last one that answered well stays the first until another one answers in its place. */
export function fixedAddresses(urls: readonly string[]): Addresses {
  let first = 0;
  return {
    list: async () => [...urls.slice(first), ...urls.slice(0, first)],
    keep: (url) => {
      first = Math.max(urls.indexOf(url), 0);
    },
    doubt: () => {},
    name: urls.join(','),
  };
}

/** The same paths below each of them: where a cluster's masters log in, too. */
export function originsOf(urls: readonly string[]): readonly string[] {
  return [...new Set(urls.map((url) => new URL(url).origin))];
}
