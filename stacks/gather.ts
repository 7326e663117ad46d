import { type Problem, ProblemError, rejectIf } from '../src/domain/core/problem';

/** Parts by their names in the settings; one that failed is missing. */
export type Made<T> = ReadonlyMap<string, T>;

/**
 * Makes the parts of a stack and remembers what is wrong with each, so that one run shows everything.
 * What needs a part that failed is left out without a word of its own.
 */
export class Gather {
  private readonly problems: Problem[] = [];

  /** @param stack the stack's id, with which constructs begin the places of their problems */
  constructor(private readonly stack: string) {}

  /** The part, or undefined where it failed; its problems stand under the settings' own path. */
  one<T>(at: string, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.problems.push(
        ...error.problems.map((problem) => ({ ...problem, at: this.place(at, problem.at) })),
      );
      return undefined;
    }
  }

  /** By their names, so that another order of the file changes nothing. */
  each<S, T>(
    section: string,
    settings: Readonly<Record<string, S>>,
    make: (one: S, name: string) => T,
  ): Made<T> {
    const made = new Map<string, T>();
    for (const name of Object.keys(settings).sort()) {
      const one = settings[name] as S;
      const part = this.one(`${section}.${name}`, () => make(one, name));
      if (part !== undefined) made.set(name, part);
    }
    return made;
  }

  /** @throws ProblemError with everything that was wrong */
  done(): void {
    rejectIf(this.problems);
  }

  /** A construct's path is ours to know: people look for the place in their file. */
  private place(at: string, found: string): string {
    const inner = found.startsWith(`${this.stack}/`) ? found.replace(/^[^. ]+\.?/, '') : found;
    const plain = inner.replace(/^reservation "[^"]*"\.?/, '');
    return plain === '' ? at : `${at}${plain.startsWith('[') ? '' : '.'}${plain}`;
  }
}

/**
 * @throws ProblemError without a problem, where the part failed by itself before
 */
export function needed<T>(part: T | undefined): T {
  if (part === undefined) throw new ProblemError([]);
  return part;
}
