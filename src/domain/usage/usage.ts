import { type AgentState, type Freed, freedBy } from './agent-state';
import { type AgentReading, type CpuMeter, cpuRound, NEW_METER } from './cpu-meter';
import { type Failures, failuresOf, isLive, leftOut, type UseTask } from './left-out';

/** A framework, and what the master has given to it. */
export interface FrameworkUse {
  readonly id: string;
  readonly name: string;
  readonly webUiUrl?: string;
  /** Undefined where the master has not heard of it since it was elected. Memory in MiB. */
  readonly allocated?: { readonly cpus: number; readonly mem: number };
}

/** What was found out in one round. */
export interface UsageFacts {
  /** Elapsed milliseconds. */
  readonly now: number;
  readonly frameworks: readonly FrameworkUse[];
  readonly tasks: readonly UseTask[];
  /** Those that are registered. */
  readonly agents: readonly { readonly id: string; readonly hostname: string }[];
  /** Of the agents that told of their containers. */
  readonly readings: readonly AgentReading[];
  /** Hosts that drivers say they have excluded, of those drivers that answered, by framework. */
  readonly excluded: ReadonlyMap<string, readonly string[]>;
  /** Of the agents that told how they are, by host. */
  readonly states: ReadonlyMap<string, AgentState>;
}

/** What is remembered from one round to the next. */
export interface UsageMemory {
  readonly meter: CpuMeter;
  readonly failures: Failures;
  readonly freed: Freed;
}

export const NO_MEMORY: UsageMemory = { meter: NEW_METER, failures: new Map(), freed: new Map() };

/** One framework; what is not known is left out. */
export interface FrameworkUsage {
  readonly id: string;
  readonly name: string;
  readonly cpusAllocated?: number;
  readonly memoryAllocatedBytes?: number;
  /** Tasks that have not ended. */
  readonly executors: number;
  /** Since the first reading. */
  readonly cpuSeconds: number;
  /** Since the reading before, where nearly all of its tasks are on agents that told both times. */
  readonly cpusUsed?: number;
  /** Of a driver of Spark. */
  readonly blacklistedAgents?: number;
}

/** One agent by its host name; what it does not tell is left out. */
export interface AgentUsage extends Pick<AgentState, 'storage' | 'cleaners'> {
  readonly agent: string;
  /** Unix time of the janitor's last run, and what it freed since the first look. */
  readonly janitor?: { readonly lastRun: number; readonly freedBytes: number };
}

export interface Usage {
  readonly frameworks: readonly FrameworkUsage[];
  readonly agents: readonly AgentUsage[];
}

const MIB = 1024 * 1024;

/** Of a framework's tasks, the share that must be measured: what is told of fewer would look like idleness. */
const ENOUGH = 0.9;

/** Puts together what was found out in a round and what is remembered of the rounds before. */
export function usageRound(
  before: UsageMemory,
  facts: UsageFacts,
): { readonly memory: UsageMemory; readonly usage: Usage } {
  const { frameworks, now, readings, states } = facts;
  const ids = frameworks.map(({ id }) => id);
  const { meter, used, measured } = cpuRound(before.meter, { readings, frameworks: ids, now });
  const failures = failuresOf(before.failures, facts);
  const freed = freedBy(before.freed, states, now);
  const hosts = new Map(facts.agents.map(({ id, hostname }) => [id, hostname]));
  const live = tasksBy(facts.tasks, measured);
  return {
    memory: { meter, failures, freed },
    usage: {
      frameworks: frameworks.map(({ id, name, allocated }): FrameworkUsage => {
        const blacklisted = blacklistedBy(leftOut(failures, id), hosts, facts.excluded.get(id));
        const { all, seen } = live.get(id) ?? { all: 0, seen: 0 };
        const isMeasured = measured.size > 0 && seen >= all * ENOUGH;
        return {
          id,
          name,
          ...(allocated ? { cpusAllocated: allocated.cpus, memoryAllocatedBytes: allocated.mem * MIB } : {}),
          executors: all,
          cpuSeconds: meter.totals.get(id)?.value ?? 0,
          ...(isMeasured ? { cpusUsed: used.get(id) ?? 0 } : {}),
          ...(blacklisted === undefined ? {} : { blacklistedAgents: blacklisted }),
        };
      }),
      agents: [...new Set(facts.agents.map(({ hostname }) => hostname))].flatMap((agent) => {
        const state = states.get(agent);
        return state ? [agentUsage(agent, state, freed)] : [];
      }),
    },
  };
}

function agentUsage(agent: string, { storage, cleaners, janitor }: AgentState, freed: Freed): AgentUsage {
  return {
    agent,
    cleaners,
    ...(storage ? { storage } : {}),
    ...(janitor
      ? { janitor: { lastRun: janitor.lastRun, freedBytes: freed.get(agent)?.value.bytes ?? 0 } }
      : {}),
  };
}

/**
 * An agent that the master does not list can be used by nobody: who left it out does not matter any more.
 * @param ids undefined where it is no driver of Spark
 */
function blacklistedBy(
  ids: readonly string[] | undefined,
  hosts: ReadonlyMap<string, string>,
  excluded: readonly string[] = [],
): number | undefined {
  return ids && new Set([...ids.flatMap((id) => hosts.get(id) ?? []), ...excluded]).size;
}

/** By framework, its tasks that have not ended, and those of them on agents that are measured. */
function tasksBy(
  tasks: readonly UseTask[],
  measured: ReadonlySet<string>,
): ReadonlyMap<string, { readonly all: number; readonly seen: number }> {
  const counts = new Map<string, { all: number; seen: number }>();
  for (const { frameworkId, agentId, state } of tasks) {
    if (!isLive(state)) continue;
    const count = counts.get(frameworkId) ?? { all: 0, seen: 0 };
    count.all += 1;
    if (measured.has(agentId)) count.seen += 1;
    counts.set(frameworkId, count);
  }
  return counts;
}
