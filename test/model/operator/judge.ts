import { factsOf } from '../world/definition';
import { type Draft, slotOf, type Victim } from '../world/draft';
import { FIRST_PORT, names } from '../world/names';
import { has, type State, type Window } from '../world/state';
import { mostOf } from '../world/truth';
import {
  type Decisions,
  decisionsIn,
  decisionsOf,
  ENDPOINT,
  type Endpoint,
  endpointIn,
  endpointOf,
  placedIn,
  STATE,
} from './decisions';
import { textUnder } from './store';
import type { Call, Reply } from './tree';

export interface Write {
  readonly call: Call;
  readonly before: State;
  readonly draft: Draft;
  readonly reply: Reply;
  /** What was true at some moment since the operator began to look. */
  readonly window: readonly Window[];
  /** Its sender had given it up. @default false */
  readonly late?: boolean;
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

function wrongVictim({ task, because }: Victim, { before }: Write): readonly string[] {
  const { gone = 0, said = 0 } = before.agents[task.host] ?? {};
  // What a person says of a host also holds for the next machine of that name, until it is taken back.
  const isGone = has(gone | said, task.gen) || has(before.saidGone, task.host);
  // The end of a whole app is judged as one.
  if (because === 'stop') return [];
  if (isGone) return [];
  if (task.life === 'lost')
    return [`the slot of h${task.host} was given up, and nobody says that it is gone`];
  const used = has(before.agents[task.host]?.users ?? 0, slotOf(task));
  return task.life === 'running' && (task.health === 'good' || used)
    ? [`a healthy task on h${task.host} was killed (${because})`]
    : [];
}

function wrongCall(write: Write): readonly string[] {
  const { call } = write;
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
    case 'marathon.remove':
      return wrongRemove(write, first as string);
    default:
      return [];
  }
}

/** What ends was not published, and nobody used it. */
function wrongRemove({ before, draft, window }: Write, appId: string): readonly string[] {
  const app = before.apps.find(({ id }) => names.text(id) === appId);
  if (!app || draft.apps.includes(app)) return [];
  const used = window[factsOf(app.definition).slot]?.used ?? 0;
  const published = endpointOf(before);
  const { active, green } = decisionsOf(before);
  const inPlace = active?.appId === appId && green?.port === active.port;
  const sentThere = published?.appId === appId && !published.withdrawn && !inPlace;
  return [
    ...(used === 0 ? [] : [`${appId} was removed while somebody used it`]),
    ...(sentThere ? [`${appId} was removed while it was published`] : []),
  ];
}

function wrongCreate({ before, draft, window, call }: Write): readonly string[] {
  const created = draft.apps.filter((app) => !before.apps.some(({ id }) => id === app.id));
  return created.flatMap((app) => {
    const { slot } = factsOf(app.definition);
    const most = mostOn(window, slot);
    const others = before.apps.filter((one) => factsOf(one.definition).slot === slot);
    const decided = placedIn(decisionsOf(before)).some(({ appId }) => appId === names.text(app.id));
    return [
      ...(app.instances > most ? [overAsked(app.instances, most)] : []),
      ...(others.length > 0
        ? [`a second app on slot ${slot}: ${String((call.args[0] as { id: string }).id)}`]
        : []),
      ...(decided ? [] : [`${names.text(app.id)} was created before it was decided on`]),
    ];
  });
}

function mostOn(window: readonly Window[], slot: number): number {
  const found = window[slot];
  return found ? mostOf(found) : 0;
}

const overAsked = (asked: number, most: number) =>
  `${asked} instances were asked for; agents and held slots can take ${most}`;

function wrongRaise({ before, draft, window }: Write, id: number, instances: number): readonly string[] {
  const [old, now] = [before, draft].map(({ apps }) => apps.find((app) => app.id === id));
  if (!old || !now) return [];
  if (now.instances < old.instances)
    return [`instances were lowered from ${old.instances} to ${now.instances}`];
  const most = mostOn(window, factsOf(now.definition).slot);
  return now.instances === instances && instances > most ? [overAsked(instances, most)] : [];
}

function wrongPut(
  { before, reply, window, late = false }: Write,
  key: string,
  body: string,
): readonly string[] {
  if (reply.key === 'conflict') return [];
  const present = textUnder(before, key);
  if (present !== undefined && names.text(present) === body)
    return late ? [] : [`${key} was written as it was`];
  if (key === ENDPOINT) return wrongEndpoint(before, window, endpointIn(body));
  return key === STATE ? wrongState(decisionsIn(body)) : [];
}

function wrongEndpoint(
  before: State,
  window: readonly Window[],
  { port, appId, withdrawn }: Endpoint,
): readonly string[] {
  if (withdrawn) return [];
  const bare = window[port - FIRST_PORT]?.bare ?? 0;
  const known = placedIn(decisionsOf(before)).some(
    (placed) => placed.appId === appId && placed.port === port,
  );
  return [
    ...(bare === 0 ? [] : [`${appId} was published while not every agent had it`]),
    ...(known ? [] : [`${appId} on port ${port} was published, and nothing was decided about it`]),
  ];
}

/** One app a port and one port an app; only a successor in its place shares the port of what it replaces. */
function wrongState(decisions: Decisions): readonly string[] {
  const { active, green, retiring } = decisions;
  const inPlace = green !== undefined && green.port === active?.port;
  const all = [active, inPlace ? undefined : green, ...retiring].filter((one) => one !== undefined);
  const ports = new Set(all.map(({ port }) => port)).size;
  const apps = new Set(placedIn(decisions).map(({ appId }) => appId)).size;
  return [
    ...(ports === all.length ? [] : ['two apps were put on one port']),
    ...(apps === placedIn(decisions).length ? [] : ['one app was put in two places']),
  ];
}
