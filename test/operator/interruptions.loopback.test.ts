import { drainHookMetadata } from '../../src/domain/agent/drain-hook';
import { Duration } from '../../src/domain/core/duration';
import { sha256 } from '../../src/io/digest';
import { type InterruptionsState, stateStoreKeys } from '../../src/manifest';
import { readDrains } from '../../src/operator/engine/drains';
import { NotLeadingError } from '../../src/operator/engine/leadership';
import { interruptionConsumer } from '../../src/operator/interruptions/consumer';
import { healthEvent, rebalanceEvent, spotEvent, stateEvent, terminatingEvent } from '../support/aws-events';
import { Bed } from './support/bed';
import type { Cluster } from './support/cluster';
import { FakeCluster } from './support/fake-cluster';
import { FakeHooks, FakeQueue } from './support/fake-interruptions';
import { FakeMachines } from './support/fake-machines';
import { labCluster } from './support/lab-cluster';
import { declare, defaults, service } from './support/manifests';

const clusters: readonly (readonly [string, () => Promise<Cluster>])[] = [
  ['a fake', async () => new FakeCluster()],
  ['the lab over HTTP', labCluster],
];

const HOSTS = ['a1', 'a2', 'a3'];
const OTHERS = ['a1', 'a3'];
const machineOf = (host: string) => `i-0000000${host}`;
const M = machineOf('a2');
const DRAIN_KEY = stateStoreKeys.declaredManifest('operator', 'AgentDrain', M);

describe.each(clusters)('an operator over %s that is told of machines that end', (_, make) => {
  let bed: Bed;
  let machines: FakeMachines;
  let queue: FakeQueue;
  let hooks: FakeHooks;
  let stop: () => Promise<void>;
  /** Nothing may be asked of the queue or of a group that changes anything. */
  let isClosed: boolean;

  beforeEach(async () => {
    isClosed = false;
    bed = new Bed(await make());
    machines = new FakeMachines();
    queue = new FakeQueue(bed.clock);
    hooks = new FakeHooks(bed.clock);
    bed.machines = machines;
    for (const host of HOSTS) {
      await bed.cluster.addAgent(host);
      machines.start(host, machineOf(host));
      connections(host, 0);
    }
    declare(bed.manifests, [service(), defaults()]);
    stop = start('one');
    await run(60);
    expect(bed.writes.splice(0)).toEqual(['create 3']);
  });

  afterEach(() => bed.close());

  function start(holder: string): () => Promise<void> {
    const leadership = bed.leadership(holder);
    const store = {
      get: (key: string) => bed.state.get(key),
      list: (prefix: string) => bed.state.list(prefix),
      put: async (...args: Parameters<typeof bed.state.put>) => {
        await leadership.mayWrite();
        return bed.state.put(...args);
      },
      delete: (key: string, ifMatch: string) => bed.state.delete(key, ifMatch),
    };
    const { clock, log } = bed;
    const { mesos } = bed.cluster;
    const gate = async () => {
      if (isClosed) throw new NotLeadingError('somebody else may lead');
      await leadership.mayWrite();
    };
    const wakes = [
      interruptionConsumer({ queue, hooks, machines, mesos, store, gate, sha256, clock, log, leadership }),
    ];
    return bed.start(holder, { leadership, wakes });
  }

  /** The passes, the lease, and who waits for notices. */
  const run = (seconds: number, operators = 1) => bed.clock.run(seconds, operators * 3);

  /** What the agent's own health answer says of its ports. */
  function connections(host: string, count: number): void {
    const port = { listening: true, connections: count, cleaner: 'alive' as const };
    const ports = new Map([7337, 7338, 7339].map((one) => [one, port]));
    bed.cluster.ports.set(host, { is: 'known', ports });
  }

  const now = () => bed.clock.now().toISOString();
  const later = (seconds: number) => new Date(bed.clock.now().getTime() + seconds * 1000).toISOString();
  const told = () =>
    bed.events
      .filter(({ event, level }) => event === 'interruption' && level !== 'debug')
      .map(({ did, reason, because }) =>
        did === undefined ? `${because}` : [did, reason].filter(Boolean).join(' '),
      );
  const ledger = () =>
    (JSON.parse(bed.state.text(stateStoreKeys.interruptions) ?? '{"interruptions":{}}') as InterruptionsState)
      .interruptions;
  const declared = () =>
    (
      JSON.parse(bed.state.text(stateStoreKeys.declaredIndex('operator')) ?? '{"manifests":[]}') as {
        readonly manifests: readonly { readonly name: string }[];
      }
    ).manifests.map(({ name }) => name);
  const drained = () => bed.condition('Drained', 'AgentDrain', M);

  /** With executors on each agent, or of an application that has only files there any more. */
  async function withApplication(): Promise<void> {
    await bed.cluster.application('etl', 3);
    await run(20);
    for (const host of HOSTS) connections(host, 1);
  }

  function endByGroup(deadline: string, id = 'first', heartbeat?: number): void {
    const metadata = drainHookMetadata({ deadline: Duration.parse(deadline), markGone: false });
    hooks.hold(M, heartbeat ?? (JSON.parse(metadata) as { heartbeatSeconds: number }).heartbeatSeconds);
    queue.send(terminatingEvent(M, { metadata, id, at: now() }));
  }

  test('a group that ends a machine waits until nobody needs its files, is answered once, and all of it is cleared away', async () => {
    await withApplication();
    endByGroup('2h');
    await run(30);
    expect(bed.writes.splice(0)).toEqual(['deactivate']);
    expect(queue.left).toBe(0);
    expect(declared()).toEqual([M]);
    expect(drained()).toMatchObject({ status: 'False', reason: 'InUse' });
    expect(bed.status('AgentDrain', M).drain?.because).toContain('its group spark-agents is to end it');
    await bed.cluster.scale('etl', 0);
    await bed.cluster.scale('etl', 2);
    await run(1500);
    // The files are still needed, and the group is still there to be asked.
    expect(bed.writes).toEqual([]);
    expect(hooks.calls.filter((call) => call.startsWith('complete'))).toEqual([]);
    expect(hooks.waits(M)).toBe(true);
    connections('a2', 0);
    await run(700);
    expect(bed.writes).toEqual([expect.stringMatching(/^release /)]);
    expect(hooks.calls.filter((call) => !call.startsWith('heartbeat'))).toEqual([`complete ${M}`]);
    expect(ledger()[M]?.hook?.outcome).toMatchObject({ reason: 'Drained' });
    expect(told()).toEqual(['declared', 'decided Drained', 'answered Drained']);
    // The machine is still there.
    await run(120);
    expect(declared()).toEqual([M]);
    machines.set('a2', 'terminated');
    await bed.cluster.lose('a2');
    await run(120);
    expect(declared()).toEqual([]);
    expect(ledger()[M]?.over).toMatchObject({ reason: 'MachineEnded' });
    expect(bed.condition('Removed', 'AgentDrain', M)?.status).toBe('True');
    expect(bed.writes).toHaveLength(1);
    bed.puts.splice(0);
    await run(300);
    expect(bed.puts.filter((key) => key !== stateStoreKeys.lease)).toEqual([]);
  }, 60_000);

  test('before Mesos 1.9 nothing of it stays in force once the machine has ended, which may be before the master knows', async () => {
    const { mesos } = bed.cluster;
    const { view } = mesos;
    let isHeld = false;
    const nothing = { cpus: 0, mem: 0 };
    Object.assign(mesos, {
      view: async () => {
        const seen = await view();
        if (seen.is === 'unknown') return seen;
        const agents = seen.agents.map((one) =>
          isHeld && one.hostname === 'a2' ? Object.create(one, { unreserved: { value: nothing } }) : one,
        );
        return { ...seen, agents, deactivates: false };
      },
      hold: async () => {
        isHeld = true;
        return { is: 'done' };
      },
    });
    const inForce = async () => [...(await readDrains(bed.state)).cordoned.values()];
    endByGroup('2h');
    await run(800);
    expect(hooks.calls).toContain(`complete ${M}`);
    machines.set('a2', 'terminated');
    await run(120);
    expect(declared()).toEqual([]);
    expect(await inForce()).toEqual([M]);
    expect(bed.condition('Removed', 'AgentDrain', M)?.reason).toBe('MachineEnding');
    await bed.cluster.lose('a2');
    await run(60);
    expect(bed.condition('Removed', 'AgentDrain', M)?.status).toBe('True');
    expect(await inForce()).toEqual([]);
  }, 60_000);

  test('at its deadline the group goes on, and who was still there is written down', async () => {
    await withApplication();
    endByGroup('10m');
    await run(580);
    expect(hooks.calls.filter((call) => call.startsWith('complete'))).toEqual([]);
    await run(60);
    expect(hooks.calls).toContain(`complete ${M}`);
    expect(ledger()[M]?.hook?.outcome).toMatchObject({
      reason: 'DeadlinePassed',
      because: expect.stringMatching(/the deadline has passed, although etl: /),
    });
    expect(drained()).toMatchObject({ status: 'True', reason: 'DeadlinePassed' });
  }, 60_000);

  test('a drain that cannot end holds no group up for longer than its deadline', async () => {
    await withApplication();
    declare(bed.manifests, [service({ paused: true }), defaults()]);
    endByGroup('10m');
    await run(700);
    expect(hooks.calls.filter((call) => call.startsWith('complete'))).toEqual([]);
    await run(40);
    expect(hooks.calls).toContain(`complete ${M}`);
    expect(ledger()[M]?.hook?.outcome?.because).toMatch(/^the deadline was .*, and the drain has not ended$/);
  }, 60_000);

  test('a hook that would be over sooner than the deadline has a word three times within its time', async () => {
    await withApplication();
    hooks.hold(M, 90);
    queue.send(
      terminatingEvent(M, { metadata: '{"deadlineSeconds":3600,"heartbeatSeconds":90}', at: now() }),
    );
    await run(900);
    expect(hooks.waits(M)).toBe(true);
    const beats = hooks.calls.filter((call) => call === `heartbeat ${M}`).length;
    expect(beats).toBeGreaterThanOrEqual(25);
    expect(beats).toBeLessThanOrEqual(31);
  }, 60_000);

  test('copies and replays change nothing, while it goes on and when it is over', async () => {
    await withApplication();
    endByGroup('10m');
    const again = () => queue.send(terminatingEvent(M, { id: 'first', at: now() }));
    await run(30);
    bed.puts.splice(0);
    const before = bed.state.text(stateStoreKeys.interruptions);
    for (let i = 0; i < 3; i++) again();
    await run(20);
    expect(queue.left).toBe(0);
    expect(bed.state.text(stateStoreKeys.interruptions)).toBe(before);
    expect(bed.puts).not.toContain(DRAIN_KEY);
    await run(700);
    machines.set('a2', 'terminated');
    await bed.cluster.lose('a2');
    await run(120);
    expect(ledger()[M]?.over).toMatchObject({ reason: 'MachineEnded' });
    hooks.calls.splice(0);
    bed.writes.splice(0);
    again();
    queue.send(spotEvent(M, { at: now() }));
    await run(60);
    expect([queue.left, hooks.calls, bed.writes, declared()]).toEqual([0, [], [], []]);
  }, 60_000);

  test('a spot interruption keeps everything new away at once, and gives the slot up before the machine ends', async () => {
    await withApplication();
    queue.send(spotEvent(M, { at: now() }));
    await run(15);
    expect(bed.writes.splice(0)).toEqual(['deactivate']);
    await run(85);
    expect(bed.writes).toEqual([]);
    await run(20);
    expect(bed.writes).toEqual([expect.stringMatching(/^release /)]);
    await run(20);
    expect(drained()).toMatchObject({ status: 'True', reason: 'DeadlinePassed' });
    expect(bed.status('AgentDrain', M).drain?.because).toContain(
      'EC2 takes the spot instance back (terminate)',
    );
    machines.set('a2', 'terminated');
    await bed.cluster.lose('a2');
    await run(120);
    expect(declared()).toEqual([]);
    expect(bed.status().agents).toMatchObject({ eligible: 2, covered: 2, instances: 2, target: 2, lost: 0 });
  }, 60_000);

  test('a spot machine that ends before its service has gone leaves a drain that ends, and a slot that is given up', async () => {
    queue.send(spotEvent(M, { at: now() }));
    await run(15);
    await bed.cluster.lose('a2');
    machines.set('a2', 'terminated');
    await run(600);
    expect(declared()).toEqual([]);
    expect(bed.writes).toEqual([
      'deactivate',
      expect.stringMatching(/^release /),
      expect.stringMatching(/^wipe /),
    ]);
    expect(await bed.runningOn()).toEqual(OTHERS);
  }, 60_000);

  test('a recommendation only keeps new tasks away; the interruption that follows sets the end', async () => {
    await withApplication();
    queue.send(rebalanceEvent(M, { at: now() }));
    await run(1500);
    expect(bed.writes.splice(0)).toEqual(['deactivate']);
    expect(drained()?.reason).toBe('InUse');
    expect(bed.status('AgentDrain', M).drain?.deadlineAt).toBeUndefined();
    queue.send(spotEvent(M, { at: now(), id: 'second' }));
    await run(130);
    expect(bed.writes).toEqual([expect.stringMatching(/^release /)]);
    expect(drained()).toMatchObject({ status: 'True', reason: 'DeadlinePassed' });
  }, 60_000);

  test('a machine that ends without another word ends its drain, too', async () => {
    await withApplication();
    queue.send(rebalanceEvent(M, { at: now() }));
    await run(60);
    await bed.cluster.lose('a2');
    machines.set('a2', 'terminated');
    await run(900);
    expect(declared()).toEqual([]);
    expect(ledger()[M]?.over).toMatchObject({ reason: 'MachineEnded' });
  }, 60_000);

  test('a host that is retired later is left alone until the day before', async () => {
    await withApplication();
    queue.send(healthEvent([M], { at: now(), starts: later(86_400 + 900) }));
    await run(880);
    expect([queue.left, declared(), bed.writes]).toEqual([0, [], []]);
    await run(60);
    expect(declared()).toEqual([M]);
    expect(bed.writes).toEqual(['deactivate']);
  }, 60_000);

  test('an instance that somebody ends by hand has its drain end at once', async () => {
    await withApplication();
    queue.send(stateEvent(M, 'shutting-down', { at: now() }));
    await run(60);
    expect(bed.writes).toEqual(['deactivate', expect.stringMatching(/^release /)]);
    expect(drained()).toMatchObject({ status: 'True', reason: 'DeadlinePassed' });
  }, 60_000);

  test('a group is answered at once where no agent is on the machine, or nobody knows it', async () => {
    machines.start('b1', 'i-0000000b');
    for (const id of ['i-0000000b', 'i-0000000c']) {
      hooks.hold(id, 3900);
      queue.send(terminatingEvent(id, { at: now(), id }));
    }
    await run(20);
    expect(hooks.calls.filter((call) => !call.startsWith('heartbeat')).sort()).toEqual([
      'complete i-0000000b',
      'complete i-0000000c',
    ]);
    expect(ledger()['i-0000000b']?.over).toMatchObject({
      reason: 'NoAgent',
      because: 'no agent is registered as b1',
    });
    expect(ledger()['i-0000000c']?.over?.because).toContain(
      'is no instance that runs in the VPCs of the agents',
    );
    expect([queue.left, declared(), bed.writes]).toEqual([0, [], []]);
  });

  test("notices of other people's instances leave no trace", async () => {
    bed.puts.splice(0);
    for (let i = 0; i < 25; i++) queue.send(spotEvent(`i-0000001${i.toString(16)}`, { at: now() }));
    await run(60);
    expect(queue.left).toBe(0);
    expect(bed.puts.filter((key) => key !== stateStoreKeys.lease)).toEqual([]);
    expect(told()).toEqual([]);
  });

  test('unknown is not none: while EC2 or the master does not say, the group waits and the message is kept', async () => {
    machines.failure = { is: 'unknown', reason: 'MachinesUnavailable', message: 'EC2 is down' };
    endByGroup('1h');
    await run(180);
    expect(queue.left + queue.deadLetters.length).toBe(1);
    expect(hooks.calls.every((call) => call === `heartbeat ${M}`)).toBe(true);
    expect(told()).toEqual(['which agents run there is not known: EC2 is down']);
    machines.failure = undefined;
    await bed.cluster.setRecovering(true);
    await run(120);
    expect([declared(), hooks.calls.filter((call) => call.startsWith('complete'))]).toEqual([[], []]);
    await bed.cluster.setRecovering(false);
    await run(90);
    expect(declared()).toEqual([M]);
    expect(queue.left).toBe(0);
  }, 60_000);

  test('an agent that only the registry knows is none that is gone', async () => {
    await bed.cluster.failover(['a1', 'a2']);
    endByGroup('1h');
    await run(60);
    expect(declared()).toEqual([M]);
    expect(hooks.calls).not.toContain(`complete ${M}`);
  });

  test('a hook that is over is no error, and a replay of it drains no machine that goes on', async () => {
    queue.send(terminatingEvent(M, { at: now() }));
    await run(60);
    expect(hooks.calls).toEqual([`heartbeat ${M}: over`]);
    expect([queue.left, declared(), bed.writes]).toEqual([0, [], []]);
    expect(ledger()[M]?.over).toMatchObject({ reason: 'HookOver' });
    expect(bed.events.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('what nobody can read is put aside, and what is no business of ours is done with', async () => {
    queue.send('{"version":"0"');
    queue.send(stateEvent(M, 'running', { at: now() }));
    queue.send(terminatingEvent(M, { hook: 'ship-logs', at: now() }));
    await run(400);
    expect(queue.deadLetters).toEqual(['{"version":"0"']);
    expect([queue.left, declared(), hooks.calls]).toEqual([0, [], []]);
    expect(told()).toEqual(['no event of EventBridge: {"version":"0"']);
  });

  test('an operator that ends in the middle is followed by another that goes on', async () => {
    await withApplication();
    endByGroup('2h');
    await run(60);
    await stop();
    stop = start('two');
    await bed.cluster.endApplication('etl');
    for (const host of HOSTS) connections(host, 0);
    await run(800);
    expect(bed.writes).toEqual(['deactivate', expect.stringMatching(/^release /)]);
    expect(hooks.calls.filter((call) => call.startsWith('complete'))).toEqual([`complete ${M}`]);
    machines.set('a2', 'forgotten');
    await bed.cluster.lose('a2');
    await run(900);
    expect(ledger()[M]?.over).toMatchObject({ reason: 'MachineEnded' });
    expect(declared()).toEqual([]);
  }, 60_000);

  test('of two operators only the one that leads takes messages', async () => {
    const received: string[] = [];
    const own = queue.receive.bind(queue);
    queue.receive = async (signal) => {
      const messages = await own(signal);
      received.push(...messages.map(({ id }) => id));
      return messages;
    };
    start('two');
    endByGroup('1h');
    await run(120, 2);
    expect(received).toHaveLength(1);
    expect(declared()).toEqual([M]);
  }, 60_000);

  test('no group is answered and no message done with by who may not lead any more', async () => {
    isClosed = true;
    endByGroup('10m');
    queue.send(terminatingEvent('i-0000000c', { at: now(), id: 'nobody' }));
    await run(30);
    expect([hooks.calls, declared(), queue.left]).toEqual([[], [], 2]);
    isClosed = false;
    await run(90);
    expect(declared()).toEqual([M]);
    isClosed = true;
    await run(720);
    expect(hooks.calls).not.toContain(`complete ${M}`);
    isClosed = false;
    await run(30);
    expect(hooks.calls).toContain(`complete ${M}`);
  }, 60_000);

  test('a person who deletes the drain sets the group free', async () => {
    await withApplication();
    endByGroup('2h');
    await run(60);
    const key = stateStoreKeys.declaredIndex('operator');
    const index = JSON.parse(bed.state.text(key) ?? '') as { manifests: unknown };
    bed.rawState.set(key, `${JSON.stringify({ ...index, manifests: [] })}\n`);
    await run(60);
    expect(hooks.calls).toContain(`complete ${M}`);
    expect(ledger()[M]?.over).toMatchObject({
      reason: 'Withdrawn',
      because: `somebody has deleted AgentDrain/${M}`,
    });
  }, 60_000);

  test('a queue that does not answer is told once and tried again', async () => {
    queue.failure = new Error('SQS ReceiveMessage: TimeoutError');
    endByGroup('1h');
    await run(120);
    expect(told()).toEqual(['SQS ReceiveMessage: TimeoutError']);
    queue.failure = undefined;
    await run(60);
    expect(declared()).toEqual([M]);
  });

  test('a group that does not answer is asked again, and the others meanwhile', async () => {
    await bed.cluster.endApplication('etl').catch(() => undefined);
    hooks.failure = new Error('Auto Scaling: TimeoutError');
    endByGroup('10m');
    queue.send(spotEvent(machineOf('a3'), { at: now(), id: 'other' }));
    await run(60);
    expect(declared().sort()).toEqual([M, machineOf('a3')]);
    hooks.failure = undefined;
    await run(800);
    expect(hooks.calls).toContain(`complete ${M}`);
  }, 60_000);
});
