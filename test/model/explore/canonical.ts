import { agentText, encode, taskText } from '../world/encode';
import { names } from '../world/names';
import type { State, Task } from '../world/state';

/**
 * Hosts are alike: of all states that differ only in their names, the one whose hosts are sorted. Only between passes,
 * because in one the operator knows hosts by their names.
 */
export function canonical(state: State): State {
  if (state.operator.node !== 0 || state.flight) return state;
  const signs = state.agents.map((agent, host) => signature(state, host, agentText(agent)));
  const order = state.agents.map((_, host) => host).sort((a, b) => compare(signs[a], signs[b]));
  const to = new Array<number>(order.length).fill(0);
  order.forEach((from, host) => {
    to[from] = host;
  });
  const renumber = renumbering(state);
  if (order.every((from, host) => from === host) && renumber.size === 0) return state;
  const rename = (token: string) => renamed(renumber.get(token) ?? token, to);
  return {
    ...state,
    agents: order.flatMap((host) => state.agents[host] ?? []),
    saidGone: order.reduce((mask, from, host) => mask | (((state.saidGone >> from) & 1) << host), 0),
    tasks: state.tasks.map((task) => renamedTask(task, rename)),
    store: state.store.map(({ key, text }) => ({
      key,
      text: renamedText(text, rename, `${to} ${[...renumber]}`),
    })),
  };
}

const compare = (a = '', b = '') => (a < b ? -1 : a > b ? 1 : 0);

/** All that is said of a host: sorting by it sorts the hosts, and equals are alike. */
function signature(state: State, host: number, agent: string): string {
  let sign = agent + ((state.saidGone >> host) & 1);
  state.tasks.forEach((task, i) => {
    if (task.host === host) sign += ` ${i}${taskText({ ...task, host: -1, n: 0 })}`;
  });
  for (const { text } of state.store) sign += `;${mentions(text)[host] ?? ''}`;
  return sign;
}

const TOKEN = /\b[hST]\d+(?:\.\d+)*\b/g;
const known = new Map<number, readonly string[]>();

/** By host: where the text names it, and in which words. */
function mentions(text: number): readonly string[] {
  const found = known.get(text);
  if (found) return found;
  const places: string[] = [];
  let i = 0;
  for (const [token] of names.text(text).matchAll(TOKEN)) {
    const host = Number(/\d+/.exec(token)?.[0]);
    places[host] = `${places[host] ?? ''} ${i++}${token.replace(/\d+/, '')}`;
  }
  known.set(text, places);
  return places;
}

/** Numbers of tasks count from 0 again, once their predecessors are forgotten. */
function renumbering(state: State): ReadonlyMap<string, string> {
  const used = new Map<string, Set<number>>();
  const note = (token: string) => {
    const cut = token.lastIndexOf('.');
    const stem = token.slice(0, cut);
    used.set(stem, (used.get(stem) ?? new Set()).add(Number(token.slice(cut + 1))));
  };
  for (const task of state.tasks) if (task.life !== 'waiting') note(tokenOf(task));
  for (const { text } of state.store) for (const token of taskTokens(text)) note(token);
  const changes = new Map<string, string>();
  for (const [stem, numbers] of used)
    [...numbers]
      .sort((a, b) => a - b)
      .forEach((n, rank) => {
        if (n !== rank) changes.set(`${stem}.${n}`, `${stem}.${rank}`);
      });
  return changes;
}

const tokensKnown = new Map<number, readonly string[]>();

function taskTokens(text: number): readonly string[] {
  const found = tokensKnown.get(text);
  if (found) return found;
  const tokens = names.text(text).match(/\bT\d+\.\d+\.\d+\.\d+\b/g) ?? [];
  tokensKnown.set(text, tokens);
  return tokens;
}

const tokenOf = ({ host, gen, app, n }: Task) => `T${host}.${gen}.${app}.${n}`;

const renamed = (token: string, to: readonly number[]) =>
  token.replace(/\d+/, (host) => `${to[Number(host)] ?? host}`);

function renamedTask(task: Task, rename: (token: string) => string): Task {
  if (task.life === 'waiting') return task;
  const [host, , , n] = rename(tokenOf(task)).slice(1).split('.').map(Number);
  return { ...task, host: host ?? task.host, n: n ?? task.n };
}

const texts = new Map<string, number>();

function renamedText(text: number, rename: (token: string) => string, how: string): number {
  if (mentions(text).length === 0) return text;
  const key = `${text} ${how}`;
  const found = texts.get(key);
  if (found !== undefined) return found;
  const next = names.of(names.text(text).replace(TOKEN, rename));
  texts.set(key, next);
  return next;
}

export const keyOf = (state: State) => encode(state);
