import { ProblemError } from '../../domain/core/problem';
import type { Subject } from './holding';

/** @throws ProblemError unless it is KIND and NAME, or --all */
export function subjectNamed(
  kind: string | undefined,
  name: string | undefined,
  all: boolean | undefined,
): Subject {
  if (all && kind === undefined) return 'all';
  if (!all && kind !== undefined && name !== undefined) return { kind, name };
  const found = all ? `--all and ${kind}` : kind === undefined ? 'nothing' : `${kind} without a name`;
  throw new ProblemError([
    { at: 'KIND NAME', found, wanted: 'the kind and the name of a manifest, or --all' },
  ]);
}
