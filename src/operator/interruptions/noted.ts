import type { Interruption } from '../../manifest';
import type { Cause, Notice } from '../ports';

/** Machines that are about to end, by their ids. */
export type Ledger = ReadonlyMap<string, Interruption>;

/** From its notice on a spot instance has so long; the last seconds are for the agent itself to go. */
const SPOT_SECONDS = 120 - 10;
/** Before a host is taken out of service; a machine that is drained earlier stands idle. */
const RETIREMENT_LEAD_SECONDS = 86_400;
const RETIREMENT_MARGIN_SECONDS = 60;

/** What one cause alone asks for. */
interface Effect {
  readonly because: string;
  readonly ends: boolean;
  readonly deadlineAt?: string;
  readonly beginsAt?: string;
  readonly markGone?: boolean;
  readonly quietSeconds?: number;
  readonly hook?: Interruption['hook'];
}

/** The ledger with a notice in it; the very same where that says nothing new: a copy, a replay, a later one. */
export function noted(ledger: Ledger, notice: Notice): Ledger {
  const { machine } = notice;
  const before = ledger.get(machine);
  if (before?.over) return ledger;
  const next = merged(before, notice);
  return next === before ? ledger : new Map([...ledger, [machine, next]]);
}

function merged(before: Interruption | undefined, { id, at, cause }: Notice): Interruption {
  const { because, ends, deadlineAt, beginsAt, markGone = false, quietSeconds, hook } = effectOf(cause, at);
  const quiet = before?.quietSeconds ?? quietSeconds;
  const own = { kind: cause.kind, event: id, at, because };
  if (!before) {
    return {
      causes: [own],
      ...(deadlineAt === undefined ? {} : { deadlineAt }),
      ...(beginsAt === undefined ? {} : { beginsAt }),
      ends,
      ...(quiet === undefined ? {} : { quietSeconds: quiet }),
      markGone,
      ...(hook ? { hook } : {}),
      declared: false,
    };
  }
  const isKnown = before.causes.some(({ kind }) => kind === cause.kind);
  const deadline = earlier(before.deadlineAt, deadlineAt);
  if (isKnown && deadline === before.deadlineAt) return before;
  const { deadlineAt: _, beginsAt: begins, ...rest } = before;
  const both = begins !== undefined && beginsAt !== undefined ? earlier(begins, beginsAt) : undefined;
  const held = before.hook ?? hook;
  return {
    ...rest,
    causes: isKnown ? before.causes : [...before.causes, own],
    ...(deadline === undefined ? {} : { deadlineAt: deadline }),
    ...(both === undefined ? {} : { beginsAt: both }),
    ends: before.ends || ends,
    ...(quiet === undefined ? {} : { quietSeconds: quiet }),
    markGone: before.markGone || markGone,
    ...(held ? { hook: held } : {}),
    declared: false,
  };
}

function effectOf(cause: Cause, at: string): Effect {
  switch (cause.kind) {
    case 'Terminating': {
      const { group, hook: name, heartbeatSeconds, deadlineSeconds, quietSeconds, markGone } = cause;
      return {
        because: `its group ${group} is to end it`,
        ends: true,
        deadlineAt: after(at, deadlineSeconds),
        markGone,
        ...(quietSeconds === undefined ? {} : { quietSeconds }),
        hook: { group, name, heartbeatSeconds },
      };
    }
    case 'Spot':
      return {
        because: `EC2 takes the spot instance back (${cause.action})`,
        ends: true,
        deadlineAt: after(at, SPOT_SECONDS),
      };
    case 'Rebalance':
      return { because: 'EC2 is likelier than usual to take the spot instance back', ends: false };
    case 'Retirement':
      return {
        because: `EC2 takes its host out of service at ${cause.starts} (${cause.code})`,
        ends: true,
        deadlineAt: after(cause.starts, -RETIREMENT_MARGIN_SECONDS),
        beginsAt: after(cause.starts, -RETIREMENT_LEAD_SECONDS),
      };
    case 'Ending':
      return { because: `EC2 says that it is ${cause.state}`, ends: true, deadlineAt: after(at, 0) };
  }
}

const after = (at: string, seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();

/** Of moments that are written alike; undefined is never. */
function earlier(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other < one ? other : one;
}
