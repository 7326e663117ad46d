import type { Ranges } from '../../domain/core/ranges';
import type { JsonObject } from '../world/marathon/app';
import { type Portion, rangesOf, rolesOf, scalarOf } from '../world/mesos/portions';

/** The summary of `/slaves`: scalars are always there (the four of them), ranges where there are any. */
export function summaryJson(portions: readonly Portion[]): JsonObject {
  const ranges = rangesOf(portions, 'ports');
  return {
    disk: scalarOf(portions, 'disk'),
    mem: scalarOf(portions, 'mem'),
    gpus: scalarOf(portions, 'gpus'),
    cpus: scalarOf(portions, 'cpus'),
    ...(ranges.isEmpty ? {} : { ports: rangesText(ranges) }),
  };
}

export function rangesText(ranges: Ranges): string {
  return `[${ranges
    .toArray()
    .map(([begin, end]) => `${begin}-${end}`)
    .join(', ')}]`;
}

export const reservedRoles = (portions: readonly Portion[]) =>
  rolesOf(portions).filter((role) => role !== '*');

export const ofRole = (portions: readonly Portion[], role: string) =>
  portions.filter((portion) => portion.role === role);

/** How a resource says whose it is. */
export type RoleSpelling =
  /** `role` and `reservations`: what an agent has in total. */
  | 'both'
  /** Only `reservations`: the flags of an agent in the v1 API. */
  | 'reservations'
  /** Only `role`: the registry. */
  | 'role';

export function resourceJson(portion: Portion, spelling: RoleSpelling): JsonObject {
  const reserved = portion.role !== '*';
  return {
    name: portion.name,
    type: portion.type,
    ...valueJson(portion),
    ...(spelling === 'reservations' ? {} : { role: portion.role }),
    ...(reserved && spelling !== 'role' ? { reservations: [{ type: 'STATIC', role: portion.role }] } : {}),
  };
}

function valueJson(portion: Portion): JsonObject {
  switch (portion.type) {
    case 'SCALAR':
      return { scalar: { value: portion.value } };
    case 'RANGES':
      return { ranges: { range: portion.ranges.toArray().map(([begin, end]) => ({ begin, end })) } };
    case 'SET':
      return { set: { item: portion.items } };
  }
}
