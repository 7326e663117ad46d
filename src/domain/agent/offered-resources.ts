import { Ranges } from '../core/ranges';
import type { StaticReservation } from '../mesos/static-reservation';
import { canonicalJson } from '../render/json';
import type { HostShare } from './host-shuffle';
import { type AgentRole, PUBLIC_ROLE } from './platform-rules';

export type Overcommit = 'cpus' | 'memory';

/**
 * How the list is written for the agent. Every Mesos reads both; DC/OS reads JSON only
 * (packages/mesos/extra/make_disk_resources.py, dcos/dcos 1.11 to 2.2).
 */
export type ResourcesForm = 'json' | 'text';

/** What an agent offers, but for the figures that only the machine knows. */
export interface OfferedResources {
  readonly reservations: readonly StaticReservation[];
  /** What everybody is offered, before the reserved and the kept ports are taken out. */
  readonly ports: Ranges;
  readonly overcommit: readonly Overcommit[];
  readonly role: AgentRole;
  /** What the machine keeps for what runs beside the agent. @default - nothing */
  readonly kept?: HostShare | undefined;
  /** @default 'json' */
  readonly resourcesForm?: ResourcesForm | undefined;
}

/** The role that owns what is reserved for nobody. */
export function ownerOf(role: AgentRole): string {
  return role === 'public' ? PUBLIC_ROLE : '*';
}

/** What is left of the ports for everybody. */
export function freePorts(offered: OfferedResources): Ranges {
  const { kept, reservations, ports } = offered;
  return ports.without(reservations.reduce((sum, one) => sum.plus(one.ports), kept?.ports ?? Ranges.empty));
}

/**
 * The template of `MESOS_RESOURCES`: one resource a line, with `@CPUS@`, `@MEMORY@` and `@DISK@` for what is left
 * to the owner. The boot step fills it in and joins the lines to a list.
 */
export function resourceTemplate(offered: OfferedResources): string {
  const write = offered.resourcesForm === 'text' ? textLine : jsonLine;
  return offeredLines(offered)
    .map((line) => `${write(line)}\n`)
    .join('');
}

/** One resource of one role. */
export interface OfferedLine {
  readonly name: 'cpus' | 'mem' | 'disk' | 'ports';
  readonly role: string;
  /** A name in `@` stands for a number that the machine fills in. */
  readonly value: number | `@${string}@` | Ranges;
}

/**
 * What is offered, role by role. Of what the owner has nothing left it has nothing by name: a resource that is not
 * named at all is detected by Mesos (src/slave/containerizer/containerizer.cpp, apache/mesos 1.1.0 to 1.11.0).
 */
export function offeredLines(offered: OfferedResources): readonly OfferedLine[] {
  const owner = ownerOf(offered.role);
  return [
    { name: 'cpus', role: owner, value: '@CPUS@' },
    { name: 'mem', role: owner, value: '@MEMORY@' },
    { name: 'disk', role: owner, value: '@DISK@' },
    { name: 'ports', role: owner, value: freePorts(offered) },
    ...offered.reservations.flatMap(({ role, cpus, memory, disk, ports }): readonly OfferedLine[] => [
      { name: 'cpus', role, value: cpus },
      { name: 'mem', role, value: memory.toMebibytes() },
      ...(disk === undefined ? [] : [{ name: 'disk', role, value: disk.toMebibytes() } as const]),
      { name: 'ports', role, value: ports },
    ]),
  ];
}

/** A number that is filled in later is written as a string first: JSON has nothing else for it. */
function jsonLine({ name, role, value }: OfferedLine): string {
  if (value instanceof Ranges) {
    const range = value.toArray().map(([begin, end]) => ({ begin, end }));
    return canonicalJson({ name, role, type: 'RANGES', ranges: { range } });
  }
  const text = canonicalJson({ name, role, type: 'SCALAR', scalar: { value } });
  return typeof value === 'string' ? text.replace(`"${value}"`, value) : text;
}

function textLine({ name, role, value }: OfferedLine): string {
  const range = (ranges: Ranges) => ranges.toArray().map(([begin, end]) => `${begin}-${end}`);
  return `${name}${role === '*' ? '' : `(${role})`}:${value instanceof Ranges ? `[${range(value)}]` : value}`;
}

/** The figures that the boot step takes out of the machine's. */
export function reservedSettings(offered: OfferedResources): Readonly<Record<string, string>> {
  const totals = reservedTotals(offered.reservations);
  const over = (name: Overcommit) => (offered.overcommit.includes(name) ? 'yes' : 'no');
  return {
    RESERVED_CPUS_MILLI: `${totals.cpusMilli}`,
    RESERVED_MEMORY_MIB: `${totals.memoryMib}`,
    RESERVED_DISK_MIB: `${totals.diskMib}`,
    HOST_CPUS_MILLI: `${offered.kept?.cpusMilli ?? 0}`,
    HOST_MEMORY_MIB: `${offered.kept?.memoryMib ?? 0}`,
    OVERCOMMIT_CPUS: over('cpus'),
    OVERCOMMIT_MEMORY: over('memory'),
    RESOURCES_FORM: offered.resourcesForm ?? 'json',
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
