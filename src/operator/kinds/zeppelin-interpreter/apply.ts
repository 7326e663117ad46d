import {
  changedProperties,
  isEmpty,
  maskedNames,
  propertyChange,
} from '../../../domain/zeppelin/property-change';
import type { Applied, World } from '../../engine/kind';
import type { ZeppelinAnswer } from '../../ports';
import type { InterpreterAction, Observed } from './model';
import { foundHash, placeOf } from './observe';
import { readState, remember } from './state';

/** One write to Zeppelin, or to what is remembered. */
export async function apply(
  action: InterpreterAction,
  { name, target }: { readonly name: string; readonly target: Observed['target'] },
  world: World,
): Promise<Applied> {
  switch (action.do) {
    case 'announce-change':
    case 'note-waiting':
    case 'keep-note':
      return remember(world.store, name, action);
    case 'put-properties':
    case 'mend-properties':
      return put(action, { name, target }, world);
    case 'restart-interpreter': {
      const answer = await world.zeppelinAt(placeOf(target)).restart(action.id);
      return answer.is === 'accepted' ? remember(world.store, name, action) : refusal(answer);
    }
  }
}

type Put = Extract<InterpreterAction, { do: 'put-properties' | 'mend-properties' }>;

/** Zeppelin has no compare-and-set: it is looked at once more right before, so that little can come between. */
async function put(
  { id, wanted, ours }: Put,
  { name, target }: { readonly name: string; readonly target: Observed['target'] },
  world: World,
): Promise<Applied> {
  const zeppelin = world.zeppelinAt(placeOf(target));
  const setting = await zeppelin.interpreter(id);
  if (!setting) return { is: 'wait', because: `the interpreter ${id} has gone meanwhile` };
  const props = { wanted: wanted.properties, ours };
  const change = propertyChange(setting.properties, props);
  if (isEmpty(change)) return { is: 'done' };
  if (maskedNames(setting.properties).length > 0)
    return { is: 'wait', because: 'secrets are masked meanwhile' };
  const all = changedProperties(setting.properties, change, setting.form);
  const answer = await zeppelin.replaceProperties(setting, all);
  if (answer.is === 'refused') return refusal(answer);
  const after = await zeppelin.interpreter(id);
  if (!after || isEmpty(propertyChange(after.properties, props))) return { is: 'done' };
  // It keeps something else than it was sent: that is noted, or it would be sent again and again.
  const state = await readState(world.store, name);
  if (!state?.value) return { is: 'done' };
  const next = { ...state.value, found: foundHash(after, wanted, world.sha256) };
  return remember(world.store, name, { state, next });
}

/** The interpreter has gone, or a right is missing: nothing that the manifest could mend, and the next look decides. */
function refusal({ status, message }: Extract<ZeppelinAnswer, { is: 'refused' }>): Applied {
  return { is: 'wait', because: `Zeppelin answered ${status}: ${message}` };
}
