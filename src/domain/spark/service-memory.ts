import { attempt, type Problem, ProblemError } from '../core/problem';
import { Size } from '../core/size';

/**
 * With the off-heap share this makes a task of exactly 1 GiB, so that a service and its successor fit the
 * 2 GiB reservation that is in wide use (`mem(shuffle):2048`).
 */
export const DEFAULT_HEAP = Size.mebibytes(768);

/**
 * What the JVM takes beside heap and Netty's buffers. Measured on Spark 3.5.9 under Java 17 after start: 101 MiB
 * committed (collector 41, metaspace 23, code 9, symbols 7, threads, class space). Code and threads grow.
 */
const JVM_OWN = Size.mebibytes(128);

/** Netty's buffers for requests; the files themselves are sent without a copy. */
const LEAST_DIRECT = Size.mebibytes(64);

export interface ServiceMemory {
  readonly heap: Size;
  /** Netty's share, a hard limit (`-XX:MaxDirectMemorySize`): unset, it would be as large as the heap. */
  readonly direct: Size;
  /** Of the whole task, whose cgroup kills what goes above. */
  readonly task: Size;
}

export interface ServiceMemoryProps {
  /** @default 768m */
  readonly heap?: Size | string;
  /** @default - the heap and a quarter more, at least 256 MiB more */
  readonly memory?: Size | string;
}

/**
 * @throws ProblemError where the heap does not leave the JVM its own and Netty's memory, which is found
 *   out otherwise when the kernel kills a busy service
 */
export function serviceMemory(props: ServiceMemoryProps): ServiceMemory {
  const heap = sizeOf('heap', props.heap ?? DEFAULT_HEAP);
  const share = Math.max(256, Math.ceil(heap.toMebibytes() / 4));
  const task = sizeOf('memory', props.memory ?? heap.plus(Size.mebibytes(share)));
  const least = heap.plus(JVM_OWN).plus(LEAST_DIRECT);
  if (least.isAbove(task)) {
    throw new ProblemError([
      {
        at: 'heap',
        found: `a heap of ${heap} in a task of ${task}`,
        wanted: `a task of at least ${least}`,
        fix: 'the JVM needs memory beside its heap; lower heap or raise memory',
      },
    ]);
  }
  const direct = Size.bytes(task.toBytes() - heap.toBytes() - JVM_OWN.toBytes());
  return { heap, direct, task };
}

function sizeOf(at: string, given: Size | string): Size {
  const made = attempt(() => (typeof given === 'string' ? Size.parse(given) : given));
  const problems: Problem[] = 'problems' in made ? made.problems.map((problem) => ({ ...problem, at })) : [];
  if ('value' in made && (made.value.toMebibytes() < 1 || !Number.isInteger(made.value.toMebibytes()))) {
    problems.push({ at, found: `${made.value}`, wanted: 'a whole number of MiB' });
  }
  if ('problems' in made || problems.length > 0) throw new ProblemError(problems);
  return made.value;
}
