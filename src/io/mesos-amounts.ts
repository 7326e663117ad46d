import { Ranges } from '../domain/core/ranges';
import type { RoleResources } from '../operator/ports';
import { isFields } from './shape';

/** A summary of resources as `/slaves` has them: scalars as numbers, ranges as text. */
export type Amounts = Readonly<Record<string, unknown>>;

/** An item of `used_resources_full`. */
export interface UsedResource {
  readonly name: string;
  readonly scalar?: { readonly value: number };
  readonly ranges?: { readonly range?: readonly { readonly begin: number; readonly end: number }[] };
  readonly role?: string;
  readonly reservations?: readonly { readonly role?: string }[];
}

/** Every summary has them, whether there is any or not; gpus as well, which only count in the total. */
const SCALARS = ['cpus', 'mem', 'disk'] as const;
const RANGES = /^\[(\d{1,15}-\d{1,15}(, ?\d{1,15}-\d{1,15})*)?\]$/;

export interface AmountsProblem {
  readonly at: string;
  readonly found: unknown;
  readonly wanted: string;
}

/** What is wrong with a summary: an amount that is not understood must not count as none. */
export function amountsProblem(
  amounts: unknown,
  scalars: readonly string[] = SCALARS,
): AmountsProblem | undefined {
  if (!isFields(amounts)) return { at: '', found: amounts, wanted: 'amounts by name' };
  for (const name of scalars) {
    const found = amounts[name];
    if (!isAmount(found)) return { at: `.${name}`, found, wanted: 'an amount' };
  }
  const { ports } = amounts;
  if (ports === undefined || isPort(ports) || isRangesText(ports)) return undefined;
  return { at: '.ports', found: ports, wanted: 'ranges such as [7337-7339]' };
}

function isRangesText(value: unknown): boolean {
  if (typeof value !== 'string' || !RANGES.test(value)) return false;
  return [...value.matchAll(/(\d+)-(\d+)/g)].every(([, begin, end]) => Number(begin) <= Number(end));
}

function isRange(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { begin, end } = value;
  return isPort(begin) && isPort(end) && Number(begin) <= Number(end);
}

const isAmount = (value: unknown) => typeof value === 'number' && value >= 0;
const isPort = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
const isRole = (value: unknown) => value === undefined || (typeof value === 'string' && value !== '');

/** Only amounts that are looked at are looked into. */
export function isUsedResource(item: unknown): item is UsedResource {
  if (!isFields(item) || typeof item['name'] !== 'string' || !hasRole(item)) return false;
  const { name, scalar, ranges } = item;
  if (name === 'cpus' || name === 'mem' || name === 'disk')
    return isFields(scalar) && isAmount(scalar['value']);
  if (name !== 'ports') return true;
  // A port that stands as a number in an agent's flags is a scalar (recording 02).
  if (isFields(scalar)) return isPort(scalar['value']);
  const range = isFields(ranges) ? ranges['range'] : undefined;
  return Array.isArray(range) && range.every(isRange);
}

function hasRole({ role, reservations }: Readonly<Record<string, unknown>>): boolean {
  if (reservations === undefined) return typeof role === 'string' && role !== '';
  return (
    isRole(role) &&
    Array.isArray(reservations) &&
    reservations.every((one) => isFields(one) && isRole(one['role']) && one['role'] !== undefined)
  );
}

/** With refined reservations the last one says whose it is; older agents have `role` alone. */
function roleOf({ role, reservations }: UsedResource): string {
  return reservations?.at(-1)?.role ?? role ?? '*';
}

export function roleResources(amounts: Amounts): RoleResources {
  return {
    cpus: amount(amounts, 'cpus'),
    mem: amount(amounts, 'mem'),
    disk: amount(amounts, 'disk'),
    ports: portsOf(amounts['ports']),
  };
}

/** `[7337-7339, 8000-8000]`, or a bare number where the agent's flag had one (recording 02). */
export function portsOf(value: unknown): Ranges {
  if (typeof value === 'number') return Ranges.of([value, value]);
  if (typeof value !== 'string' || !/\d/.test(value)) return Ranges.empty;
  return Ranges.parse(value.replace(/[[\]\s]/g, ''));
}

export function amount(amounts: Amounts, name: string): number {
  const value = amounts[name];
  return typeof value === 'number' ? value : 0;
}

/** What of a role's reservation is in use. */
export function usedBy(role: string, items: readonly UsedResource[]): RoleResources {
  const used = { cpus: 0, mem: 0, disk: 0 };
  let ports = Ranges.empty;
  for (const item of items.filter((one) => roleOf(one) === role)) {
    if (item.name === 'cpus' || item.name === 'mem' || item.name === 'disk') {
      used[item.name] += item.scalar?.value ?? 0;
    }
    if (item.name === 'ports') {
      const { scalar } = item;
      const single = scalar ? [[scalar.value, scalar.value] as const] : [];
      const ranges = (item.ranges?.range ?? []).map(({ begin, end }) => [begin, end] as const);
      ports = ports.plus(Ranges.of(...single, ...ranges));
    }
  }
  return { ...used, ports };
}
