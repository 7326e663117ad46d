import { lately, type Remembered } from './remembered';

/** One container, as its agent tells of it. */
export interface ContainerReading {
  readonly id: string;
  readonly frameworkId: string;
  /** User and system time since it began; undefined where the agent could not tell this time. */
  readonly cpuSeconds?: number;
}

/** What an agent said of all its containers. */
export interface AgentReading {
  readonly agentId: string;
  /** When, in elapsed milliseconds. */
  readonly atMillis: number;
  readonly containers: readonly ContainerReading[];
}

/** What is remembered from one reading to the next. */
export interface CpuMeter {
  /** Of each agent the cpu seconds of its containers; undefined for one that has never had any told. */
  readonly agents: ReadonlyMap<string, Remembered<ReadonlyMap<string, number | undefined>>>;
  /** Cpu seconds of each framework since the first reading. They never fall. */
  readonly totals: ReadonlyMap<string, Remembered<number>>;
}

export const NEW_METER: CpuMeter = { agents: new Map(), totals: new Map() };

/** What was used since the reading before. */
export interface CpuRound {
  readonly meter: CpuMeter;
  /** Cpus by framework, of those that had a container on an agent that was read before. */
  readonly used: ReadonlyMap<string, number>;
  /** Ids of the agents that told now and before: of others it is not known what was used there. */
  readonly measured: ReadonlySet<string>;
}

export interface CpuRoundProps {
  /** Of the agents that answered. */
  readonly readings: readonly AgentReading[];
  /** Ids of frameworks that are there. */
  readonly frameworks: readonly string[];
  /** Elapsed milliseconds. */
  readonly now: number;
}

/**
 * Adds up what containers have used since their agents were read last. The first reading of an agent only says from
 * where to count: its containers may have run for days. One that appears later has begun since, so all of it counts;
 * what is less than before was counted from 0 again. What a container used between its last reading and its end is
 * not known. An agent that was away is measured over the whole time.
 */
export function cpuRound(before: CpuMeter, { readings, frameworks, now }: CpuRoundProps): CpuRound {
  const agents = lately(before.agents, now);
  const totals = lately(before.totals, now);
  const used = new Map<string, number>();
  const measured = new Set<string>();
  const sums = new Map(frameworks.map((id) => [id, totals.get(id)?.value ?? 0]));
  for (const { agentId, atMillis, containers } of readings) {
    const last = agents.get(agentId);
    const seconds = last ? (atMillis - last.seen) / 1000 : 0;
    if (last) measured.add(agentId);
    for (const { id, frameworkId, cpuSeconds } of containers) {
      const grown = last && cpuSeconds !== undefined ? grownBy(last.value, id, cpuSeconds) : 0;
      const sum = sums.get(frameworkId);
      // A framework that has just ended is nobody's to tell of.
      if (sum === undefined) continue;
      sums.set(frameworkId, sum + grown);
      if (seconds > 0) used.set(frameworkId, (used.get(frameworkId) ?? 0) + grown / seconds);
    }
    agents.set(agentId, { value: valuesOf(containers, last?.value), seen: atMillis });
  }
  for (const [id, value] of sums) totals.set(id, { value, seen: now });
  return { meter: { agents, totals }, used, measured };
}

type Values = ReadonlyMap<string, number | undefined>;

function grownBy(before: Values, id: string, now: number): number {
  if (!before.has(id)) return now;
  const last = before.get(id);
  if (last === undefined) return 0;
  return now >= last ? now - last : now;
}

function valuesOf(containers: readonly ContainerReading[], before: Values | undefined): Values {
  return new Map(containers.map(({ id, cpuSeconds }) => [id, cpuSeconds ?? before?.get(id)]));
}
