import type { Problem } from '../core/problem';
import { Ranges } from '../core/ranges';
import { Size } from '../core/size';
import { detectedDisk, detectedMemory, type Machine } from './detection';
import { roleProblems } from './role';
import type { StaticReservation } from './static-reservation';

/** What all reservations of an agent hold together. */
export interface Reserved {
  readonly cpus: number;
  readonly memory: Size;
  readonly disk: Size;
  readonly ports: Ranges;
}

/** The kinds of resources that may be promised twice, each only by name. */
export type Overcommit = 'cpus' | 'memory' | 'disk';

export function totalReserved(reservations: readonly StaticReservation[]): Reserved {
  const sum = (pick: (one: StaticReservation) => Size | undefined): Size =>
    reservations.reduce((total, one) => total.plus(pick(one) ?? Size.bytes(0)), Size.bytes(0));
  return {
    // In thousandths, or 0.1 + 0.2 would be more than 0.3.
    cpus: Math.round(reservations.reduce((total, { cpus }) => total + cpus * 1000, 0)) / 1000,
    memory: sum(({ memory }) => memory),
    disk: sum(({ disk }) => disk),
    ports: reservations.reduce((all, { ports }) => all.plus(ports), Ranges.empty),
  };
}

/**
 * What is wrong with the reservations of one agent as a whole: a role named twice, a port in two of them.
 * An agent would start with both and offer the port to both roles.
 */
export function reservationProblems(reservations: readonly StaticReservation[]): readonly Problem[] {
  return reservations.flatMap((one, i) => {
    const at = `reservations[${i}]`;
    const before = reservations.slice(0, i);
    const twin = before.findIndex(({ role }) => role === one.role);
    const found = roleProblems(one.role).map((problem) => ({ ...problem, at: `${at}.role` }));
    const again: readonly Problem[] =
      twin < 0
        ? []
        : [
            {
              at: `${at}.role`,
              found: `"${one.role}" again, after reservations[${twin}]`,
              wanted: 'one reservation a role',
              fix: 'add the two up in one',
            },
          ];
    return [...found, ...again, ...before.flatMap((other, j) => sharedPorts(one, other, [i, j]))];
  });
}

function sharedPorts(
  one: StaticReservation,
  other: StaticReservation,
  [i, j]: readonly [number, number],
): readonly Problem[] {
  const shared = one.ports.intersect(other.ports);
  if (shared.isEmpty) return [];
  return [
    {
      at: `reservations[${i}].ports`,
      found: `${shared}, reserved for "${other.role}" by reservations[${j}] already`,
      wanted: 'each port in one reservation only',
      fix: 'Mesos would offer the port to both roles',
    },
  ];
}

/**
 * Reservations that are larger than what an agent of this machine offers by Mesos' own rules, with the figures.
 * @param overcommit what may be promised beyond that
 */
export function machineProblems(
  machine: Machine,
  reservations: readonly StaticReservation[],
  overcommit: readonly Overcommit[] = [],
): readonly Problem[] {
  const reserved = totalReserved(reservations);
  const problems: Problem[] = [];
  const tooMuch = (what: Overcommit, found: string, wanted: string) => {
    if (overcommit.includes(what)) return;
    const fix = `use a larger machine or reserve less; overcommit: ['${what}'] promises it twice`;
    problems.push({ at: `reservations: ${what}`, found, wanted, fix });
  };
  if (reserved.cpus > machine.cpus) {
    tooMuch('cpus', `${reserved.cpus} in all`, `at most the ${machine.cpus} of the machine`);
  }
  const memory = detectedMemory(machine.memory);
  if (reserved.memory.isAbove(memory)) {
    tooMuch(
      'memory',
      `${reserved.memory} in all`,
      `at most ${memory}, what an agent offers of a machine with ${machine.memory}`,
    );
  }
  const disk = machine.disk && detectedDisk(machine.disk);
  if (disk && reserved.disk.isAbove(disk)) {
    tooMuch(
      'disk',
      `${reserved.disk} in all`,
      `at most ${disk}, what an agent offers of a disk with ${machine.disk}`,
    );
  }
  return problems;
}

/** Ports that must not be reserved because something else listens on them on every agent. */
export function takenPortProblems(
  reservations: readonly StaticReservation[],
  taken: Ranges,
): readonly Problem[] {
  return reservations.flatMap(({ ports }, i): readonly Problem[] => {
    const both = ports.intersect(taken);
    if (both.isEmpty) return [];
    const wanted = `none of ${taken}, which the platform itself listens on`;
    return [{ at: `reservations[${i}].ports`, found: both.toString(), wanted }];
  });
}
