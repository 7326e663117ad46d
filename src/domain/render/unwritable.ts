import { type Problem, shown } from '../core/problem';

/**
 * What no text file, environment or argument list can carry: NUL ends a C string, and one half of a
 * surrogate pair has no UTF-8, so an encoder would put U+FFFD there without a word.
 */
export function unwritable(at: string, text: string): readonly Problem[] {
  if (text.includes('\0')) return [{ at, found: shown(text), wanted: 'text without a NUL character' }];
  if (/\p{Surrogate}/u.test(text)) {
    return [{ at, found: shown(text), wanted: 'well-formed Unicode, no half of a surrogate pair' }];
  }
  return [];
}

/** The keys of a record in the one order that every rendered text uses: by code unit. */
export function sortedEntries<T>(record: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
