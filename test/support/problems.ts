import { attempt, type Problem } from '../../src/domain/core/problem';

/** The problems that `make` throws; none where it throws nothing. */
export function problemsOf(make: () => unknown): readonly Problem[] {
  const made = attempt(make);
  return 'problems' in made ? made.problems : [];
}
