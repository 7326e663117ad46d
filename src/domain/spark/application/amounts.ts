import { Size } from '../../core/size';
import type { RoleProps } from './props';

/** Spark's own (`spark.driver.memory`). */
const DEFAULT_MEMORY = '1g';
const OVERHEAD = { factor: 0.1, leastMebibytes: 384 };

export const memoryOf = ({ memory = DEFAULT_MEMORY }: RoleProps): Size => Size.parse(memory);

/** MiB that a driver's task asks for: its heap and what it needs beside it, as Spark reckons for executors. */
export function taskMemory(role: RoleProps): number {
  const heap = memoryOf(role).toMebibytes();
  const { memoryOverhead } = role;
  const overhead =
    memoryOverhead === undefined
      ? Math.max(OVERHEAD.factor * heap, OVERHEAD.leastMebibytes)
      : Size.parse(memoryOverhead).toMebibytes();
  return Math.ceil(heap + overhead);
}
