/**
 * What runs have found and the operator still does, by the words that tell of it. A run that ends with one of them is
 * counted apart and stops nobody; each goes from here with what mends it.
 */
export const KNOWN = {
  earlierLife: 'a lost task of a removed app of the same id is taken for a held slot',
  clockStops: 'a clock that is ahead of Marathon takes a young deployment for a stuck one',
  clockForward: 'a clock that jumps forward shortens the time that users have',
} as const;

export function isKnown(failures: readonly string[]): boolean {
  const [first = ''] = failures;
  return Object.values(KNOWN).some((words) => first.includes(words));
}
