import type { ConditionState, KindStatus } from '../../../manifest';
import { isInForce } from '../../engine/drains';
import { type Judgement, type Leftover, type Subject, subjectOf } from '../../engine/kind';
import type { ObjectStore } from '../../ports';
import { apply } from './apply';
import type { DrainAction, Observed } from './model';
import { look } from './observe';
import { readState, stateKey } from './state';

/** The manifest is gone before the drain has ended: the agent is offered again. Afterwards nothing is done. */
export function removal(name: string, _status: KindStatus): Subject {
  return subjectOf<Observed, DrainAction>({
    paused: false,
    observe: (world) => look(name, world),
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

export function planRemoval({ state, others, place }: Observed): readonly DrainAction[] {
  if (!state) return [];
  const { value, etag } = state;
  const next = { ...value, over: true as const };
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

function judgeRemoval({ state }: Observed): Judgement {
  const removed: ConditionState = state
    ? {
        type: 'Removed',
        status: 'False',
        reason: 'Uncordoning',
        message: `${state.value.hostname} is to be offered again`,
      }
    : { type: 'Removed', status: 'True', reason: 'Removed', message: 'the drain is over' };
  return { conditions: [removed], summary: 'the manifest is gone, and the drain is over', status: {} };
}
