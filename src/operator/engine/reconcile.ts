import { ProblemError, problemText } from '../../domain/core/problem';
import type { Condition, ConditionState, StatusEvent } from '../../manifest';
import { announced } from './announcement';
import type { Board } from './board';
import { mergeConditions } from './conditions';
import { eventOf, type Happening, reasonOf, withEvents } from './events';
import { type Findings, failed, findings, leftAlone, refused, unreadable } from './findings';
import { withIgnored } from './ignored';
import type { Item } from './item';
import type { Action, Applied, Kind, PlannedAction, Subject, World } from './kind';
import { NotLeadingError } from './leadership';
import type { Mode } from './mode';
import { pauseOf } from './pause';
import type { Report } from './report';
import type { SharedReads } from './shared-reads';
import { kindStatus, readStatus, type StoredStatus, writeStatus } from './status-document';
import { TerminalError } from './terminal-error';
import { watchedWrite } from './watched-write';

export interface ReconcileProps {
  readonly item: Item;
  /** Undefined: the manifest is of a kind that this version does not know. */
  readonly kind: Kind | undefined;
  /** For the status and the log; kinds see it through `reads`. */
  readonly world: World;
  readonly reads: SharedReads;
  readonly mode: Mode;
  /** What was refused for this very generation: it is not tried again, only told again. */
  readonly refusal: Refusal | undefined;
  /** What happened and was not worth a write of its own yet. */
  readonly untold: readonly StatusEvent[];
  /** Sees what is done. @default - nobody watches */
  readonly board?: Board;
}

export interface Refusal {
  readonly because: string;
  /** True where the look itself ended so: then there is no further look either. */
  readonly terminal: boolean;
}

export interface Reconciled {
  /** Undefined where nothing is done about what was removed. */
  readonly report: Report | undefined;
  readonly refusal: Refusal | undefined;
  readonly untold: readonly StatusEvent[];
  /** The status was written. */
  readonly told: boolean;
  /** For whoever watches; absent where nobody does, or there was nothing to see. */
  readonly seen?: { readonly conditions: readonly Condition[] } & Pick<Findings, 'unwanted' | 'picture'>;
}

/** Writes of one pass over one manifest; a first deployment needs five. More is a plan that never ends. */
const MOST_STEPS = 20;

/** One manifest: parse, observe, plan, write the first of the plan, observe again, until nothing is to be written. */
export async function reconcile(props: ReconcileProps): Promise<Reconciled> {
  const { item, world } = props;
  const happened: Happening[] = [];
  let old = await readStatus(world.store, item.kind, item.name);
  try {
    old = await announced(props, old);
    return await tell(props, old, { happened, ...(await attempt(props, old, happened)) });
  } catch (error) {
    if (error instanceof NotLeadingError) throw error;
    const because = error instanceof Error ? error.message : String(error);
    const terminal = error instanceof TerminalError;
    happened.push({ type: 'Warning', reason: terminal ? 'Refused' : 'Failed', message: because });
    const refusal = terminal ? { because, terminal } : undefined;
    const found = terminal ? refused(because, old) : failed(because, old);
    return tell(props, old, { happened, found, refusal });
  }
}

/** As `reconcile`; whatever it throws but a lost lead is the report of a failure. */
export async function unthrown(props: ReconcileProps): Promise<Reconciled> {
  try {
    return await reconcile(props);
  } catch (error) {
    if (error instanceof NotLeadingError) throw error;
    const because = error instanceof Error ? error.message : String(error);
    const { kind, name } = props.item;
    const report = { kind, name, outcome: 'failed' as const, because, did: [], planned: [] };
    return { report, refusal: props.refusal, untold: props.untold, told: false };
  }
}

interface Attempt {
  readonly found: Findings;
  readonly refusal: Refusal | undefined;
  /** Nothing is done about it, which is worth no report. */
  readonly silent?: boolean;
}

async function attempt(props: ReconcileProps, old: StoredStatus, happened: Happening[]): Promise<Attempt> {
  const { refusal } = props;
  if (refusal?.terminal) return { found: refused(refusal.because, old), refusal };
  const subject = subjectFor(props, old);
  if ('look' in subject) return work(subject, props, happened);
  if (props.item.content.is === 'removed' && props.kind) {
    return { found: leftAlone(subject, old), refusal, silent: true };
  }
  return { found: unreadable(subject, old), refusal };
}

async function work(subject: Subject, props: ReconcileProps, happened: Happening[]): Promise<Attempt> {
  const { reads, mode } = props;
  const pause = pauseOf(props.item, subject.paused);
  const did: Action[] = [];
  let refusal = props.refusal;
  let waits: string | undefined;
  let sight = await subject.look(reads.look());
  while (mode === 'act' && !pause && !refusal && waits === undefined && did.length < MOST_STEPS) {
    const next = sight.actions[0];
    if (!next) break;
    // What an action looks at before it writes is to be as it is now.
    reads.drop();
    const applied = await apply(next, props);
    logAction(props, next, applied.is);
    happened.push(happening(next, applied));
    if (applied.is === 'wait') waits = applied.because;
    if (applied.is === 'refused') refusal = { because: applied.because, terminal: false };
    if (applied.is === 'done') {
      did.push({ do: next.do, because: next.because });
      sight = await subject.look(reads.look());
    }
  }
  return { found: findings({ sight, did, refusal: refusal?.because, waits, pause, mode }), refusal };
}

async function apply(action: PlannedAction, { item, board }: ReconcileProps): Promise<Applied> {
  const write = async () => {
    try {
      return await action.apply();
    } catch (error) {
      if (error instanceof TerminalError) return { is: 'refused' as const, because: error.message };
      throw error;
    }
  };
  return board ? watchedWrite(write, { item, action, board }) : write();
}

function happening(action: PlannedAction, applied: Applied): Happening {
  switch (applied.is) {
    case 'done':
      return { type: 'Normal', reason: reasonOf(action.do), message: action.because };
    case 'wait':
      return { type: 'Normal', reason: 'Waiting', message: `${action.do}: ${applied.because}` };
    case 'refused':
      return { type: 'Warning', reason: 'Refused', message: `${action.do}: ${applied.because}` };
  }
}

/** A condition where there is nothing to look at. */
function subjectFor({ item, kind }: ReconcileProps, old: StoredStatus): Subject | ConditionState {
  const { content } = item;
  if (content.is === 'held') {
    return { type: 'Valid', status: 'Unknown', reason: content.reason, message: content.message };
  }
  if (!kind) return invalid('UnknownKind', `this operator knows no kind ${item.kind}`);
  if (content.is === 'removed') {
    const status = kindStatus(old.document?.status);
    return kind.removal?.(item.name, status) ?? kind.deleted(status);
  }
  try {
    return kind.parse(content.json);
  } catch (error) {
    if (error instanceof ProblemError) return invalid('Invalid', error.problems.map(problemText).join('; '));
    throw error;
  }
}

function invalid(reason: string, message: string): ConditionState {
  return { type: 'Valid', status: 'False', reason, message };
}

async function tell(
  props: ReconcileProps,
  old: StoredStatus,
  { found, refusal, silent, happened }: Attempt & { readonly happened: readonly Happening[] },
): Promise<Reconciled> {
  const { conditions, status, unwanted: _u, picture: _p, ...report } = withIgnored(found, props.item);
  const { kind, name, stack, source, generation } = props.item;
  const now = props.world.clock.now();
  const result = {
    report: silent ? undefined : { kind, name, ...report },
    refusal,
    ...(props.board ? { seen: seenOf(old, found, now) } : {}),
  };
  if (props.mode === 'dry-run') return { ...result, untold: [], told: false };
  const events = withEvents(
    props.untold,
    happened.map((one) => eventOf(one, now)),
  );
  const next = { kind, name, stack, source, generation, conditions, status, events, now };
  const written = (await writeStatus(props.world.store, old, next)) === 'written';
  return { ...result, told: written, untold: written ? [] : events };
}

function seenOf(old: StoredStatus, { conditions, unwanted, picture }: Findings, now: Date) {
  return {
    conditions: mergeConditions(old.document?.status.conditions ?? [], conditions, now),
    ...(unwanted ? { unwanted } : {}),
    ...(picture ? { picture } : {}),
  };
}

function logAction({ item, world }: ReconcileProps, action: PlannedAction, result: string): void {
  const { do: did, because } = action;
  world.log.event('info', 'action', { kind: item.kind, name: item.name, do: did, because, result });
}
