import type { AgentState } from '../../../src/domain/usage/agent-state';
import { NO_MEMORY, type UsageFacts, type UsageMemory, usageRound } from '../../../src/domain/usage/usage';

const NOTHING: UsageFacts = {
  now: 0,
  frameworks: [],
  tasks: [],
  agents: [],
  readings: [],
  excluded: new Map(),
  states: new Map(),
};

const state = (lastRun: number, freedBytes: number): AgentState => ({
  storage: { bytes: 1000, availableBytes: 400 },
  cleaners: new Map([[7337, 'alive']]),
  janitor: { lastRun, freedBytes },
});

function rounds(...facts: readonly Partial<UsageFacts>[]) {
  let memory: UsageMemory = NO_MEMORY;
  return facts.map((one, i) => {
    const round = usageRound(memory, { ...NOTHING, now: i * 60_000, ...one });
    memory = round.memory;
    return round.usage;
  });
}

const FRAMEWORK = { id: 'f1', name: 'reports', allocated: { cpus: 8, mem: 4096 } };

test('a framework has what was given to it, its executors, and from the second look on what it uses', () => {
  const tasks = ['TASK_RUNNING', 'TASK_STAGING', 'TASK_FAILED'].map((one, i) => ({
    ...{ id: `${i}`, name: `reports ${i}`, frameworkId: 'f1', agentId: 'S1', state: one },
  }));
  const facts = (cpuSeconds: number, minute: number): Partial<UsageFacts> => ({
    frameworks: [FRAMEWORK, { id: 'f2', name: 'recovered' }],
    tasks,
    readings: [
      { agentId: 'S1', atMillis: minute * 60_000, containers: [{ id: 'c', frameworkId: 'f1', cpuSeconds }] },
    ],
  });
  const [first, second] = rounds(facts(100, 0), facts(160, 1));
  const both = {
    ...{ id: 'f1', name: 'reports', cpusAllocated: 8, memoryAllocatedBytes: 4096 * 1024 * 1024 },
    ...{ executors: 2, blacklistedAgents: 0 },
  };
  expect(first?.frameworks).toEqual([
    { ...both, cpuSeconds: 0 },
    { id: 'f2', name: 'recovered', executors: 0, cpuSeconds: 0 },
  ]);
  expect(second?.frameworks).toEqual([
    { ...both, cpuSeconds: 60, cpusUsed: 1 },
    { id: 'f2', name: 'recovered', executors: 0, cpuSeconds: 0, cpusUsed: 0 },
  ]);
  expect(rounds(facts(0, 0), {})[1]?.frameworks).toEqual([]);
});

test.each<[string, number, number | undefined]>([
  ['all of its tasks', 10, 10],
  ['nine of ten', 9, 9],
  ['eight of ten', 8, undefined],
  ['none', 0, undefined],
])('what a framework uses is told where agents tell of %s', (_, agents, used) => {
  const ids = Array.from({ length: 10 }, (_one, i) => `S${i}`);
  const look = (minute: number, count: number): Partial<UsageFacts> => ({
    frameworks: [FRAMEWORK],
    tasks: ids.map((agentId, i) => ({
      ...{ id: `${i}`, name: `reports ${i}`, frameworkId: 'f1', agentId, state: 'TASK_RUNNING' },
    })),
    readings: [...ids.slice(0, count), 'S10'].map((agentId) => ({
      agentId,
      atMillis: minute * 60_000,
      containers: agentId === 'S10' ? [] : [{ id: agentId, frameworkId: 'f1', cpuSeconds: minute * 60 }],
    })),
  });
  expect(rounds(look(0, 10), look(1, agents))[1]?.frameworks[0]?.cpusUsed).toBe(used);
  // The first reading of an agent says nothing of what was used.
  expect(rounds(look(0, agents), look(1, 10))[1]?.frameworks[0]?.cpusUsed).toBe(used);
});

test('agents that are left out count once, whoever says so, and while they are registered', () => {
  const failed = ['S1', 'S1', 'S9', 'S9'].map((agentId, i) => ({
    ...{ id: `${i}`, name: `reports ${i}`, frameworkId: 'f1', agentId, state: 'TASK_FAILED' },
  }));
  const blacklisted = (excluded: readonly string[]) =>
    rounds({
      frameworks: [FRAMEWORK],
      tasks: failed,
      agents: [
        { id: 'S1', hostname: 'a1' },
        { id: 'S2', hostname: 'a2' },
      ],
      excluded: new Map([['f1', excluded]]),
    })[0]?.frameworks[0]?.blacklistedAgents;
  expect(blacklisted([])).toBe(1);
  expect(blacklisted(['a1', 'a2'])).toBe(2);
});

test('a run of the janitor counts once, and the one of the first look not at all', () => {
  const look = (one: AgentState) => ({
    agents: [{ id: 'S1', hostname: 'a1' }],
    states: new Map([['a1', one]]),
  });
  const seen = rounds(
    look(state(100, 5000)),
    look(state(100, 5000)),
    look(state(700, 30)),
    { agents: [{ id: 'S1', hostname: 'a1' }] },
    look(state(1300, 12)),
    look(state(700, 99)),
    look(state(1300, 12)),
    {},
  );
  expect(seen.map(({ agents }) => agents[0]?.janitor)).toEqual([
    { lastRun: 100, freedBytes: 0 },
    { lastRun: 100, freedBytes: 0 },
    { lastRun: 700, freedBytes: 30 },
    undefined,
    { lastRun: 1300, freedBytes: 42 },
    { lastRun: 700, freedBytes: 42 },
    { lastRun: 1300, freedBytes: 42 },
    undefined,
  ]);
  expect(seen[2]?.agents).toEqual([
    {
      agent: 'a1',
      cleaners: new Map([[7337, 'alive']]),
      storage: { bytes: 1000, availableBytes: 400 },
      janitor: { lastRun: 700, freedBytes: 30 },
    },
  ]);
});
