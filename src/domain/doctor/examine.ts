import type { Check, Severity, Spot } from './check';
import type { Observations, Part, Parts } from './parts';

export interface Finding extends Spot {
  readonly check: Pick<Check, 'id' | 'severity' | 'title' | 'why'>;
}

/** What is not known, and which checks therefore say nothing. */
export interface Unchecked {
  readonly part: Part;
  /** True where it was asked for and could not be read. */
  readonly failed: boolean;
  readonly because: string;
  /** Ids of the checks that need it; where only a part of it is unknown they have looked at the rest. */
  readonly checks: readonly string[];
}

export interface Examination {
  /** Errors first, then in the order of the catalogue. */
  readonly findings: readonly Finding[];
  readonly unchecked: readonly Unchecked[];
  /** How many checks looked. */
  readonly looked: number;
}

const ORDER: readonly Severity[] = ['error', 'warning', 'note'];

/** Looks once by every check. One whose parts are not all known says nothing, and that is told. */
export function examine(checks: readonly Check[], observations: Observations): Examination {
  const known = knownParts(observations);
  const able = checks.filter(({ needs }) => needs.every((part) => part in known));
  const findings = able.flatMap((one) =>
    one.look(known).map((spot) => {
      const { id, severity, title, why } = one;
      return { check: { id, severity, title, why }, ...spot };
    }),
  );
  return {
    findings: ORDER.flatMap((severity) => findings.filter((one) => one.check.severity === severity)),
    unchecked: uncheckedOf(checks, observations),
    looked: able.length,
  };
}

function knownParts(observations: Observations): Partial<Parts> {
  const entries = Object.entries(observations).flatMap(([part, reading]) =>
    reading.is === 'known' ? [[part, reading.value] as const] : [],
  );
  return Object.fromEntries(entries) as Partial<Parts>;
}

function uncheckedOf(checks: readonly Check[], observations: Observations): readonly Unchecked[] {
  return (Object.keys(observations) as Part[]).flatMap((part) => {
    const reading = observations[part];
    const waiting = checks.filter(({ needs }) => needs.includes(part)).map(({ id }) => id);
    const because = reading.is === 'known' ? reading.lacking : reading.because;
    if (because === undefined || waiting.length === 0) return [];
    return [{ part, failed: reading.is === 'unread', because, checks: waiting }];
  });
}
