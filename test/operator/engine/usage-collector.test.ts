import { Duration } from '../../../src/domain/core/duration';
import { UsageCollector } from '../../../src/operator/engine/usage-collector';
import type { ContainersAnswer, DriverPlace, MasterUse } from '../../../src/operator/ports';
import { VirtualClock } from '../support/virtual-clock';

const AGENTS = ['S1', 'S2', 'S3'].map((id) => ({ id, hostname: `host-${id}`, pid: `slave(1)@${id}:5051` }));
const USE: MasterUse = {
  is: 'known',
  agents: AGENTS,
  frameworks: [
    { id: 'f1', name: 'reports', webUiUrl: 'http://d1:4040', allocated: { cpus: 4, mem: 512 } },
    { id: 'f2', name: 'marathon', webUiUrl: 'http://m1:8080', allocated: { cpus: 1, mem: 64 } },
  ],
  tasks: [{ id: '0', name: 'reports 0', frameworkId: 'f1', agentId: 'S1', state: 'TASK_RUNNING' }],
};
const DOWN: MasterUse = { is: 'unknown', reason: 'MasterUnavailable', message: 'no master' };

/** A collector over a cluster that is what a test says, minute by minute. */
class Scene {
  readonly clock = new VirtualClock();
  readonly logged: unknown[] = [];
  readonly drivers: (readonly DriverPlace[])[] = [];
  use: MasterUse | Error = USE;
  rounds = 0;
  /** What an agent says; undefined: the time was over before it was asked. */
  agent: (id: string) => ContainersAnswer | undefined = (agentId) => this.told(agentId);
  readonly collector = new UsageCollector({
    master: {
      read: async () => {
        this.rounds++;
        if (this.use instanceof Error) throw this.use;
        return this.use;
      },
    },
    containers: {
      read: async (agents) =>
        new Map(
          agents.flatMap(({ id }) => {
            const answer = this.agent(id);
            return answer ? [[id, answer] as const] : [];
          }),
        ),
    },
    drivers: {
      read: async (drivers) => {
        this.drivers.push(drivers);
        return new Map([['f1', ['host-S3']]]);
      },
    },
    states: { states: async () => new Map() },
    clock: this.clock,
    log: { event: (...event) => void this.logged.push(event) },
    interval: Duration.seconds(60),
  });

  /** One cpu is used on each agent. */
  told(agentId: string): ContainersAnswer {
    const atMillis = this.clock.elapsedMillis();
    const containers = [{ id: agentId, frameworkId: 'f1', cpuSeconds: atMillis / 1000 }];
    return { is: 'known', agentId, atMillis, containers };
  }

  get reports() {
    return this.collector.view?.frameworks.find(({ id }) => id === 'f1');
  }
}

let scene: Scene;
let stop: AbortController;
let leads: boolean;
let done: Promise<void>;
beforeEach(() => {
  scene = new Scene();
  stop = new AbortController();
  leads = true;
});
afterEach(async () => {
  stop.abort();
  await done;
});
const start = () => {
  done = scene.collector.run(() => leads, stop.signal);
};

test('it looks at once and every interval, while it leads', async () => {
  start();
  await scene.clock.run(1, 1);
  expect(scene.rounds).toBe(1);
  expect(scene.reports).toMatchObject({ cpusAllocated: 4, cpuSeconds: 0 });
  expect(scene.reports?.cpusUsed).toBeUndefined();
  await scene.clock.run(119, 1);
  expect(scene.rounds).toBe(3);
  expect(scene.reports).toMatchObject({ cpusUsed: 3, cpuSeconds: 360, executors: 1, blacklistedAgents: 1 });
  leads = false;
  await scene.clock.run(61, 1);
  expect(scene.collector.view).toBeUndefined();
  expect(scene.rounds).toBe(3);
  leads = true;
  await scene.clock.run(6, 1);
  expect(scene.reports).toMatchObject({ cpuSeconds: 0 });
  expect(scene.reports?.cpusUsed).toBeUndefined();
});

test('only drivers of Spark are asked at their pages', async () => {
  start();
  await scene.clock.run(1, 1);
  expect(scene.drivers).toEqual([[{ frameworkId: 'f1', webUiUrl: 'http://d1:4040' }]]);
});

test.each<[string, MasterUse | Error]>([
  ['does not answer', DOWN],
  ['answers what nobody can read', new Error('torn')],
])('a master that %s leaves nothing to show, and counters go on afterwards', async (_, use) => {
  start();
  await scene.clock.run(61, 1);
  expect(scene.reports).toMatchObject({ cpuSeconds: 180 });
  scene.use = use;
  await scene.clock.run(120, 1);
  expect(scene.collector.view).toBeUndefined();
  expect(scene.logged).toHaveLength(1);
  scene.use = USE;
  await scene.clock.run(60, 1);
  expect(scene.reports).toMatchObject({ cpuSeconds: 720, cpusUsed: 3 });
});

test('agents that do not tell are counted by why, and told of once', async () => {
  const refused = (because: 'silent' | 'authentication') =>
    ({ is: 'unknown', because, message: 'S?' }) as const;
  scene.agent = (id) => (id === 'S1' ? undefined : refused(id === 'S2' ? 'silent' : 'authentication'));
  start();
  await scene.clock.run(121, 1);
  expect(scene.collector.view).toMatchObject({
    agentsListed: 3,
    unanswered: { late: 1, silent: 1, authentication: 1, unexpected: 0 },
  });
  expect(scene.reports).toMatchObject({ cpusAllocated: 4 });
  expect(scene.reports?.cpusUsed).toBeUndefined();
  expect(scene.logged).toEqual([['warn', 'usage', { because: expect.stringContaining('want credentials') }]]);
});

test('a framework that is gone leaves nothing', async () => {
  start();
  await scene.clock.run(1, 1);
  if (USE.is === 'known') scene.use = { ...USE, frameworks: USE.frameworks.slice(1), tasks: [] };
  await scene.clock.run(60, 1);
  expect(scene.collector.view?.frameworks.map(({ id }) => id)).toEqual(['f2']);
});
