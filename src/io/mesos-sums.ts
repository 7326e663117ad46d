import { z } from 'zod';
import { Ranges } from '../domain/core/ranges';

/** Amounts of all roles together. Memory and disk in MiB, as Mesos counts them. */
export interface Amounts {
  readonly cpus: number;
  readonly mem: number;
  readonly disk: number;
  readonly gpus: number;
}

const owner = z.object({ role: z.string().optional() });

/** An item of a list of resources of the operator API. */
export const usedResource = z.object({
  name: z.string(),
  scalar: z.object({ value: z.number() }).optional(),
  ranges: z
    .object({ range: z.array(z.object({ begin: z.number(), end: z.number() })).default([]) })
    .optional(),
  role: z.string().optional(),
  reservations: z.array(owner).optional(),
  allocation_info: owner.optional(),
});

export type UsedResource = z.infer<typeof usedResource>;

/** Scalars of all roles together. */
export function sumOf(list: readonly UsedResource[]): Amounts {
  const of = (name: string) =>
    list.reduce((sum, one) => sum + (one.name === name ? (one.scalar?.value ?? 0) : 0), 0);
  return { cpus: of('cpus'), mem: of('mem'), disk: of('disk'), gpus: of('gpus') };
}

/** `7337`, `31000-31002`, or nothing. */
export function portsOf(list: readonly UsedResource[]): string {
  const ports = list.filter(({ name }) => name === 'ports').flatMap((one) => one.ranges?.range ?? []);
  return Ranges.of(...ports.map(({ begin, end }) => [begin, end] as const)).toString();
}
