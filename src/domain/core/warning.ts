import type { Problem } from './problem';

/** Something that works, but not as somebody may think. A value: constructs annotate it, status and command line tell it. */
export interface Warning extends Problem {
  /** A `note` is how things are: nothing has to be done about it. */
  readonly severity: 'warning' | 'note';
  /** One CamelCase word that a program can match. */
  readonly reason: string;
}

export function warning(reason: string, problem: Problem): Warning {
  return { severity: 'warning', reason, ...problem };
}

export function note(reason: string, problem: Problem): Warning {
  return { severity: 'note', reason, ...problem };
}
