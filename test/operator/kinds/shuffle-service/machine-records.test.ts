import type { Memo } from '../../../../src/operator/engine/memory';
import { Memory } from '../../../../src/operator/engine/memory';
import { countTasks } from '../../../../src/operator/kinds/shuffle-service/count';
import {
  type MachineWorld,
  nextRecords,
  type Seen,
} from '../../../../src/operator/kinds/shuffle-service/machine-records';
import { agent, app, task, view } from '../../support/agents';
import { FakeMachines } from '../../support/fake-machines';
import { MemoryStore } from '../../support/memory-store';
import { VirtualClock } from '../../support/virtual-clock';

/** Every map that was handed out. */
class WatchedMemory extends Memory {
  readonly maps = new Set<ReadonlyMap<unknown, unknown>>();

  override of<T>(memo: Memo<T>): T {
    const value = super.of(memo);
    if (value instanceof Map) this.maps.add(value);
    return value;
  }
}

let machines: FakeMachines;
let memory: WatchedMemory;
let clock: VirtualClock;
let world: MachineWorld;
beforeEach(() => {
  machines = new FakeMachines();
  memory = new WatchedMemory();
  clock = new VirtualClock();
  world = { machines, memory, clock, store: new MemoryStore() };
});

/** One agent, with a task that runs. */
function seen(host: string, active = true): Seen {
  const marathon = app(1, [task(host)]);
  const placed = { revision: 'r', appId: marathon.id, port: 7337, releases: [] };
  const tasks = countTasks(marathon, { queued: 0, queueSteady: true }, placed);
  const sight = { placed, app: marathon, tasks, queued: 0, queueSteady: true, queueReasons: [] };
  return {
    ...{ view: view([agent(host, { active })]), hash: '', gone: { is: 'known', ids: new Set<string>() } },
    ...{ active: sight, retiring: [], deployments: [], use: { consumers: [], ports: new Map() } },
    ...{ now: '2026-01-01T00:00:00.000Z', watchedSince: '', withinReachMillis: 0 },
  };
}

test('what was found and is not written down is good for ten minutes', async () => {
  machines.start('a1');
  for (let minute = 0; minute < 10; minute++) {
    expect(await nextRecords(seen('a1'), {}, world)).toMatchObject({ 'id-a1': { machine: 'i-0' } });
    await clock.run(60, 0);
  }
  expect(machines.asked).toEqual(['at a1']);
  await nextRecords(seen('a1'), {}, world);
  expect(machines.asked).toEqual(['at a1', 'at a1']);
});

test('rule 3: whoever has the address of an agent that is not connected is not taken for its machine', async () => {
  machines.start('a1');
  expect(await nextRecords(seen('a1', false), {}, world)).toBeUndefined();
  expect(machines.asked).toEqual([]);
});

test('agents that come and go leave nothing behind in a process', async () => {
  for (let i = 0; i < 500; i++) {
    machines.start(`a${i}`);
    await nextRecords(seen(`a${i}`), {}, world);
    await clock.run(60, 0);
  }
  const kept = [...memory.maps].reduce((sum, { size }) => sum + size, 0);
  expect(memory.maps.size).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(10);
});
