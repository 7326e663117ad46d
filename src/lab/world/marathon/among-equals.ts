import type { Core } from './core';
import type { Instance } from './instance';

/** Marathon keeps instances in hash tables: which of several equal ones comes first is chance. */
export function amongEquals(
  { config, random }: Pick<Core, 'config' | 'random'>,
  oldestFirst: readonly Instance[],
): Instance[] {
  if (config.amongEquals === 'oldest' || oldestFirst.length < 2) return [...oldestFirst];
  return oldestFirst
    .map((instance) => ({ instance, lot: random.below(1_000_000) }))
    .sort((a, b) => a.lot - b.lot)
    .map(({ instance }) => instance);
}
