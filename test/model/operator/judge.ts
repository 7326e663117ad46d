import { factsOf } from '../world/definition';
import { type Draft, slotOf, type Victim } from '../world/draft';
import { FIRST_PORT, names } from '../world/names';
import { has, type State, type Window } from '../world/state';
import { textUnder } from './store';
import type { Call, Reply } from './tree';

export interface Write {
  readonly call: Call;
  readonly before: State;
  readonly draft: Draft;
  readonly reply: Reply;
  /** What was true at some moment since the operator began to look. */
  readonly window: readonly Window[];
}

/** What is wrong with a write that was just done: sentences. */
export function wrongs(write: Write): readonly string[] {
  return [...write.draft.victims.flatMap((victim) => wrongVictim(victim, write)), ...wrongCall(write)];
}

/** Tasks that Marathon ends by itself: none may be healthy. */
export function wrongEnds(draft: Draft): readonly string[] {
  return draft.victims
    .filter(({ task }) => task.life === 'running' && task.health === 'good')
    .map(({ task, because }) => `a healthy task on h${task.host} was killed by Marathon (${because})`);
}

function wrongVictim({ task, because }: Victim, { before, call, window }: Write): readonly string[] {
  const isGone = has(before.saidGone, task.host) || has(before.agents[task.host]?.gone ?? 0, task.gen);
  if (call.name === 'marathon.remove' && because === 'stop') {
    const users = window[slotOf(task)]?.used ?? 0;
    return users === 0 ? [] : [`${String(call.args[0])} was removed while somebody used it`];
  }
  if (isGone) return [];
  if (task.life === 'lost')
    return [`the slot of h${task.host} was given up, and nobody says that it is gone`];
  return task.life === 'running' && task.health === 'good'
    ? [`a healthy task on h${task.host} was killed (${because})`]
    : [];
}

function wrongCall(write: Write): readonly string[] {
  const { call, before, draft } = write;
  const [first, second] = call.args;
  switch (call.name) {
    case 'marathon.create':
      return wrongCreate(write);
    case 'marathon.raise':
      return wrongRaise(write, names.of(first as string), second as number);
    case 'marathon.stop':
      return String(first).endsWith('foreign') ? [`the foreign deployment ${String(first)} was stopped`] : [];
    case 'store.put':
      return wrongPut(write, first as string, second as string);
    case 'marathon.replace':
      return [];
    default:
      return unchanged(before, draft) ? [] : [];
  }
}

const unchanged = (before: State, draft: Draft) => before.apps === draft.apps;

function wrongCreate({ before, draft, window, call }: Write): readonly string[] {
  const created = draft.apps.filter((app) => !before.apps.some(({ id }) => id === app.id));
  return created.flatMap((app) => {
    const { slot, offered } = factsOf(app.definition);
    const most = offered ? (window[slot]?.most ?? 0) : 0;
    const others = before.apps.filter((one) => factsOf(one.definition).slot === slot);
    const decided = stateText(before).includes(`"${names.text(app.id)}"`);
    return [
      ...(app.instances > most ? [overAsked(app.instances, most)] : []),
      ...(others.length > 0
        ? [`a second app on slot ${slot}: ${String((call.args[0] as { id: string }).id)}`]
        : []),
      ...(decided ? [] : [`${names.text(app.id)} was created before it was decided on`]),
    ];
  });
}

const overAsked = (asked: number, most: number) =>
  `${asked} instances were asked for; agents and held slots can take ${most}`;

function wrongRaise({ before, draft, window }: Write, id: number, instances: number): readonly string[] {
  const [old, now] = [before, draft].map(({ apps }) => apps.find((app) => app.id === id));
  if (!old || !now) return [];
  if (old.instances === instances) return ['a write that changes nothing'];
  if (now.instances < old.instances)
    return [`instances were lowered from ${old.instances} to ${now.instances}`];
  const most = window[factsOf(now.definition).slot]?.most ?? 0;
  return now.instances === instances && instances > most ? [overAsked(instances, most)] : [];
}

function wrongPut({ before, reply, window }: Write, key: string, body: string): readonly string[] {
  if (reply.key === 'conflict') return [];
  const present = textUnder(before, key);
  if (present !== undefined && names.text(present) === body) return [`${key} was written as it was`];
  if (!key.startsWith('endpoints/')) return [];
  const endpoint = JSON.parse(body) as { readonly port: number; readonly appId: string };
  const slot = endpoint.port - FIRST_PORT;
  const bare = window[slot]?.bare ?? 0;
  return [
    ...(bare === 0 ? [] : [`${endpoint.appId} was published while not every agent had it`]),
    ...(activeOf(before) === endpoint.appId ? [] : [`${endpoint.appId} was published and is not active`]),
  ];
}

const STATE = 'state/ShuffleService/spark-2-4.json';

export function stateText(state: Pick<State, 'store'>): string {
  const text = textUnder(state, STATE);
  return text === undefined ? '{}' : names.text(text);
}

export function activeOf(state: Pick<State, 'store'>): string | undefined {
  return (JSON.parse(stateText(state)) as { active?: { appId?: string } }).active?.appId;
}

export function publishedApp(state: Pick<State, 'store'>): string | undefined {
  const text = textUnder(state, 'endpoints/spark-2-4.json');
  return text === undefined ? undefined : (JSON.parse(names.text(text)) as { appId: string }).appId;
}
