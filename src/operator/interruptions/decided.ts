import type { AgentDrainState, Interruption } from '../../manifest';

/** What is known of one machine and of the drains of its agents. */
export interface Facts {
  /** ISO 8601, UTC: what people read on their clocks. */
  readonly clock: string;
  /** By the drain's name; nothing where it has not begun. */
  readonly states: ReadonlyMap<string, AgentDrainState>;
  /** The machine never runs again. */
  readonly machineEnded: boolean;
}

type Word = Omit<NonNullable<Interruption['over']>, 'at'>;

/** After the deadline a drain still has its shuffle service's task removed. */
const GRACE_MILLIS = 120_000;

/** What follows from the facts; the very same where nothing does. Nothing of it is done yet. */
export function decided(one: Interruption, facts: Facts): Interruption {
  if (one.over) return one;
  const { clock } = facts;
  const over = overBecause(one, facts);
  if (over) return { ...one, over: { ...over, at: clock } };
  const { hook } = one;
  const outcome = hook && !hook.outcome ? outcomeOf(one, facts) : undefined;
  if (hook && outcome) return { ...one, hook: { ...hook, outcome: { ...outcome, at: clock } } };
  // A drain waits no longer for who used what is gone.
  if (
    facts.machineEnded &&
    !isFinished(one, facts) &&
    (one.deadlineAt === undefined || clock < one.deadlineAt)
  ) {
    return { ...one, deadlineAt: clock, ends: true, declared: false };
  }
  return one;
}

/** Whether its drains are to be looked for, declared, and waited for. */
export function isDue({ beginsAt, over }: Interruption, clock: string): boolean {
  return !over && (beginsAt === undefined || beginsAt <= clock);
}

/** Nobody waits for an answer: what is left is to see the machine end. */
export function isAnswered({ hook }: Interruption): boolean {
  return hook === undefined || hook.answered === true;
}

/** What the group is told, once it need not wait any more. */
function outcomeOf(one: Interruption, facts: Facts): Word | undefined {
  const { drains, deadlineAt } = one;
  const withdrawn = withdrawnBecause(one, facts);
  if (withdrawn) return withdrawn;
  const ended = (drains ?? []).map(({ name }) => facts.states.get(name)?.ended);
  if (ended.length > 0 && ended.every((end) => end !== undefined)) {
    const late = ended.find((end) => end?.reason === 'DeadlinePassed');
    const reason = (late ?? ended[0])?.reason ?? 'Drained';
    return { reason, because: ended.map((end) => end?.message ?? '').join('; ') };
  }
  if (deadlineAt !== undefined && Date.parse(facts.clock) >= Date.parse(deadlineAt) + GRACE_MILLIS) {
    return {
      reason: 'DeadlinePassed',
      because: `the deadline was ${deadlineAt}, and the drain has not ended`,
    };
  }
  return undefined;
}

function overBecause(one: Interruption, facts: Facts): Word | undefined {
  if (!isAnswered(one)) return undefined;
  const { drains, hook, causes } = one;
  // Nobody waits for the machine, and nothing else has been told of it.
  if (drains === undefined) return causes.length === 1 ? hook?.outcome : undefined;
  if (drains.length === 0) return hook?.outcome;
  if (facts.machineEnded && isFinished(one, facts)) {
    return { reason: 'MachineEnded', because: 'the machine has ended, and so have the drains of its agents' };
  }
  return withdrawnBecause(one, facts);
}

function withdrawnBecause({ drains = [] }: Interruption, { states }: Facts): Word | undefined {
  const gone = drains.find(({ name }) => states.get(name)?.over && !states.get(name)?.ended);
  return gone && { reason: 'Withdrawn', because: `somebody has deleted AgentDrain/${gone.name}` };
}

/** None is under way: each has ended, was deleted, or never began. */
function isFinished({ drains = [] }: Interruption, { states }: Facts): boolean {
  return drains.every(({ name }) => {
    const state = states.get(name);
    return state === undefined || state.ended !== undefined || state.over === true;
  });
}
