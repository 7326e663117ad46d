import { stateStoreKeys } from '../../../src/manifest';
import type { World } from '../../../src/operator/engine/kind';
import { TerminalError } from '../../../src/operator/engine/terminal-error';
import { Bed } from '../support/bed';
import { FakeCluster } from '../support/fake-cluster';
import { declare, defaults, drain, service } from '../support/manifests';
import { toy, toyKind } from '../support/toy-kind';

let cluster: FakeCluster;
let bed: Bed;

beforeEach(() => {
  cluster = new FakeCluster();
  bed = new Bed(cluster);
});

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}-${i}`);

describe('a pass with nothing to do', () => {
  /** @returns what one of the operator's passes over it costs, once it has settled */
  async function quietPass(manifests: Parameters<typeof declare>[1], kinds?: ReturnType<typeof toyKind>[]) {
    declare(bed.manifests, manifests);
    const passes = bed.passes(() => {}, kinds ? { kinds } : {});
    for (let i = 0; i < 6; i++) {
      await passes.run();
      await bed.clock.run(10, 0);
    }
    for (const list of [bed.reads, bed.puts, bed.writes]) list.splice(0);
    const reports = await passes.run();
    expect(reports.filter(({ outcome }) => outcome !== 'settled')).toEqual([]);
    expect(reports).toHaveLength(manifests.length);
    expect([bed.puts, bed.writes]).toEqual([[], []]);
    return bed.reads;
  }

  const MANIFESTS = ['index/', 'manifests/'];
  const FOLDERS = ['declared/', 'endpoints/', 'holds/', 'published/', 'revisions/', 'state/', 'status/'];

  test('over 200 manifests writes nothing and costs one listing a folder and one look at the cluster', async () => {
    for (const host of ['a1', 'a2', 'a3']) await cluster.addAgent(host);
    const others = names('d', 199).map((name) => ({ ...defaults(), metadata: { name } }));
    const reads = await quietPass([service(), ...others]);
    expect([...reads].sort()).toEqual(
      [
        ...[...MANIFESTS, ...FOLDERS].map((folder) => `list ${folder}`),
        'mesos view',
        'marathon queue',
        'marathon app',
        'marathon queue',
      ].sort(),
    );
  });

  test('reads all apps once for kinds that begin with the agents and for those that do not', async () => {
    const app = async (name: string, { marathon }: World) => {
      await marathon.queue();
      await marathon.app(`/${name}`);
      await marathon.queue();
    };
    const first = toyKind({ kind: 'First', look: ({ metadata }, world) => app(metadata.name, world) });
    const second = toyKind({
      kind: 'Second',
      beginsWithAgents: true,
      look: async ({ metadata }, world) => {
        await world.mesos.view();
        await app(metadata.name, world);
      },
    });
    const manifests = names('x', 20).map((name, i) => toy(name, {}, i < 10 ? 'First' : 'Second'));
    const reads = (await quietPass(manifests, [first, second])).filter((one) => !one.startsWith('list'));
    expect(reads[0]).toBe('mesos view');
    expect(reads.filter((one) => one === 'mesos view' || one === 'marathon apps')).toHaveLength(2);
    const none = await quietPass(
      names('y', 3).map((name) => toy(name, {}, 'First')),
      [first, second],
    );
    expect(none).not.toContain('mesos view');
  });

  test.each<[apps: number, reads: readonly string[]]>([
    [4, Array.from({ length: 4 }, () => 'marathon app')],
    [5, ['marathon apps']],
    [200, ['marathon apps']],
  ])('over %d apps reads the tasks of each once', async (count, expected) => {
    const kind = toyKind({
      look: async ({ metadata }, { mesos, marathon }) => {
        await mesos.view();
        await marathon.queue();
        await marathon.app(`/${metadata.name}`);
        await marathon.queue();
      },
    });
    for (const name of names('app', count)) {
      cluster.apps.set(`/${name}`, {
        definition: { portDefinitions: [] },
        instances: 0,
        tasks: [],
        deploying: false,
        queued: 0,
      });
    }
    const reads = await quietPass(
      names('app', count).map((name) => toy(name)),
      [kind],
    );
    expect(reads.length).toBeLessThanOrEqual(15);
    expect(reads.filter((what) => what.startsWith('marathon app'))).toEqual(expected);
  });
});

describe('the order', () => {
  test('is that of the kinds, and who reads what another one wrote sees it in the same pass', async () => {
    const looked: string[] = [];
    const seen: (string | undefined)[] = [];
    const first = toyKind({
      kind: 'Zebra',
      look: async ({ metadata }, { store }) => {
        looked.push(metadata.name);
        return store.get('endpoints/x.json');
      },
      plan: (_, found) => (found ? [] : [{ do: 'publish-x', because: 'it is not there' }]),
      apply: async (_, __, { store }) => {
        await store.put('endpoints/x.json', '7337', { ifAbsent: true });
        return { is: 'done' };
      },
    });
    const second = toyKind({
      kind: 'Ant',
      look: async ({ metadata }, { store }) => {
        looked.push(metadata.name);
        seen.push((await store.get('endpoints/x.json'))?.body);
      },
    });
    declare(bed.manifests, [toy('a', {}, 'Ant'), toy('z', {}, 'Zebra')]);
    await bed.passes(() => {}, { kinds: [first, second] }).run();
    expect(looked).toEqual(['z', 'z', 'a']);
    expect(seen).toEqual(['7337']);
  });

  test('who comes before is looked at again soon after somebody has written', async () => {
    const looked: string[] = [];
    let done = false;
    const look = async ({ metadata }: { metadata: { name: string } }) => void looked.push(metadata.name);
    const first = toyKind({ kind: 'Zebra', look });
    const second = toyKind({
      kind: 'Ant',
      look,
      plan: () => (done ? [] : [{ do: 'write', because: 'once' }]),
      apply: async () => {
        done = true;
        return { is: 'done' };
      },
    });
    declare(bed.manifests, [toy('a', {}, 'Ant'), toy('z', {}, 'Zebra')]);
    const passes = bed.passes(() => {}, { kinds: [first, second] });
    await passes.run();
    expect(looked.splice(0)).toEqual(['z', 'a', 'a']);
    expect(passes.nextAt).toBe(bed.clock.elapsedMillis() + 1000);
    await bed.clock.run(1, 0);
    await passes.run('due');
    expect(looked).toEqual(['z']);
    expect(passes.nextAt).toBeUndefined();
  });

  test('a wake in the middle: who is ahead sees the world anew, who is behind is looked at again', async () => {
    const looked: string[] = [];
    let woken = false;
    const kind = toyKind({
      look: async ({ metadata }, { mesos }) => {
        await mesos.view();
        looked.push(metadata.name);
        if (metadata.name === 'b' && looked.length === 2) woken = true;
      },
    });
    declare(
      bed.manifests,
      ['a', 'b', 'c', 'd'].map((name) => toy(name)),
    );
    const passes = bed.passes(() => {}, { kinds: [kind] });
    const woke = () => {
      const answer = woken;
      woken = false;
      return answer;
    };
    bed.reads.splice(0);
    await passes.run('resync', { woken: woke });
    expect(looked.splice(0)).toEqual(['a', 'b', 'c', 'd']);
    expect(bed.reads.filter((what) => what === 'mesos view')).toHaveLength(2);
    await passes.run('due');
    expect(looked).toEqual(['a', 'b']);
  });
});

describe('a failure', () => {
  let failing: boolean;
  let looks: number;
  const flaky = () =>
    toyKind({
      look: async ({ metadata }) => {
        if (metadata.name !== 'bad') return;
        looks++;
        if (failing) throw new Error('it broke');
      },
    });

  beforeEach(() => {
    failing = true;
    looks = 0;
    declare(bed.manifests, [toy('bad'), toy('good')]);
  });

  test('doubles the pause, up to five minutes, and a resync does not shorten it', async () => {
    const passes = bed.passes(() => {}, { kinds: [flaky()] });
    const at: number[] = [];
    for (let second = 0; second < 1500; second += 4) {
      const before = looks;
      await passes.run();
      if (looks > before) at.push(second);
      await bed.clock.run(4, 0);
    }
    const pauses = at.slice(1).map((second, i) => second - (at[i] ?? 0));
    for (const [i, pause] of pauses.entries()) {
      const whole = Math.min(20 * 2 ** i, 300);
      expect(pause).toBeGreaterThanOrEqual(0.8 * whole);
      expect(pause).toBeLessThanOrEqual(whole + 4);
    }
    expect(pauses.length).toBeGreaterThanOrEqual(7);
  });

  test('is looked at after a wake, but not more often than the interval however often it rings', async () => {
    const passes = bed.passes(() => {}, { kinds: [flaky()] });
    for (let i = 0; i < 200; i++) {
      await passes.run('wake');
      await bed.clock.run(1, 0);
    }
    expect(looks).toBeGreaterThanOrEqual(9);
    expect(looks).toBeLessThanOrEqual(11);
  });

  test('is forgotten with success, and with a manifest that changed', async () => {
    const passes = bed.passes(() => {}, { kinds: [flaky()] });
    await passes.run();
    await passes.run();
    expect(looks).toBe(1);
    declare(bed.manifests, [toy('bad', { changed: true }), toy('good')]);
    await passes.run();
    expect(looks).toBe(2);
    failing = false;
    await bed.clock.run(20, 0);
    for (let i = 0; i < 3; i++) await passes.run();
    expect(looks).toBe(5);
    expect(bed.condition('Ready', 'Toy', 'bad')?.status).toBe('True');
  });

  test('of a manifest that is gone is not come back to', async () => {
    const passes = bed.passes(() => {}, { kinds: [flaky()] });
    await passes.run();
    declare(bed.manifests, [toy('good')]);
    await bed.clock.run(400, 0);
    await passes.run();
    expect(looks).toBe(1);
    expect(bed.condition('Ready', 'Toy', 'bad')).toMatchObject({ reason: 'Retained' });
  });
});

describe('a terminal error', () => {
  test.each(['look', 'apply'] as const)(
    'of %s is not tried again before the manifest changes, and told',
    async (where) => {
      let tries = 0;
      const fail = () => {
        tries++;
        throw new TerminalError('Spark 9 is not known');
      };
      const kind = toyKind({
        look: async () => (where === 'look' ? fail() : undefined),
        plan: () => [{ do: 'write', because: 'it is wanted' }],
        apply: async () => fail(),
      });
      declare(bed.manifests, [toy('x')]);
      const passes = bed.passes(() => {}, { kinds: [kind] });
      for (let i = 0; i < 5; i++) {
        const [report] = await passes.run(i % 2 ? 'wake' : 'resync');
        expect(report).toMatchObject({ outcome: 'refused', because: 'Spark 9 is not known' });
        await bed.clock.run(400, 0);
      }
      expect(tries).toBe(1);
      expect(bed.condition('Applied', 'Toy', 'x')).toMatchObject({ status: 'False', reason: 'Refused' });
      expect(bed.condition('Ready', 'Toy', 'x')).toMatchObject({
        status: 'False',
        message: 'Spark 9 is not known',
      });
      expect(bed.status('Toy', 'x').events).toMatchObject([{ type: 'Warning', reason: 'Refused', count: 1 }]);
      declare(bed.manifests, [toy('x', { changed: true })]);
      await passes.run();
      expect(tries).toBe(2);
    },
  );
});

test('an action that looks before it writes sees the world as it is then, not as another look has seen it', async () => {
  const seen: number[] = [];
  const frameworks = async ({ mesos }: World) => {
    const found = await mesos.frameworks();
    seen.push(found.is === 'known' ? found.frameworks.length : -1);
  };
  const kind = toyKind({
    look: async ({ metadata }, world) => {
      await world.mesos.view();
      if (metadata.name === 'a') await frameworks(world);
    },
    plan: ({ metadata }) => (metadata.name === 'b' ? [{ do: 'write', because: 'once' }] : []),
    apply: async (_, __, world) => {
      cluster.frameworks = [{ id: 'f', name: 'a job that came meanwhile' }];
      await frameworks(world);
      return { is: 'wait', because: 'it has changed' };
    },
  });
  declare(bed.manifests, [toy('a'), toy('b')]);
  await bed.passes(() => {}, { kinds: [kind] }).run();
  expect(seen).toEqual([0, 1]);
});

test('a plan that never ends stops after 20 writes, and the others have their turn', async () => {
  let writes = 0;
  const looked: string[] = [];
  const kind = toyKind({
    look: async ({ metadata }) => void looked.push(metadata.name),
    plan: ({ metadata }) => (metadata.name === 'a' ? [{ do: 'write', because: 'again' }] : []),
    apply: async () => {
      writes++;
      return { is: 'done' };
    },
  });
  declare(bed.manifests, [toy('a'), toy('b')]);
  const passes = bed.passes(() => {}, { kinds: [kind] });
  await passes.run();
  expect(writes).toBe(20);
  expect(looked.at(-1)).toBe('b');
  expect(passes.nextAt).toBeUndefined();
});

describe('a manifest that a newer index omits', () => {
  /** Draining takes two looks: the app is stopped, then it is gone. */
  function draining(left: { tasks: number }) {
    return toyKind({
      removal: (name, { deletionPolicy }) =>
        deletionPolicy === undefined && name === 'keep'
          ? undefined
          : {
              paused: false,
              look: async () => ({
                actions:
                  left.tasks === 0
                    ? []
                    : [
                        {
                          do: 'drain',
                          because: `${left.tasks} tasks are left`,
                          apply: async () => {
                            left.tasks--;
                            return left.tasks === 0 ? { is: 'done' } : { is: 'wait', because: 'it drains' };
                          },
                        },
                      ],
                judgement: {
                  conditions: [
                    left.tasks === 0
                      ? { type: 'Removed', status: 'True', reason: 'Drained', message: 'nothing is left' }
                      : { type: 'Removed', status: 'False', reason: 'Draining', message: 'it drains' },
                  ],
                  summary: 'it is gone',
                  status: {},
                },
              }),
            },
    });
  }

  test('is reconciled until it is removed, and then left alone', async () => {
    const left = { tasks: 3 };
    declare(bed.manifests, [toy('x'), toy('keep')]);
    const passes = bed.passes(() => {}, { kinds: [draining(left)] });
    await passes.run();
    declare(bed.manifests, []);
    const outcomes: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      outcomes.push((await passes.run()).map(({ name, outcome }) => [name, outcome]));
      await bed.clock.run(20, 0);
    }
    expect(outcomes).toEqual([[['x', 'waiting']], [['x', 'waiting']], [['x', 'settled']], [], []]);
    expect(left.tasks).toBe(0);
    expect(bed.condition('Removed', 'Toy', 'x')).toMatchObject({ status: 'True', reason: 'Drained' });
    expect(bed.condition('Ready', 'Toy', 'keep')).toMatchObject({ reason: 'Retained' });
    expect(bed.status('Toy', 'x').events?.map(({ reason, count }) => [reason, count])).toEqual([
      ['Waiting', 2],
      ['Drain', 1],
    ]);
  });

  test('is not removed while its index cannot be read, and not any more when it is declared again', async () => {
    const left = { tasks: 9 };
    declare(bed.manifests, [toy('x')]);
    const passes = bed.passes(() => {}, { kinds: [draining(left)] });
    await passes.run();
    bed.manifests.set('index/demo.json', '{');
    await passes.run();
    expect(left.tasks).toBe(9);
    declare(bed.manifests, []);
    await passes.run();
    expect(left.tasks).toBe(8);
    declare(bed.manifests, [toy('x')]);
    await passes.run();
    expect(left.tasks).toBe(8);
    expect(bed.status('Toy', 'x').conditions.map(({ type }) => type)).not.toContain('Removed');
  });

  test('is worked on after all that is declared, whatever their names and kinds', async () => {
    const order: string[] = [];
    const kindOf = (kind: string) =>
      toyKind({
        kind,
        look: async ({ metadata }) => order.push(metadata.name),
        removal: (name) => ({
          paused: false,
          look: async () => {
            order.push(`${name} goes`);
            return { actions: [], judgement: { conditions: [], summary: '', status: {} } };
          },
        }),
      });
    const passes = bed.passes(() => {}, { kinds: [kindOf('First'), kindOf('Second')] });
    declare(bed.manifests, [toy('a', {}, 'First'), toy('b', {}, 'First'), toy('c', {}, 'Second')]);
    await passes.run();
    declare(bed.manifests, [toy('b', {}, 'First'), toy('c', {}, 'Second'), toy('d', {}, 'Second')]);
    order.splice(0);
    await passes.run();
    expect(order).toEqual(['b', 'c', 'd', 'a goes']);
  });

  test('a dry run plans its removal and touches nothing', async () => {
    const left = { tasks: 1 };
    declare(bed.manifests, [toy('x'), toy('keep')]);
    await bed.passes(() => {}, { kinds: [draining(left)] }).run();
    declare(bed.manifests, []);
    bed.puts.splice(0);
    const reports = await bed.passes(() => {}, { kinds: [draining(left)], dryRun: true }).run();
    expect(reports.map(({ name, planned }) => [name, planned.map((action) => action.do)])).toEqual([
      ['x', ['drain']],
    ]);
    expect([left.tasks, bed.puts]).toEqual([1, []]);
  });
});

describe('observe only', () => {
  test('writes status and nothing else, and says what is held back', async () => {
    for (const host of ['a1', 'a2', 'a3']) await cluster.addAgent(host);
    declare(bed.manifests, [service(), defaults()]);
    const passes = bed.passes(() => {}, { observeOnly: true });
    for (let i = 0; i < 3; i++) await passes.run();
    expect(bed.puts.map((key) => key.slice(0, 7))).toEqual(['status/', 'status/']);
    expect(cluster.writes).toEqual([]);
    expect(bed.condition('Observing')).toMatchObject({
      status: 'True',
      reason: 'ObserveOnly',
      message: 'the operator runs with --observe-only: 3 writes are held back',
    });
    expect(bed.condition('Ready')).toMatchObject({ status: 'False', reason: 'NotCreated' });
    const acting = bed.passes();
    await acting.run();
    await bed.clock.run(10, 0);
    await acting.run();
    expect(bed.condition('Observing')).toBeUndefined();
    expect(bed.condition('Ready')?.status).toBe('True');
  });

  test('shows a cluster that is as declared as ready', async () => {
    for (const host of ['a1', 'a2']) await cluster.addAgent(host);
    declare(bed.manifests, [service()]);
    const acting = bed.passes();
    for (let i = 0; i < 3; i++) {
      await acting.run();
      await bed.clock.run(10, 0);
    }
    const [report] = await bed.passes(() => {}, { observeOnly: true }).run();
    expect(report).toMatchObject({ outcome: 'settled', did: [] });
    expect(bed.condition('Ready')?.status).toBe('True');
  });

  test('fails a kind that tries to write all the same', async () => {
    const kind = toyKind({
      look: async (_, { store }) => store.put('state/x', 'x', { ifAbsent: true }),
    });
    declare(bed.manifests, [toy('x')]);
    const [report] = await bed.passes(() => {}, { kinds: [kind], observeOnly: true }).run();
    expect(report).toMatchObject({
      outcome: 'failed',
      because: 'the operator only observes; nothing is written',
    });
    expect(bed.rawState.text(stateStoreKeys.state('Toy', 'x'))).toBeUndefined();
  });
});

test('what was removed is forgotten after a week by an operator that acts, and by no other', async () => {
  await cluster.addAgent('a1');
  declare(bed.manifests, [service(), drain('a1')]);
  const acting = bed.passes();
  const others = [bed.passes(() => {}, { dryRun: true }), bed.passes(() => {}, { observeOnly: true })];
  const rounds = async (passes = acting) => {
    for (let i = 0; i < 3; i++) {
      await passes.run();
      await bed.clock.run(10, 0);
    }
  };
  await rounds();
  declare(bed.manifests, [service()]);
  await rounds();
  expect(bed.condition('Removed', 'AgentDrain', 'a1')?.status).toBe('True');
  await bed.clock.run(8 * 86_400, 0);
  for (const other of others) await rounds(other);
  expect(bed.deleted).toEqual([]);
  bed.puts.splice(0);
  await rounds();
  expect(bed.deleted).toEqual(['state/AgentDrain/a1.json', 'status/AgentDrain/a1.json']);
  expect(bed.puts.filter((key) => key.includes('AgentDrain'))).toEqual([]);
  declare(bed.manifests, [service(), drain('a1')]);
  await rounds();
  expect(bed.condition('Cordoned', 'AgentDrain', 'a1')?.status).toBe('True');
});
