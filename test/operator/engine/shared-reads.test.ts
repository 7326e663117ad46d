import { Duration } from '../../../src/domain/core/duration';
import type { World } from '../../../src/operator/engine/kind';
import { Memory } from '../../../src/operator/engine/memory';
import { SharedReads } from '../../../src/operator/engine/shared-reads';
import type {
  Marathon,
  MarathonApp,
  Metronome,
  SparkDispatcher,
  Zeppelin,
} from '../../../src/operator/ports';
import { app, view } from '../support/agents';
import { seeded } from '../support/seeded';

/**
 * A world that counts. Every answer carries when it was asked for and answered: the version of a Mesos view, an
 * app's instances, the queue's count.
 */
const IDS = Array.from({ length: 200 }, (_, i) => `/app-${i}`);

class Counting {
  readonly asked: string[] = [];
  now = 0;
  /** Rises with every request and every answer. */
  moment = 0;
  readonly spans = new Map<unknown, { readonly sent: number; readonly answered: number }>();
  down = false;
  hidden = new Set<string>();

  async answer<T>(what: string, value: T): Promise<T> {
    this.asked.push(what);
    const sent = ++this.moment;
    await Promise.resolve();
    this.spans.set(value, { sent, answered: ++this.moment });
    if (this.down) throw new Error(`${what}: no answer`);
    return value;
  }

  private metronome(): Metronome {
    return {
      info: () => this.answer('metronome info', { version: '0.6' }),
      job: () => this.answer('job', undefined),
      create: () => this.answer('create job', { is: 'accepted' }),
      replace: () => this.answer('replace job', { is: 'accepted' }),
      remove: () => this.answer('remove job', { is: 'accepted' }),
      run: () => this.answer('run', { is: 'started', runId: 'r' }),
      stopRun: () => this.answer('stop run', { is: 'accepted' }),
    };
  }

  private dispatcher(): SparkDispatcher {
    return {
      submit: () => this.answer('submit', { is: 'submitted', submissionId: 's' }),
      status: () => this.answer('status', { state: 'QUEUED' }),
      kill: () => this.answer('kill', { is: 'killing', message: '' }),
    };
  }

  private zeppelin(): Zeppelin {
    return {
      interpreter: () => this.answer('interpreter', undefined),
      activity: () => this.answer('activity', { is: 'idle', notes: 0 }),
      replaceProperties: () => this.answer('replaceProperties', { is: 'accepted' }),
      restart: () => this.answer('restart', { is: 'accepted' }),
    };
  }

  world(): World {
    const one = (id: string): MarathonApp => app(0, [], { id });
    const marathon: Marathon = {
      info: () => this.answer('info', { version: '1.11.24', marathon_config: {} }),
      app: (id) => this.answer('app', one(id)),
      ports: () => this.answer('ports', []),
      queue: () => this.answer('queue', new Map()),
      deployments: () => this.answer('deployments', []),
      create: () => this.answer('create', { is: 'accepted', deploymentId: 'd' }),
      raise: () => this.answer('raise', { is: 'accepted', deploymentId: 'd' }),
      release: () => this.answer('release', { is: 'accepted', deploymentId: 'd' }),
      apps: () => this.answer('apps', IDS.filter((id) => !this.hidden.has(id)).map(one)),
      wipe: () => this.answer('wipe', { is: 'accepted', deploymentId: 'd' }),
      replace: () => this.answer('replace', { is: 'accepted', deploymentId: 'd' }),
      remove: () => this.answer('remove', { is: 'accepted', deploymentId: 'd' }),
      stop: () => this.answer('stop', { is: 'accepted', deploymentId: 'd' }),
    };
    return {
      mesos: {
        view: () => this.answer('view', view([])),
        gone: () => this.answer('gone', { is: 'known', ids: new Set<string>() }),
        frameworks: () => this.answer('frameworks', { is: 'known', frameworks: [] }),
        tasks: () => this.answer('tasks', { is: 'known', tasks: [] }),
        tasksOf: () => this.answer('tasksOf', { is: 'known', tasks: [] }),
        tasksOn: () => this.answer('tasksOn', { is: 'known', tasks: [] }),
        teardown: () => this.answer('teardown', { is: 'done' }),
        deactivate: () => this.answer('deactivate', { is: 'done' }),
        reactivate: () => this.answer('reactivate', { is: 'done' }),
        markGone: () => this.answer('markGone', { is: 'done' }),
        hold: () => this.answer('hold', { is: 'done' }),
        giveBack: () => this.answer('giveBack', { is: 'done' }),
      },
      marathon,
      marathonAt: () => marathon,
      metronome: () => this.metronome(),
      cosmos: () => ({
        service: () => this.answer('package', undefined),
        install: () => this.answer('install', { is: 'accepted' }),
        update: () => this.answer('update', { is: 'accepted' }),
        uninstall: () => this.answer('uninstall', { is: 'accepted' }),
      }),
      dispatcherAt: () => this.dispatcher(),
      dispatcherUiAt: () => ({ view: () => this.answer('dispatcher view', NO_DRIVERS) }),
      zeppelinAt: () => this.zeppelin(),
      agentHealth: { ports: async () => new Map() },
      store: {
        get: async () => undefined,
        list: async () => [],
        put: async () => this.answer('put', { is: 'conflict' }),
        delete: async () => this.answer('delete', { is: 'conflict' }),
      },
      sha256: (text) => text,
      clock: { now: () => new Date(0), elapsedMillis: () => this.now, sleep: async () => {} },
      memory: new Memory(),
      log: { event: () => {} },
    };
  }
}

const NO_DRIVERS = { frameworkId: 'fw', queued: [], launched: [], retrying: [] };

let counting: Counting;
beforeEach(() => {
  counting = new Counting();
});

const make = () => new SharedReads({ world: counting.world(), longest: Duration.seconds(10) });

/** As a kind looks: Mesos, then the app between two reads of the queue. */
async function look(reads: SharedReads, id: string): Promise<readonly unknown[]> {
  const { mesos, marathon } = reads.look();
  return [await mesos.view(), await marathon.queue(), await marathon.app(id), await marathon.queue()];
}

test('200 looks at 200 apps cost a small number of reads that does not grow', async () => {
  const reads = make();
  for (let i = 0; i < 200; i++) await look(reads, `/app-${i}`);
  const counts = Object.fromEntries(
    [...new Set(counting.asked)].map((what) => [what, counting.asked.filter((one) => one === what).length]),
  );
  expect(counts).toEqual({ view: 1, queue: 6, app: 4, apps: 1 });
});

describe('a round after one that has asked for more than a few apps', () => {
  const round = async (reads: SharedReads, apps: number) => {
    reads.begin();
    for (let i = 0; i < apps; i++) await look(reads, `/app-${i}`);
  };
  const apps = () => counting.asked.filter((what) => what.startsWith('app'));

  test('reads the list alone, and again only a few one by one after a round with a few', async () => {
    const reads = make();
    for (const [count, asked] of [
      [5, ['app', 'app', 'app', 'app', 'apps']],
      [5, ['apps']],
      [2, ['apps']],
      [2, ['app', 'app']],
    ] as const) {
      await round(reads, count);
      reads.end();
      expect(apps()).toEqual(asked);
      counting.asked.splice(0);
    }
  });

  test('looks at one alone where something was written meanwhile', async () => {
    const reads = make();
    await round(reads, 5);
    reads.end();
    await round(reads, 5);
    counting.asked.splice(0);
    await reads.look().marathon.raise('/app-0', 1);
    await look(reads, '/app-0');
    expect(apps()).toEqual(['app']);
  });
});

test('looks at the same app cost no more than one', async () => {
  const reads = make();
  for (let i = 0; i < 50; i++) await look(reads, '/app-0');
  expect(counting.asked).toEqual(['view', 'queue', 'app', 'queue']);
});

test.each([true, false])(
  'Mesos is from before Marathon, and the queue from before and after (all apps in the list: %s)',
  async (listed) => {
    if (!listed) counting.hidden = new Set(IDS);
    const reads = make();
    for (let i = 0; i < 20; i++) {
      const answers = await look(reads, `/app-${i}`);
      // An app out of the list is as old as the list.
      const list = [...counting.spans].find(([value]) => Array.isArray(value) && value.includes(answers[2]));
      const spans = answers.map((value) => counting.spans.get(value) ?? list?.[1]);
      for (const [n, span] of spans.entries()) {
        if (n > 0) expect(span?.sent).toBeGreaterThan(spans[n - 1]?.answered ?? Number.NaN);
      }
    }
  },
);

test('random: each look sees answers in its own order, all from after the last write', async () => {
  for (let seed = 1; seed <= 200; seed++) {
    counting = new Counting();
    counting.hidden = new Set(IDS);
    const reads = make();
    const random = seeded(seed);
    let lastWrite = 0;
    for (let i = 0; i < 20; i++) {
      const { mesos, marathon, store } = reads.look();
      let floor = 0;
      for (let step = 0; step < 6; step++) {
        const dice = Math.floor(random() * 9);
        if (dice === 7) {
          await marathon.raise('/app-0', 3);
          lastWrite = counting.moment;
        } else if (dice === 8) {
          await store.put('state/x', 'x', { ifAbsent: true });
          lastWrite = counting.moment;
        } else {
          const verbs = [mesos.view, mesos.gone, marathon.queue, marathon.deployments, marathon.ports];
          const verb = verbs[dice];
          const value = await (verb ? verb() : marathon.app(`/app-${dice}`));
          const span = counting.spans.get(value);
          expect(span?.sent).toBeGreaterThan(Math.max(floor, lastWrite));
          floor = span?.answered ?? Number.NaN;
        }
      }
    }
  }
});

test('nothing is older than the interval', async () => {
  const reads = make();
  await reads.look().mesos.view();
  counting.now = 10_000;
  await reads.look().mesos.view();
  expect(counting.asked).toHaveLength(1);
  counting.now = 10_001;
  await reads.look().mesos.view();
  expect(counting.asked).toHaveLength(2);
});

test('a server that is down is waited for once, and asked again after a drop', async () => {
  const reads = make();
  counting.down = true;
  for (let i = 0; i < 3; i++) await expect(reads.look().marathon.queue()).rejects.toThrow('queue: no answer');
  expect(counting.asked).toEqual(['queue']);
  counting.down = false;
  reads.drop();
  await reads.look().marathon.queue();
  expect(counting.asked).toEqual(['queue', 'queue']);
});

test('two who ask at once ask once', async () => {
  const reads = make();
  const { mesos } = reads.look();
  await Promise.all([mesos.view(), mesos.view(), reads.look().mesos.view()]);
  expect(counting.asked).toEqual(['view']);
});

test('an app that the list does not show is asked for by its name before it counts as absent', async () => {
  const reads = make();
  counting.hidden.add('/app-7');
  for (let i = 0; i < 8; i++) await look(reads, `/app-${i}`);
  expect((await look(reads, '/app-7'))[2]).toMatchObject({ id: '/app-7' });
  expect(counting.asked.filter((one) => one === 'app')).toHaveLength(5);
});

test('also after a write that failed nothing from before it is given out', async () => {
  const reads = make();
  await look(reads, '/app-0');
  counting.down = true;
  await expect(reads.look().marathon.raise('/app-0', 1)).rejects.toThrow();
  counting.down = false;
  counting.asked.splice(0);
  await look(reads, '/app-0');
  expect(counting.asked).toEqual(['view', 'queue', 'app', 'queue']);
});
