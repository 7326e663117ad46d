import type { ConditionState, KindStatus } from '../../../manifest';
import { isInForce } from '../../engine/drains';
import { type Judgement, type Leftover, type Subject, subjectOf } from '../../engine/kind';
import type { ObjectStore } from '../../ports';
import { apply } from './apply';
import type { DrainAction, Observed } from './model';
import { lookBack } from './observe';
import { readState, stateKey } from './state';

/** The manifest is gone before the drain has ended: the agent is offered again. Afterwards nothing is done there. */
export function removal(name: string, _status: KindStatus): Subject {
  return subjectOf<Observed, DrainAction>({
    paused: false,
    observe: (world) => lookBack(name, world),
    plan: planRemoval,
    judge: judgeRemoval,
    apply: (action, world) => apply(action, name, world),
  });
}

/** What is over and not in force is looked at as if it were not there. */
export async function leftovers(name: string, store: ObjectStore): Promise<readonly Leftover[] | undefined> {
  const state = await readState(store, name);
  if (!state) return [];
  return isInForce(state.value) ? undefined : [{ key: stateKey(name), etag: state.etag }];
}

export function planRemoval({ state, others, place, fate }: Observed): readonly DrainAction[] {
  // What is over is not looked at again, so it is waited for what will be told.
  if (!state || fate?.is === 'unclear') return [];
  const { value, etag } = state;
  const next = { ...value, ...(fate?.is === 'gone' ? { gone: true as const } : {}), over: true as const };
  const { agentId, cordon, ended, hostname } = value;
  const isShared = others.some((one) => one.agentId === agentId);
  if (ended || cordon === 'Found' || isShared || place.is === 'gone') {
    const because = ended
      ? `the manifest is gone; ${hostname} stays as the drain has left it`
      : `the manifest is gone; others keep ${hostname} from offers, or it is gone itself`;
    return [{ do: 'forget-drain', because, next, etag }];
  }
  const because = `the manifest is gone before the drain has ended: ${hostname} is offered again`;
  return [{ do: 'uncordon', because, next, etag }];
}

function judgeRemoval(o: Observed): Judgement {
  return {
    conditions: [removed(o)],
    summary: 'the manifest is gone, and the drain is over',
    status: {},
  };
}

function removed({ state, fate }: Observed): ConditionState {
  if (!state) return { type: 'Removed', status: 'True', reason: 'Removed', message: 'the drain is over' };
  if (fate?.is === 'unclear') {
    return { type: 'Removed', status: 'False', reason: 'MachineEnding', message: fate.because };
  }
  const message = `${state.value.hostname} is to be offered again`;
  return { type: 'Removed', status: 'False', reason: 'Uncordoning', message };
}
