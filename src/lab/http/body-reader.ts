import { nearMiss } from '../../domain/core/near-miss';
import { attempt, type Problem, ProblemError, shown } from '../../domain/core/problem';

/** Reads the fields of a JSON object one by one and keeps every problem, so that they are told at once. */
export class BodyReader {
  private readonly problems: Problem[] = [];
  private readonly fields: Readonly<Record<string, unknown>>;
  private readonly known = new Set<string>();

  constructor(body: string) {
    this.fields = this.parsed(body);
  }

  text(name: string): string | undefined {
    return this.read(name, 'a text', (value) => (typeof value === 'string' ? value : undefined));
  }

  truth(name: string): boolean | undefined {
    return this.read(name, 'true or false', (value) => (typeof value === 'boolean' ? value : undefined));
  }

  numberFrom(name: string, least: number): number | undefined {
    return this.read(name, `a number from ${least}`, (value) =>
      typeof value === 'number' && value >= least && Number.isFinite(value) ? value : undefined,
    );
  }

  oneOf<T extends string>(name: string, words: readonly T[]): T | undefined {
    return this.read(name, `one of ${words.join(', ')}`, (value) => words.find((word) => word === value));
  }

  texts(name: string): readonly string[] | undefined {
    return this.read(name, 'a list of texts', (value) =>
      Array.isArray(value) && value.every((one) => typeof one === 'string') ? (value as string[]) : undefined,
    );
  }

  /** A map of texts; numbers and truth values are taken as their text. */
  dictionary(name: string): Readonly<Record<string, string>> | undefined {
    return this.read(name, 'an object of texts', (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
      const entries = Object.entries(value);
      if (!entries.every(([, one]) => ['string', 'number', 'boolean'].includes(typeof one))) return undefined;
      return Object.fromEntries(entries.map(([key, one]) => [key, String(one)]));
    });
  }

  /** Anything that `read` makes of the value; undefined means that it is not what is `wanted`. Null is a value. */
  read<T>(name: string, wanted: string, read: (value: unknown) => T | undefined): T | undefined {
    this.known.add(name);
    const value = this.fields[name];
    if (value === undefined) return undefined;
    const result = read(value);
    if (result === undefined) this.problems.push({ at: name, found: shown(value), wanted });
    return result;
  }

  /** The value, where it is given; its absence is a problem. */
  required<T>(name: string, value: T | undefined): T | undefined {
    if (this.fields[name] === undefined) this.problem({ at: name, found: 'nothing', wanted: 'a value' });
    return value;
  }

  /** What `make` returns; its problems stand below `name`. */
  attempt<T>(name: string, make: () => T): T | undefined {
    const made = attempt(make);
    if ('value' in made) return made.value;
    for (const problem of made.problems) this.problem({ ...problem, at: name });
    return undefined;
  }

  problem(problem: Problem): void {
    this.problems.push(problem);
  }

  /** @throws ProblemError with all that was found, unknown keys included */
  finish(): void {
    for (const key of Object.keys(this.fields).filter((one) => !this.known.has(one))) {
      const near = nearMiss(key, this.known);
      this.problem({
        at: key,
        found: 'an unknown key',
        wanted: `one of ${[...this.known].sort().join(', ')}`,
        ...(near === undefined ? {} : { fix: `did you mean ${near}?` }),
      });
    }
    if (this.problems.length > 0) throw new ProblemError(this.problems);
  }

  private parsed(body: string): Readonly<Record<string, unknown>> {
    const wanted = 'a JSON object';
    let value: unknown;
    try {
      value = body.trim() === '' ? {} : JSON.parse(body);
    } catch {
      throw new ProblemError([{ at: 'body', found: shown(body), wanted }]);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ProblemError([{ at: 'body', found: shown(value), wanted }]);
    }
    return Object.fromEntries(Object.entries(value));
  }
}
