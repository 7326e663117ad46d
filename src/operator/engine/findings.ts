import type { ConditionState, KindStatus } from '../../manifest';
import { readiness } from './conditions';
import type { Action, Sight } from './kind';
import type { Mode } from './mode';
import type { Pause } from './pause';
import type { Picture } from './picture';
import type { Report } from './report';
import { kindStatus, type StoredStatus } from './status-document';

/** What is to be told: conditions for the status, and the report but for the names. */
export interface Findings extends Omit<Report, 'kind' | 'name'> {
  readonly conditions: readonly ConditionState[];
  readonly status: KindStatus;
  /** Types that are good when they are False; undefined where nothing was looked at. */
  readonly unwanted?: readonly string[];
  /** Put together only for whoever watches. */
  readonly picture?: () => Picture | undefined;
}

export interface Worked {
  readonly sight: Sight;
  readonly did: readonly Action[];
  /** What will not be tried again before the manifest changes. */
  readonly refusal: string | undefined;
  readonly waits: string | undefined;
  readonly pause: Pause | undefined;
  readonly mode: Mode;
}

/** After a look, and whatever was written upon it. */
export function findings(worked: Worked): Findings {
  const { sight, did, refusal } = worked;
  const { judgement } = sight;
  const planned = sight.actions.map(({ do: name, because }) => ({ do: name, because }));
  const conditions = [...engineConditions(worked, planned.length), ...judgement.conditions];
  const unwanted = ['Paused', ...(judgement.unwanted ?? [])];
  const ready = readiness(conditions, { message: judgement.summary, unwanted });
  return {
    outcome: outcomeOf(ready, refusal, planned),
    because: refusal ?? ready.message,
    did,
    planned,
    conditions: [ready, ...conditions],
    status: judgement.status,
    unwanted,
    ...(judgement.picture ? { picture: judgement.picture } : {}),
    ...(judgement.status.warnings ? { warnings: judgement.status.warnings } : {}),
  };
}

function outcomeOf(ready: ConditionState, refusal: string | undefined, planned: readonly Action[]) {
  if (refusal !== undefined) return 'refused';
  return ready.status === 'True' && planned.length === 0 ? 'settled' : 'waiting';
}

const say = (
  type: string,
  status: ConditionState['status'],
  reason: string,
  message: string,
): ConditionState => ({ type, status, reason, message });

/** What the engine itself has to say: valid, written or not, paused, only looked at. */
function engineConditions(worked: Worked, heldBack: number): readonly ConditionState[] {
  const { refusal, waits, pause, mode } = worked;
  const applied =
    refusal !== undefined
      ? say('Applied', 'False', 'Refused', refusal)
      : waits !== undefined
        ? say('Applied', 'False', 'Waiting', waits)
        : say('Applied', 'True', 'Applied', 'nothing was refused');
  const paused = pause
    ? say(
        'Paused',
        'True',
        pause.reason,
        `${pause.because}: nothing is written; ${heldBack} writes are held back`,
      )
    : say('Paused', 'False', 'NotPaused', 'the operator writes');
  const observing = say(
    'Observing',
    'True',
    'ObserveOnly',
    `the operator runs with --observe-only: ${heldBack} writes are held back`,
  );
  return [
    say('Valid', 'True', 'Valid', 'the manifest is valid'),
    paused,
    ...(mode === 'observe' ? [observing] : []),
    applied,
  ];
}

/** The manifest is gone, and nothing is done about it. */
export function leftAlone(word: ConditionState, old: StoredStatus): Findings {
  const status = kindStatus(old.document?.status);
  return { outcome: 'settled', because: word.message, did: [], planned: [], conditions: [word], status };
}

/** A manifest that cannot be read changes nothing; what was known before stays known. */
export function unreadable(valid: ConditionState, old: StoredStatus): Findings {
  const ready = readiness([valid], { message: '' });
  return heldBack('waiting', [ready, valid], old);
}

/** Something failed on the way: `Ready` is unknown, what was said before is kept. */
export function failed(because: string, old: StoredStatus): Findings {
  const observed = say('Observed', 'False', 'Failed', because);
  return heldBack('failed', [{ ...observed, type: 'Ready', status: 'Unknown' }, observed], old);
}

/** A kind said that trying again is of no use. */
export function refused(because: string, old: StoredStatus): Findings {
  const applied = say('Applied', 'False', 'Refused', because);
  return heldBack('refused', [{ ...applied, type: 'Ready' }, applied], old);
}

function heldBack(
  outcome: 'waiting' | 'failed' | 'refused',
  news: readonly ConditionState[],
  old: StoredStatus,
): Findings {
  const before = old.document?.status.conditions ?? [];
  const kept = before
    .filter(({ type }) => !news.some((state) => state.type === type))
    .map(({ lastTransitionTime: _, ...state }) => state);
  const because = news[0]?.message ?? '';
  const status = kindStatus(old.document?.status);
  return { outcome, because, did: [], planned: [], conditions: [...news, ...kept], status };
}
