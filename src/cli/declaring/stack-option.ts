import { type Problem, shown } from '../../domain/core/problem';
import { manifestName } from '../../manifest';

export function stackProblems(stack: string): readonly Problem[] {
  if (manifestName.safeParse(stack).success) return [];
  const wanted = 'lower-case letters, digits and inner dashes, at most 63';
  return [{ at: '--stack', found: shown(stack), wanted }];
}
