import type { PutCondition } from '../../../src/operator/ports';
import type { Draft } from '../world/draft';
import { names } from '../world/names';
import type { State } from '../world/state';
import { A_WHILE_AGO, LONG_AGO, NOW } from './ports';
import type { Reply } from './tree';

/** An ETag is a matter of the bytes alone, as S3's is: the same bytes written again are not told apart. */
const etagOf = (text: number) => `"${text}"`;

export function textUnder(state: Pick<State, 'store'>, key: string): number | undefined {
  const number = names.of(key);
  return state.store.find((one) => one.key === number)?.text;
}

export function get(state: State, key: string): Reply {
  const text = textUnder(state, key);
  if (text === undefined) return { key: '', value: () => undefined };
  return { key: `${text}`, value: () => ({ body: names.text(text), etag: etagOf(text) }) };
}

export function list(state: State, prefix: string): Reply {
  const found = state.store
    .map(({ key, text }) => ({ key: names.text(key), etag: etagOf(text) }))
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return { key: JSON.stringify(found), value: () => found };
}

/** `[key, body, condition]` */
export function settleStore(draft: Draft, args: readonly unknown[]): Reply {
  const [key, body, condition] = args as [string, string, PutCondition];
  const present = textUnder(draft, key);
  const asBelieved =
    'ifAbsent' in condition
      ? present === undefined
      : present !== undefined && etagOf(present) === condition.ifMatch;
  if (!asBelieved) return { key: 'conflict', value: () => ({ is: 'conflict' }) };
  const text = putText(draft, key, body);
  return { key: `${text}`, value: () => ({ is: 'written', etag: etagOf(text) }) };
}

export function putText(draft: Draft, key: string, body: string): number {
  const text = names.of(body);
  const number = names.of(key);
  const others = draft.store.filter((one) => one.key !== number);
  draft.store = [...others, { key: number, text }].sort((a, b) => a.key - b.key);
  return text;
}

/** A while passes: whatever carries a time grows older. Returns whether anything does. */
export function age(draft: Draft): boolean {
  const store = draft.store.map(({ key, text }) => ({ key, text: aged(text) }));
  const older = store.some(({ text }, i) => text !== draft.store[i]?.text);
  if (older) draft.store = store;
  const young = draft.deployments.some((one) => one.age < 2);
  draft.deployments = draft.deployments.map((one) => ({ ...one, age: one.age === 0 ? 1 : 2 }));
  return older || young;
}

const agedTexts = new Map<number, number>();

function aged(text: number): number {
  const known = agedTexts.get(text);
  if (known !== undefined) return known;
  const old = names.of(names.text(text).replaceAll(A_WHILE_AGO, LONG_AGO).replaceAll(NOW, A_WHILE_AGO));
  agedTexts.set(text, old);
  return old;
}
