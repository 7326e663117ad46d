import { ProblemError, problemText } from '../../domain/core/problem';
import type { ConditionState, KindStatus } from '../../manifest';
import { readiness } from './conditions';
import type { Action, Kind, PlannedAction, Sight, Subject, World } from './kind';
import { NotLeadingError } from './leadership';
import type { ManifestEntry } from './manifests';
import { readStatus, type StoredStatus, writeStatus } from './status-document';

/**
 * What one pass over one manifest came to. `settled`: as declared. `waiting`: nothing to write now, the world has
 * to move. `refused`: nothing more is tried before the manifest changes. `failed`: try again later.
 */
export interface Report {
  readonly kind: string;
  readonly name: string;
  readonly outcome: 'settled' | 'waiting' | 'refused' | 'failed';
  /** A sentence: what `Ready` says, or what went wrong. */
  readonly because: string;
  /** What was written. */
  readonly did: readonly Action[];
  /** What would be written next: all of it in a dry run or while paused, else empty unless something waits. */
  readonly planned: readonly Action[];
}

export interface ReconcileProps {
  readonly entry: ManifestEntry;
  /** Undefined: the manifest is of a kind that this version does not know. */
  readonly kind: Kind | undefined;
  readonly world: World;
  /** Plan and tell, write nothing at all. */
  readonly dryRun: boolean;
  /** What Marathon refused for this very generation: it is not tried again, only told again. */
  readonly refusal: string | undefined;
}

/** Writes of one pass over one manifest; a first deployment needs five. More is a plan that never ends. */
const MOST_STEPS = 20;

/** One manifest: parse, observe, plan, write the first of the plan, observe again, until nothing is to be written. */
export async function reconcile(props: ReconcileProps): Promise<Report> {
  const { entry, world } = props;
  const old = await readStatus(world.store, entry.kind, entry.name);
  try {
    const subject = subjectOf(props);
    if (!('look' in subject)) return await tell(props, old, unreadable(subject, old));
    return await tell(props, old, await work(subject, props));
  } catch (error) {
    if (error instanceof NotLeadingError) throw error;
    return await tell(props, old, failure(error, old));
  }
}

/** What is to be told: conditions for the status, and the report but for the names. */
interface Findings extends Omit<Report, 'kind' | 'name'> {
  readonly conditions: readonly ConditionState[];
  readonly status: KindStatus;
}

async function work(subject: Subject, props: ReconcileProps): Promise<Findings> {
  const did: Action[] = [];
  const mayWrite = !subject.paused && !props.dryRun && props.refusal === undefined;
  let refusal = props.refusal;
  let waits: string | undefined;
  let sight = await subject.look(props.world);
  while (mayWrite && refusal === undefined && waits === undefined && did.length < MOST_STEPS) {
    const next = sight.actions[0];
    if (!next) break;
    const applied = await next.apply();
    logAction(props, next, applied.is);
    if (applied.is === 'wait') waits = applied.because;
    if (applied.is === 'refused') refusal = applied.because;
    if (applied.is === 'done') {
      did.push({ do: next.do, because: next.because });
      sight = await subject.look(props.world);
    }
  }
  return findings({ sight, did, refusal, waits, paused: subject.paused });
}

interface Seen {
  readonly sight: Sight;
  readonly did: readonly Action[];
  readonly refusal: string | undefined;
  readonly waits: string | undefined;
  readonly paused: boolean;
}

function findings({ sight, did, refusal, waits, paused }: Seen): Findings {
  const { judgement } = sight;
  const planned = sight.actions.map(({ do: name, because }) => ({ do: name, because }));
  const extra = engineConditions({ refusal, waits, paused, planned });
  const conditions = [...extra, ...judgement.conditions];
  const ready = readiness(conditions, {
    message: judgement.summary,
    unwanted: ['Paused', ...(judgement.unwanted ?? [])],
  });
  return {
    outcome: outcomeOf(ready, refusal, planned),
    because: refusal ?? ready.message,
    did,
    planned,
    conditions: [ready, ...conditions],
    status: judgement.status,
  };
}

function outcomeOf(ready: ConditionState, refusal: string | undefined, planned: readonly Action[]) {
  if (refusal !== undefined) return 'refused';
  return ready.status === 'True' && planned.length === 0 ? 'settled' : 'waiting';
}

/** What the engine itself has to say: valid, written or not, paused. */
function engineConditions(
  props: Omit<Seen, 'sight' | 'did'> & { planned: readonly Action[] },
): ConditionState[] {
  const { refusal, waits, paused, planned } = props;
  const applied: ConditionState =
    refusal !== undefined
      ? { type: 'Applied', status: 'False', reason: 'Refused', message: refusal }
      : waits !== undefined
        ? { type: 'Applied', status: 'False', reason: 'Waiting', message: waits }
        : { type: 'Applied', status: 'True', reason: 'Applied', message: 'nothing was refused' };
  const pause: ConditionState = paused
    ? {
        type: 'Paused',
        status: 'True',
        reason: 'SpecPaused',
        message: `spec.paused: nothing is written; ${planned.length} writes are held back`,
      }
    : { type: 'Paused', status: 'False', reason: 'NotPaused', message: 'the operator writes' };
  return [
    { type: 'Valid', status: 'True', reason: 'Valid', message: 'the manifest is valid' },
    pause,
    applied,
  ];
}

function subjectOf({ entry, kind }: ReconcileProps): Subject | ConditionState {
  const { content } = entry;
  if (content.is === 'held') {
    return { type: 'Valid', status: 'Unknown', reason: content.reason, message: content.message };
  }
  if (!kind) {
    return invalid('UnknownKind', `this operator knows no kind ${entry.kind}`);
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

/** A manifest that cannot be read changes nothing; what was known before stays known. */
function unreadable(valid: ConditionState, old: StoredStatus): Findings {
  const ready = readiness([valid], { message: '' });
  return heldBack('waiting', [ready, valid], old);
}

/** Something failed on the way: `Ready` is unknown, what was said before is kept. */
function failure(error: unknown, old: StoredStatus): Findings {
  const message = error instanceof Error ? error.message : String(error);
  const observed: ConditionState = { type: 'Observed', status: 'False', reason: 'Failed', message };
  return heldBack('failed', [{ ...observed, type: 'Ready', status: 'Unknown' }, observed], old);
}

function heldBack(
  outcome: 'waiting' | 'failed',
  news: readonly ConditionState[],
  old: StoredStatus,
): Findings {
  const { conditions: before = [], ...rest } = old.document?.status ?? {};
  const kept = before
    .filter(({ type }) => !news.some((state) => state.type === type))
    .map(({ lastTransitionTime: _, ...state }) => state);
  const because = news[0]?.message ?? '';
  return {
    outcome,
    because,
    did: [],
    planned: [],
    conditions: [...news, ...kept],
    status: withoutHead(rest),
  };
}

function withoutHead(status: Partial<NonNullable<StoredStatus['document']>['status']>): KindStatus {
  const { observedGeneration: _, stack: __, conditions: ___, ...rest } = status;
  return rest;
}

async function tell(props: ReconcileProps, old: StoredStatus, found: Findings): Promise<Report> {
  const { conditions, status, ...report } = found;
  const { kind, name, stack, generation } = props.entry;
  if (!props.dryRun) {
    const now = props.world.clock.now();
    await writeStatus(props.world.store, old, { kind, name, stack, generation, conditions, status, now });
  }
  return { kind, name, ...report };
}

function logAction({ entry, world }: ReconcileProps, action: PlannedAction, result: string): void {
  const { do: did, because } = action;
  world.log.event('info', 'action', { kind: entry.kind, name: entry.name, do: did, because, result });
}
