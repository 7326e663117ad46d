import { hasLate, LATE_FOUND } from './late';

/**
 * One thing that is wrong with an input: where it stands in the user's own words, what was found there,
 * what was wanted instead, and how to mend it.
 */
export interface Problem {
  /** The prop path, flag or key as the user wrote it, for example `reservations[0].ports`. */
  readonly at: string;
  readonly found: string;
  readonly wanted: string;
  /** What the user can do about it; left out where `wanted` already says it. */
  readonly fix?: string;
}

/** One line a problem: `at: found X, wanted Y; fix`. */
export function problemText(problem: Problem): string {
  const text = `${problem.at}: found ${problem.found}, wanted ${problem.wanted}`;
  return problem.fix === undefined ? text : `${text}; ${problem.fix}`;
}

/** Carries every problem of one input at once. */
export class ProblemError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(problemText).join('\n'));
    this.name = 'ProblemError';
  }

  /** The same problems with `prefix` put before where they stand. */
  under(prefix: string): ProblemError {
    return new ProblemError(this.problems.map((p) => ({ ...p, at: joinPath(prefix, p.at) })));
  }
}

/** Throws one {@link ProblemError} that names them all, if there are any. */
export function rejectIf(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ProblemError(problems);
}

/** Runs `make` and returns its value, or the problems that it threw; any other error passes through. */
export function attempt<T>(make: () => T): { readonly value: T } | { readonly problems: readonly Problem[] } {
  try {
    return { value: make() };
  } catch (error) {
    if (error instanceof ProblemError) return { problems: error.problems };
    throw error;
  }
}

/**
 * A value as a message shows it: quoted, with control characters escaped, and cut at 80 characters; of a token
 * of Terraform only that it is one.
 */
export function shown(value: unknown): string {
  if (hasLate(value)) return LATE_FOUND;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** A URL as it was found, unless it holds what nobody may see. */
export function shownUrl(url: string): string {
  return url.includes('@') ? 'a URL with a user or password in it (not shown)' : shown(url);
}

function joinPath(prefix: string, at: string): string {
  if (at === '') return prefix;
  return at.startsWith('[') ? prefix + at : `${prefix}.${at}`;
}
