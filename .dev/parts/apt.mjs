// Tools that only a system's package manager has.
import { existsSync } from 'node:fs';
import { ask, Refusal, say, show } from './run.mjs';

/**
 * Installs what is missing, on Debian and its kin as root; elsewhere says what to install.
 * @param commands the package of each command, or of each absolute path
 * @param purpose what they are for, after "wanted them"
 */
export async function install(commands, purpose = 'to boot machines') {
  const missing = () => Object.keys(commands).filter((command) => !has(command));
  if (missing().length === 0) return;
  const packages = [...new Set(missing().map((command) => commands[command]))];
  if (process.getuid?.() === 0 && has('apt-get')) {
    say(`set-up: apt-get install ${packages.join(' ')}`);
    const quiet = {
      stdio: ['ignore', 'ignore', 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    await show('apt-get', ['-q', 'update'], quiet);
    await show('apt-get', ['-q', '-y', 'install', '--no-install-recommends', ...packages], quiet);
  }
  const still = missing();
  if (still.length === 0) return;
  throw new Refusal(
    `found no ${still.join(', no ')}, wanted ${still.length === 1 ? 'it' : 'them'} ${purpose}; ` +
      `install ${packages.join(' ')} (Debian and Ubuntu, as root: apt-get install ${packages.join(' ')})`,
  );
}

function has(command) {
  if (command.startsWith('/')) return existsSync(command);
  return ask('sh', ['-c', 'command -v "$1"', 'sh', command]).ok;
}
