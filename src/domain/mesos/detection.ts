/** The resources that an agent detects where its flag does not name them. */
export const DETECTED_NAMES = ['cpus', 'mem', 'disk', 'ports'] as const;

/**
 * The names among {@link DETECTED_NAMES} that an agent still detects by itself. Naming a resource for any role
 * ends its detection for all of them: `cpus(shuffle):1` alone leaves no other CPU.
 * @param named every name that is written, also with an amount of 0
 */
export function namesDetected(named: readonly string[]): readonly string[] {
  return DETECTED_NAMES.filter((name) => !named.includes(name));
}
