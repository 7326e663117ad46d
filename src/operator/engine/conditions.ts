import type { Condition, ConditionState } from '../../manifest';

/**
 * Puts one finding among the conditions. `lastTransitionTime` moves only when `status` does, so that an
 * unchanged world gives unchanged bytes.
 */
export function withCondition(
  conditions: readonly Condition[],
  state: ConditionState,
  now: Date,
): readonly Condition[] {
  const old = conditions.find(({ type }) => type === state.type);
  const since = old?.status === state.status ? old.lastTransitionTime : now.toISOString();
  const others = conditions.filter(({ type }) => type !== state.type);
  return [...others, { ...state, lastTransitionTime: since }].sort(byPlace);
}

/** Exactly these conditions; the times of those that were there are kept. */
export function mergeConditions(
  old: readonly Condition[],
  states: readonly ConditionState[],
  now: Date,
): readonly Condition[] {
  const named = new Set(states.map(({ type }) => type));
  const kept = old.filter(({ type }) => named.has(type));
  return states.reduce<readonly Condition[]>((all, state) => withCondition(all, state, now), kept);
}

/**
 * `Ready`, which is only ever a summary: the first finding, in the order given, that is not as it should be.
 * @param unwanted types that are good when they are False, such as `Paused`
 */
export function readiness(
  states: readonly ConditionState[],
  props: { readonly message: string; readonly unwanted?: readonly string[] },
): ConditionState {
  const bad = states.find(
    ({ type, status }) => status !== (props.unwanted?.includes(type) ? 'False' : 'True'),
  );
  if (!bad) return { type: 'Ready', status: 'True', reason: 'AsDeclared', message: props.message };
  const status = bad.status === 'Unknown' ? 'Unknown' : 'False';
  return { type: 'Ready', status, reason: bad.reason, message: bad.message };
}

/** `Ready` first, the others by name. */
function byPlace(a: Condition, b: Condition): number {
  if (a.type === 'Ready' || b.type === 'Ready') return a.type === 'Ready' ? -1 : 1;
  return a.type < b.type ? -1 : 1;
}
