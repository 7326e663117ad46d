import { canonicalJson } from '../../../domain/render/json';
import { changedNames, isEmpty } from '../../../domain/zeppelin/property-change';
import type { ZeppelinInterpreterState } from '../../../manifest';
import type { InterpreterAction, Observed } from './model';
import { announced, type Subject, settled, waiting } from './notes';

/**
 * What is to be written. Zeppelin ends an interpreter's processes with each write of its properties, so that what
 * says when it may be restarted says when they may be written. A restart follows: a paragraph that began between the
 * end of the old processes and the new properties runs with the old ones.
 */
export function plan(o: Observed): readonly InterpreterAction[] {
  const { standing, wanted, state } = o;
  if (!standing || !wanted) return [];
  const subject = { standing, wanted };
  const differs = !isEmpty(standing.change) && !standing.rewritten;
  if (differs && standing.masked.length > 0) return [];
  if (differs || state?.value?.restartDue !== undefined) return interrupt(o, subject, differs);
  const next = settled(o, subject);
  if (state?.value && canonicalJson(state.value) === canonicalJson(next)) return [];
  const before =
    state?.former === undefined ? '' : `; ${state.former} was looked after before and stays as it is`;
  return [{ do: 'keep-note', because: `nothing differs, which is not noted yet${before}`, state, next }];
}

function interrupt(o: Observed, subject: Subject, differs: boolean): readonly InterpreterAction[] {
  const { state } = o;
  if (o.target.restart === 'Never') return [];
  if (!mayInterrupt(o)) {
    if (state?.value?.waitsSince !== undefined) return [];
    const because = `${whatWaits(o, differs)}; ${whyNot(o)}`;
    return [{ do: 'note-waiting', because, state, next: waiting(o, subject) }];
  }
  const { id } = subject.standing.setting;
  const restart: InterpreterAction = {
    do: 'restart-interpreter',
    because: `its properties were written; ${whyNow(o)}`,
    state,
    next: settled(o, subject),
    id,
  };
  return differs ? [...write(o, subject), restart] : [restart];
}

function write(o: Observed, { standing, wanted }: Subject): readonly InterpreterAction[] {
  const { state } = o;
  const next = announced(o, { standing, wanted });
  const names = namesText(changedNames(standing.change));
  const told = state?.value && isTold(state.value, next);
  const former = state?.former === undefined ? '' : `; what ${state.former} has been given stays there`;
  const because = standing.drifted
    ? `somebody else has changed ${names}; ${whyNow(o)}`
    : `not as wanted: ${names}; ${whyNow(o)}${former}`;
  return [
    ...(told ? [] : [{ do: 'announce-change' as const, because, state, next }]),
    {
      do: standing.drifted ? 'mend-properties' : 'put-properties',
      because,
      state,
      next,
      id: standing.setting.id,
      wanted,
      ours: next.properties,
    },
  ];
}

/** What the last attempt came to is of no matter to whether it was announced. */
function isTold(there: ZeppelinInterpreterState, next: ZeppelinInterpreterState): boolean {
  const text = ({ found: _, ...note }: ZeppelinInterpreterState) => canonicalJson(note);
  return text(there) === text(next);
}

/** Whether paragraphs may be ended, or there are none. Unknown means that there are. */
export function mayInterrupt({ target, activity, waitedSeconds }: Observed): boolean {
  if (target.restart === 'Always') return true;
  return activity?.is === 'idle' || isOverdue({ target, waitedSeconds });
}

function isOverdue({ target, waitedSeconds }: Pick<Observed, 'target' | 'waitedSeconds'>): boolean {
  return target.maximumWaitSeconds !== undefined && waitedSeconds >= target.maximumWaitSeconds;
}

function whyNow({ target, activity, waitedSeconds }: Observed): string {
  if (target.restart === 'Always') return 'restart is "Always"';
  if (activity?.is === 'idle') return 'nobody runs a paragraph';
  return `it has waited for ${waitedSeconds} s, which is longer than maximumWaitSeconds`;
}

export function whyNot({ activity }: Observed): string {
  return activity?.is === 'busy' || activity?.is === 'unknown' ? activity.because : 'not known who runs one';
}

/** Names alone: a value may be somebody's secret. */
export function whatWaits({ standing }: Pick<Observed, 'standing'>, differs: boolean): string {
  const names = standing ? namesText(changedNames(standing.change)) : '';
  return differs ? `not as wanted: ${names}` : 'a restart is due';
}

const MOST_NAMES = 5;

export function namesText(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
