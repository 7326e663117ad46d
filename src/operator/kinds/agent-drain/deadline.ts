import { Duration } from '../../../domain/core/duration';
import type { AgentDrainSpec, AgentDrainState } from '../../../manifest';
import type { Observed } from './model';

type Deadlines = Pick<AgentDrainSpec, 'deadline' | 'deadlineAt'>;

/** When it goes on whoever is there: ISO 8601; undefined where it waits for ever. */
export function deadlineOf(spec: Deadlines, { since }: AgentDrainState): string | undefined {
  const counted = countedDeadline(spec, since);
  const { deadlineAt } = spec;
  const moments = [counted, deadlineAt].filter((one) => one !== undefined).map((one) => Date.parse(one));
  return moments.length === 0 ? undefined : new Date(Math.min(...moments)).toISOString();
}

/** A length by the drain's own time, a moment by the clock: that one is a machine's end, which waits for nobody. */
export function isOverdue(
  spec: Deadlines,
  { since }: AgentDrainState,
  { now, clock }: Pick<Observed, 'now' | 'clock'>,
): boolean {
  const counted = countedDeadline(spec, since);
  if (counted !== undefined && Date.parse(now) >= Date.parse(counted)) return true;
  return spec.deadlineAt !== undefined && Date.parse(clock) >= Date.parse(spec.deadlineAt);
}

function countedDeadline({ deadline }: Deadlines, since: string): string | undefined {
  if (deadline === undefined) return undefined;
  return new Date(Date.parse(since) + Duration.parse(deadline).toMillis()).toISOString();
}
