import type { Problem } from './problem';

/** Something that works, but not as somebody may think. A value: constructs annotate it, status and command line tell it. */
export interface Warning extends Problem {
  readonly severity: 'warning';
  /** One CamelCase word that a program can match. */
  readonly reason: string;
}

export function warning(reason: string, problem: Problem): Warning {
  return { severity: 'warning', reason, ...problem };
}
