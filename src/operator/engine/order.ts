import type { Kind } from './kind';

/**
 * Kinds in the order of their list, unknown ones last; within a kind by name. All that is declared comes before what
 * is removed: whatever one takes over from another is taken before the other one ends it.
 */
export function inOrderOf(
  kinds: readonly Kind[],
  isRemoved: (key: string) => boolean,
): (a: string, b: string) => number {
  const places = new Map(kinds.map(({ kind }, i) => [kind, i]));
  const place = (key: string) =>
    (places.get(key.slice(0, key.indexOf('/'))) ?? kinds.length) + (isRemoved(key) ? kinds.length + 1 : 0);
  return (a, b) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0);
}
