import type { ConditionState, KindStatus } from '../../../manifest';
import { type Judgement, type Subject, subjectOf, type World } from '../../engine/kind';
import { applyToRun, isRunAction, type RunAction } from './apply';
import { applicationStatus, usesOf } from './judge';
import { type ApplicationAction, type Observed, say } from './model';
import { lookAtRun } from './observe';
import { clear, endNote, stop } from './plan';
import { readState } from './state';

/** What is left of a manifest that is gone. */
type Left = Pick<Observed, 'stored' | 'sight' | 'left'> & { readonly now: string };
type Action = RunAction;

/**
 * `Drain`: its driver is ended and everything of it taken away. `Retain`: the driver goes on, and so long the shuffle
 * service that it uses is told to be in use.
 */
export function removal(name: string, status: KindStatus): Subject {
  const drains = status.deletionPolicy === 'Drain';
  return subjectOf<Left, Action>({
    paused: false,
    observe: (world) => observe(name, world),
    plan: (left) => planRemoval(left, drains),
    judge: (left) => judgeRemoval(left, drains),
    apply: (action, world) => applyToRun(action, name, world),
  });
}

async function observe(name: string, world: World): Promise<Left> {
  const stored = await readState(world.store, name);
  const look = await lookAtRun(name, stored?.value, { world, word: undefined });
  return { now: world.clock.now().toISOString(), ...(stored ? { stored } : {}), ...look };
}

export function planRemoval({ stored, sight, left, now }: Left, drains: boolean): readonly Action[] {
  const run = stored?.value;
  if (!run) return [];
  const noted = { run, etag: stored.etag };
  if (run.ended) return drains && left ? withoutStarts(clear(noted, left, true)) : [];
  if (sight?.is === 'ended') return withoutStarts([endNote(noted, sight, now)]);
  if (!drains || (sight?.is !== 'waiting' && sight?.is !== 'running')) return [];
  const because = 'its manifest is gone, and said deletionPolicy "Drain"';
  return withoutStarts(stop(noted, sight, because));
}

const withoutStarts = (actions: readonly ApplicationAction[]): readonly Action[] =>
  actions.filter(isRunAction);

export function judgeRemoval(left: Left, drains: boolean): Judgement {
  const run = left.stored?.value;
  const removed = removedCondition(left, drains);
  return {
    conditions: [removed],
    summary: `the manifest is gone: ${removed.message}`,
    // For the next look.
    status: {
      deletionPolicy: drains ? 'Drain' : 'Retain',
      ...(run ? { application: applicationStatus(run, run.ended?.outcome ?? 'Running') } : {}),
      ...usesOf(run),
    },
  };
}

function removedCondition({ stored, sight, left }: Left, drains: boolean): ConditionState {
  const run = stored?.value;
  const tell = (status: 'True' | 'False', reason: string, message: string) =>
    say('Removed', status, reason, message);
  if (!run) {
    const message = stored ? 'what is remembered of it cannot be read; it is left alone' : 'it never ran';
    return tell('True', stored ? 'LeftAlone' : 'Removed', message);
  }
  if (!run.ended) return stillThere(run.place, sight, drains);
  if (!drains) return tell('True', 'LeftAlone', 'its driver has ended; what is left of it stays');
  const isGone = !left || (!left.place && left.frameworks?.length === 0);
  return isGone
    ? tell('True', 'Removed', 'nothing of it is left')
    : tell('False', 'Removing', `${run.place} and what its driver left behind are taken away`);
}

function stillThere(place: string, sight: Left['sight'], drains: boolean): ConditionState {
  const tell = (status: 'True' | 'False', reason: string, message: string) =>
    say('Removed', status, reason, message);
  if (sight?.is === 'absent') return tell('True', 'Removed', 'it was never started');
  if (sight?.is === 'foreign') return tell('True', 'LeftAlone', `${sight.because}; it is left alone`);
  if (sight?.is === 'unknown') return tell('False', 'Held', sight.because);
  return drains
    ? tell('False', 'Removing', `the driver of ${place} is to end`)
    : tell('False', 'GoesOn', `the driver of ${place} goes on; that is watched until it ends`);
}
