// Tools that only a system's package manager has.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './alone.mjs';
import { cacheFolder } from './cache.mjs';
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
    // A second apt-get ends at once where one runs; the time limit is for those of others.
    await alone(join(cacheFolder(), 'apt.lock'), async () => {
      if (missing().length > 0) await aptGet(packages);
    });
  }
  const still = missing();
  if (still.length === 0) return;
  throw new Refusal(
    `found no ${still.join(', no ')}, wanted ${still.length === 1 ? 'it' : 'them'} ${purpose}; ` +
      `install ${packages.join(' ')} (Debian and Ubuntu, as root: apt-get install ${packages.join(' ')})`,
  );
}

async function aptGet(packages) {
  const quiet = {
    stdio: ['ignore', 'ignore', 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  await show('apt-get', ['-q', 'update'], quiet);
  const options = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', '--no-install-recommends'];
  await show('apt-get', ['install', ...options, ...packages], quiet);
}

function has(command) {
  if (command.startsWith('/')) return existsSync(command);
  return ask('sh', ['-c', 'command -v "$1"', 'sh', command]).ok;
}
