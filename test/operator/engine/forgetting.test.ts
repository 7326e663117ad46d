import type { Duration } from '../../../src/domain/core/duration';
import { sha256 } from '../../../src/io/digest';
import {
  type AgentDrainState,
  API_VERSION,
  manifestStoreKeys,
  OPERATOR_STACK,
  stateStoreKeys,
} from '../../../src/manifest';
import { CachedStore } from '../../../src/operator/engine/cached-store';
import { declare, undeclare } from '../../../src/operator/engine/declared';
import { readDrains } from '../../../src/operator/engine/drains';
import { Forgetting } from '../../../src/operator/engine/forgetting';
import { guardedStore } from '../../../src/operator/engine/guard';
import { readItems } from '../../../src/operator/engine/items';
import { NotLeadingError } from '../../../src/operator/engine/leadership';
import type { Mode } from '../../../src/operator/engine/mode';
import { documentText } from '../../../src/operator/engine/remembered';
import { defaultTiming } from '../../../src/operator/engine/timing';
import { kinds } from '../../../src/operator/kinds';
import type { ObjectStore } from '../../../src/operator/ports';
import { Crash } from '../support/crash';
import { drain } from '../support/manifests';
import { MemoryStore } from '../support/memory-store';
import { VirtualClock } from '../support/virtual-clock';

const KIND = 'AgentDrain';
const DAY = 86_400;
const START = Date.UTC(2026, 0, 1);
const { settling, interval } = defaultTiming;

let manifests: MemoryStore;
let state: MemoryStore;
let clock: VirtualClock;
let logged: object[];

beforeEach(() => {
  manifests = new MemoryStore();
  state = new MemoryStore();
  clock = new VirtualClock();
  logged = [];
  manifests.set(manifestStoreKeys.index('stack'), indexText('stack'));
});

function indexText(stack: string, ...names: readonly string[]): string {
  const entries = names.map((name) => {
    const key = manifestStoreKeys.manifest(stack, KIND, name);
    return { kind: KIND, name, key, sha256: sha256(documentText(drain(name))) };
  });
  return documentText({
    apiVersion: API_VERSION,
    kind: 'ManifestIndex',
    metadata: { name: stack },
    manifests: entries,
  });
}

const stateOf = (name: string, more: Partial<AgentDrainState> = {}): AgentDrainState => ({
  ...{ agent: name, agentId: `id-${name}`, hostname: name, since: at(-30), cordon: 'Deactivate', seen: [] },
  ended: { reason: 'Drained', message: 'it may go' },
  over: true,
  ...more,
});

/** ISO 8601, so many days after the start. */
const at = (days: number) => new Date(START + days * DAY * 1000).toISOString();

interface Left {
  readonly removed?: 'True' | 'False';
  /** In days. */
  readonly since?: number;
  readonly stack?: string;
  readonly source?: 'declared';
  readonly generation?: string;
  readonly kind?: string;
}

function status(name: string, left: Left = {}): void {
  const { removed = 'True', since = -8, stack = 'stack', source, generation = 'abc', kind = KIND } = left;
  const condition = { type: 'Removed', status: removed, reason: 'Removed', message: 'the drain is over' };
  const conditions = [{ ...condition, lastTransitionTime: at(since) }];
  const told = { observedGeneration: generation, stack, ...(source ? { source } : {}), conditions };
  const document = { apiVersion: API_VERSION, kind, metadata: { name }, status: told };
  state.set(stateStoreKeys.status(kind, name), documentText(document));
}

/** A drain that was over so long ago. */
function over(name: string, left: Left = {}, more: Partial<AgentDrainState> = {}): void {
  status(name, left);
  state.set(stateStoreKeys.state(KIND, name), documentText(stateOf(name, more)));
}

/** One that the operator itself has declared and taken out again. */
async function interrupted(name: string, stack = OPERATOR_STACK): Promise<void> {
  const place = { store: state, sha256, stack };
  await declare(place, [drain(name) as never]);
  await undeclare(place, [{ kind: KIND, name }]);
  const body = state.text(stateStoreKeys.declaredManifest(stack, KIND, name)) ?? '';
  over(name, { stack, source: 'declared', generation: sha256(body).slice(0, 12) });
}

interface Options {
  readonly mode?: Mode;
  readonly wrap?: (store: ObjectStore) => ObjectStore;
  readonly time?: Pick<VirtualClock, 'now' | 'elapsedMillis'>;
}

/** A process: `pass` reads as a pass does, and forgets. */
function operator({ mode = 'act', wrap = (store) => store, time = clock }: Options = {}) {
  const asked: string[] = [];
  const watched = wrap({
    get: (key) => state.get(key),
    list: (prefix) => state.list(prefix),
    put: (key, body, condition) => state.put(key, body, condition),
    delete: (key, ifMatch) => {
      asked.push(key);
      return state.delete(key, ifMatch);
    },
  });
  const store = new CachedStore(watched);
  const log = {
    event: (level: string, event: string, fields: object = {}) =>
      void logged.push({ level, event, ...fields }),
  };
  const forgetting = new Forgetting({ kinds, store, sha256, clock: time, log, timing: defaultTiming, mode });
  return {
    /** What was asked to be deleted, in order. */
    asked,
    async pass(meanwhile: () => unknown = () => {}): Promise<readonly string[]> {
      store.renew();
      const { remains } = await readItems({ kinds, manifests, state: store, sha256 });
      meanwhile();
      return forgetting.some(remains);
    },
  };
}

const wait = (time: Duration) => clock.run(time.toMillis() / 1000, 0);

/** A process that has run for long enough, and one pass of it. */
async function forgotten(options: Options = {}, meanwhile?: () => unknown): Promise<readonly string[]> {
  const one = operator(options);
  await wait(settling);
  return one.pass(meanwhile);
}

const keys = async () => (await state.list('')).map(({ key }) => key);

test('what was over for a week is forgotten: what was decided first, the status last', async () => {
  await interrupted('i-1');
  over('agent-7');
  const one = operator();
  await wait(settling);
  expect(await one.pass()).toEqual(['AgentDrain/agent-7', 'AgentDrain/i-1']);
  expect(one.asked).toEqual([
    'state/AgentDrain/agent-7.json',
    'status/AgentDrain/agent-7.json',
    'state/AgentDrain/i-1.json',
    'declared/manifests/operator/AgentDrain/i-1.json',
    'status/AgentDrain/i-1.json',
  ]);
  expect(await keys()).toEqual(['declared/index/operator.json']);
  expect(logged).toEqual([
    { level: 'info', event: 'forgotten', count: 2, keys: ['AgentDrain/agent-7', 'AgentDrain/i-1'] },
  ]);
});

test('a drain that never began is forgotten, too', async () => {
  status('never');
  expect(await forgotten()).toEqual(['AgentDrain/never']);
  expect(await keys()).toEqual([]);
});

test.each([
  ['as the drain ended with', { ended: { reason: 'AgentGone', message: 'it is gone' } }],
  ['as was found when nobody declared it any more', { gone: true }],
] as const)('a drain whose reservations went with its agent is forgotten, %s', async (_, more) => {
  over('d', {}, { cordon: 'Reserve', ...more });
  expect((await readDrains(state)).cordoned.size).toBe(0);
  expect(await forgotten()).toEqual(['AgentDrain/d']);
});

describe('nothing is forgotten', () => {
  const cases: readonly (readonly [string, () => void])[] = [
    ['within a week', () => over('d', { since: -6.99 })],
    ['before its removal is done', () => over('d', { removed: 'False' })],
    ['while it is not over', () => over('d', {}, { over: undefined } as never)],
    ['while it still waits', () => over('d', {}, { over: undefined, ended: undefined } as never)],
    ['while reservations keep its agent', () => over('d', {}, { cordon: 'Reserve' })],
    [
      'while reservations keep one that is marked as gone, as far as is known',
      () => over('d', {}, { cordon: 'Reserve', markedGone: true }),
    ],
    [
      'while reservations keep one that was lost, whatever is to become of its machine',
      () => over('d', {}, { cordon: 'Reserve', ended: { reason: 'AgentLost', message: 'it is away' } }),
    ],
    [
      'while it is not over, though its agent is gone',
      () => over('d', {}, { over: undefined, gone: true } as never),
    ],
    ['of other kinds', () => status('d', { kind: 'MarathonApp' })],
    ['of kinds that nobody knows', () => status('d', { kind: 'Other' })],
    ['whose status cannot be read', () => void state.set('status/AgentDrain/d.json', '{')],
    [
      'that is declared again',
      () => {
        over('d');
        manifests.set(manifestStoreKeys.index('stack'), indexText('stack', 'd'));
      },
    ],
    [
      'that another stack declares',
      () => {
        over('d');
        manifests.set(manifestStoreKeys.index('other'), indexText('other', 'd'));
      },
    ],
    [
      'while its own index cannot be read',
      () => {
        over('d');
        manifests.set(manifestStoreKeys.index('stack'), '{');
      },
    ],
    ['while its own index is not there', () => over('d', { stack: 'gone' })],
    [
      'while any index cannot be read',
      () => {
        over('d');
        state.set(stateStoreKeys.declaredIndex('command-line'), '{');
      },
    ],
    [
      'that a person holds',
      () => {
        over('d');
        state.set(stateStoreKeys.hold(KIND, 'd'), documentText({ since: at(-1) }));
      },
    ],
    [
      'while a person holds everything, in words that cannot be read',
      () => {
        over('d');
        state.set(stateStoreKeys.holdAll, '?');
      },
    ],
  ];

  test.each(cases)('%s', async (_, arrange) => {
    arrange();
    const before = await keys();
    const one = operator();
    await wait(settling);
    expect(await one.pass()).toEqual([]);
    expect(one.asked).toEqual([]);
    expect(await keys()).toEqual(before);
    expect(before).not.toEqual([]);
    expect(logged).toEqual([]);
  });

  test('of which the status says no moment that can be read', async () => {
    over('d');
    const text = state.text('status/AgentDrain/d.json') ?? '';
    state.set('status/AgentDrain/d.json', text.replace(at(-8), 'a week ago'));
    expect(await forgotten()).toEqual([]);
  });

  test.each(['dry-run', 'observe'] as const)('in a %s', async (mode) => {
    over('d');
    const one = operator({ mode });
    await wait(settling);
    expect([await one.pass(), one.asked]).toEqual([[], []]);
  });

  test('by a process that no longer leads', async () => {
    over('d');
    const gate = () => {
      throw new NotLeadingError('the lease is over');
    };
    await expect(forgotten({ wrap: (store) => guardedStore(store, gate) })).rejects.toThrow(NotLeadingError);
    expect(await keys()).toHaveLength(2);
  });
});

test('manifests of commands, and those that changed since, stay', async () => {
  await interrupted('d', 'command-line');
  await interrupted('i-1');
  const changed = stateStoreKeys.declaredManifest(OPERATOR_STACK, KIND, 'i-1');
  state.set(changed, documentText({ ...drain('i-1'), metadata: { name: 'i-1', labels: { a: 'b' } } }));
  expect(await forgotten()).toHaveLength(2);
  expect(await keys()).toEqual([
    'declared/index/command-line.json',
    'declared/index/operator.json',
    'declared/manifests/command-line/AgentDrain/d.json',
    changed,
  ]);
});

describe('clocks', () => {
  test('that jump ahead make nothing older, and ones that jump back nothing younger than it is', async () => {
    let jump = 0;
    const time = {
      now: () => new Date(clock.now().getTime() + jump * 1000),
      elapsedMillis: () => clock.elapsedMillis(),
    };
    over('d', { since: -6 });
    over('old', { since: -9 });
    const one = operator({ time });
    await wait(settling);
    jump = 365 * DAY;
    expect(await one.pass()).toEqual(['AgentDrain/old']);
    over('old', { since: -9 });
    await wait(interval);
    jump = -3 * DAY;
    expect(await one.pass()).toEqual([]);
    await clock.run(4.5 * DAY, 0);
    expect(await one.pass()).toEqual(['AgentDrain/old', 'AgentDrain/d']);
  });

  test('that are set within ten minutes after the start harm nothing', async () => {
    over('d', { since: -6 });
    let ahead = 365 * DAY;
    const time = {
      now: () => new Date(clock.now().getTime() + ahead * 1000),
      elapsedMillis: () => clock.elapsedMillis(),
    };
    const one = operator({ time });
    await clock.run(settling.toMillis() / 1000 - 1, 0);
    expect(await one.pass()).toEqual([]);
    ahead = 0;
    await wait(interval);
    expect(await one.pass()).toEqual([]);
    await clock.run(DAY, 0);
    expect(await one.pass()).toEqual(['AgentDrain/d']);
  });
});

test('a backlog is worked off ten in an interval, the oldest first, however often passes are made', async () => {
  for (let i = 0; i < 35; i++) over(`d${String(i).padStart(2, '0')}`, { since: -8 - i });
  over('held', { since: -99 }, { cordon: 'Reserve' });
  const one = operator();
  await wait(settling);
  const rounds: (readonly string[])[] = [];
  for (let i = 0; i < 5; i++) {
    rounds.push(await one.pass());
    expect(await one.pass()).toEqual([]);
    await wait(interval);
  }
  expect(rounds.map(({ length }) => length)).toEqual([10, 10, 10, 5, 0]);
  expect([rounds[0]?.[0], rounds[3]?.[4]]).toEqual(['AgentDrain/d34', 'AgentDrain/d00']);
  expect(await keys()).toEqual(['state/AgentDrain/held.json', 'status/AgentDrain/held.json']);
});

test('what has changed since it was read stays, and so does its status', async () => {
  over('d');
  over('e', { since: -7.5 });
  const begun = documentText(stateOf('d', { over: undefined, ended: undefined } as never));
  const again = () => state.set(stateStoreKeys.state(KIND, 'd'), begun);
  const one = operator({
    // Right before it is deleted: whoever declares it anew has written meanwhile.
    wrap: (store) => ({
      ...store,
      delete: async (key, ifMatch) => {
        if (key.endsWith('/d.json')) again();
        return store.delete(key, ifMatch);
      },
    }),
  });
  await wait(settling);
  expect(await one.pass()).toEqual(['AgentDrain/e']);
  expect(one.asked).not.toContain('status/AgentDrain/d.json');
  expect(state.text(stateStoreKeys.state(KIND, 'd'))).toBe(begun);
  expect(await keys()).toEqual(['state/AgentDrain/d.json', 'status/AgentDrain/d.json']);
});

test('a status that was written anew meanwhile stays', async () => {
  over('d');
  expect(await forgotten({}, () => status('d', { removed: 'False' }))).toEqual([]);
  expect(await keys()).toEqual(['status/AgentDrain/d.json']);
});

test('a store that refuses is asked once in an interval, and told of once', async () => {
  for (const name of ['a', 'b', 'c']) over(name);
  let refuses = true;
  const one = operator({
    wrap: (store) => ({
      ...store,
      delete: async (key, ifMatch) => {
        const done = refuses ? undefined : store.delete(key, ifMatch);
        asked.push(key);
        if (!done) throw new Error('cannot delete it: AccessDenied');
        return done;
      },
    }),
  });
  const asked: string[] = [];
  await wait(settling);
  for (let i = 0; i < 3; i++) {
    expect(await one.pass()).toEqual([]);
    await wait(interval);
  }
  expect(asked).toHaveLength(3);
  expect(logged).toEqual([{ level: 'warn', event: 'forgotten', because: 'cannot delete it: AccessDenied' }]);
  refuses = false;
  expect(await one.pass()).toHaveLength(3);
});

test('a state that cannot be read is told, and nothing is forgotten beside it', async () => {
  over('d');
  state.set(stateStoreKeys.state(KIND, 'd'), '{');
  expect(await forgotten()).toEqual([]);
  expect(logged).toMatchObject([{ level: 'warn', event: 'forgotten' }]);
  expect(await keys()).toHaveLength(2);
});

test.each(['before', 'after'] as const)(
  'a process that ends %s a deletion leaves what the next one finishes',
  async (when) => {
    let crashes = 0;
    for (let n = 1; ; n++) {
      state = new MemoryStore();
      await interrupted('i-1');
      over('agent-7');
      over('waits', {}, { over: undefined, ended: undefined } as never);
      over('kept', {}, { cordon: 'Reserve' });
      const before = await readDrains(state);
      const crash = new Crash(n, when);
      await forgotten({ wrap: (store) => crash.store(store) });
      expect(await readDrains(state)).toEqual(before);
      expect((await forgotten()).length).toBeLessThanOrEqual(2);
      expect(await readDrains(state)).toEqual(before);
      expect(await keys()).toEqual([
        'declared/index/operator.json',
        ...['kept', 'waits'].map((name) => `state/AgentDrain/${name}.json`),
        ...['kept', 'waits'].map((name) => `status/AgentDrain/${name}.json`),
      ]);
      if (!crash.happened) break;
      crashes++;
    }
    expect(crashes).toBe(5);
  },
);
