import { type Problem, shown } from '../core/problem';
import { Ranges } from '../core/ranges';
import type { StaticReservation } from '../mesos/static-reservation';
import { canonicalJson } from '../render/json';
import { type AgentRole, type PlatformRules, PUBLIC_ROLE } from './platform-rules';

export type Overcommit = 'cpus' | 'memory';

/** What an agent offers, but for the figures that only the machine knows. */
export interface OfferedResources {
  readonly reservations: readonly StaticReservation[];
  /** What everybody is offered, before the reserved ports are taken out. */
  readonly ports: Ranges;
  readonly overcommit: readonly Overcommit[];
  readonly role: AgentRole;
}

/** The role that owns what is reserved for nobody. */
export function ownerOf(role: AgentRole): string {
  return role === 'public' ? PUBLIC_ROLE : '*';
}

/**
 * The template of `MESOS_RESOURCES`: one resource a line as JSON, with `@CPUS@`, `@MEMORY@` and `@DISK@` for what
 * is left to the owner. The boot step fills it in, drops what is nothing and joins the lines to a list.
 */
export function resourceTemplate(offered: OfferedResources, rules: PlatformRules): string {
  const { reservations, role } = offered;
  const owner = ownerOf(role);
  const free = offered.ports.without(reservedPorts(reservations));
  return [
    scalar('cpus', owner, '@CPUS@'),
    scalar('mem', owner, '@MEMORY@'),
    ...(namesDisk(offered, rules) ? [scalar('disk', owner, '@DISK@')] : []),
    ...(free.isEmpty ? [] : [ports(owner, free)]),
    ...reservations.flatMap((one) => [
      scalar('cpus', one.role, one.cpus),
      scalar('mem', one.role, one.memory.toMebibytes()),
      ...(one.disk === undefined ? [] : [scalar('disk', one.role, one.disk.toMebibytes())]),
      ports(one.role, one.ports),
    ]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The figures that the boot step takes out of the machine's. */
export function reservedSettings(offered: OfferedResources): Readonly<Record<string, string>> {
  const totals = reservedTotals(offered.reservations);
  const over = (name: Overcommit) => (offered.overcommit.includes(name) ? 'yes' : 'no');
  return {
    RESERVED_CPUS_MILLI: `${totals.cpusMilli}`,
    RESERVED_MEMORY_MIB: `${totals.memoryMib}`,
    RESERVED_DISK_MIB: `${totals.diskMib}`,
    OVERCOMMIT_CPUS: over('cpus'),
    OVERCOMMIT_MEMORY: over('memory'),
    DEFAULT_ROLE: ownerOf(offered.role),
  };
}

/** What all reservations of an agent hold together; CPUs in thousandths, as Mesos counts. */
export function reservedTotals(reservations: readonly StaticReservation[]): {
  readonly cpusMilli: number;
  readonly memoryMib: number;
  readonly diskMib: number;
} {
  const sum = (of: (one: StaticReservation) => number) => reservations.reduce((n, one) => n + of(one), 0);
  return {
    cpusMilli: sum((one) => Math.round(one.cpus * 1000)),
    memoryMib: sum((one) => one.memory.toMebibytes()),
    diskMib: sum((one) => one.disk?.toMebibytes() ?? 0),
  };
}

function reservedPorts(reservations: readonly StaticReservation[]): Ranges {
  return reservations.reduce((sum, one) => sum.plus(one.ports), Ranges.empty);
}

/** DC/OS adds the disk by itself; it must be named only where a part of it is reserved. */
function namesDisk(offered: OfferedResources, rules: PlatformRules): boolean {
  return rules.name !== 'dcos' || offered.reservations.some((one) => one.disk !== undefined);
}

/** A number that is filled in later is written as a string first: JSON has nothing else for it. */
function scalar(name: string, role: string, value: number | string): string {
  const text = canonicalJson({ name, role, type: 'SCALAR', scalar: { value } });
  return typeof value === 'string' ? text.replace(`"${value}"`, value) : text;
}

function ports(role: string, ranges: Ranges): string {
  const range = ranges.toArray().map(([begin, end]) => ({ begin, end }));
  return canonicalJson({ name: 'ports', role, type: 'RANGES', ranges: { range } });
}

/** What no agent can hold: one role twice, one port twice, a port that the platform needs, an unwritable role. */
export function reservationProblems(offered: OfferedResources, rules: PlatformRules): readonly Problem[] {
  return offered.reservations.flatMap((one, i): readonly Problem[] => {
    const at = `reservations[${i}]`;
    const earlier = offered.reservations.slice(0, i);
    const twice = earlier.findIndex((other) => other.role === one.role);
    return [
      ...(twice < 0 ? [] : [sameRole(at, one.role, twice)]),
      ...roleTextProblems(at, one.role),
      ...earlier.flatMap((other, j) => sharedPorts(at, one, { other, j })),
      ...ownPortProblems(at, one, rules),
      ...(one.role === ownerOf(offered.role) ? [ownerProblem(at, one.role)] : []),
    ];
  });
}

function sameRole(at: string, role: string, j: number): Problem {
  return {
    at: `${at}.role`,
    found: `${shown(role)}, which reservations[${j}] has`,
    wanted: 'one reservation for each role',
    fix: 'add the two up',
  };
}

/** The list stands in single quotes in a file that systemd and a shell read, and `@` marks what is filled in. */
function roleTextProblems(at: string, role: string): readonly Problem[] {
  return /^[\x21-\x7e]+$/.test(role) && !/['"\\@]/.test(role)
    ? []
    : [
        {
          at: `${at}.role`,
          found: shown(role),
          wanted: `printable ASCII without quotes, "\\" and "@"`,
          fix: 'Mesos takes the name, the environment file of an agent does not',
        },
      ];
}

function sharedPorts(
  at: string,
  one: StaticReservation,
  { other, j }: { readonly other: StaticReservation; readonly j: number },
): readonly Problem[] {
  const both = one.ports.intersect(other.ports);
  return both.isEmpty
    ? []
    : [
        {
          at: `${at}.ports`,
          found: `${both}, which reservations[${j}] holds for ${shown(other.role)}`,
          wanted: 'each port in one reservation',
          fix: 'Mesos would offer it to both roles',
        },
      ];
}

function ownPortProblems(at: string, one: StaticReservation, rules: PlatformRules): readonly Problem[] {
  const own = one.ports.intersect(rules.ownPorts);
  return own.isEmpty
    ? []
    : [{ at: `${at}.ports`, found: `${own}`, wanted: 'ports that the agent itself does not use' }];
}

function ownerProblem(at: string, role: string): Problem {
  return {
    at: `${at}.role`,
    found: shown(role),
    wanted: 'another role than the one that owns all the rest of a public agent',
  };
}
