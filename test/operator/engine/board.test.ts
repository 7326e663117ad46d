import type { Board } from '../../../src/operator/engine/board';
import { MOST_WRITES } from '../../../src/operator/engine/board-view';
import type { Wakes } from '../../../src/operator/ports';
import { Bed } from '../support/bed';
import { FakeCluster } from '../support/fake-cluster';
import { declare, defaults, service } from '../support/manifests';
import { toy, toyKind } from '../support/toy-kind';

let cluster: FakeCluster;
let bed: Bed;
let board: Board;

beforeEach(async () => {
  cluster = new FakeCluster();
  bed = new Bed(cluster);
  board = bed.board();
  for (const host of ['a1', 'a2', 'a3']) await cluster.addAgent(host);
  declare(bed.manifests, [service(), defaults()]);
});
afterEach(() => bed.close());

const subject = (kind = 'ShuffleService') => board.view.subjects.find((one) => one.kind === kind);

/** Rings when the test says so. */
class Bell implements Wakes {
  ring: (because: string) => void = () => {};

  async listen(wake: (because: string) => void, stop: AbortSignal): Promise<void> {
    this.ring = wake;
    await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
  }
}

test('before anything happened it says so', () => {
  expect(board.view).toEqual({
    version: 0,
    startedAt: '2026-01-01T00:00:00.000Z',
    mode: 'act',
    intervalMillis: 20_000,
    lead: { leads: false, since: '2026-01-01T00:00:00.000Z' },
    passes: { begun: 0, ended: 0, failed: 0 },
    subjects: [],
    troubles: [],
    writes: [],
  });
});

describe('an operator that leads', () => {
  test('shows who leads, its passes, every subject and its writes', async () => {
    bed.start('one', { board });
    await bed.run(61);
    const { lead, passes, subjects, writes, work } = board.view;
    expect(lead).toMatchObject({ leads: true, leader: 'one', since: '2026-01-01T00:00:00.000Z' });
    expect(lead.askedAt).toBe('2026-01-01T00:01:00.000Z');
    expect(passes.ended).toBe(passes.begun);
    expect(passes.last).toMatchObject({
      number: passes.ended,
      cause: 'resync',
      keys: 2,
      writes: 0,
      millis: 0,
    });
    expect(passes.failed).toBe(0);
    expect(subjects.map(({ kind, name, stack, outcome }) => [kind, name, stack, outcome])).toEqual([
      ['ShuffleService', 'spark-2-4', 'demo', 'settled'],
      ['SparkDefaults', 'defaults', 'demo', 'settled'],
    ]);
    // The same that the status says, the times of changes with it.
    expect(subject()?.conditions.map(({ good: _, ...one }) => one)).toEqual(bed.status().conditions);
    expect(subject()?.conditions.filter(({ good }) => !good)).toEqual([]);
    expect(subject()?.conditions.some(({ type, status }) => type === 'Paused' && status === 'False')).toBe(
      true,
    );
    expect(writes.map((one) => one.do)).toContain('create-app');
    expect(writes[0]?.at.localeCompare(writes.at(-1)?.at ?? '')).toBeGreaterThan(0);
    expect(writes.find((one) => one.do === 'create-app')).toMatchObject({
      kind: 'ShuffleService',
      name: 'spark-2-4',
      because: expect.stringContaining('3 eligible agents'),
      outcome: 'done',
    });
    expect(work).toBeUndefined();
  });

  test('counts reconciles, and adds nothing for a look', async () => {
    bed.start('one', { board });
    await bed.run(41);
    const { reconciles } = subject() ?? {};
    const before = board.view;
    expect(board.view).toBe(before);
    await bed.run(20);
    expect(board.view.version).toBeGreaterThan(before.version);
    expect(subject()?.reconciles.count).toBe((reconciles?.count ?? 0) + 1);
    expect(before.subjects[0]?.reconciles).toBe(reconciles);
  });

  test('says what woke it', async () => {
    const bell = new Bell();
    bed.start('one', { board, wakes: [bell] });
    await bed.run(41);
    bell.ring('deployment_success');
    bell.ring('another');
    await bed.run(1);
    expect(board.view.passes.last).toMatchObject({ cause: 'wake', because: 'deployment_success' });
    await bed.run(20);
    expect(board.view.passes.last).toMatchObject({ cause: 'resync' });
    expect(board.view.passes.last).not.toHaveProperty('because');
  });

  test('forgets what is no longer declared', async () => {
    bed.start('one', { board });
    await bed.run(41);
    declare(bed.manifests, [service()]);
    await bed.run(21);
    expect(board.view.subjects.map(({ kind }) => kind)).toEqual(['ShuffleService']);
  });

  test('tells which index cannot be read', async () => {
    bed.manifests.set('index/demo.json', '{');
    bed.start('one', { board });
    await bed.run(1);
    expect(board.view.troubles).toEqual([{ key: 'index/demo.json', because: expect.any(String) }]);
  });
});

describe('agents of a service', () => {
  test('are all there, also where the status has no room for them', async () => {
    for (let i = 0; i < 120; i++) await cluster.addAgent(`b${`${i}`.padStart(3, '0')}`);
    await cluster.addAgent('other', { resources: 'cpus:8;mem:15360;disk:102400' });
    bed.start('one', { board });
    await bed.run(61);
    await cluster.lose('a2');
    await bed.run(21);
    const hosts = subject()?.picture?.hosts ?? [];
    expect(bed.status().agents?.omitted).toBe(73);
    expect(hosts.map(({ state, hosts: list }) => [state, list.length])).toEqual([
      ['lost', 1],
      ['running', 122],
      ['ineligible', 1],
    ]);
    expect(hosts.at(0)?.hosts).toEqual(['a2']);
    expect(hosts.at(-1)).toEqual({
      state: 'ineligible',
      because: 'has no reservation for shuffle',
      hosts: ['other'],
    });
    expect(subject()?.picture?.apps).toEqual([
      {
        id: expect.stringMatching(/^\/shuffle\/spark-2-4-/),
        port: 7337,
        is: 'active',
        eligible: 122,
        covered: 122,
        instances: 123,
        target: 123,
        lost: 1,
      },
    ]);
  });

  test('that only the registry knows are told apart', async () => {
    bed.start('one', { board });
    await bed.run(61);
    await cluster.failover(['a3']);
    await bed.run(21);
    const recovering = subject()?.picture?.hosts.find(({ state }) => state === 'recovering');
    expect(recovering?.hosts).toEqual(['a3']);
    expect(subject()?.conditions.find(({ good }) => !good)?.type).toBe('Ready');
  });

  test('are one value as long as nothing about them changes', async () => {
    bed.start('one', { board });
    await bed.run(61);
    const { picture } = subject() ?? {};
    await bed.run(20);
    expect(subject()?.picture).toBe(picture);
    await cluster.lose('a1');
    await bed.run(20);
    expect(subject()?.picture).not.toBe(picture);
    expect(picture?.hosts).toEqual([{ state: 'running', hosts: ['a1', 'a2', 'a3'] }]);
  });

  test('are there before anything runs, and while an older version goes', async () => {
    declare(bed.manifests, [service({ paused: true })]);
    bed.start('one', { board });
    await bed.run(1);
    expect(subject()?.picture).toEqual({
      apps: [],
      hosts: [{ state: 'missing', hosts: ['a1', 'a2', 'a3'] }],
    });
    expect(subject()?.conditions.find(({ type }) => type === 'Paused')?.good).toBe(false);
    declare(bed.manifests, [service()]);
    await bed.run(81);
    declare(bed.manifests, [service({ sparkVersion: '2.4.1' })]);
    await bed.run(121);
    const apps = subject()?.picture?.apps ?? [];
    expect(apps.map(({ is, port }) => [is, port])).toEqual([
      ['active', 7338],
      ['retiring', 7337],
    ]);
    expect(apps[1]).toMatchObject({ covered: 3, since: expect.any(String), because: expect.any(String) });
  });
});

test('a write under way is in sight, and what became of it', async () => {
  const during: unknown[] = [];
  const answers = [{ is: 'wait' as const, because: 'it is locked' }, { is: 'done' as const }];
  const kind = toyKind({
    plan: () => (answers.length > 0 ? [{ do: 'make', because: 'it is not there' }] : []),
    apply: async () => {
      during.push(board.view.work);
      return answers.shift() ?? { is: 'done' };
    },
  });
  declare(bed.manifests, [toy('x')]);
  bed.start('one', { board, kinds: [kind] });
  await bed.run(41);
  expect(during).toHaveLength(2);
  expect(during[0]).toMatchObject({
    kind: 'Toy',
    name: 'x',
    write: { do: 'make', because: 'it is not there' },
  });
  expect(board.view.writes).toMatchObject([
    { outcome: 'done', do: 'make' },
    { outcome: 'wait', answer: 'it is locked' },
  ]);
  expect(board.view.writes[0]).not.toHaveProperty('answer');
});

test('a write without an answer is not known, and the failure stays in sight when it is over', async () => {
  let failing = true;
  const kind = toyKind({
    plan: () => [{ do: 'make', because: 'it is not there' }],
    apply: async () => {
      if (failing) throw new Error('socket hang up');
      return { is: 'wait', because: 'later' };
    },
  });
  declare(bed.manifests, [toy('x')]);
  bed.start('one', { board, kinds: [kind] });
  await bed.run(1);
  expect(board.view.writes).toMatchObject([{ outcome: 'unknown', answer: 'socket hang up' }]);
  expect(subject('Toy')).toMatchObject({ outcome: 'failed', reconciles: { count: 1, errors: 1 } });
  failing = false;
  await bed.run(41);
  expect(subject('Toy')).toMatchObject({
    outcome: 'waiting',
    lastError: { at: '2026-01-01T00:00:00.000Z', message: 'socket hang up' },
  });
});

test('what a failed look does not say is as it was', async () => {
  bed.start('one', { board });
  await bed.run(61);
  const before = subject();
  cluster.marathon.queue = async () => {
    throw new Error('Marathon does not answer');
  };
  await bed.run(21);
  expect(subject()?.outcome).toBe('failed');
  expect(subject()?.picture).toBe(before?.picture);
  expect(
    subject()
      ?.conditions.filter(({ good }) => !good)
      .map(({ type }) => type),
  ).toEqual(['Ready', 'Observed']);
});

test('no more writes are kept than fit', async () => {
  let left = MOST_WRITES + 25;
  const kind = toyKind({
    plan: () => (left > 0 ? [{ do: 'make', because: `${left} are left` }] : []),
    apply: async () => {
      left--;
      return { is: 'done' };
    },
  });
  declare(bed.manifests, [toy('x')]);
  bed.start('one', { board, kinds: [kind] });
  await bed.run(121);
  expect(left).toBe(0);
  expect(board.view.writes).toHaveLength(MOST_WRITES);
  expect(board.view.writes[0]?.because).toBe('1 are left');
});

describe('an operator that stands by', () => {
  test('shows who leads and nothing that it does not look after', async () => {
    const other = bed.board();
    const stop = bed.start('one', { board: other });
    await bed.run(41);
    bed.start('two', { board });
    await bed.run(21);
    expect(board.view.lead).toMatchObject({ leads: false, leader: 'one' });
    expect(board.view.subjects).toEqual([]);
    expect(board.stillMillis).toBeLessThanOrEqual(5000);
    await stop();
    await bed.run(41);
    expect(board.view.lead).toMatchObject({ leads: true, leader: 'two' });
    expect(board.view.subjects).toHaveLength(2);
  });

  test('does not go on telling of what it no longer looks after', async () => {
    bed.start('one', { board });
    await bed.run(41);
    expect(board.view.subjects).toHaveLength(2);
    const down = async () => {
      throw new Error('the store does not answer');
    };
    Object.assign(bed.rawState, { get: down, put: down, list: down });
    await bed.run(41);
    expect(board.view.lead).toMatchObject({ leads: false, error: 'the store does not answer' });
    expect(board.view.lead).not.toHaveProperty('leader');
    expect([board.view.subjects, board.view.troubles]).toEqual([[], []]);
    // Nor of a key that was in work meanwhile.
    const { kind, name } = { kind: 'Toy', name: 'x' };
    const item = {
      kind,
      name,
      stack: 's',
      source: 'manifests' as const,
      generation: 'g',
      content: { is: 'removed' as const },
    };
    const report = { kind, name, outcome: 'failed' as const, because: 'late', did: [], planned: [] };
    board.keyEnded(item, { report, conditions: [], millis: 1 });
    await bed.run(6);
    expect(board.view.subjects).toEqual([]);
    // What it has done stays in sight.
    expect(board.view.writes.length).toBeGreaterThan(0);
  });

  test('says when the lead cannot even be sought', async () => {
    bed.rawState.get = async () => {
      throw new Error('the store does not answer');
    };
    bed.start('one', { board });
    await bed.run(21);
    expect(board.view.lead).toMatchObject({ leads: false, error: 'the store does not answer' });
  });
});

test('a pass that fails as a whole is one that failed', async () => {
  bed.start('one', { board });
  await bed.run(41);
  bed.manifests.list = async () => {
    throw new Error('the bucket does not answer');
  };
  await bed.run(21);
  expect(board.view.passes.failed).toBeGreaterThan(0);
  expect(board.view.passes.last?.error).toBe('the bucket does not answer');
});

test('a loop that is stuck is seen', async () => {
  let stuck = false;
  let release = () => {};
  const forever = new Promise<void>((resolve) => {
    release = resolve;
  });
  const kind = toyKind({ look: () => (stuck ? forever : Promise.resolve()) });
  declare(bed.manifests, [toy('x')]);
  bed.start('one', { board, kinds: [kind] });
  await bed.run(41);
  expect(board.stillMillis).toBeLessThanOrEqual(20_000);
  stuck = true;
  // Only the heart beats.
  await bed.clock.run(300, 1);
  expect(board.stillMillis).toBeGreaterThan(270_000);
  expect(board.leadMillis).toBeLessThanOrEqual(5000);
  release();
});

test('what is written for an agent that has come, before anything else is looked at, is in sight, too', async () => {
  const passes = bed.passes(() => {}, { board });
  for (let i = 0; i < 6; i++) {
    await passes.run();
    await bed.clock.run(10, 0);
  }
  const before = board.view.writes.length;
  await cluster.addAgent('a4');
  const id = cluster.agents.find(({ hostname }) => hostname === 'a4')?.id ?? '';
  await passes.run('wake', { arrived: () => [id] });
  expect(board.view.writes.length).toBe(before + 1);
  expect(board.view.writes[0]).toMatchObject({ name: 'spark-2-4', do: 'raise-instances', outcome: 'done' });
});
