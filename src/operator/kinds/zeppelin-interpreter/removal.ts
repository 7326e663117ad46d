import type { ConditionState, KindStatus } from '../../../manifest';
import { type Judgement, type Subject, subjectOf, type World } from '../../engine/kind';
import { apply } from './apply';
import { statusOf } from './judge';
import type { InterpreterAction, Observed } from './model';
import { hashOf, look } from './observe';
import { mayInterrupt, plan, whyNot } from './plan';
import { readState } from './state';

/** `deletionPolicy: Drain`: what the manifest has set is taken away, as carefully as it was written. */
export function removal(name: string, status: KindStatus): Subject | undefined {
  if (status.deletionPolicy !== 'Drain') return undefined;
  return subjectOf<Observed | undefined, InterpreterAction>({
    paused: false,
    observe: (world) => observeLeft(name, world),
    plan: (left) => (left && !isOver(left) ? plan(left) : []),
    judge: (left) => judgeRemoval(left),
    apply: async (action, world) => {
      const target = action.next.target;
      return apply(action, { name, target }, world);
    },
  });
}

/** Where to look is known from what is remembered; without that nothing was ever set. */
async function observeLeft(name: string, world: World): Promise<Observed | undefined> {
  const state = await readState(world.store, name);
  if (!state?.value) return undefined;
  const { target, setting } = state.value;
  const wanted = { properties: {}, hash: hashOf({}, world.sha256) };
  return look({ ...target, interpreter: setting }, { name, wanted }, world);
}

function isOver({ state, standing }: Observed): boolean {
  const { properties, restartDue } = state?.value ?? { properties: [] };
  return !standing || (properties.length === 0 && restartDue === undefined);
}

export function judgeRemoval(left: Observed | undefined): Judgement {
  const removed = removedCondition(left);
  return {
    conditions: [removed],
    summary: `the manifest is gone: ${removed.message}`,
    status: { deletionPolicy: 'Drain', ...(left && removed.status === 'False' ? statusOf(left) : {}) },
  };
}

function removedCondition(left: Observed | undefined): ConditionState {
  const say = (status: 'True' | 'False', reason: string, message: string): ConditionState => ({
    type: 'Removed',
    status,
    reason,
    message,
  });
  if (!left || isOver(left)) return say('True', 'Removed', 'nothing of it is left in Zeppelin');
  if (left.target.restart === 'Never')
    return say('True', 'LeftAlone', 'restart is "Never": its properties stay');
  if ((left.standing?.masked.length ?? 0) > 0) {
    return say(
      'True',
      'LeftAlone',
      'Zeppelin masks secrets, so that nothing can be written: its properties stay',
    );
  }
  if (mayInterrupt(left)) return say('False', 'Removing', 'its properties are about to be removed');
  return say(
    'False',
    'RemovalWaits',
    `its properties are removed once nobody runs a paragraph: ${whyNot(left)}`,
  );
}
