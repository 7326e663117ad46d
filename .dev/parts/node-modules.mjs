// node_modules as the lock file says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, Refusal, root, say, seconds, show } from './run.mjs';

const NODE_MAJOR = 20;

export function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < NODE_MAJOR) {
    throw new Refusal(
      `node: found ${process.versions.node}, wanted ${NODE_MAJOR} or newer; install it from nodejs.org`,
    );
  }
}

/** Installs what the lock file names, unless it is installed. Returns whether it had to. */
export async function installNodeModules() {
  const wanted = packages(join(root, 'package-lock.json'));
  if (wanted === undefined)
    throw new Refusal('package-lock.json: found none, wanted the one of the repository');
  const found = packages(join(root, 'node_modules/.package-lock.json'));
  if (found !== undefined && sameTree(wanted, found)) return false;
  if (ask('npm', ['--version']).missing)
    throw new Refusal('npm: found none, wanted the one that comes with Node');
  const start = performance.now();
  say('set-up: node modules, by npm ci');
  const code = await show('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 2, 2],
  });
  if (code !== 0) throw new Refusal(`npm ci: ended with ${code}; see its messages above`);
  say(`set-up: node modules installed in ${seconds(start)}`);
  return true;
}

/** npm writes the second file at the end of an install, so a broken one is noticed. */
function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Optional packages are those of other platforms: they may be missing, but not of another version. */
function sameTree(wanted, found) {
  const paths = Object.keys(wanted).filter((path) => path !== '');
  const asWanted = (path) => found[path]?.version === wanted[path].version;
  const excused = (path) => found[path] === undefined && wanted[path].optional === true;
  return (
    paths.every((path) => asWanted(path) || excused(path)) &&
    Object.keys(found).every((path) => path in wanted)
  );
}
