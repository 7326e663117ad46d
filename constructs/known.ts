import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { hasLate, LATE_FOUND } from '../src/domain/core/late';
import { type Problem, ProblemError } from '../src/domain/core/problem';

/**
 * Every place in `value` that only Terraform will know, looking into plain lists and objects.
 * The domain computes at synth, so such a value is of no use to it.
 */
export function unknownProblems(at: string, value: unknown): readonly Problem[] {
  if (Token.isUnresolved(value)) {
    return [
      {
        at,
        found: LATE_FOUND,
        wanted: 'a value that is known when the stack is synthesized',
        fix: 'write the value itself, or read it from a setting or an environment variable',
      },
    ];
  }
  if (Array.isArray(value)) return value.flatMap((item, i) => unknownProblems(`${at}[${i}]`, item));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...unknownProblems(`the names in ${at}`, key),
    ...unknownProblems(`${at}.${key}`, item),
  ]);
}

/**
 * Hands `value` on if the domain may compute with it.
 * @throws ProblemError if it is a token of Terraform, or holds one
 */
export function known<T>(scope: Construct, at: string, value: T): T {
  rejectIn(scope, unknownProblems(at, value));
  return value;
}

/** Throws all problems at once, each with the path of the construct before it. */
export function rejectIn(scope: Construct, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ProblemError(problems.map(readable)).under(scope.node.path || 'app');
}

/** Runs `make`; the problems that it throws get the path of the construct before them. */
export function inside<T>(scope: Construct, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ProblemError) rejectIn(scope, error.problems);
    throw error;
  }
}

/** True for a text with a token in it, which cannot be checked at synth. */
export function isLate(text: string): boolean {
  return Token.isUnresolved(text);
}

/** What the domain found is a token to it as any other text; to people it is noise. */
function readable(problem: Problem): Problem {
  return hasLate(problem.found) ? { ...problem, found: LATE_FOUND } : problem;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
