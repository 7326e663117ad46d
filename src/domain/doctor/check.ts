import type { Part, Parts } from './parts';

/** `error`: it does not work, or loses data. `warning`: it will, one day. `note`: how things are. */
export type Severity = 'error' | 'warning' | 'note';

/** One place where a trap is. */
export interface Spot {
  /** The thing in the cluster's own words: `app /shuffle/x`, `agent 10.0.0.7`, a file. */
  readonly where: string;
  readonly found: string;
  readonly wanted: string;
  /** How to mend it. */
  readonly fix: string;
}

/** A trap that an existing cluster may be in. */
export interface Check {
  /** One CamelCase word that a program can match; the anchor of its entry in docs/doctor.md, in lower case. */
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Why that is a trap. */
  readonly why: string;
  /** Without any of these nothing is known. */
  readonly needs: readonly Part[];
  look(parts: Partial<Parts>): readonly Spot[];
}

/** What a check looks at: the parts that it needs are there, the ones that help may be. */
export type Seen<N extends Part, H extends Part> = Pick<Parts, N> & Partial<Pick<Parts, H>>;

export interface CheckProps<N extends Part, H extends Part> extends Omit<Check, 'needs' | 'look'> {
  readonly needs: readonly N[];
  /** What makes the answer better where it is known. */
  readonly helps?: readonly H[];
  look(parts: Seen<N, H>): readonly Spot[];
}

/** A check that can only look at what it says that it needs. */
export function check<const N extends Part, const H extends Part = never>(props: CheckProps<N, H>): Check {
  const { helps: _, look, ...said } = props;
  // `examine` calls it only where all that is needed is there.
  return { ...said, look: (parts) => look(parts as Seen<N, H>) };
}
