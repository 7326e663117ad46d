import { stateStoreKeys } from '../../../src/manifest';
import { MarathonLeadership } from '../../../src/operator/engine/marathon-leadership';
import { runOnce } from '../../../src/operator/engine/operator';
import type { Clock, Marathon, ObjectStore, Wakes } from '../../../src/operator/ports';
import { Bed, TIMING } from '../support/bed';
import { FakeCluster } from '../support/fake-cluster';
import { declare, defaults, service } from '../support/manifests';
import { toy, toyKind } from '../support/toy-kind';

let cluster: FakeCluster;
let bed: Bed;

beforeEach(async () => {
  cluster = new FakeCluster();
  bed = new Bed(cluster);
  for (const host of ['a1', 'a2', 'a3']) await cluster.addAgent(host);
  declare(bed.manifests, [service(), defaults()]);
});
afterEach(() => bed.close());

/** Rings when the test says so. */
class Bell implements Wakes {
  listening = 0;
  private wake: (because: string) => void = () => {};

  ring(): void {
    this.wake('a test');
  }

  async listen(wake: (because: string) => void, stop: AbortSignal): Promise<void> {
    this.wake = wake;
    this.listening++;
    await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
    this.listening--;
  }
}

/** A promise that the test fulfils. */
function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

const breath = () => new Promise((resolve) => setImmediate(resolve));

test('memory is given back after each pass, and again and again by whoever stands by', async () => {
  let passes = 0;
  bed.start('one', { rest: () => passes++ });
  await bed.run(61);
  const first = passes;
  expect(first).toBeGreaterThanOrEqual(4);
  let rests = 0;
  bed.start('two', { rest: () => rests++ });
  await bed.run(20);
  expect(passes).toBeLessThanOrEqual(first + 1);
  // Every renewal, of 5 s.
  expect([3, 4, 5]).toContain(rests);
});

describe('a wake', () => {
  test('is answered within a second, long before the interval', async () => {
    const bell = new Bell();
    bed.start('one', { wakes: [bell] });
    await bed.run(61);
    bed.writes.splice(0);
    await cluster.addAgent('a4');
    bell.ring();
    await bed.run(0.15);
    expect(bed.writes).toEqual([]);
    bell.ring();
    await bed.run(0.2);
    expect(bed.writes).toEqual(['raise 4']);
  });

  test('storm costs one pass a second, and does not keep the key from being worked on', async () => {
    const bell = new Bell();
    bed.start('one', { wakes: [bell] });
    await bed.run(61);
    bed.reads.splice(0);
    for (let i = 0; i < 100; i++) {
      bell.ring();
      await bed.run(0.1);
    }
    const views = bed.reads.filter((what) => what === 'mesos view').length;
    expect(views).toBeGreaterThanOrEqual(9);
    expect(views).toBeLessThanOrEqual(12);
  });

  test('of somebody who does not lead moves nothing', async () => {
    const bell = new Bell();
    bed.start('one');
    await bed.run(61);
    bed.start('two', { wakes: [bell] });
    await bed.run(1);
    bed.reads.splice(0);
    bell.ring();
    await bed.run(2);
    expect(bed.reads.filter((what) => what === 'mesos view')).toEqual([]);
  });

  test('source ends with the operator, and one that fails ends nothing', async () => {
    const bell = new Bell();
    const broken: Wakes = {
      listen: async () => {
        throw new Error('no event stream');
      },
    };
    const end = bed.start('one', { wakes: [bell, broken] });
    await bed.run(30);
    expect(bell.listening).toBe(1);
    expect(bed.condition('Deployed')?.status).toBe('True');
    await end();
    expect(bell.listening).toBe(0);
  });
});

describe('a stop', () => {
  test('lets the key in work be finished, begins no other, keeps the lease meanwhile and gives it up', async () => {
    const slow = gate();
    const looked: string[] = [];
    const kind = toyKind({
      look: async ({ metadata }) => {
        looked.push(metadata.name);
        if (metadata.name === 'b') await slow.passed;
      },
    });
    declare(
      bed.manifests,
      ['a', 'b', 'c'].map((name) => toy(name)),
    );
    const end = bed.start('one', { kinds: [kind] });
    for (let i = 0; i < 50 && looked.length < 2; i++) await breath();
    const ended = end();
    const lease = () => JSON.parse(bed.state.text(stateStoreKeys.lease) ?? '') as { holder: string };
    // It takes longer than the lease.
    for (let i = 0; i < 10; i++) await bed.clock.run(5, 1);
    expect(lease().holder).toBe('one');
    slow.open();
    await ended;
    expect(looked).toEqual(['a', 'b']);
    expect(bed.condition('Ready', 'Toy', 'b')?.status).toBe('True');
    expect(lease().holder).toBe('');
    expect(bed.state.text(stateStoreKeys.status('Toy', 'c'))).toBeUndefined();
  });

  test('while everybody sleeps ends at once, and the next one leads at once', async () => {
    const end = bed.start('one');
    await bed.run(61);
    const at = bed.clock.elapsedMillis();
    await end();
    expect(bed.clock.elapsedMillis()).toBe(at);
    bed.start('two');
    await cluster.addAgent('a4');
    await bed.run(1);
    expect(bed.writes.at(-1)).toBe('raise 4');
  });
});

describe('a store that is down', () => {
  /** Fails whenever it is told to. */
  class Flaky implements ObjectStore {
    down = false;
    asked = 0;
    constructor(private readonly store: ObjectStore) {}
    get = (key: string) => this.ask(() => this.store.get(key));
    list = (prefix: string) => this.ask(() => this.store.list(prefix));
    put: ObjectStore['put'] = (key, body, condition) => this.ask(() => this.store.put(key, body, condition));
    delete = (key: string, ifMatch: string) => this.ask(() => this.store.delete(key, ifMatch));
    private async ask<T>(work: () => Promise<T>): Promise<T> {
      this.asked++;
      if (this.down) throw new Error('the store is down');
      return work();
    }
  }

  test('ends the lead before the lease does, and nothing is written until it is back', async () => {
    const store = new Flaky(bed.state);
    const leadership = bed.leadership('one', store);
    bed.start('one', { leadership });
    await bed.run(61);
    bed.writes.splice(0);
    store.down = true;
    await bed.run(21);
    await cluster.addAgent('a4');
    await bed.run(100);
    expect(bed.writes).toEqual([]);
    expect(leadership.leads).toBe(false);
    store.down = false;
    await bed.run(100);
    expect(bed.writes).toEqual(['raise 4']);
  });

  test('is not hammered, however often it rings', async () => {
    const bell = new Bell();
    const broken = new Flaky(bed.state);
    const { get, list } = bed.manifests;
    bed.start('one', { wakes: [bell] });
    await bed.run(61);
    broken.down = true;
    let asked = 0;
    bed.manifests.list = async () => {
      asked++;
      throw new Error('the store is down');
    };
    for (let i = 0; i < 300; i++) {
      bell.ring();
      await bed.run(0.1);
    }
    expect(asked).toBeGreaterThanOrEqual(5);
    expect(asked).toBeLessThanOrEqual(8);
    bed.manifests.get = get;
    bed.manifests.list = list;
    await cluster.addAgent('a4');
    await bed.run(20);
    expect(bed.writes.at(-1)).toBe('raise 4');
  });
});

describe('rule 6: a process that is paused', () => {
  /** Nothing of it moves while it is paused; its clock goes on, as a machine's does. */
  class Pausable {
    frozen = false;
    private resume = gate();
    private left = Number.POSITIVE_INFINITY;
    readonly clock: Clock = {
      now: () => bed.clock.now(),
      elapsedMillis: () => bed.clock.elapsedMillis(),
      sleep: async (time, stop) => {
        await bed.clock.sleep(time, stop);
        await this.point();
      },
    };

    /** Stands still once it has the answer to its n-th read of Marathon from now on. */
    freezeAfter(reads: number): void {
      this.left = reads;
    }
    freeze(): void {
      this.resume = gate();
      this.frozen = true;
    }
    thaw(): void {
      this.frozen = false;
      this.resume.open();
    }

    marathon(port: Marathon): Marathon {
      return {
        ...port,
        app: (id) => this.read(() => port.app(id)),
        queue: () => this.read(() => port.queue()),
      };
    }
    store(port: ObjectStore): ObjectStore {
      return port;
    }

    private async read<T>(ask: () => Promise<T>): Promise<T> {
      const answer = await ask();
      if (--this.left === 0) this.freeze();
      await this.point();
      return answer;
    }
    private async point(): Promise<void> {
      if (this.frozen) await this.resume.passed;
    }
  }

  /** Time for everybody who is not paused. */
  async function elapse(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i += 5) {
      await bed.clock.run(5, 0);
      for (let j = 0; j < 20; j++) await breath();
    }
  }

  test.each([
    ['asleep', 0],
    ['before it reads the app', 1],
    ['before it reads the queue again', 2],
    ['between plan and write', 3],
  ])('%s wakes up after its lease, when another one has taken over, and writes nothing', async (_, reads) => {
    const one = new Pausable();
    bed.start('one', { clock: one.clock, crash: one });
    await bed.run(61);
    expect(bed.writes.splice(0)).toEqual(['create 3']);
    await cluster.addAgent('a4');
    if (reads === 0) one.freeze();
    else one.freezeAfter(reads);
    for (let i = 0; i < 10 && !one.frozen; i++) await elapse(5);
    expect(one.frozen).toBe(true);
    bed.start('two');
    await elapse(100);
    expect(bed.writes).toEqual(['raise 4']);
    const [puts, events] = [bed.puts.length, bed.events.length];
    one.thaw();
    for (let j = 0; j < 50; j++) await breath();
    expect(bed.puts.slice(puts)).toEqual([]);
    const said = bed.events.slice(events).map(({ event, because }) => `${event}: ${String(because)}`);
    if (reads > 0) expect(said).toContain('pass: the lease does not outlast a request; no write is started');
    await bed.run(100);
    expect(bed.writes).toEqual(['raise 4']);
    expect(bed.puts.slice(puts).filter((key) => key !== stateStoreKeys.lease)).toEqual([]);
    expect(JSON.parse(bed.state.text(stateStoreKeys.lease) ?? '')).toMatchObject({ holder: 'two' });
  });
});

describe('following Marathon', () => {
  let leader: string;
  const follower = (self: string) => {
    const { clock, log } = bed;
    return new MarathonLeadership({ askLeader: async () => leader, self, clock, log, timing: TIMING });
  };

  test('of two operators the one beside the leading Marathon writes, and after a failover the other', async () => {
    leader = 'm1:8080';
    for (const self of ['m1', 'm2']) bed.start(self, { leadership: follower(self) });
    await bed.run(60);
    expect(bed.writes.splice(0)).toEqual(['create 3']);
    expect(bed.puts).not.toContain(stateStoreKeys.lease);
    leader = 'm2:8080';
    await cluster.addAgent('a4');
    await bed.run(12);
    expect(bed.writes).toEqual([]);
    await bed.run(30);
    expect(bed.writes).toEqual(['raise 4']);
    expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  test('once: waits until it is sure, or says that another one leads', async () => {
    leader = 'm1:8080';
    const { clock, log } = bed;
    const run = async (self: string) => {
      const leadership = follower(self);
      const passes = bed.passes(leadership.mayWrite);
      const ran = runOnce({ passes, leadership, clock, log, timing: TIMING });
      for (let i = 0; i < 12; i++) {
        await clock.run(5, 0);
        for (let j = 0; j < 20; j++) await breath();
      }
      return ran;
    };
    expect(await run('m2')).toBeUndefined();
    expect(bed.writes).toEqual([]);
    expect((await run('m1'))?.map(({ name }) => name)).toEqual(['spark-2-4', 'defaults']);
    expect(bed.writes).toEqual(['create 3']);
  });
});
