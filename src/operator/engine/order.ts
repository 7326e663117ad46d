import type { Kind } from './kind';

/**
 * Kinds in the order of their list, unknown ones last; within a kind by name. All that is declared comes before what
 * is removed: whatever one takes over from another is taken before the other one ends it. But what others rest on, and
 * shall no longer, is removed before they look.
 */
export function inOrderOf(
  kinds: readonly Kind[],
  isRemoved: (key: string) => boolean,
): (a: string, b: string) => number {
  const places = new Map(kinds.map(({ kind }, i) => [kind, i]));
  const early = new Set(kinds.filter(({ removedInPlace }) => removedInPlace).map(({ kind }) => kind));
  const place = (key: string) => {
    const kind = key.slice(0, key.indexOf('/'));
    const declared = places.get(kind) ?? kinds.length;
    if (!isRemoved(key)) return declared;
    return early.has(kind) ? declared + 0.5 : declared + kinds.length + 1;
  };
  return (a, b) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0);
}
