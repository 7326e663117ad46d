import { Ranges } from '../domain/core/ranges';
import type { RoleResources } from '../operator/ports';

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
      const ranges = (item.ranges?.range ?? []).map(({ begin, end }) => [begin, end] as const);
      ports = ports.plus(Ranges.of(...ranges));
    }
  }
  return { ...used, ports };
}
