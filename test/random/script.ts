import { Chance } from './chance';
import { HAPPENINGS } from './happenings';

/** One thing that happens, and how long nothing else does. */
export interface Step {
  readonly do: string;
  /** Numbers from 0 to below 1 that choose whom it concerns, and how. */
  readonly by: readonly [number, number, number];
  /** Seconds. */
  readonly pause: number;
}

export interface Script {
  readonly seed: number;
  readonly agents: number;
  readonly services: number;
  readonly operators: number;
  readonly steps: readonly Step[];
}

/** What a run is mostly about; the weight of every kind of happening is multiplied by its group's. */
const MOODS: readonly Readonly<Record<string, number>>[] = [
  { agents: 1, spec: 1, spark: 1, faults: 1, operators: 1, people: 1, tasks: 1 },
  { agents: 3, spec: 0.3, spark: 0.3, faults: 1, operators: 0.5, people: 0, tasks: 1 },
  { agents: 0.7, spec: 3, spark: 3, faults: 0.5, operators: 0.7, people: 0, tasks: 0.5 },
  { agents: 1, spec: 1.5, spark: 1, faults: 3, operators: 1, people: 0, tasks: 0.3 },
  { agents: 1, spec: 1.5, spark: 1, faults: 1, operators: 4, people: 0, tasks: 0.3 },
  { agents: 1, spec: 1, spark: 1, faults: 0.5, operators: 0.5, people: 3, tasks: 1 },
];

const PAUSES: readonly (readonly [readonly [number, number], number])[] = [
  [[0, 4], 36],
  [[5, 60], 52],
  [[61, 300], 11],
  [[301, 900], 1],
];

export function scriptOf(seed: number): Script {
  const chance = new Chance(seed);
  const mood = MOODS[chance.between(0, MOODS.length - 1)] ?? {};
  const kinds = HAPPENINGS.map(({ name, group, weight }) => [name, weight * (mood[group] ?? 1)] as const);
  const agents = chance.between(1, 5);
  const services = chance.real() < 0.25 ? 2 : 1;
  const operators = chance.between(1, 2);
  const steps = Array.from({ length: chance.between(20, 60) }, (): Step => {
    const [from, to] = chance.weighted(PAUSES);
    const by = [chance.real(), chance.real(), chance.real()] as const;
    return { do: chance.weighted(kinds), by, pause: chance.between(from, to) };
  });
  return { seed, agents, services, operators, steps };
}
