import type { Condition, StatusDocument } from '../../manifest';

/** What stands in a store where the index names a manifest. */
export type Declared =
  | { readonly is: 'read'; readonly json: unknown }
  /** Torn, missing or no manifest at all: nothing is done about it. */
  | { readonly is: 'held'; readonly reason: string; readonly message: string }
  /** Only a status is left. */
  | { readonly is: 'gone' }
  /** Only a status is there, and the index of its stack cannot be read. */
  | { readonly is: 'unsure'; readonly because: string };

/** A person's word that nothing is to be written for a manifest. */
export interface Hold {
  readonly since: string;
  readonly by?: string;
  readonly because?: string;
}

export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly stack?: string;
  /** Who declared it. */
  readonly by?: 'Terraform' | 'the command line or the operator';
  /** Of the manifest: the first 12 hex digits of its SHA-256. */
  readonly generation?: string;
  readonly declared: Declared;
  /** Undefined where no operator has written one yet, or it cannot be read. */
  readonly status: StatusDocument['status'] | undefined;
  /** Why the status cannot be read. */
  readonly statusTrouble?: string;
  readonly hold?: Hold;
}

/** `waits`: nothing failed, but it is not as declared. `over`: its manifest is gone, and nothing more is done. */
export type Outcome = 'ready' | 'waits' | 'failed' | 'over';

/** The one line that says how a subject is. */
export interface Summary {
  readonly ready: Condition['status'];
  readonly reason: string;
  readonly message: string;
  /** Since when it is so, ISO 8601; undefined where nobody said. */
  readonly since?: string;
  readonly outcome: Outcome;
}

export function summary(subject: Subject): Summary {
  const { declared, status, statusTrouble, generation } = subject;
  if (declared.is === 'held') {
    return { ready: 'Unknown', reason: declared.reason, message: declared.message, outcome: 'waits' };
  }
  if (statusTrouble !== undefined) {
    return { ready: 'Unknown', reason: 'StatusUnreadable', message: statusTrouble, outcome: 'failed' };
  }
  const said = status?.conditions.find(({ type }) => type === 'Ready') ?? status?.conditions[0];
  if (!status || !said) {
    const message = 'no operator has looked at it yet';
    return { ready: 'Unknown', reason: 'NoStatus', message, outcome: 'waits' };
  }
  const { reason, message, lastTransitionTime: since } = said;
  const left = gone(said, status.conditions);
  if (declared.is === 'gone' || (declared.is === 'unsure' && left.outcome === 'over')) return left;
  if (declared.is === 'unsure') {
    const words = `${declared.because}; it was said of it: ${message}`;
    return { ready: 'Unknown', reason: 'IndexUnreadable', message: words, since, outcome: 'waits' };
  }
  if (generation !== status.observedGeneration) {
    const words = `no operator has looked at this manifest yet; of the one before it was said: ${message}`;
    return { ready: 'Unknown', reason: 'NotObserved', message: words, since, outcome: 'waits' };
  }
  return { ready: said.status, reason, message, since, outcome: outcomeOf(said, status) };
}

function gone(said: Condition, conditions: readonly Condition[]): Summary {
  const { status: ready, reason, message, lastTransitionTime: since } = said;
  const removed = conditions.find(({ type }) => type === 'Removed');
  if (removed?.status === 'True') {
    const { lastTransitionTime } = removed;
    return {
      ready: 'False',
      reason: 'Removed',
      message: removed.message,
      since: lastTransitionTime,
      outcome: 'over',
    };
  }
  // Of a kind that wants nothing done, or an operator that has not seen yet that the manifest is gone.
  if (reason === 'Retained') return { ready, reason, message, since, outcome: 'over' };
  return {
    ready,
    reason: 'ManifestGone',
    message: `its manifest is gone; ${message}`,
    since,
    outcome: 'waits',
  };
}

/** What ends with 1 in `operator run --once`: what was refused, what did not answer, an application that has failed. */
function outcomeOf(said: Condition, status: StatusDocument['status']): Outcome {
  const has = (type: string, ...reasons: readonly string[]) =>
    status.conditions.some(
      (one) => one.type === type && one.status !== 'True' && reasons.includes(one.reason),
    );
  const failed =
    has('Valid', 'Invalid', 'UnknownKind', 'OtherName', 'NotJson') ||
    has('Applied', 'Refused') ||
    has('Observed', 'Failed') ||
    has('Ran', 'Failed');
  if (failed) return 'failed';
  return said.status === 'True' ? 'ready' : 'waits';
}
