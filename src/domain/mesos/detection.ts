import { Size } from '../core/size';

/** What a machine has, as its operating system says. */
export interface Machine {
  readonly cpus: number;
  readonly memory: Size;
  /** The file system that holds the agent's work directory. Left out where it is not known. */
  readonly disk?: Size;
}

/** The resources that an agent detects where its flag does not name them. */
export const DETECTED_NAMES = ['cpus', 'mem', 'disk', 'ports'] as const;

/**
 * How much memory an agent offers of its own accord, in whole MiB: all but 1 GiB, half of it below 2 GiB
 * (src/slave/containerizer/containerizer.cpp, apache/mesos c1b42f79d).
 */
export function detectedMemory(total: Size): Size {
  return offered(total, { spared: Size.gibibytes(1), from: Size.gibibytes(2) });
}

/** The same for the disk of the work directory: all but 5 GiB, half of it below 10 GiB. */
export function detectedDisk(total: Size): Size {
  return offered(total, { spared: Size.gibibytes(5), from: Size.gibibytes(10) });
}

/**
 * The names among {@link DETECTED_NAMES} that an agent still detects by itself. Naming a resource for any role
 * ends its detection for all of them: `cpus(shuffle):1` alone leaves no other CPU.
 * @param named every name that is written, also with an amount of 0
 */
export function namesDetected(named: readonly string[]): readonly string[] {
  return DETECTED_NAMES.filter((name) => !named.includes(name));
}

function offered(total: Size, rule: { readonly spared: Size; readonly from: Size }): Size {
  const bytes = rule.from.isAbove(total) ? total.toBytes() / 2 : total.toBytes() - rule.spared.toBytes();
  return Size.mebibytes(Math.floor(bytes / 2 ** 20));
}
