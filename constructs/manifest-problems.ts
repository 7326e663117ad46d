import { attempt, type Problem } from '../src/domain/core/problem';

/**
 * Everything that is wrong with a declaration at once. What its schema finds at a place of which something was told
 * before is left out: the first word explains it.
 * @param told what was found without the schema, where it stands in the props
 * @param read reads the manifest by its schema
 * @param inProps where a problem of the manifest stands in the props
 */
export function declarationProblems(
  told: readonly Problem[],
  read: () => unknown,
  inProps: (problem: Problem) => Problem,
): readonly Problem[] {
  const checked = attempt(read);
  if (!('problems' in checked)) return told;
  const places = new Set(told.map(({ at }) => at));
  return [...told, ...checked.problems.map(inProps).filter(({ at }) => !places.has(at))];
}
