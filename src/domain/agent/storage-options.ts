import { type Problem, shown } from '../core/problem';

/**
 * A janitor that goes by age must see what is read. `relatime`, Linux' default, notes the first read after a write
 * and then one in 24 hours; `noatime` none. `lazytime` keeps the times in memory and writes them with other changes,
 * so that a read costs no write (mount(8)).
 */
export const DEFAULT_MOUNT_OPTIONS: readonly string[] = ['strictatime', 'lazytime'];

/** Options of mount(8) that an agent cannot run with. */
const REFUSED: Readonly<Record<string, string>> = {
  ro: 'the agent writes there',
  noexec: 'executors run from there',
  noauto: 'the machine mounts it at each boot by itself',
  bind: 'the machine binds folders by itself',
  remount: 'it is not mounted yet',
};

export function mountOptionProblems(options: readonly string[]): readonly Problem[] {
  return options.flatMap((option, i): readonly Problem[] => {
    const at = `storage.mountOptions[${i}]`;
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.=:-]*$/.test(option)) {
      return [{ at, found: shown(option), wanted: 'one option of mount(8)' }];
    }
    const reason = Object.hasOwn(REFUSED, option) ? REFUSED[option] : undefined;
    return reason === undefined ? [] : [{ at, found: option, wanted: 'another option', fix: reason }];
  });
}

/** Why whoever goes by the time of the last read would take files in use for old ones; for groups with a janitor. */
export function hiddenUseProblems(options: readonly string[]): readonly Problem[] {
  const hiding = options.filter((option) => option === 'noatime' || option === 'relatime');
  if (hiding.length === 0 && options.includes('strictatime')) return [];
  return [
    {
      at: 'storage.mountOptions',
      found: hiding.length > 0 ? hiding.join(', ') : `${shown(options)}, which leaves Linux' relatime`,
      wanted: 'strictatime, for the janitor goes by the time of the last read',
      fix: 'the default does: strictatime, lazytime',
    },
  ];
}
