import type { Ranges } from '../../domain/core/ranges';
import type { JsonObject } from '../world/marathon/app';
import { type Portion, plus, rangesOf, rolesOf, scalarOf } from '../world/mesos/portions';

const NOTHING: JsonObject = { disk: 0, mem: 0, gpus: 0, cpus: 0 };

/** The summary of `/slaves`: scalars are always there (the four of them), ranges where there are any. */
export function summaryJson(portions: readonly Portion[]): JsonObject {
  if (portions.length === 0) return NOTHING;
  const ranges = rangesOf(portions, 'ports');
  return {
    disk: scalarOf(portions, 'disk'),
    mem: scalarOf(portions, 'mem'),
    gpus: scalarOf(portions, 'gpus'),
    cpus: scalarOf(portions, 'cpus'),
    ...(ranges.isEmpty ? {} : { ports: rangesText(ranges) }),
  };
}

/** How much there is of each resource, of ranges how many numbers; what is not there is left out. */
export function quantitiesJson(portions: readonly Portion[]): JsonObject {
  const ports = portions.reduce(
    (sum, one) => sum + (one.type === 'RANGES' && one.name === 'ports' ? one.ranges.size : 0),
    0,
  );
  const amounts = Object.entries({
    cpus: scalarOf(portions, 'cpus'),
    disk: scalarOf(portions, 'disk'),
    gpus: scalarOf(portions, 'gpus'),
    mem: scalarOf(portions, 'mem'),
    ports,
  });
  return Object.fromEntries(amounts.filter(([, amount]) => amount > 0));
}

/** The same, but a port that several agents have counts once. */
export function distinctQuantitiesJson(portions: readonly Portion[]): JsonObject {
  return quantitiesJson(plus([], portions));
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

/** What the APIs show of all that an agent has. */
export interface ResourceViews {
  readonly summary: JsonObject;
  readonly reserved: JsonObject;
  readonly unreserved: JsonObject;
  readonly reservedFull: JsonObject;
  readonly unreservedFull: readonly JsonObject[];
}

const views = new WeakMap<readonly Portion[], ResourceViews>();

/** Made once for each list: thousands of agents are asked for again and again, and few of them change. */
export function viewsOf(portions: readonly Portion[]): ResourceViews {
  const known = views.get(portions);
  if (known) return known;
  const roles = reservedRoles(portions);
  const full = (role: string) => ofRole(portions, role).map((one) => resourceJson(one, 'both'));
  const made: ResourceViews = {
    summary: summaryJson(portions),
    reserved: Object.fromEntries(roles.map((role) => [role, summaryJson(ofRole(portions, role))])),
    unreserved: summaryJson(ofRole(portions, '*')),
    reservedFull: Object.fromEntries(roles.map((role) => [role, full(role)])),
    unreservedFull: full('*'),
  };
  views.set(portions, made);
  return made;
}

/** How a resource says whose it is. */
export type RoleSpelling =
  /** `role` and `reservations`: what an agent has in total. */
  | 'both'
  /** Only `reservations`: the flags of an agent in the v1 API. */
  | 'reservations'
  /** Only `role`: the registry. */
  | 'role';

export function resourceJson(portion: Portion, spelling: RoleSpelling): JsonObject {
  const { name, type, role, dynamic } = portion;
  const principal = dynamic?.principal === undefined ? {} : { principal: dynamic.principal };
  const reservation = { type: dynamic === undefined ? 'STATIC' : 'DYNAMIC', role, ...principal };
  return {
    name,
    type,
    ...valueJson(portion),
    ...(spelling === 'reservations' ? {} : { role }),
    ...(dynamic !== undefined && spelling === 'both' ? { reservation: principal } : {}),
    ...(role !== '*' && spelling !== 'role' ? { reservations: [reservation] } : {}),
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
